/**
 * The phone's keep: the only module that touches IndexedDB.
 *
 * One action = one strict `readwrite` transaction, resolved on `tx.oncomplete`. A dead handle is dropped, reopened
 * and the same work tried again, so `work` must be safe to run twice. It knows nothing of walks or the network.
 */
import { step } from "./steps.js";

export const SCHEMA = 1;
export const CHUNK = 262144; // no single value above 256 KiB: some engines fail on large ones under pressure
const TRIES = [100, 500, 2000]; // ms before each reopening
const OPEN_MS = 3000;
const STALL_MS = 10000;
const LOST = /server lost|backing store|connection is closing|database connection/i;

/** What the store could not do. `code`: newer | blocked | stalled | gone | full | failed. */
export class StoreError extends Error {
  constructor(code, cause) {
    super(`${code}: ${cause?.name ?? ""} ${cause?.message ?? ""}`, { cause });
    this.name = "StoreError";
    this.code = code;
  }
}

export const SHAPE = {
  entries: [{ keyPath: "id" }, { walk: ["walk", "seq"] }],
  outbox: [{ keyPath: "id" }],
  receipts: [{ keyPath: "id" }],
  photos: [{ keyPath: "id" }],
  chunks: [{}], // key [photo, i]
  drafts: [{}], // key: field id
  meta: [{}], // key: name
  journal: [{ keyPath: "id" }],
};
export const STORES = Object.keys(SHAPE);

/** Upgrades only ever add: what is queued is never migrated. */
function shape(db) {
  for (const [name, [options, indexes = {}]] of Object.entries(SHAPE)) {
    if (db.objectStoreNames.contains(name)) continue;
    const made = db.createObjectStore(name, options);
    for (const [index, path] of Object.entries(indexes)) made.createIndex(index, path);
  }
}

export const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const answer = (request) => new Promise((done, fail) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});

/** A Blob in IndexedDB cannot be read back on some phones, and one bad row poisons later writes: never store one. */
function plain(value) {
  if (value instanceof Blob) throw new TypeError("a Blob may not be stored");
  if (value instanceof ArrayBuffer && value.byteLength > CHUNK) throw new TypeError("value above 256 KiB");
  if (value && typeof value === "object" && !ArrayBuffer.isView(value)) Object.values(value).forEach(plain);
  return value;
}

/** The verbs inside one transaction. Await nothing else there: any other await ends the transaction. */
function verbs(tx) {
  const at = (name) => tx.objectStore(name);
  return {
    get: (name, key) => answer(at(name).get(key)),
    all: (name, range) => answer(at(name).getAll(range)),
    keys: (name, range) => answer(at(name).getAllKeys(range)),
    where: (name, index, range) => answer(at(name).index(index).getAll(range)),
    count: (name, range) => answer(at(name).count(range)),
    put: (name, value, key) => answer(at(name).put(plain(value), key)),
    delete: (name, key) => answer(at(name).delete(key)),
  };
}

/** The same verbs; what changes something is noted. */
const noting = (t, done) => ({ ...t, ...Object.fromEntries(["put", "delete"].map((verb) =>
  [verb, (...how) => { done.push([verb, how]); return t[verb](...how); }])) });

/** Requests cut off by an abort say only that; the transaction knows why. */
const told = (error) => (error?.name === "AbortError" ? null : error);

const reopens = (error) => error instanceof StoreError ? error.code === "stalled" || error.code === "gone"
  : ["InvalidStateError", "UnknownError", "AbortError"].includes(error?.name) || LOST.test(error?.message ?? "");

/** @param {unknown} error @returns {boolean} whether the phone has no room left */
export const isFull = (error) => (error?.cause ?? error)?.name === "QuotaExceededError" || error?.code === "full";

class Store {
  #db = null;
  #opening = null;
  #suspect = false;
  #running = new Set(); // transactions under way
  #return = null; // resolves when this page comes back from the back-forward cache
  #back = () => {};
  #listeners = new Set();
  constructor({ name = "shoeleather", version = SCHEMA, factory = indexedDB, durability = "strict" } = {}) {
    Object.assign(this, { name, version, factory, durability });
    /** @type {import("./second.js").Second|null} repeats what is written, where the engine has a place for it */
    this.second = null;
    /** @type {""|"newer"} why nothing may be written: a newer build has been here. Reading and export still work. */
    this.readonly = "";
    /** @type {number} wall ms of the last finished write, for the journal */
    this.wrote_at = 0;
    const doubt = () => { if (document.visibilityState === "visible") this.#suspect = true; };
    document.addEventListener("visibilitychange", doubt);
    addEventListener("pageshow", () => { this.#back(); this.#return = null; doubt(); });
    addEventListener("pagehide", ({ persisted }) => { if (persisted) this.#leave(); });
  }

  /** WebKit freezes a page with its transactions under way, and every other page then waits for them for ever. */
  #leave() {
    this.#return ??= new Promise((done) => { this.#back = done; });
    this.#running.forEach((tx) => { try { tx.abort(); } catch { /* over already */ } });
    this.drop();
  }

  /** @param {(what: "blocked"|"lost"|"newer"|"versionchange") => void} fn hears trouble; @returns how to stop */
  onTrouble(fn) {
    this.#listeners.add(fn);
    return () => this.#listeners.delete(fn);
  }

  #tell(what) {
    this.#listeners.forEach((fn) => fn(what));
  }

  /** Close the handle; the next use opens a fresh one. */
  drop() {
    try { this.#db?.close(); } catch { /* a dead handle may refuse even that */ }
    this.#db = null;
  }

  #request(version) {
    return new Promise((done, fail) => {
      const request = version ? this.factory.open(this.name, version) : this.factory.open(this.name);
      request.onupgradeneeded = () => shape(request.result);
      request.onblocked = () => this.#tell("blocked");
      request.onerror = () => fail(request.error);
      request.onsuccess = () => done(request.result);
    });
  }

  async #openOnce() {
    try {
      return await this.#request(this.version);
    } catch (error) {
      if (error?.name !== "VersionError") throw error;
      this.readonly = "newer";
      this.#tell("newer");
      return this.#request();
    }
  }

  #adopt(db) {
    db.onclose = () => { if (this.#db === db) this.#db = null; this.#tell("lost"); };
    db.onversionchange = () => { db.close(); if (this.#db === db) this.#db = null; this.#tell("versionchange"); };
    this.#db = db;
  }

  /** One opening at a time, registered before any await; a slow one is not started twice. */
  async #open() {
    if (this.#db) return this.#db;
    this.#opening ??= this.#openOnce().then((db) => this.#adopt(db)).finally(() => { this.#opening = null; });
    let timer;
    const slow = new Promise((_, fail) => { timer = setTimeout(() => fail(new StoreError("blocked")), OPEN_MS); });
    try {
      await Promise.race([this.#opening, slow]);
    } catch (error) {
      if (error?.code === "blocked") this.#tell("blocked");
      throw error;
    } finally {
      clearTimeout(timer);
    }
    return this.#db ?? Promise.reject(new StoreError("gone"));
  }

  /** iOS closes handles of hidden pages without a word, so ask before the first use after coming back. */
  async #probe(db) {
    this.#suspect = false;
    await answer(db.transaction("meta").objectStore("meta").count());
  }

  async #once(names, mode, work) {
    let db;
    do {
      await this.#return;
      db = await this.#open();
    } while (this.#return); // left while it opened
    if (this.#suspect) await this.#probe(db);
    if (mode === "readwrite" && this.readonly) throw new StoreError(this.readonly);
    return this.#run(db.transaction(names, mode, { durability: this.durability }), work);
  }

  #run(tx, work) {
    return new Promise((done, fail) => {
      let result;
      let thrown;
      const timer = setTimeout(() => fail(new StoreError("stalled")), STALL_MS);
      this.#running.add(tx);
      const end = (settle, value) => { clearTimeout(timer); this.#running.delete(tx); settle(value); };
      tx.oncomplete = () => thrown ? end(fail, thrown) : end(done, result);
      // The request's own error may be null on a full disk; the transaction's is the one that tells.
      tx.onabort = () => end(fail, told(thrown) ?? tx.error ?? thrown ?? new DOMException("aborted", "AbortError"));
      const failed = (error) => {
        thrown = error;
        try { tx.abort(); } catch { /* already aborted: onabort tells */ }
      };
      try {
        Promise.resolve(work(verbs(tx))).then((value) => { result = value; }, failed);
      } catch (error) {
        failed(error);
      }
    });
  }

  async #ladder(names, mode, work) {
    for (let n = 0; ; n++) {
      try {
        return await this.#once(names, mode, work);
      } catch (error) {
        if (isFull(error)) throw new StoreError("full", error);
        if (!reopens(error)) throw error;
        this.drop();
        if (n === TRIES.length) throw new StoreError("failed", error);
        await wait(TRIES[n]);
        await step(10, "reopening");
      }
    }
  }

  /**
   * @template T
   * @param {string[]} names stores touched
   * @param {(t: ReturnType<typeof verbs>) => Promise<T>|T} work awaits only its own verbs; may be run again
   * @returns {Promise<T>} when the bytes are on disk, not before
   * Errors: StoreError full | failed | blocked | newer, or what `work` threw (then nothing was written).
   */
  async write(names, work) {
    let done;
    const result = await this.#ladder(names, "readwrite", (t) => work(noting(t, done = [])));
    this.wrote_at = Date.now();
    await this.second?.repeat(names, done);
    return result;
  }

  /** Same for reading. @template T @param {string[]} names @param {(t: ReturnType<typeof verbs>) => Promise<T>|T} work */
  read(names, work) {
    return this.#ladder(names, "readonly", work);
  }

  /** @param {string} name @returns {Promise<any>} undefined when never set */
  meta(name) {
    return this.read(["meta"], (t) => t.get("meta", name));
  }

  /** @param {Record<string, any>} values written together; undefined removes */
  setMeta(values) {
    return this.write(["meta"], (t) => Promise.all(Object.entries(values).map(([name, value]) =>
      value === undefined ? t.delete("meta", name) : t.put("meta", value, name))));
  }
}

/** @param {{name?: string, version?: number}} [how] @returns {Store} opens at its first use */
export const openStore = (how) => new Store(how);

/** The same keep in a storage bucket, for copies. @param {{indexedDB: IDBFactory}} bucket @param {string} name */
export const openIn = ({ indexedDB: factory }, name) => new Store({ name, factory, durability: "relaxed" });
