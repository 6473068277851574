/**
 * Pictures on the phone: read at once, made small, kept as plain bytes, shown from there.
 *
 * A picture's bytes may be replaced (covered) until the first try to send them, never after. Sending is outbox's.
 */
import { uuid7 } from "./ids.js";
import { chunkRange, inChunks, readBytes } from "./photo_bytes.js";
import { sha256hex } from "./sha256.js";
import { shrunk } from "./shrink.js";
import { sniff } from "./sniff.js";
import { step } from "./steps.js";
import { said } from "./words.js";

const MOST_BYTES = 15 * 1024 * 1024; // what the server takes

/** A picture that could not be taken. `code`: unreadable | not_a_picture | too_large | cannot_open | already_sending | lost. */
export class PhotoError extends Error {
  constructor(code, cause) {
    super(code, { cause });
    this.name = "PhotoError";
    this.code = code;
    this.words = said(code);
  }
}

/**
 * @typedef {object} Taken  a picture ready to go into `log.append([{kind: "photo", b: {photo: taken.id}, photo: taken}])`
 * @property {string} id @property {string} sha256 @property {number} size bytes @property {string} mime
 * @property {number|null} w @property {number|null} h pixels, null when this phone cannot open it
 * @property {boolean} raw as picked: not shrunk, because this phone could not; the server strips it
 * @property {ArrayBuffer[]} chunks @property {number} hold_until wall ms before which it is not sent
 * @property {(side: number) => Promise<boolean>} shrink
 */

/**
 * Call in the change handler itself: a picked file may be gone or changed a moment later.
 * @param {File|Blob} file
 * @param {{hold_ms?: number}} [how] keep it from being sent for so long, while the cover tool may be used
 * @returns {Promise<Taken>} Errors: PhotoError unreadable | not_a_picture | too_large
 */
export async function take(file, { hold_ms = 0 } = {}) {
  const bytes = await file.arrayBuffer().catch((error) => { throw new PhotoError("unreadable", error); });
  await step(60, "picture read");
  const mime = sniff(new Uint8Array(bytes, 0, Math.min(16, bytes.byteLength)));
  if (!mime) throw new PhotoError("not_a_picture");
  const small = await shrunk(bytes, mime);
  if (!small && bytes.byteLength > MOST_BYTES) throw new PhotoError("too_large");
  const taken = { id: uuid7(), hold_until: hold_ms ? Date.now() + hold_ms : 0 };
  taken.shrink = (side) => smallerStill(taken, side);
  return Object.assign(taken, await facts(small, bytes, mime));
}

async function facts(small, bytes, mime) {
  const kept = small?.bytes ?? bytes;
  return { sha256: await sha256hex(kept), size: kept.byteLength, mime: small ? "image/jpeg" : mime, w: small?.w ?? null,
    h: small?.h ?? null, raw: !small, chunks: inChunks(kept) };
}

/** A rung of the ladder of a full phone. @returns {Promise<boolean>} whether it got smaller */
async function smallerStill(taken, side) {
  if (taken.w && Math.max(taken.w, taken.h) <= side) return false;
  const bytes = await new Blob(taken.chunks).arrayBuffer();
  const small = await shrunk(bytes, taken.mime, { side });
  if (!small || small.bytes.byteLength >= taken.size) return false;
  Object.assign(taken, await facts(small, bytes, taken.mime));
  return true;
}

/** @param {import("./log.js").Log} log @returns the pictures that are in the log */
export function openPhotos({ store }) {
  return {
    /** @param {string} id @returns {Promise<object|null>} {id, entry, walk, sha256, size, mime, w, h, raw, begun, purged?} */
    get: async (id) => (await store.read(["photos"], (t) => t.get("photos", id))) ?? null,

    /** @param {string} id @returns {Promise<ArrayBuffer|null>} null when it is not (any longer) on this phone */
    bytes: (id) => bytesOf(store, id),

    /** @param {string|Taken} photo @returns {Promise<string|null>} a blob: address; give it back by URL.revokeObjectURL */
    url: (photo) => urlOf(store, photo),

    /** Burn solid blocks in. @param {string} id @param {import("./shrink.js").Rect[]} rects parts of the picture, 0…1
     *  Errors: PhotoError lost | already_sending | cannot_open */
    cover: (id, rects) => cover(store, id, rects),

    /** Keep a picture from being sent for a while, at most; @param {string} id @param {number} ms */
    hold: (id, ms) => setNext(store, id, Date.now() + ms),

    /** Done with covering: it may go now. The caller taps the outbox. @param {string} id */
    release: (id) => setNext(store, id, 0),
  };
}

function bytesOf(store, id) {
  return store.read(["photos", "chunks"], async (t) => {
    const photo = await t.get("photos", id);
    return photo ? readBytes(t, photo) : null;
  });
}

async function urlOf(store, photo) {
  const taken = typeof photo === "string" ? null : photo;
  const bytes = taken ? await new Blob(taken.chunks).arrayBuffer() : await bytesOf(store, photo);
  if (!bytes) return null;
  const mime = taken?.mime ?? (await store.read(["photos"], (t) => t.get("photos", photo))).mime;
  return URL.createObjectURL(new Blob([bytes], { type: mime }));
}

async function cover(store, id, rects) {
  const photo = await store.read(["photos"], (t) => t.get("photos", id));
  const bytes = photo && (await bytesOf(store, id));
  if (!bytes) throw new PhotoError("lost");
  if (photo.begun) throw new PhotoError("already_sending");
  const covered = await shrunk(bytes, photo.mime, { cover: rects });
  if (!covered) throw new PhotoError("cannot_open");
  const { sha256, size, mime, w, h, chunks } = await facts(covered, covered.bytes, "image/jpeg");
  await step(61, "covered");
  await replace(store, { ...photo, sha256, size, mime, w, h, raw: false, n: chunks.length }, chunks);
}

/** The old bytes go in the same transaction, and only if no try to send them has begun meanwhile. */
function replace(store, photo, chunks) {
  return store.write(["photos", "chunks", "outbox"], async (t) => {
    const now = await t.get("photos", photo.id);
    if (!now || now.begun) throw new PhotoError(now ? "already_sending" : "lost");
    await t.delete("chunks", chunkRange(photo.id));
    await t.put("photos", photo);
    for (const [i, chunk] of chunks.entries()) await t.put("chunks", chunk, [photo.id, i]);
    const row = await t.get("outbox", photo.id);
    if (row) await t.put("outbox", { ...row, bytes: photo.size });
  });
}

function setNext(store, id, next_at) {
  return store.write(["outbox"], async (t) => {
    const row = await t.get("outbox", id);
    if (row) await t.put("outbox", { ...row, next_at });
  });
}
