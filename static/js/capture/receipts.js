/**
 * What an answer proves, and what it asks for again. Only a hash equal to ours, in a 200 of ours, is a receipt.
 *
 * Also the healing: what the server says it misses is offered again from the copies kept here.
 */
import { parsed } from "./lines.js";
import { sha256hex } from "./sha256.js";

const ACKS = ["stored", "duplicate", "quarantined", "conflict_kept"];
const AGAIN_MS = 60000;

/**
 * @param {{rows: object[], lines: string[]}} batch @param {object} json the answer
 * @returns {Promise<{receipts: object[], parked: object[], unsure: object[]}>} changed outbox rows in the last two
 */
export async function judged(batch, json, now) {
  const hashes = await Promise.all(batch.lines.map((line) => sha256hex(line)));
  const results = Array.isArray(json.results) ? json.results : [];
  const out = { receipts: [], parked: [], unsure: [] };
  batch.rows.forEach((row, i) => {
    const result = results[i]?.id === row.id ? results[i] : results.find((one) => one?.id === row.id) ?? unnamed(results[i]);
    const same = result?.h === hashes[i];
    const last = { status: 200, msg: result?.why?.sentence ?? "", at: now };
    if (same && ACKS.includes(result.s)) out.receipts.push(receipt(row, hashes[i], result, now));
    else if (result?.s === "refused" || result?.s === "conflict_kept") out.parked.push(parkedRow(row, last));
    else out.unsure.push({ ...row, tries: row.tries + 1, next_at: now + AGAIN_MS,
      last: { ...last, msg: "The answer did not match what was sent." } });
  });
  return out;
}

const unnamed = (result) => (result?.id == null ? result : undefined); // a line the server could not even read the id of

const receipt = (row, sha256, { s, why }, now) => ({ id: row.id, sha256, received_at: now, server_seq: null, s,
  why: why ?? null, lane: row.lane, seq: row.seq, dev: row.dev, walk: row.walk, kind: row.kind });

/** @returns {object} kept, shown, exportable, blocking nobody; `next_at` null: comes again only by a person's tap */
export const parkedRow = (row, last, next_at = null) => ({ ...row, state: "parked", tries: row.tries + 1, next_at, last });

/** Write what an answer proved, each on its own row, and queue what it asks for; one transaction. */
export function settle(store, { receipts, parked, unsure }, { json, meta = {}, dev, now, wantedBefore }) {
  return store.write(["outbox", "receipts", "meta", "entries", "photos"], async (t) => {
    for (const one of receipts) {
      await t.put("receipts", one);
      await t.delete("outbox", one.id);
    }
    for (const row of [...parked, ...unsure]) if (await t.get("outbox", row.id)) await t.put("outbox", row);
    const again = await asked(t, { json, dev, wantedBefore });
    for (const row of again) await t.put("outbox", row);
    const more = { ...meta, ...(typeof json.epoch === "string" ? { epoch: json.epoch } : {}) };
    if (receipts.length) more.last_sent_at = now;
    for (const [name, value] of Object.entries(more)) await t.put("meta", value, name);
    return again.length;
  });
}

/** Rows to offer again: a new epoch wants everything kept, a ledger only its holes. */
async function asked(t, { json, dev, wantedBefore }) {
  const epoch = await t.get("meta", "epoch");
  const restored = Boolean(epoch && typeof json.epoch === "string" && json.epoch !== epoch);
  const wanted = new Set(Array.isArray(json.photos_wanted) ? json.photos_wanted : []);
  const holes = restored ? () => true : await holesOf(t, json, dev);
  if (!holes && !wanted.size && !restored) return [];
  const queued = new Set(await t.keys("outbox"));
  const entries = holes ? await keptEntries(t, holes, queued, dev, restored) : [];
  const photos = (await t.all("photos")).filter((photo) => !photo.purged && !queued.has(photo.id)
    && (restored || (wanted.has(photo.id) && wantedBefore(photo.id) < 3)));
  return [...entries, ...photos.map(photoRow)];
}

/** @returns {Promise<((seq: number) => boolean)|null>} null when nothing is missing, or it was offered already in vain */
async function holesOf(t, json, dev) {
  const { through, missing } = json.device ?? {};
  const next = (await t.get("meta", "seq")) ?? 1;
  if (!Array.isArray(missing) || !Number.isInteger(through)) return null;
  if (!missing.length && through >= next - 1) return null;
  const key = `${dev} ${json.epoch} ${through} ${missing.length} ${missing[0] ?? ""}`;
  if ((await t.get("meta", "healed")) === key) return null;
  await t.put("meta", key, "healed");
  const holes = new Set(missing);
  return missing.length ? (seq) => holes.has(seq) : (seq) => seq > through;
}

async function keptEntries(t, holes, queued, dev, anyDevice) {
  const rows = (await t.all("entries")).filter((row) => holes(row.seq) && !queued.has(row.id));
  return rows.map((row) => [row, parsed(row)?.dev]).filter(([, its]) => anyDevice || its === dev).map(([row, its]) => ({
    id: row.id, lane: "entry", state: "pending", tries: 0, next_at: 0, last: null,
    bytes: new TextEncoder().encode(row.line).length, seq: row.seq, dev: its, walk: row.walk, kind: row.kind }));
}

const photoRow = (photo) => ({ id: photo.id, lane: "photo", state: "pending", tries: 0, next_at: 0, last: null,
  bytes: photo.size, seq: 0, dev: null, walk: photo.walk, kind: "photo" });
