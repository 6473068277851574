/**
 * Signing a phone out so that its next user reads nothing of the one before, and so that nothing unsent is lost.
 *
 * What is held stays here sealed under a key that only the server hands out again, to the same person. On plain http
 * browsers have no ciphers: there it is hidden from the app, and the screen says that it is not locked.
 */
import { uuid7 } from "./ids.js";
import { chunkRange } from "./photo_bytes.js";
import { STORES } from "./store.js";

const ALL = () => IDBKeyRange.lowerBound(-Infinity);
const HELD = "held:";
const OUT = "shoeleather.out";
const USER = "shoeleather.user";
const BATCH = 400; // rows sealed together, so that no value grows large
const local = (work) => { try { return work(localStorage); } catch { return null; } };

export const canSeal = () => Boolean(globalThis.crypto?.subtle);

/** Somebody is signed in on this phone: the desk's own way out leads through ours then. */
export const mark = () => local((at) => at.setItem(USER, "yes"));

/** @returns {boolean} signed out here while the server could not be told */
export const owesLogout = () => local((at) => at.getItem(OUT)) === "yes";
export const oweLogout = (yes) => local((at) => yes ? at.setItem(OUT, "yes") : at.removeItem(OUT));

/**
 * Take everything of this person off the phone. @param {import("./store.js").Store} store
 * @param {{user: object|null, seal: string|null, keep: boolean}} how keep: hold what is unsent for their return
 */
export async function clearOut(store, { user, seal, keep }) {
  const found = keep && user ? await unsent(store) : { queued: null, rows: [] };
  const rows = await sealed(found.rows, seal);
  await store.second?.free(); // first: a copy that stayed would be put back
  await store.write(STORES, async (t) => {
    const now = (await t.keys("outbox")).sort().join();
    if (found.queued !== null && now !== found.queued) throw new Error("another window is still writing");
    const held = (await t.keys("meta")).filter((key) => String(key).startsWith(HELD));
    const others = await Promise.all(held.map((key) => t.get("meta", key)));
    for (const name of STORES) await t.delete(name, ALL());
    for (const [i, key] of held.entries()) await t.put("meta", others[i], key);
    for (const row of rows) await t.put("meta", row, `${HELD}${user.id}:${uuid7()}`);
  });
  forgetPlaces();
}

function forgetPlaces() {
  local((at) => Object.keys(at).filter((key) => key.startsWith("lifeboat:") || key.startsWith("shoeleather.seen.")
    || key === "shoeleather.dev" || key === USER).forEach((key) => at.removeItem(key)));
  try { sessionStorage.clear(); } catch { /* none here */ }
}

/** The whole of every walk of which something is unsent, so that it goes on as it was. */
async function unsent(store) {
  return store.read(STORES, async (t) => {
    const outbox = await t.all("outbox");
    const walks = new Set(outbox.map((row) => row.walk));
    const of = async (name) => (await t.all(name)).filter((row) => walks.has(row.walk));
    const [entries, photos, receipts] = [await of("entries"), await of("photos"), await t.all("receipts")];
    const ids = new Set([...entries, ...photos].map((row) => row.id));
    const rows = [...outbox.map((row) => ["outbox", row]), ...entries.map((row) => ["entries", row]),
      ...photos.map((row) => ["photos", row]), ...receipts.filter(({ id }) => ids.has(id)).map((row) => ["receipts", row])];
    for (const { id } of photos) {
      const keys = await t.keys("chunks", chunkRange(id)), chunks = await t.all("chunks", chunkRange(id));
      keys.forEach((key, i) => rows.push(["chunks", chunks[i], key]));
    }
    for (const key of await t.keys("meta")) {
      if (/^(journey|persona):/.test(String(key))) rows.push(["meta", await t.get("meta", key), key]);
    }
    return { queued: outbox.map((row) => row.id).sort().join(), rows };
  });
}

const keyOf = (seal) => crypto.subtle.importKey("raw", Uint8Array.from(seal.match(/../g), (two) => Number.parseInt(two, 16)),
  "AES-GCM", false, ["encrypt", "decrypt"]);

/** Pictures one by one, everything else in batches. */
async function sealed(rows, seal) {
  const facts = rows.filter(([name]) => name !== "chunks");
  const groups = [];
  for (let i = 0; i < facts.length; i += BATCH) groups.push({ rows: facts.slice(i, i + BATCH), bytes: null });
  for (const [name, value, key] of rows) {
    if (name === "chunks") groups.push({ rows: [[name, null, key]], bytes: value });
  }
  if (!canSeal() || !seal) return groups.map((group) => ({ open: true, text: JSON.stringify(group.rows), bytes: group.bytes }));
  const key = await keyOf(seal);
  return Promise.all(groups.map(async ({ rows: its, bytes }) => ({ open: false,
    text: await encrypted(key, new TextEncoder().encode(JSON.stringify(its))),
    bytes: bytes && await encrypted(key, bytes) })));
}

async function encrypted(key, plain) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain)) };
}

const decrypted = async (key, { iv, data }) => crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data);

/** The same person is back: what was held for them is put where it was. @returns {Promise<number>} rows put back */
export async function putBack(store, user, seal) {
  if (!user) return 0;
  const prefix = `${HELD}${user.id}:`;
  const held = await store.read(["meta"], async (t) => {
    const keys = (await t.keys("meta")).filter((key) => String(key).startsWith(prefix));
    return Promise.all(keys.map(async (key) => [key, await t.get("meta", key)]));
  });
  if (!held.length) return 0;
  const key = canSeal() && seal ? await keyOf(seal) : null;
  const rows = (await Promise.all(held.map(([, value]) => opened(value, key)))).flat();
  await store.write(STORES, async (t) => {
    for (const [name, value, at] of rows) if (!(await t.get(name, at ?? value.id))) await t.put(name, value, at);
    for (const [name] of held) await t.delete("meta", name);
  });
  return rows.length;
}

async function opened(value, key) {
  const rows = JSON.parse(value.open ? value.text : new TextDecoder().decode(await decrypted(key, value.text)));
  if (!value.bytes) return rows;
  return [[rows[0][0], value.open ? value.bytes : await decrypted(key, value.bytes), rows[0][2]]];
}
