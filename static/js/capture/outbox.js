/**
 * What is not yet proved to be on the server, and the trying until it is.
 *
 * Foreground only: after each saved entry, on `online`, on becoming visible, by a timer, by a tap. No number of
 * failures ever drops an entry.
 */
import { Cap } from "./batch.js";
import { sendEntries } from "./lane_entries.js";
import { Pieces, sendPhotos } from "./lane_photos.js";
import { clearOut, mark, oweLogout, owesLogout, putBack } from "./handover.js";
import { alone } from "./locks.js";
import { purge } from "./purge.js";
import { sha256hex } from "./sha256.js";
import { step } from "./steps.js";
import { ask, backoff, isPortal } from "./wire.js";
import { pillWords, said } from "./words.js";

const ROUND_MS = 30000;
const CALM_MS = 10000; // at most one immediate try in this time while the line fails
const LISTEN_MS = 15 * 60e3; // ask the ledger even with nothing to send: a restored server shows itself
const OTHER_WINDOW_MS = 2000;
const LEAVING_MS = 5000;

/**
 * @typedef {object} Round  what the lanes see of a sending round
 * @property {import("./store.js").Store} store @property {string} base @property {boolean} asks send a header alone too
 * @property {{cap: Cap, pieces: Pieces, whole: boolean, broken: number, limits: {batch: number, chunk: number},
 *   stall_ms: number|undefined}} line what was learned of this line; outlives the round
 */

/**
 * @typedef {object} OutboxState
 * @property {"sent"|"to_send"|"sending"|"sign_in"|"portal"|"help"|"not_saved"} pill
 * @property {string} words what the pill says, e.g. "Saved on this phone · 7 to send"
 * @property {{entries: number, photos: number}} unsent @property {number|null} last_sent_at wall ms
 * @property {{done: number, of: number}|null} sending @property {number} parked items that need help
 * @property {number|null} next_at wall ms of the next try by itself @property {string} trouble words of the last failure
 * @property {boolean} enrolled whether this phone has a device token @property {string|null} min_client
 */

export class Outbox {
  #listeners = new Set();
  #token = null;
  #running = null;
  #again = false;
  #news = false;
  #failures = 0;
  #notBefore = 0; // Retry-After, wall ms
  #failedAt = -Infinity; // monotonic ms of the last failure
  #timer = null;
  #heardAt = -Infinity;
  #wanted = new Map();
  #blocked = ""; // "", sign_in, portal
  #counting = null;
  #storage = null;
  #sendingIds = new Set();
  #stops = [];

  constructor({ log, base, stall_ms }) {
    this.log = log;
    this.base = base;
    this.line = { cap: new Cap(), pieces: new Pieces(), whole: true, broken: 0, stall_ms,
      limits: { batch: 262144, chunk: 262144 } };
    /** @type {OutboxState} */
    this.state = { pill: "sent", words: "", unsent: { entries: 0, photos: 0 }, last_sent_at: null, sending: null, parked: 0,
      next_at: null, trouble: "", enrolled: false, min_client: null };
  }

  /** @param {(state: OutboxState) => void} fn @returns {() => void} how to stop */
  subscribe(fn) {
    this.#listeners.add(fn);
    return () => this.#listeners.delete(fn);
  }

  async start() {
    await this.#readToken();
    this.#stops.push(this.log.subscribe((event) => this.#hear(event)));
    const on = (target, name, why) => {
      const fn = () => { if (document.visibilityState === "visible") this.trigger(why); };
      target.addEventListener(name, fn);
      this.#stops.push(() => target.removeEventListener(name, fn));
    };
    on(window, "online", "online");
    on(document, "visibilitychange", "visible");
    on(window, "pageshow", "pageshow");
    await this.recount();
    purge(this.log.store, this.log.clock.now()).catch(() => {});
    this.trigger("start");
  }

  /** No more sending from this page; what is under way ends by itself. */
  stop() {
    this.#stops.splice(0).forEach((stop) => stop());
    clearTimeout(this.#timer);
    this.stopped = true;
  }

  async #readToken() {
    this.#token = (await this.log.store.meta("token").catch(() => null)) ?? null;
    this.#storage = (await this.log.store.meta("storage").catch(() => null)) ?? null;
  }

  #hear(event) {
    if (event.type === "state") this.#show({});
    if (event.type === "appended") {
      this.#news = true;
      const { entries, photos } = this.state.unsent;
      this.#show({ unsent: { entries: entries + event.ids.length, photos } }); // at once; the count below is the truth
      this.recount();
      if (!event.remote) this.trigger("entry");
    }
    if (event.type === "outbox" && event.remote) this.#hearRemote();
  }

  async #hearRemote() {
    const before = this.#token;
    await this.#readToken();
    if (before && !this.#token) location.reload(); // signed out in another window: nothing of theirs stays in this one
    await this.recount();
  }

  /** @param {"start"|"entry"|"online"|"visible"|"pageshow"|"timer"|"tap"} why */
  trigger(why) {
    if (this.stopped) return null;
    const now = this.log.clock.now();
    if (why === "pageshow") this.#running = null; // WebKit never settles the lock of a page it put aside
    if (why === "tap") this.#notBefore = 0;
    if (why === "tap" || why === "start") this.#heardAt = -Infinity;
    if (why !== "timer") this.#failures = 0;
    const calm = why === "tap" || why === "timer" ? 0 : Math.max(0, this.#failedAt + CALM_MS - performance.now());
    const later = Math.max(calm, this.#notBefore - now);
    if (later > 0) return this.#schedule(Math.min(later, this.#due() ?? later));
    if (this.#blocked === "sign_in" && why === "entry") return null;
    return this.flush();
  }

  #due() {
    return this.state.next_at ? Math.max(0, this.state.next_at - this.log.clock.now()) : null;
  }

  /** A person asks: everything now, parked items too. @returns {Promise<OutboxState>} after the round */
  async flushNow() {
    const parked = (await this.#rows()).filter((row) => row.state === "parked" || row.next_at > this.log.clock.now());
    await Promise.all(parked.map((row) => this.#release(row.id)));
    await this.#running;
    await this.trigger("tap");
    return this.state;
  }

  /** Try one parked item again. @param {string} id */
  async retry(id) {
    await this.#release(id);
    return this.trigger("tap");
  }

  #release(id) {
    return this.log.store.write(["outbox"], async (t) => {
      const row = await t.get("outbox", id);
      if (row) await t.put("outbox", { ...row, state: "pending", next_at: 0 });
    });
  }

  #rows() {
    return this.log.store.read(["outbox"], (t) => t.all("outbox"));
  }

  /** One round; a call during a round makes one more after it. @returns {Promise<void>} */
  flush() {
    clearTimeout(this.#timer);
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#round().catch((error) => this.#broke(error)).finally(() => {
      this.#running = null;
      this.#sendingIds.clear();
      this.#show({ sending: null });
      if (!this.#again) return;
      this.#again = false;
      if (this.#failedAt < performance.now() - CALM_MS) this.flush();
    });
    return this.#running;
  }

  #broke(error) {
    this.log.journal("round broke", { name: error?.name, message: String(error?.message).slice(0, 200) });
    return this.#later({ means: "network", words: said("failed"), wait_ms: 0 });
  }

  async #round() {
    if (!this.#token || !this.log.dev || this.log.store.readonly) return this.recount();
    let result;
    const mine = await alone(async () => { result = await this.#lanes(); });
    if (!mine) return this.#schedule(OTHER_WINDOW_MS * (0.5 + Math.random()));
    await this.recount();
    this.log.tellOutbox();
    return result.end === "stop" ? this.#later(result.answer) : this.#well(result.end);
  }

  async #lanes() {
    const round = this.#view();
    for (;;) {
      this.#news = false;
      let result = await sendEntries(round);
      if (result.end === "done") result = await sendPhotos(round);
      if (result.end !== "interrupted") return result;
    }
  }

  /** What the lanes may see and tell. */
  #view() {
    const over = performance.now() + ROUND_MS;
    const { log } = this;
    return {
      store: log.store, clock: log.clock, journal: log.journal, base: this.base, line: this.line,
      asks: performance.now() - this.#heardAt > LISTEN_MS,
      isOver: () => performance.now() > over || this.stopped,
      hasNews: () => this.#news,
      now: () => log.clock.now(),
      dev: () => log.dev,
      auth: () => ({ Authorization: `Bearer ${this.#token}` }),
      ledger: () => this.#ledger(),
      tellSending: (ids) => this.#tellSending(ids),
      sent: (n) => this.#sent(n),
      wantedBefore: (id) => this.#wanted.set(id, (this.#wanted.get(id) ?? -1) + 1).get(id),
      heard: (json, proof) => this.#heard(json, proof),
    };
  }

  async #ledger() {
    const next = (await this.log.store.meta("seq")) ?? 1;
    return { last_seq: next - 1, pending: this.state.unsent, storage: this.#storage, app: this.log.app };
  }

  #tellSending(ids) {
    this.#sendingIds = new Set(ids);
    const { entries, photos } = this.state.unsent;
    this.#show({ sending: this.state.sending ?? { done: 0, of: entries + photos } });
  }

  #sent(n) {
    const { sending } = this.state;
    if (sending) this.#show({ sending: { ...sending, done: sending.done + n } });
    this.recount();
  }

  async #heard(json, { dev, receipts }) {
    this.#heardAt = performance.now();
    this.#blocked = "";
    this.line.broken = 0;
    const { batch, chunk } = json.limits ?? {};
    if (batch > 0) this.line.limits.batch = batch;
    if (chunk > 0) this.line.limits.chunk = chunk;
    if (json.min_client) this.#show({ min_client: json.min_client });
    if (json.device?.fork && dev === this.log.dev) await this.log.fork();
    this.#sent(receipts.length);
  }

  #well(end) {
    this.#failures = 0;
    this.line.broken = 0;
    this.#show({ trouble: "", next_at: null });
    if (end === "time") return this.#schedule(0);
    return this.#nextRow();
  }

  /** Rows set back or held have times of their own. */
  async #nextRow() {
    const now = this.log.clock.now();
    const times = (await this.#rows()).map((row) => row.next_at).filter((at) => at > now);
    if (times.length) this.#schedule(Math.min(...times) - now + 50);
    if (!times.length && this.#news) this.flush();
  }

  async #later(answer) {
    this.#failedAt = performance.now();
    if (answer.means === "sign_in") return this.#signIn(answer);
    if (answer.means === "network" && (await isPortal(this.base))) answer.means = "portal";
    this.#blocked = answer.means === "portal" ? "portal" : "";
    const ms = Math.max(answer.wait_ms, backoff(this.#failures++));
    this.#notBefore = answer.wait_ms ? this.log.clock.now() + answer.wait_ms : 0;
    this.#show({ trouble: answer.words });
    return this.#schedule(ms);
  }

  #signIn(answer) {
    this.#blocked = "sign_in";
    this.#show({ trouble: answer.words, next_at: null });
  }

  #schedule(ms) {
    clearTimeout(this.#timer);
    if (this.stopped) return;
    this.#timer = setTimeout(() => this.trigger("timer"), Math.min(ms, 2 ** 31 - 1));
    this.#show({ next_at: this.log.clock.now() + ms });
  }

  /** Count again what is left; one count at a time, one more when asked meanwhile. @returns {Promise<void>} */
  recount() {
    if (this.#counting) return this.#counting.then(() => this.#counting ?? this.recount());
    this.#counting = this.#count().catch(() => {}).finally(() => { this.#counting = null; });
    return this.#counting;
  }

  async #count() {
    const [rows, last] = await this.log.store.read(["outbox", "meta"], (t) =>
      Promise.all([t.all("outbox"), t.get("meta", "last_sent_at")]));
    const of = (lane) => rows.filter((row) => row.lane === lane).length;
    this.#show({ unsent: { entries: of("entry"), photos: of("photo") }, last_sent_at: last ?? null,
      parked: rows.filter((row) => row.state === "parked").length });
  }

  #pill(state) {
    const n = state.unsent.entries + state.unsent.photos;
    if (!this.log.state.saved) return "not_saved";
    if (n && (!this.#token || this.#blocked === "sign_in")) return "sign_in";
    if (n && this.#blocked === "portal") return "portal";
    if (state.parked && !state.sending) return "help";
    if (n && state.sending) return "sending";
    return n ? "to_send" : "sent";
  }

  #show(change) {
    const state = { ...this.state, ...change, enrolled: Boolean(this.#token) };
    const n = state.unsent.entries + state.unsent.photos;
    state.pill = this.#pill(state);
    const whole = state.pill === "sending" ? Math.max(state.sending.of, 1) : n;
    state.words = pillWords(state.pill, { n: whole, done: state.sending?.done, at: state.last_sent_at, parked: state.parked });
    if (JSON.stringify(state) === JSON.stringify(this.state)) return;
    const before = this.state.unsent;
    this.state = state;
    if (before.entries + before.photos !== n) badge(n);
    this.#listeners.forEach((fn) => fn(state));
  }

  /**
   * For the outbox page: everything not sent, lowest seq first, then what the server kept aside.
   * @returns {Promise<{id: string, lane: "entry"|"photo", kind: string, walk: string, seq: number, bytes: number,
   *   state: "pending"|"sending"|"parked"|"quarantined"|"conflict_kept", tries: number, next_at: number|null,
   *   last: {status: number, msg: string, at: number}|null}[]>}
   */
  async items() {
    const [rows, receipts] = await this.log.store.read(["outbox", "receipts"], (t) =>
      Promise.all([t.all("outbox"), t.all("receipts")]));
    const aside = receipts.filter((one) => one.s === "quarantined" || one.s === "conflict_kept").map((one) => ({
      ...one, state: one.s, bytes: 0, tries: 0, next_at: null,
      last: { status: 200, msg: one.why?.sentence ?? "", at: one.received_at } }));
    const left = rows.map((row) => (this.#sendingIds.has(row.id) ? { ...row, state: "sending" } : row));
    return [...left.sort((a, b) => (a.lane === b.lane ? a.seq - b.seq : a.lane === "entry" ? -1 : 1)), ...aside];
  }

  /**
   * Get this phone its own token, in a signed-in browser. Entries already logged keep their `by`.
   * @param {(dev: string) => Promise<{token: string, user: {id, name, initials}, epoch: string}|null>} [fetchToken]
   * @returns {Promise<{ok: boolean, status: number, user: object|null}>} status 401: sign in first; 0: no connection
   */
  async enrol(fetchToken) {
    const got = fetchToken ? { status: 201, json: await fetchToken(this.log.dev) } : await this.#askToken();
    const { token, user = null, epoch, seal = null } = got.json ?? {};
    if (typeof token !== "string") return { ok: false, status: got.status, user: null };
    await this.log.store.write(["meta"], async (t) => {
      await t.put("meta", token, "token");
      await t.put("meta", user, "user");
      await t.put("meta", seal, "seal");
      // A changed epoch is left for the sync answer, which offers everything again in the same transaction.
      if (epoch && !(await t.get("meta", "epoch"))) await t.put("meta", epoch, "epoch");
    });
    this.#token = token;
    this.#blocked = "";
    this.#failedAt = -Infinity;
    await putBack(this.log.store, user, seal).catch((error) => this.log.journal("held not opened", { name: error?.name }));
    this.log.setUser(user);
    mark();
    this.log.tellOutbox();
    await this.recount();
    this.trigger("tap");
    return { ok: true, status: got.status, user };
  }

  async #askToken() {
    const answer = await ask("POST", `${this.base}/devices`, {
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ dev: this.log.dev }) });
    await step(23, "token answered");
    return answer.status === 201 ? answer : { ...answer, json: null };
  }

  /**
   * Sign out on this phone: everything of this person goes but what is held for them. The page must be left after it.
   * @param {"keep"|"drop"} unsent what becomes of what the server does not hold
   */
  async signOut(unsent) {
    const { store, user } = this.log;
    const seal = (await store.meta("seal")) ?? null;
    oweLogout(true); // before anything goes: a page that dies here must not sign this person in again by itself
    this.stop();
    this.log.leave();
    await this.#running;
    try {
      await clearOut(store, { user, seal, keep: unsent === "keep" });
    } catch (error) {
      oweLogout(false);
      throw error;
    }
    this.log.tellOutbox();
    if (this.#token) {
      const key = await sha256hex(this.#token);
      await ask("POST", `${this.base}/account/keys/${key}/removal`, { stall_ms: LEAVING_MS });
    }
    this.#token = null;
    badge(0);
    await this.settleLogout();
  }

  /** Tell the server too; until it knows, its cookie signs nobody in here. @returns {Promise<boolean>} */
  async settleLogout() {
    if (!owesLogout()) return true;
    const { status } = await ask("POST", `${this.base}/logout`, { stall_ms: LEAVING_MS });
    if (status >= 200 && status < 400) oweLogout(false);
    return !owesLogout();
  }
}

function badge(n) {
  const asked = n ? navigator.setAppBadge?.(n) : navigator.clearAppBadge?.();
  asked?.catch(() => {});
}

/**
 * Open the outbox of a log and start sending.
 * @param {{log: import("./log.js").Log, base?: string, stall_ms?: number}} how
 *   base: "" for our own origin; stall_ms: silence after which a request is given up (20 s)
 * @returns {Promise<Outbox>}
 */
export async function openOutbox({ log, base = "", stall_ms }) {
  const outbox = new Outbox({ log, base, stall_ms });
  await outbox.start();
  return outbox;
}
