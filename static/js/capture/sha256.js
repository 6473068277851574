/**
 * SHA-256 on every origin: `crypto.subtle` where there is one, our own sixty lines on plain http, fetched at the start.
 * Receipts are checked by hash everywhere, also on a LAN without https.
 */

const utf8 = new TextEncoder();
const own = globalThis.crypto?.subtle ? null : import("../plain/sha256.js");

/** @param {string|ArrayBuffer|Uint8Array} what text is hashed as UTF-8 @returns {Promise<string>} 64 hex digits */
export async function sha256hex(what) {
  const bytes = typeof what === "string" ? utf8.encode(what) : new Uint8Array(what);
  const sum = own ? (await own).sha256own(bytes) : new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(sum, (b) => b.toString(16).padStart(2, "0")).join("");
}
