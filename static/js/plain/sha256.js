/** SHA-256 without the browser's help, which plain http does not get. No part of the shell: no worker runs there either. */

/** @param {Uint8Array} bytes @returns {Uint8Array} 32 bytes. Source: FIPS 180-4. */
export function sha256own(bytes) {
  const state = Int32Array.from(START);
  const padded = pad(bytes);
  const words = new Int32Array(64);
  for (let at = 0; at < padded.length; at += 64) block(state, words, padded, at);
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => out.setInt32(i * 4, word));
  return new Uint8Array(out.buffer);
}

function pad(bytes) {
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0);
  return padded;
}

const turn = (x, n) => (x >>> n) | (x << (32 - n));

function block(state, w, bytes, at) {
  const view = new DataView(bytes.buffer, at, 64);
  for (let i = 0; i < 16; i++) w[i] = view.getInt32(i * 4);
  for (let i = 16; i < 64; i++) {
    const s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
    const s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10);
    w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
    const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0;
    d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] = (state[i] + word) | 0; });
}

// The standard's constants are the first 32 bits of the roots of the first primes: made, not typed.
const PRIMES = Array.from({ length: 312 }, (_, n) => n)
  .filter((n) => n > 1 && !Array.from({ length: Math.floor(Math.sqrt(n)) }, (_, i) => i + 2)
    .some((d) => d < n && n % d === 0));
const fraction = (x) => Math.floor((x - Math.floor(x)) * 0x100000000) | 0;
const K = Int32Array.from(PRIMES.slice(0, 64), (p) => fraction(Math.cbrt(p)));
const START = Int32Array.from(PRIMES.slice(0, 8), (p) => fraction(Math.sqrt(p)));
