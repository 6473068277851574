/**
 * A second copy of the phone's keep, in a storage bucket of its own, where the engine has buckets.
 *
 * A death in the middle of a write leaves a torn record at the end of Chromium's log. Chromium goes on behind it, finds
 * the log damaged at the start after next, and then drops all that the origin kept. A bucket has a log of its own, and
 * one death does not tear both.
 */
import { openIn, SHAPE, STORES, wait } from "./store.js";

const BUCKET = "second";
const PATIENCE_MS = 500; // a tap never waits longer for its copy
const AT_ONCE = 50;
const OWN = /^(dev|seq|ballast\d)$/; // numbers are never used twice, and ballast is there to be thrown away

export class Second {
  #store;

  constructor(store) {
    this.#store = store;
  }

  /** @param {string[]} names @param {[string, any[]][]} done verbs of one transaction, in order. Never fails. */
  async repeat(names, done) {
    const ours = done.filter(([, how]) => !OWN.test(how.at(-1)));
    if (!this.#store || !ours.length) return;
    const written = this.#store.write(names, (t) => Promise.all(ours.map(([verb, how]) => t[verb](...how))));
    await Promise.race([written.catch(() => { this.#store = null; }), wait(PATIENCE_MS)]); // what it lacks it gets at the next start
  }

  /** @param {import("./store.js").Store} store gets what it lacks @returns {Promise<boolean>} whether that was anything */
  async restore(store) {
    let brought = 0;
    for (const name of STORES) brought += await bring(this.#store, store, name);
    return brought > 0;
  }

  /** Bring the copy up to the keep. Its keys are read first, so that a tap meanwhile is not taken back. */
  async level(store) {
    for (const name of STORES) {
      const over = await surplus(this.#store, store, name);
      await this.#store.write([name], (t) => Promise.all(over.map((key) => t.delete(name, key))));
      await bring(store, this.#store, name);
    }
  }

  /** Let the copy go, also one that is behind or could not be reached. */
  async free() {
    this.#store?.drop();
    this.#store = null;
    await navigator.storageBuckets.delete(BUCKET);
    return true;
  }
}

/** Keys of one store that the other lacks. */
async function surplus(one, other, name) {
  const [mine, its] = [await keysOf(one, name), await keysOf(other, name)];
  const held = new Set(its.map(String));
  return mine.filter((key) => !held.has(String(key)));
}

const keysOf = async (store, name) => (await store.read([name], (t) => t.keys(name))).filter((key) => !OWN.test(key));

async function bring(from, to, name) {
  const keys = await surplus(from, to, name);
  for (let at = 0; at < keys.length; at += AT_ONCE) {
    const some = keys.slice(at, at + AT_ONCE);
    const rows = await from.read([name], (t) => Promise.all(some.map((key) => t.get(name, key))));
    await to.write([name], (t) => Promise.all(rows.map((row, i) =>
      row === undefined || t.put(name, row, SHAPE[name][0].keyPath ? undefined : some[i]))));
  }
  return keys.length;
}

/**
 * @param {string} name of the database
 * @returns {Promise<Second|void>} none: no buckets here. One that is not to be had in time takes no copies, and can still
 * be let go: what it held would be put back to whoever is next.
 */
export async function openSecond(name) {
  try {
    return new Second(openIn(await Promise.race([navigator.storageBuckets.open(BUCKET), wait(PATIENCE_MS)]), name));
  } catch {
    return navigator.storageBuckets && new Second();
  }
}
