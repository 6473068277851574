/** What the server has held for 14 days may leave the phone; nothing of a walk still open ever does. */
import { parsed } from "./lines.js";
import { voided } from "./undo.js";
import { chunkRange } from "./photo_bytes.js";

const KEPT_MS = 14 * 24 * 3600e3;

/** @param {import("./store.js").Store} store @param {number} now wall ms @returns {Promise<string[]>} walks let go */
export function purge(store, now) {
  return store.write(["entries", "photos", "chunks", "receipts", "outbox"], async (t) => {
    const [rows, photos, receipts, queued] = await Promise.all([t.where("entries", "walk"), t.all("photos"),
      t.all("receipts"), t.keys("outbox")]);
    const sent = new Map(receipts.map((one) => [one.id, one.received_at]));
    queued.forEach((id) => sent.delete(id));
    const old = (id) => now - (sent.get(id) ?? now) > KEPT_MS;
    const gone = [...groups(rows, photos)].filter(([, its]) => isClosed(its.rows)
      && [...its.rows, ...its.photos].every((row) => old(row.id)));
    for (const [, its] of gone) await forget(t, its);
    return gone.map(([walk]) => walk);
  });
}

function groups(rows, photos) {
  const walks = new Map();
  for (const row of rows) walks.set(row.walk, [...(walks.get(row.walk) ?? []), row]);
  return new Map([...walks].map(([walk, its]) => [walk, { rows: its, photos: photos.filter((one) => one.walk === walk) }]));
}

/** Handed in, or withdrawn by its walker. */
function isClosed(rows) {
  const entries = rows.map(parsed).filter(Boolean);
  const dead = voided(entries);
  return entries.some((one) => one.kind === "walk.end" && !dead.has(one.id))
    || entries.some((one) => one.kind === "walk.begin" && dead.has(one.id));
}

async function forget(t, { rows, photos }) {
  for (const { id } of rows) await t.delete("entries", id);
  for (const { id } of photos) {
    await t.delete("chunks", chunkRange(id));
    await t.delete("photos", id);
  }
  for (const { id } of [...rows, ...photos]) await t.delete("receipts", id);
}
