/**
 * The walk's log on the phone: every tap becomes immutable lines, durable before they are shown.
 *
 * It never edits: corrections are `amend` and `void` entries. It does not send (outbox) nor sum up (fold).
 */
import { deviceOf, remember } from "./canary.js";
import { Clock, watchClock } from "./clock.js";
import { openDrafts } from "./drafts.js";
import { uuid7 } from "./ids.js";
import { openJournal } from "./journal.js";
import { askToKeep } from "./keep.js";
import { aboard, board, land } from "./lifeboat.js";
import { lineOf, parsed, weight } from "./lines.js";
import { freeBallast, freeSecond, freeSentPhotos, loadBallast } from "./room.js";
import { openSecond } from "./second.js";
import { step } from "./steps.js";
import { openStore, StoreError } from "./store.js";
import { liveOf, voided, voidsOf } from "./undo.js";
import { said } from "./words.js";

const TWICE_MS = 300;
const RETRY_MS = 15000;
const FORGOTTEN_MS = 12 * 3600e3;
const STORES = ["meta", "entries", "outbox", "photos", "chunks"];

/**
 * @typedef {object} Tapped  one thing a tap logs
 * @property {string} walk @property {string} kind @property {object} [b] body, {} when left out
 * @property {string} [id] a fresh uuid7(), when another entry of the same tap must point at this one
 * @property {string|null} [visit] @property {"live"|"soon"|"later"} [fresh] "live" when left out
 * @property {string|null} [ref] @property {string|null} [journey] "id@revision" @property {string|null} [by]
 * @property {import("./photos.js").Taken} [photo] bytes that travel with a `photo` entry, in the same transaction
 */

export class Log {
  #listeners = new Set();
  #channel = globalThis.BroadcastChannel ? new BroadcastChannel("shoeleather") : null;
  #unsaved = []; // taps that no transaction has taken yet: {tap, entries, photos}
  #writing = Promise.resolve();
  #lastTap = { what: "", at: -Infinity };
  #open = new Map(); // walks begun and not handed in → wall ms of their last tap
  #kept = null;
  #retrying = null;

  constructor({ app, store, clock }) {
    this.app = app;
    this.store = store;
    this.clock = clock;
    this.drafts = openDrafts(store);
    this.journal = openJournal(store);
    /** @type {{dev: string, wiped: boolean, was: string|null}} */
    this.canary = { dev: "", wiped: false, was: null };
    /** @type {{id: string, name: string, initials: string}|null} whoever this phone's token belongs to */
    this.user = null;
    /**
     * saved false = the NOT SAVED bar: `unsaved` entries are in memory and lifeboat only.
     * trouble: "" | full | failed | blocked | newer | other_window, with one sentence in `words`.
     * @type {{saved: boolean, trouble: string, words: string, unsaved: object[]}}
     */
    this.state = { saved: true, trouble: "", words: "", unsaved: [] };
    /** @type {boolean} false while another window holds the capture lock; see locks.js */
    this.writer = true;
    this.#channel?.addEventListener("message", ({ data }) => this.#tell({ ...data, remote: true }, false));
    const again = () => { if (this.#unsaved.length && document.visibilityState === "visible") this.retry(); };
    document.addEventListener("visibilitychange", again);
    addEventListener("pageshow", again);
    store.onTrouble((what) => this.#tell({ type: "store", what }, false));
  }

  /** @returns {string} this phone's device id */
  get dev() {
    return this.canary.dev;
  }

  /**
   * Hear of changes. Events: {type: "appended", walks, ids, remote?} · {type: "dropped", walk, kind} (double tap) ·
   * {type: "state"} (this.state changed) · {type: "outbox", remote?} · {type: "user"} · {type: "store", what}.
   * @param {(event: object) => void} fn @returns {() => void} how to stop
   */
  subscribe(fn) {
    this.#listeners.add(fn);
    return () => this.#listeners.delete(fn);
  }

  #tell(event, abroad = true) {
    this.#listeners.forEach((fn) => fn(event));
    if (abroad) this.#channel?.postMessage(event);
  }

  /** For outbox.js: tell every window that the outbox changed. */
  tellOutbox() {
    this.#tell({ type: "outbox" });
  }

  /**
   * Log one tap. All its entries go into one strict transaction with gap-free seq and one tap id.
   * @param {Tapped[]} list in the order they happened
   * @param {{tap?: string}} [how]
   * @returns {Promise<import("./lines.js").Entry[]>} once they are on disk; [] for a double tap (equal kind and walk
   *   within 300 ms; an event `dropped` tells)
   * Errors: StoreError (`code`, `words`): NOT SAVED, the entries stay in memory and lifeboat and are tried again
   *   before the next tap; code other_window or newer: nothing was taken. A full phone refuses a tap whose entries
   *   all carry photos with code no_room; other facts of the tap are saved without the photo.
   */
  async append(list, { tap = uuid7(this.clock.now()) } = {}) {
    if (!this.writer) throw this.#refusal("other_window");
    if (this.store.readonly) throw this.#refusal(this.store.readonly);
    if (this.#isTwice(list)) {
      this.#tell({ type: "dropped", walk: list[0].walk, kind: list[0].kind }, false);
      return [];
    }
    const entries = list.map((one) => this.#entry(one, tap));
    const photos = list.flatMap(({ photo, walk }, i) => (photo ? [{ taken: photo, walk, entry: entries[i].id }] : []));
    return this.#take({ tap, entries, photos });
  }

  #refusal(code, cause) {
    return Object.assign(new StoreError(code, cause), { words: said(code) });
  }

  #isTwice(list) {
    // Ids made for this very tap differ in the second one; everything else of a double tap is equal.
    const what = JSON.stringify(list.map(({ walk, kind, ref, b = {} }) =>
      [kind === "walk.begin" ? "" : walk, kind, ref, { ...b, visit: "" }]));
    const at = this.clock.mono();
    const twice = what === this.#lastTap.what && at - this.#lastTap.at < TWICE_MS;
    if (!twice && list.some((one) => one.kind !== "clock")) this.#lastTap = { what, at };
    return twice;
  }

  #entry({ id, walk, kind, b = {}, visit = null, fresh = "live", ref = null, journey = null, by }, tap) {
    const t = this.clock.stamp();
    return { id: id ?? uuid7(t.wall), walk, kind, t, by: by ?? this.user?.id ?? null, journey, app: this.app, ref, visit,
      fresh, tap, b };
  }

  /** Taps are written one after the other, those that failed before first: seq follows the order of the thumb. */
  #take(row) {
    const bytesElsewhere = new Set(row.photos.map((photo) => photo.entry)); // a photo entry alone would point at nothing
    board(row.tap, row.entries.filter((entry) => !bytesElsewhere.has(entry.id)));
    this.#unsaved.push(row);
    const written = this.#writing.then(() => this.#save(row));
    this.#writing = written.catch(() => {});
    return written;
  }

  async #save(row) {
    await step(11, "in the lifeboat");
    if (this.#unsaved.includes(row)) await this.#saveAll([...this.#unsaved]); // else an earlier save took it along
    if (row.refused) throw this.#refusal("no_room");
    return row.saved;
  }

  async #saveAll(rows) {
    try {
      await this.#write(rows);
    } catch (error) {
      throw this.#fail(error);
    }
    await step(13, "on disk");
    this.#unsaved = this.#unsaved.filter((one) => !rows.includes(one));
    rows.forEach((one) => land(one.tap));
    await step(14, "lifeboat empty");
    this.#settle(rows);
  }

  async #write(rows) {
    const photos = rows.some((row) => row.photos.length);
    for (const free of [null, freeSecond, freeSentPhotos, photos && smaller, photos && without, freeBallast]) {
      if (free === false || (free && !(await this.#tryFree(free, rows)))) continue;
      try {
        return await this.#commit(rows);
      } catch (error) {
        if (error.code !== "full") throw error;
        this.journal("full", { after: free?.name ?? "" });
      }
    }
    throw new StoreError("full");
  }

  async #tryFree(free, rows) {
    try {
      return await free(this.store, rows);
    } catch {
      return false; // even freeing may fail on a full disk: go on to the next rung
    }
  }

  /** The one transaction. Safe to run twice: an id that is already there keeps its number. */
  async #commit(rows) {
    await step(12, "before the transaction");
    const saved = await this.store.write(STORES, async (t) => {
      let seq = (await t.get("meta", "seq")) ?? 1;
      const dev = (await t.get("meta", "dev")) ?? (await mint(t, this.canary.dev));
      const out = [];
      for (const row of rows) {
        const lines = [];
        for (const entry of row.entries) {
          const held = await t.get("entries", entry.id);
          if (!held) seq = await putEntry(t, entry, dev, seq, lines);
          else lines.push(parsed(held));
        }
        for (const photo of row.photos) await putPhoto(t, photo, dev);
        out.push(lines);
      }
      await t.put("meta", seq, "seq");
      return { dev, out };
    });
    rows.forEach((row, i) => { row.saved = saved.out[i]; });
    if (saved.dev !== this.dev) this.canary = { dev: saved.dev, was: this.dev || null, wiped: Boolean(this.dev) && !(await this.#revive()) };
  }

  #fail(error) {
    const refusal = this.#refusal(error instanceof StoreError ? error.code : "failed", error);
    this.#state({ saved: false, trouble: refusal.code, words: refusal.words });
    this.journal("not saved", { code: refusal.code, name: error?.name });
    clearTimeout(this.#retrying);
    this.#retrying = setTimeout(() => this.retry(), RETRY_MS);
    return refusal;
  }

  #state(change) {
    this.state = { ...this.state, ...change, unsaved: this.#unsaved.flatMap((row) => row.entries) };
    // Only while something may be lost: a standing listener would keep the page out of the back-forward cache.
    (this.#unsaved.length ? addEventListener : removeEventListener)("beforeunload", stay);
    this.#tell({ type: "state" }, false);
  }

  #settle(rows) {
    const saved = rows.flatMap((row) => row.saved);
    for (const { kind, walk, t } of saved) {
      if (kind === "walk.begin" || (this.#open.has(walk) && kind !== "clock")) this.#open.set(walk, t.wall);
      if (kind === "walk.end") this.#open.delete(walk);
    }
    this.#kept ??= askToKeep(this.store);
    if (!this.state.saved) this.#state({ saved: this.#unsaved.length === 0, trouble: "", words: "" });
    const walks = [...new Set(saved.map((entry) => entry.walk))];
    if (saved.length) this.#tell({ type: "appended", walks, ids: saved.map((entry) => entry.id) });
  }

  /** Try the unsaved taps again. @returns {Promise<boolean>} whether everything is on disk now */
  async retry() {
    const row = this.#unsaved.at(-1);
    if (row) await (this.#writing = this.#writing.then(() => this.#save(row)).catch(() => {}));
    return this.#unsaved.length === 0;
  }

  /** Correct an entry: a whole new body, another time (wall ms), or both. @returns {Promise<Entry[]>} */
  async amend(ref, { b, at }, { tap, by, fresh } = {}) {
    const target = await this.#target(ref);
    const body = { ...(b === undefined ? {} : { b }), ...(at === undefined ? {} : { at }) };
    return this.append([{ ...context(target), kind: "amend", ref, b: body, by, fresh }], { tap });
  }

  /** Take back single entries. @param {string[]} refs @returns {Promise<Entry[]>} */
  async void(refs, how = {}) {
    const targets = await Promise.all(refs.map((ref) => this.#target(ref)));
    return this.append(targets.map((one) => ({ ...context(one), kind: "void", ref: one.id })), how);
  }

  async #target(id) {
    return (await this.entry(id)) ?? Promise.reject(this.#refusal("no_entry"));
  }

  /** Take back all that is left of one tap, together. @param {string} tap @returns {Promise<Entry[]>} [] if nothing */
  async undoTap(tap) {
    const live = liveOf(await this.#walkOfTap(tap), tap).filter((entry) => entry.kind !== "clock");
    return live.length ? this.void(live.map((entry) => entry.id)) : [];
  }

  /** Undo the undo of a tap. @param {string} tap the tap that was taken back @returns {Promise<Entry[]>} */
  async putBack(tap) {
    const voids = voidsOf(await this.#walkOfTap(tap), tap);
    return voids.length ? this.void(voids.map((entry) => entry.id)) : [];
  }

  async #walkOfTap(tap) {
    const rows = await this.store.read(["entries"], (t) => t.all("entries"));
    const mine = rows.map(parsed).find((entry) => entry?.tap === tap);
    return mine ? rows.filter((row) => row.walk === mine.walk).map(parsed).filter(Boolean) : [];
  }

  /** @param {string} id @returns {Promise<Entry|null>} */
  async entry(id) {
    const row = await this.store.read(["entries"], (t) => t.get("entries", id));
    return row ? parsed(row) : null;
  }

  /** @param {string} walk @returns {Promise<Entry[]>} saved entries in seq order, clock, amend and void included */
  async entriesOf(walk) {
    const rows = await this.store.read(["entries"], (t) =>
      t.where("entries", "walk", IDBKeyRange.bound([walk], [walk, []])));
    return rows.map(parsed).filter(Boolean);
  }

  /**
   * @returns {Promise<{walk: string, first: Entry, last: Entry, entries: number, unsent: number, photos: number,
   *   open: boolean}[]>} newest first; unsent entries and photos; open = begun, not ended, not withdrawn
   */
  async walks() {
    const [rows, outbox] = await this.store.read(["entries", "outbox"], (t) =>
      Promise.all([t.where("entries", "walk"), t.all("outbox")]));
    const found = new Map();
    for (const row of rows) {
      const one = found.get(row.walk) ?? { walk: row.walk, rows: [], unsent: 0, photos: 0 };
      one.rows.push(row);
      found.set(row.walk, one);
    }
    for (const { walk, lane } of outbox) if (found.has(walk)) found.get(walk)[lane === "photo" ? "photos" : "unsent"]++;
    return [...found.values()].map(summary).sort((a, b) => (b.last?.t.wall ?? 0) - (a.last?.t.wall ?? 0));
  }

  /** @returns {string[]} walks begun and not handed in, as far as this page knows; for the update rule */
  openWalks() {
    return [...this.#open.keys()];
  }

  /** Write a clock event into every walk under way; a walk forgotten for half a day has nothing to judge. */
  async logClock(b) {
    const walks = [...this.#open].filter(([, at]) => this.clock.now() - at < FORGOTTEN_MS).map(([walk]) => walk);
    if (this.writer && walks.length) await this.append(walks.map((walk) => ({ walk, kind: "clock", b }))).catch(() => {});
  }

  /** This page is about to go, with what its walker leaves behind: it writes nothing more by itself. */
  leave() {
    this.#open.clear();
    this.writer = false;
  }

  /** Another phone writes under our id (a restored backup): from here on we are a new device. @returns {Promise<void>} */
  async fork() {
    const was = this.dev;
    const dev = uuid7();
    await this.store.setMeta({ dev, seq: 1 });
    this.canary = { ...this.canary, dev };
    remember(dev);
    this.journal("forked", { was, dev });
  }

  /** @param {{id, name, initials}|null} user */
  setUser(user) {
    this.user = user;
    this.#tell({ type: "user" }, false);
  }

  async start(cookie) {
    await this.#begin(cookie);
    const left = aboard();
    for (const { tap, entries } of left) await this.#take({ tap, entries, photos: [] }).catch(() => {});
    const walks = await this.walks().catch(() => []);
    for (const one of walks) if (one.open) this.#open.set(one.walk, one.last?.t.wall ?? 0);
    await step(22, "lifeboat replayed");
    this.store.second?.level(this.store).catch(() => {});
    if (this.state.saved) loadBallast(this.store).catch(() => {}); // a full phone has none; facts still go before photos
  }

  /** The engine has dropped the keep: its second copy knows. @returns {Promise<boolean>} */
  async #revive() {
    const back = await this.store.second?.restore(this.store).catch(() => false);
    if (back) this.journal("put back", {});
    return Boolean(back);
  }

  async #begin(cookie) {
    await step(20, "before the first use of the store");
    this.store.second = await openSecond(this.store.name);
    try {
      if (!(await this.store.meta("dev")) && await this.#revive()) await this.store.setMeta({ dev: uuid7(), seq: 1 });
      this.canary = await deviceOf(this.store, cookie);
      this.user = (await this.store.meta("user")) ?? null;
      this.clock.restore((await this.store.meta("offsets")) ?? []);
      if (this.canary.wiped) this.journal("storage was cleared", { was: this.canary.was });
    } catch (error) {
      this.#state({ trouble: error.code ?? "failed", words: said(error.code) });
      if (this.store.readonly) this.canary.dev = (await this.store.meta("dev")) ?? "";
    }
    await step(21, "device known");
  }
}

const stay = (event) => event.preventDefault();

const context = (entry) => ({ walk: entry.walk, journey: entry.journey, visit: entry.visit });

function summary({ walk, rows, unsent, photos }) {
  const heads = rows.filter((row) => ["walk.begin", "walk.end", "void"].includes(row.kind)).map(parsed).filter(Boolean);
  const gone = voided(heads);
  const has = (kind) => heads.some((entry) => entry.kind === kind && !gone.has(entry.id));
  const ends = [rows[0], rows.at(-1)].map(parsed);
  return { walk, first: ends[0], last: ends[1], entries: rows.length, unsent, photos,
    open: has("walk.begin") && !has("walk.end") };
}

async function putEntry(t, entry, dev, seq, lines) {
  const line = lineOf(entry, dev, seq);
  await t.put("entries", { id: entry.id, seq, walk: entry.walk, kind: entry.kind, line });
  await t.put("outbox", { id: entry.id, lane: "entry", state: "pending", tries: 0, next_at: 0, last: null,
    bytes: weight(line), seq, dev, walk: entry.walk, kind: entry.kind });
  lines.push(JSON.parse(line));
  return seq + 1;
}

/** The database vanished under the running page: new numbers need a new device. */
async function mint(t, was) {
  const dev = uuid7();
  await t.put("meta", dev, "dev");
  if (was) await t.put("meta", was, "was");
  return dev;
}

async function putPhoto(t, { taken, walk, entry }, dev) {
  const { id, sha256, size, mime, w, h, raw, chunks, hold_until = 0 } = taken;
  await t.put("photos", { id, entry, sha256, size, mime, w, h, n: chunks.length, raw, walk, begun: false });
  for (const [i, chunk] of chunks.entries()) await t.put("chunks", chunk, [id, i]);
  await t.put("outbox", { id, lane: "photo", state: "pending", tries: 0, next_at: hold_until, last: null,
    bytes: size, seq: 0, dev, walk, kind: "photo" });
}

/** Second rung: shrink what is about to be stored. */
async function smaller(_store, rows) {
  let shrunk = false;
  for (const { taken } of rows.flatMap((row) => row.photos)) shrunk = (await taken.shrink?.(1280)) || shrunk;
  return shrunk;
}

/** Third rung: the facts without their pictures. A `photo` entry that only points at refused bytes goes too. */
async function without(_store, rows) {
  for (const row of rows.filter((one) => one.photos.length)) {
    const refused = new Set(row.photos.map((photo) => photo.entry));
    row.entries = row.entries.filter((entry) => !refused.has(entry.id));
    row.refused = row.entries.length === 0;
    row.photos = [];
  }
  return true;
}

/**
 * Open the log: finds or makes the device id, replays the lifeboat, resumes.
 * @param {{app: string, now?: () => number, mono?: () => number, cookie?: string|null, name?: string}} how
 *   app: release, e.g. "2026.12.1"; cookie: device id the server remembers in its own cookie, null when unknown
 * @returns {Promise<Log>} always: trouble with the store shows in `log.state`, it does not stop the screen
 */
export async function openLog({ app, now, mono, cookie = null, name } = {}) {
  const log = new Log({ app, store: openStore({ name }), clock: new Clock({ now, mono }) });
  await log.start(cookie);
  watchClock(log.clock, (b) => log.logClock(b));
  return log;
}
