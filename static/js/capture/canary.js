/** Was the phone's storage cleared under us? The device id sits in three places that are not cleared together. */
import { uuid7 } from "./ids.js";

const NAME = "shoeleather.dev";

/** @returns {string|null} the device id this browser had, as far as localStorage remembers */
export function remembered() {
  try { return localStorage.getItem(NAME); } catch { return null; }
}

/** @param {string} dev */
export function remember(dev) {
  try { localStorage.setItem(NAME, dev); } catch { /* two places are left */ }
}

/**
 * Find this phone's device id, or make one. An emptied store gets a new id: numbers are never used twice.
 * @param {import("./store.js").Store} store
 * @param {string|null} cookie device id the server saw in its own cookie, handed in by the page; null when unknown
 * @returns {Promise<{dev: string, wiped: boolean, was: string|null}>} was: the device whose entries are gone from here
 */
export async function deviceOf(store, cookie = null) {
  const before = remembered() ?? cookie;
  const found = await store.write(["meta"], async (t) => {
    const kept = await t.get("meta", "dev");
    if (kept) return { dev: kept, was: (await t.get("meta", "was")) ?? null };
    const dev = uuid7();
    await t.put("meta", dev, "dev");
    await t.put("meta", 1, "seq");
    if (before) await t.put("meta", before, "was");
    return { dev, was: before };
  });
  remember(found.dev);
  return { ...found, wiped: Boolean(found.was) };
}
