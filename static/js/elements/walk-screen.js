/** P4: the header shows, the thread remembers, the dock acts. While a live wait runs, <wait-screen> covers it. */
import "./walk-thread.js";
import "./wait-screen.js";
import { askMood, askNote, keepPhoto, loggedWords, putBack, tapped, undo } from "../capture/acts.js";
import { pick, wasKilled } from "../capture/camera.js";
import { KINDS, isAway, waitsOf } from "../capture/channels.js";
import { hereOf } from "../capture/here.js";
import { askAway, hostOf, leftAt, openWeb, startCall } from "../capture/leaving.js";
import { digits, draw, keyed, parBar, put } from "../capture/paint.js";
import { counted, phrase } from "../capture/phrases.js";
import { keysOf } from "../capture/keys.js";
import { fixRow } from "../capture/fixing.js";
import { lastAt, placesAt, sayPlace } from "../capture/places.js";
import { rowsOf } from "../capture/rows.js";
import { dayTime } from "../capture/times.js";
import { cameTap, pauseTap, stepTap, waitTap } from "../capture/taps.js";
import { clockText, clone } from "../capture/view.js";
import { labelOf } from "./walk-thread.js";

const TAPPED_MS = 600;
const MOST_PLACES = 3;

export default class WalkScreen extends HTMLElement {
  #walk = null;
  #here = null;
  #painting = null;
  #again = false;
  #ask = null; // entry of the person just met: can they help?
  #where = null; // row of the arrival that may still say where
  #stops = [];

  connectedCallback() {
    this.append(clone("walk-screen"));
    this.thread = this.querySelector("walk-thread");
    this.pad = this.querySelector("[data-pad]");
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("keydown", (event) => this.#keyed(event));
    this.#stops = [this.app.log.subscribe((event) => this.#heard(event)), keysOf(this.pad, "keys")];
    const tick = setInterval(() => this.#tick(), 250);
    const seen = () => { if (document.visibilityState === "visible") this.#returned(); };
    document.addEventListener("visibilitychange", seen);
    this.#stops.push(() => clearInterval(tick), () => document.removeEventListener("visibilitychange", seen));
    this.ready = this.#repaint().then(() => this.#arrived());
  }

  disconnectedCallback() {
    this.#stops.forEach((stop) => stop());
    this.querySelector("wait-screen")?.remove();
  }

  #heard(event) {
    if (event.type === "appended" && event.walks.includes(this.params.walk)) this.#repaint();
    if (event.type === "dropped" && event.walk === this.params.walk) this.#say(phrase("twice"));
  }

  /** One load at a time; whatever was saved meanwhile is taken in by one more. */
  #repaint() {
    this.#again = true;
    this.#painting ??= (async () => {
      while (this.#again) {
        this.#again = false;
        this.#walk = await this.app.walkOf(this.params.walk);
        if (this.isConnected) this.#paint();
      }
    })().finally(() => { this.#painting = null; });
    return this.#painting;
  }

  async #arrived() {
    if (!this.#here?.visit) return;
    if (matchMedia("(hover: hover) and (pointer: fine)").matches && !this.#here.wait) this.pad.focus({ preventScroll: true });
    if (await wasKilled(this.app, this.#here.walk)) this.#offer(phrase("camera.killed"), "camera.again", true);
    await this.#returned();
  }

  async #returned() {
    const from = this.#here?.visit ? await leftAt(this.app, this.#here.walk) : null;
    if (from === null || document.querySelector("dialog[open]")) return;
    await askAway(this.app, this.#here, from, await this.app.drafts.get(`wait:${this.#here.wait?.id}`));
  }

  #paint() {
    const { fold, persona } = this.#walk;
    this.#here = hereOf(this.#walk);
    if (fold.handed_in) return this.app.go(`#/sum/${fold.walk}`, { replace: true });
    if (!this.#here.visit) return this.app.go(`#/touchpoints/${fold.walk}`, { replace: true });
    this.#paintHead(fold, persona);
    this.#paintKinds();
    this.#paintAways();
    this.#paintWait();
    this.querySelector("[data-paused]").hidden = !fold.paused;
    for (const covered of [this.thread, this.querySelector(".walk__dock")]) covered.inert = fold.paused;
    const rows = rowsOf(this.#walk, this.#here.visit.visit);
    this.thread.paint(rows, { par: this.#here.par, before: this.#here.before, app: this.app });
    this.last = rows.findLast((row) => row.undo) ?? null;
    this.#paintAsk(rows);
    this.#paintWhere(rows);
    this.#tick();
  }

  #paintHead(fold, persona) {
    const { stop, before, par, steps, snags } = this.#here;
    const who = persona?.name;
    const key = fold.mode === "see" ? "as.see" : who ? "as" : "as.own";
    put(this, "as", before && key !== "as.see" ? phrase(`${key}.after`, { who, before }) : phrase(key, { who: who ?? phrase("as.me") }));
    put(this, "name", stop.name);
    draw(this.querySelector(".walk__shoe"), `shoe-${persona?.shoes ?? "brogue"}`);
    put(this, "steps", String(steps));
    put(this, "snags", snags ? counted("snags", snags) : "");
    put(this, "stepspar", phrase("should", { what: par.steps }));
    put(this, "waitedpar", phrase("should", { what: clockText(par.live_ms) }));
    parBar(this.querySelector('[data-figure="steps"] .parbar'), steps, par.steps);
    document.title = phrase("title.walk", { what: stop.name });
  }

  #paintKinds() {
    for (const button of this.querySelectorAll(".kind[data-key]")) {
      const n = this.#here.counts[button.dataset.key] ?? 0;
      button.querySelector(".kind__count").textContent = n ? String(n) : "";
      button.querySelector("[data-sofar]").hidden = !n;
    }
    const { url, phone } = this.#here.stop;
    const web = this.querySelector('[data-act="web"]');
    web.hidden = !/^https?:/.test(url ?? "");
    if (!web.hidden) web.href = url;
    put(this, "weblabel", phrase("web", { host: hostOf(url ?? "") }));
    this.querySelector('[data-act="call"]').hidden = !phone;
    put(this, "calllabel", phrase("call", { number: phone ?? "" }));
  }

  #paintAways() {
    const list = this.querySelector("[data-aways]");
    const make = () => clone("walk-away").firstElementChild;
    keyed(list, this.#here.away, (wait) => wait.id, make, (at, wait) => {
      put(at, "what", phrase(`wait.${wait.kind}`));
      put(at, "more", wait.promised_ms === null ? "" : phrase("promised.by", { time: dayTime(wait.from + wait.promised_ms) }));
    });
  }

  #paintWait() {
    const held = this.querySelector("wait-screen");
    const { wait } = this.#here;
    const at = wait ? held ?? this.#cover() : held?.remove();
    at?.show(this.#walk, this.#here);
    this.querySelector(".walk").inert = Boolean(wait);
    if (held && !wait) this.pad.focus({ preventScroll: true });
  }

  #cover() {
    const screen = Object.assign(document.createElement("wait-screen"), { app: this.app });
    this.append(screen);
    return screen;
  }

  /** The question stands until it is answered or something else is logged. */
  #paintAsk(rows) {
    const live = rows.filter((row) => !row.struck);
    const last = live.findLast((row) => row.kind === "step");
    const ends = this.#walk.fold.moments.some((one) => one.kind === "wait.end" && one.tap === last?.moment.tap && !one.voided);
    const met = ends && last.undo && last.moment.b.employees && last.moment.b.can_help === undefined;
    this.#ask = met ? last.moment : null;
    this.querySelector("[data-ask]").hidden = !met;
  }

  /** Asked on arriving, never twice: it goes once it is answered or anything else is logged. */
  async #paintWhere(rows) {
    const { visit, stop } = this.#here;
    const enter = rows.length === 1 && !visit.place && !visit.waits.length && rows[0].kind === "touchpoint.enter" ? rows[0] : null;
    const known = enter && this.#walk.fold.journey !== this.app.catalogue?.practice.id ? this.app.catalogue?.places ?? [] : [];
    this.#where = enter;
    const last = known.length ? await lastAt(this.app.log, stop) : null;
    if (this.#where !== enter) return;
    const offered = placesAt(known, stop, this.#walk.fold.journey, last);
    const shown = offered.slice(0, offered.length > MOST_PLACES ? MOST_PLACES - 1 : MOST_PLACES);
    const ask = this.querySelector("[data-where]");
    ask.hidden = !offered.length;
    const button = (act, words, place = "") => {
      const made = Object.assign(document.createElement("button"), { type: "button", className: "ask__choice", textContent: words });
      Object.assign(made.dataset, { act, place });
      return made;
    };
    ask.querySelector("[data-choices]").replaceChildren(...shown.map((one) => button("at", one.name, one.id)),
      ...(shown.length < offered.length ? [button("where", phrase("place.more"))] : []));
  }

  #tick() {
    if (!this.#here?.visit || document.visibilityState === "hidden") return;
    const { visit, wait, waited, par } = this.#here;
    const { fold } = this.#walk;
    const now = this.app.clock.corrected();
    const pausedFrom = fold.paused ? fold.pauses.at(-1).from : now;
    digits(this.querySelector('[data-slot="time"]'), clockText(Math.max(0, pausedFrom - visit.entered_at - visit.paused_ms)));
    if (fold.paused) digits(this.querySelector('[data-slot="pausedtime"]'), clockText(Math.max(0, now - pausedFrom)));
    const live = waited + (wait ? Math.max(0, now - wait.from) : 0);
    put(this, "waited", clockText(live));
    parBar(this.querySelector('[data-figure="waited"] .parbar'), live, par.live_ms);
    for (const row of this.querySelectorAll(".walk .away")) {
      const one = this.#here.away.find(({ id }) => id === row.dataset.id);
      if (one) digits(row.querySelector(".digits"), clockText(Math.max(0, now - one.from)));
    }
    this.querySelector("wait-screen")?.tick();
  }

  #clicked(event) {
    const button = event.target.closest("[data-act]");
    if (!button || button.closest("wait-screen") || !this.#here?.visit) return;
    this[`do_${button.dataset.act}`]?.(button, event);
  }

  #keyed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !this.pad.contains(document.activeElement)) return;
    const key = event.key.toLowerCase();
    const onButton = document.activeElement !== this.pad;
    const act = { " ": onButton ? null : "step", w: "wait", m: "mood", n: "note", p: "photo", d: "done", z: "undo" }[key];
    const kind = KINDS[Number(key) - 1];
    if (!act && !kind) return;
    event.preventDefault();
    if (act === "undo") return this.last && this.do_undo(null, null, this.last);
    if (kind) return this.do_kind(this.querySelector(`.kind[data-key="${kind}"]`));
    this[`do_${act}`](this.querySelector(`[data-act="${act}"]`));
  }

  #say(words) {
    const at = this.querySelector('[data-slot="said"]');
    at.replaceChildren(words);
    at.hidden = !words;
    if (words) this.app.say(words);
    clearTimeout(this.hush);
    this.hush = setTimeout(() => { at.hidden = true; }, 6000);
  }

  /** A line with one thing to do next about the camera. */
  #offer(words, key, camera) {
    this.#say(words);
    clearTimeout(this.hush);
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: phrase(key) });
    button.addEventListener("click", () => this.#pick(camera));
    this.querySelector('[data-slot="said"]').append(" ", button);
  }

  async #pick(camera) {
    this.querySelector('[data-slot="said"]').hidden = true;
    const here = this.#here;
    const file = await pick(this.app, here.walk, camera);
    if (!file) return this.#offer(phrase("camera.none"), "camera.files", false);
    const after = rowsOf(this.#walk, here.visit.visit).findLast((row) => !row.struck && row.kind !== "touchpoint.enter");
    return keepPhoto(this.app, here, file, after ? labelOf(after) : "");
  }

  #log(list, what, haptic) {
    const { visit } = this.#here;
    return tapped(this.app, list, { haptic, words: loggedWords(what, this.app.clock.corrected() - visit.entered_at) });
  }

  do_step() { return this.#log(stepTap(this.#here, "plain"), phrase("row.plain"), "step"); }

  do_kind(button) {
    button.dataset.tapped = "";
    setTimeout(() => delete button.dataset.tapped, TAPPED_MS);
    return this.#log(stepTap(this.#here, button.dataset.key), button.querySelector(".kind__name").textContent, "step");
  }

  do_wait() {
    const [kind] = waitsOf(this.#here.stop.channel);
    return tapped(this.app, waitTap(this.#here, kind), { haptic: "wait", words: phrase("waitstarted", { what: phrase(`wait.${kind}`) }) });
  }

  do_mood() { return askMood(this.app, this.#here, this.#walk.fold.moments.findLast((one) => one.kind === "mood" && !one.voided)?.b.value); }

  do_note() { return askNote(this.app, this.#here); }

  do_photo() { return this.#pick(true); }

  do_done() { this.app.go(`#/rate/${this.#here.walk}/${this.#here.visit.visit}`); }

  do_stops() { this.app.go(`#/touchpoints/${this.#here.walk}`); }

  do_web(button, event) {
    if (this.#walk.fold.paused) event.preventDefault();
    else openWeb(this.app, this.#here);
  }

  async do_call() {
    const { default: Sheet } = await import("./call-sheet.js");
    const here = this.#here;
    await Sheet.open(this.app, { number: here.stop.phone, log: (way) => startCall(this.app, here, way) });
  }

  do_pause() {
    const { paused } = this.#walk.fold;
    return tapped(this.app, pauseTap(this.#here, paused), { haptic: "step", words: phrase(paused ? "resumed" : "paused") });
  }

  do_undo(button, event, row = this.thread.rowAt(button)) {
    const what = labelOf(row, this.#here.before);
    if (row.undo) return undo(this.app, row.undo, what);
    return putBack(this.app, row.putBack, what, row.moment.b.photo);
  }

  do_edit(button) { return fixRow(this.app, this.#walk, this.thread.rowAt(button)); }

  do_help(button) {
    const { id, b, tap } = this.#ask;
    return this.app.log.amend(id, { b: { ...b, can_help: button.dataset.value === "true" } }, { tap }).catch((error) => this.app.say(error.words));
  }

  do_at(button) {
    this.app.haptic?.("step");
    return sayPlace(this.app, this.#here.stop, this.#where.moment, button.dataset.place).catch((error) => this.app.say(error.words));
  }

  do_where() { return fixRow(this.app, this.#walk, this.#where); }

  #awayOf(button) { return this.#here.away.find(({ id }) => id === button.closest(".away").dataset.id); }

  do_came(button) {
    const wait = this.#awayOf(button);
    return tapped(this.app, cameTap(this.#here, wait, "answered"), { haptic: "end", words: phrase("came", { what: phrase(`wait.${wait.kind}`) }) });
  }

  do_awaymore(button) {
    const wait = this.#awayOf(button);
    const row = rowsOf(this.#walk, wait.visit).find(({ id }) => id === wait.id);
    return row && isAway(wait.kind) && fixRow(this.app, this.#walk, row, { until: true });
  }
}

customElements.define("walk-screen", WalkScreen);
