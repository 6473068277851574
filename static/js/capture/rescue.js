/**
 * Everything this phone holds, as one file a person can carry: the way out when sending cannot.
 *
 * The server imports it through the same door as a sync, so nothing is ever doubled by it. It only reads.
 */
import { aboard } from "./lifeboat.js";
import { readBytes } from "./photo_bytes.js";
import { sha256hex } from "./sha256.js";
import { zipped } from "./zip.js";

const utf8 = new TextEncoder();

/**
 * @param {import("./log.js").Log} log
 * @returns {Promise<{blob: Blob, name: string, entries: number, photos: number}>} ZIP: `entries.ndjson` (the kept lines,
 *   lowest seq first), `photos/<id>.jpg` (bytes as kept), `hashes.json`; `unsaved.ndjson` when taps never reached the
 *   store (no seq yet). Works with a dead store too: then only the unsaved are in it.
 */
export async function exportZip(log) {
  const entries = await kept(log);
  const photos = await pictures(log);
  const unsaved = unsavedOf(log);
  const hashes = { made_at: new Date(log.clock.now()).toISOString(), dev: log.dev, app: log.app, entries: {}, photos: {} };
  for (const { id, line } of entries) hashes.entries[id] = await sha256hex(line);
  for (const { photo } of photos) hashes.photos[photo.id] = { sha256: photo.sha256, size: photo.size, mime: photo.mime, entry: photo.entry };
  const files = [
    file("entries.ndjson", entries.map((row) => `${row.line}\n`).join("")),
    ...photos.map(({ photo, bytes }) => ({ name: `photos/${photo.id}.jpg`, bytes: new Uint8Array(bytes) })),
    file("hashes.json", JSON.stringify(hashes, null, 1)),
    ...(unsaved.length ? [file("unsaved.ndjson", unsaved.map((entry) => `${JSON.stringify(entry)}\n`).join(""))] : []),
  ];
  return { blob: new Blob(zipped(files), { type: "application/zip" }), name: `shoeleather-${day(log)}.zip`,
    entries: entries.length + unsaved.length, photos: photos.length };
}

/** Hand the file to the person. @param {{blob: Blob, name: string}} file */
export function download({ blob, name }) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

const file = (name, text) => ({ name, bytes: utf8.encode(text) });

const day = (log) => new Date(log.clock.now()).toISOString().slice(0, 16).replace(/[-:]/g, "").replace("T", "-");

async function kept({ store }) {
  const rows = await store.read(["entries"], (t) => t.all("entries")).catch(() => []);
  return rows.sort((a, b) => a.seq - b.seq);
}

/** One by one: a picture that cannot be read must not keep the others from being carried out. */
async function pictures({ store }) {
  const rows = await store.read(["photos"], (t) => t.all("photos")).catch(() => []);
  const out = [];
  for (const photo of rows) {
    const bytes = await store.read(["chunks"], (t) => readBytes(t, photo)).catch(() => null);
    if (bytes) out.push({ photo, bytes });
  }
  return out;
}

function unsavedOf(log) {
  const all = [...log.state.unsaved, ...aboard().flatMap((row) => row.entries)];
  return [...new Map(all.map((entry) => [entry.id, entry])).values()];
}
