/** Journeys and personas on the phone: the newest from the server, and every revision a walk here was begun with. */
import { ask } from "./wire.js";

const FRESH_MS = 10 * 60e3;

export class Catalogue {
  #listeners = new Set();
  #heardAt = -Infinity;
  #kept = new Map(); // "journey:<id>@<revision>" or "persona:…" → as it was when the walk began

  /** @param {import("./log.js").Log} log @param {object} practice the built-in journey */
  constructor(log, practice) {
    this.log = log;
    this.practice = practice;
    /** @type {object[]} catalogue shape, by name */
    this.journeys = [];
    this.personas = [];
    this.places = [];
    this.etag = null;
    /** @type {object|null} the server's scoring settings; null: the method's own */
    this.config = null;
    /** @type {string|null} why, while the company wants a sign-in before this phone shows anything */
    this.locked = null;
    /** @type {"empty"|"kept"|"fresh"} */
    this.state = "empty";
  }

  /** @param {() => void} fn @returns {() => void} */
  subscribe(fn) {
    this.#listeners.add(fn);
    return () => this.#listeners.delete(fn);
  }

  async open() {
    const got = await this.log.store.meta("catalogue").catch(() => null);
    this.locked = (await this.log.store.meta("locked").catch(() => null)) ?? null;
    if (got) this.#adopt(got, "kept");
  }

  #adopt(got, state) {
    this.journeys = (got.journeys ?? []).filter((one) => !one.archived);
    this.personas = (got.personas ?? []).filter((one) => !one.archived);
    this.places = got.places ?? [];
    this.etag = got.etag ?? null;
    this.config = got.config ?? null;
    this.state = state;
    this.#listeners.forEach((fn) => fn());
    import("../names/line.js").catch(() => {}); // not in the shell; a phone that was never online does without
  }

  /** Ask the server for news; quiet when there is no token or no network. @param {boolean} [now] even if just asked */
  async refresh(now = false) {
    const token = await this.log.store.meta("token").catch(() => null);
    if (!token || (!now && performance.now() - this.#heardAt < FRESH_MS)) return;
    const tag = this.etag ? { "If-None-Match": `"${this.etag}"` } : {};
    const { status, json } = await ask("GET", "/api/v1/catalogue", { headers: { Authorization: `Bearer ${token}`, ...tag } });
    await this.#lock(status, json?.error);
    if (status === 304 || (status === 200 && json?.journeys)) this.#heardAt = performance.now();
    if (status === 304) this.state = "fresh";
    if (status !== 200 || !json?.journeys) return;
    await this.log.store.setMeta({ catalogue: json }).catch(() => {});
    this.#adopt(json, "fresh");
  }

  /** Kept, so that a phone taken out of the network stays as the server last said. */
  async #lock(status, no) {
    const asked = no?.code === "sign_on_again";
    if (asked === Boolean(this.locked) || !(asked || status === 200 || status === 304)) return;
    this.locked = asked ? no.sentence : null;
    await this.log.store.setMeta({ locked: this.locked }).catch(() => {});
    this.#listeners.forEach((fn) => fn());
  }

  /** @returns {object|null} the journey in force */
  journey(id) {
    return id === this.practice.id ? this.practice : this.journeys.find((one) => one.id === id) ?? null;
  }

  persona(id) {
    return this.personas.find((one) => one.id === id) ?? null;
  }

  place(id) {
    return this.places.find((one) => one.id === id) ?? null;
  }

  /** Who may be dealt for a journey: theirs, or everybody when none is tied to it. @returns {object[]} */
  personasFor(journey) {
    const tied = this.personas.filter((one) => one.journeys?.includes(journey));
    return tied.length ? tied : this.personas.filter((one) => !one.journeys?.length);
  }

  /** Keep what a walk begins with: the server may change it before the walk ends. */
  keep(journey, persona) {
    const rows = { [keyOf("journey", journey)]: journey };
    if (persona) rows[keyOf("persona", persona)] = persona;
    for (const [key, one] of Object.entries(rows)) this.#kept.set(key, one);
    return this.log.store.setMeta(rows);
  }

  /** @returns {Promise<object|null>} that revision; another of it when that one is not here; null when unknown */
  async revision(noun, id, revision) {
    if (!id) return null;
    const now = noun === "journey" ? this.journey(id) : this.persona(id);
    if (now && (revision === null || now.revision === revision)) return now;
    const key = keyOf(noun, { id, revision });
    if (!this.#kept.has(key)) this.#kept.set(key, (await this.log.store.meta(key).catch(() => null)) ?? null);
    return this.#kept.get(key) ?? now;
  }
}

const keyOf = (noun, { id, revision }) => `${noun}:${id}@${revision}`;
