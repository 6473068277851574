/** Ids the phone makes itself: UUIDv7, rising within a millisecond. A unique key only; never order by it. */

let last = 0;
let count = 0;

/** @param {number} [now] wall ms; @returns {string} a UUIDv7, greater than every one made before on this page */
export function uuid7(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  if (now > last) {
    last = now;
    count = ((bytes[6] & 7) << 8) | bytes[7]; // top bit clear: room to count up within the millisecond
  } else if (++count > 0xfff) {
    last += 1; // 2,000 ids in one millisecond: borrow from the next
    count = 0;
  }
  for (let i = 5, t = last; i >= 0; i--, t = Math.floor(t / 256)) bytes[i] = t % 256;
  bytes[6] = 0x70 | (count >> 8);
  bytes[7] = count & 255;
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** @param {number} [letters] @returns {string} a short random word: a boot id, a lease owner */
export function shortId(letters = 6) {
  return Array.from(crypto.getRandomValues(new Uint8Array(letters)), (b) => (b % 36).toString(36)).join("");
}
