/** A photo's bytes in the store: pieces of at most 256 KiB, always ArrayBuffers, and together again. */
import { CHUNK } from "./store.js";

/** @param {ArrayBuffer} bytes @returns {ArrayBuffer[]} */
export function inChunks(bytes) {
  return Array.from({ length: Math.ceil(bytes.byteLength / CHUNK) }, (_, i) => bytes.slice(i * CHUNK, (i + 1) * CHUNK));
}

export const chunkRange = (id) => IDBKeyRange.bound([id], [id, []]);

/** Inside a transaction over `chunks`. @returns {Promise<ArrayBuffer|null>} null when not all of it is there */
export async function readBytes(t, { id, n, size }) {
  const chunks = await t.all("chunks", chunkRange(id));
  if (chunks.length !== n || chunks.some((one) => !(one instanceof ArrayBuffer))) return null;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    if (at + chunk.byteLength > size) return null;
    whole.set(new Uint8Array(chunk), at);
    at += chunk.byteLength;
  }
  return at === size ? whole.buffer : null;
}
