/** P5: a wait that runs. Shown = now − start; nothing ticks, so a lock, a freeze or a kill changes nothing. */
import "./stitch-clock.js";
import { askMood, askNote, loggedWords, tapped, undo } from "../capture/acts.js";
import { heardAt, isAway, waitsOf } from "../capture/channels.js";
import { fixRow } from "../capture/fixing.js";
import { digits, draw, keyed, put } from "../capture/paint.js";
import { phrase } from "../capture/phrases.js";
import { keysOf } from "../capture/keys.js";
import { rowsOf } from "../capture/rows.js";
import { answeredTap, cutOffTap, gaveUpTap, newQueueTap, noteTap } from "../capture/taps.js";
import { timeOfDay } from "../capture/times.js";
import { stayAwake } from "../capture/awake.js";
import { isAfter } from "../capture/undo.js";
import { clockText, clone } from "../capture/view.js";
import { labelOf } from "./walk-thread.js";

const STILL_MS = 45 * 60e3;
const FORGOT_MS = 2 * 3600e3;
const PEOPLE = ["phone", "chat", "store"];
const NEXT = { null: true, true: false, false: null };

export default class WaitScreen extends HTMLElement {
  #walk = null;
  #here = null;
  #wait = null; // of the fold
  #start = null; // its entry, for the three clocks
  #flags = { explained: null, occupied: null };
  #row = null;
  #stops = [];

  connectedCallback() {
    this.append(clone("wait-screen"));
    this.pad = this.querySelector("[data-pad]");
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("keydown", (event) => this.#keyed(event));
    this.#stops = [stayAwake(), keysOf(this.pad, "keys.wait")];
    this.pad.focus({ preventScroll: true });
  }

  disconnectedCallback() {
    this.#stops.forEach((stop) => stop());
    if (this.#here) document.title = phrase("title.walk", { what: this.#here.stop.name });
  }

  /** @param {object} walk @param {import("../capture/here.js").Here} here whose wait runs */
  show(walk, here) {
    const fresh = this.#wait?.id !== here.wait.id;
    [this.#walk, this.#here, this.#wait] = [walk, here, here.wait];
    this.#start = walk.entries.find((entry) => entry.id === here.wait.id);
    this.#moved = walk.fold.moments.find((one) => one.id === here.wait.id)?.at !== undefined
      && walk.entries.some((entry) => entry.kind === "amend" && entry.ref === here.wait.id && entry.b.at !== undefined);
    if (fresh) this.#recall();
    this.#paint();
    this.tick();
  }

  #moved = false;

  async #recall() {
    this.#flags = (await this.app.drafts.get(`wait:${this.#wait.id}`).catch(() => null)) ?? { explained: null, occupied: null };
    this.#paintFlags();
  }

  #paint() {
    const { stop, visit } = this.#here;
    const who = this.#walk.persona?.name;
    put(this, "as", `${stop.name}, ${who ? phrase("as", { who }).replace(/^A/, "a") : phrase("as.own").replace(/^F/, "f")}`);
    put(this, "what", phrase(`wait.${this.#wait.kind}`));
    const met = PEOPLE.includes(stop.channel) || ["web", "app"].includes(stop.channel) ? stop.channel : "other";
    put(this, "met", phrase(`met.${met}`));
    draw(this.querySelector('[data-act="answered"] .icon'), PEOPLE.includes(stop.channel) ? "glyph-human" : "icon-check");
    this.#paintKinds(stop.channel);
    this.#paintHeard(stop.channel);
    this.#paintFlags();
    put(this, "promised", this.#wait.promised_ms === null ? phrase("promised.ask") : phrase("promised", { time: clockText(this.#wait.promised_ms) }));
    put(this, "ahead", this.#wait.people_ahead === null ? phrase("ahead.ask") : phrase("ahead", { n: this.#wait.people_ahead }));
    put(this, "started", phrase("started", { time: timeOfDay(this.#wait.from) }));
    this.#paintLast(visit);
  }

  #paintKinds(channel) {
    const common = waitsOf(channel).filter((kind) => !isAway(kind));
    const kinds = common.includes(this.#wait.kind) ? common : [this.#wait.kind, ...common].slice(0, 3);
    [...this.querySelectorAll('[data-act="relabel"]')].forEach((button, i) => {
      button.hidden = !kinds[i];
      button.dataset.kind = kinds[i] ?? "";
      button.textContent = phrase(`short.${kinds[i]}`) || phrase("short.other");
      button.setAttribute("aria-pressed", String(kinds[i] === this.#wait.kind));
    });
  }

  #paintHeard(channel) {
    const box = this.querySelector("[data-heard]");
    const notes = this.#walk.fold.moments.filter((one) => one.kind === "note" && !one.voided && one.b.about === this.#wait.id);
    const items = heardAt(channel).map(phrase);
    box.hidden = !items.length;
    keyed(box, items, (words) => words, () => clone("heard-chip").firstElementChild, (chip, words) => {
      const n = notes.filter((one) => one.b.words === words).length;
      chip.querySelector("[data-words]").textContent = words;
      chip.querySelector(".fact__count").textContent = n ? String(n) : "";
      chip.querySelector("[data-sofar]").hidden = !n;
    });
  }

  #paintFlags() {
    for (const chip of this.querySelectorAll("[data-flag]")) {
      const value = this.#flags[chip.dataset.flag];
      chip.dataset.value = String(value);
      chip.querySelector("span").textContent = phrase(`${chip.dataset.flag}.${value}`);
      chip.setAttribute("aria-pressed", value === null ? "false" : String(value));
      chip.classList.toggle("fact--unsaid", value === null);
    }
  }

  /** What was logged since the wait began may be taken back here too; the wait itself is "Not a wait". */
  #paintLast(visit) {
    const since = this.#walk.fold.moments.filter((one) => !one.voided && isAfter(one, this.#start) && one.visit === visit.visit
      && ["note", "mood", "photo", "step"].includes(one.kind) && one.tap !== this.#start.tap);
    const last = since.reduce((a, b) => (a && isAfter(a, b) ? a : b), null);
    this.#row = last && { tap: last.tap, label: labelOf({ moment: last, kind: last.kind, wait: null, nth: 1 }) };
    this.querySelector("[data-said]").hidden = !last;
    if (last) put(this, "last", this.#row.label);
  }

  #elapsed() {
    if (this.#moved || !this.#start) return { ms: Math.max(0, this.app.clock.corrected() - this.#wait.from), quality: "wall" };
    return this.app.clock.elapsed(this.#start);
  }

  tick() {
    if (!this.#here) return;
    const { ms, quality } = this.#elapsed();
    const text = clockText(ms);
    const clock = this.querySelector(".wait__clock");
    digits(clock, text);
    clock.toggleAttribute("data-long", text.length > 5);
    const par = this.#here.par.live_ms;
    put(this, "over", ms > par ? phrase("over", { time: clockText(ms - par) }) : phrase("under", { time: clockText(par) }));
    this.querySelector("stitch-clock").show(ms, par);
    document.title = phrase("title.wait", { time: text, what: phrase(`wait.${this.#wait.kind}`) });
    this.#tickStill(ms, quality, text);
  }

  #tickStill(ms, quality, text) {
    const changed = quality === "clock_changed";
    this.querySelector("[data-still]").hidden = !changed && ms < STILL_MS;
    put(this, "stillwords", changed ? phrase("clockchanged", { time: text }) : phrase("still"));
    put(this, "stillmore", changed ? "" : ms >= FORGOT_MS ? phrase("still.fix") : phrase("still.more", { time: text }));
  }

  #clicked(event) {
    const button = event.target.closest("[data-act]");
    if (button && this.#here) this[`do_${button.dataset.act}`]?.(button);
  }

  #keyed(event) {
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !this.pad.contains(document.activeElement)) return;
    const onPad = document.activeElement === this.pad;
    const act = { w: "answered", " ": onPad ? "answered" : null, m: "mood", n: "note", p: "photo", z: "undo" }[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    this[`do_${act}`]();
  }

  /** One tap that ends the wait; what was said of it goes along. */
  async #end(list) {
    const time = this.app.clock.corrected() - this.#here.visit.entered_at;
    const { id } = this.#wait;
    const saved = await tapped(this.app, list, { haptic: "end", words: phrase("waitended", { time: clockText(time) }) });
    if (saved?.length) this.app.drafts.delete(`wait:${id}`).catch(() => {});
    return saved;
  }

  do_answered() {
    const met = PEOPLE.includes(this.#here.stop.channel);
    return this.#end(answeredTap(this.#here, this.#wait, this.#flags, met ? phrase(`met.${this.#here.stop.channel}`) : null));
  }

  do_newqueue() { return this.#end(newQueueTap(this.#here, this.#wait, this.#flags)); }

  do_cutoff() { return this.#end(cutOffTap(this.#here, this.#wait, this.#flags, phrase("cutoff"))); }

  async do_gaveup() {
    const { walk, visit } = this.#here;
    await this.app.drafts.set(`rate:${visit.visit}`, { end: "gave_up" });
    if (await this.#end(gaveUpTap(this.#here, this.#wait, this.#flags))) this.app.go(`#/rate/${walk}/${visit.visit}`);
  }

  async do_notawait() {
    await this.app.log.void([this.#wait.id]).catch((error) => this.app.say(error.words));
    this.app.say(phrase("notawait"));
  }

  #amend(change) {
    const { b } = this.#walk.fold.moments.find((one) => one.id === this.#wait.id);
    return this.app.log.amend(this.#wait.id, { b: { ...b, ...change } }).catch((error) => this.app.say(error.words));
  }

  async do_relabel(button) {
    const { kind } = button.dataset;
    if (kind === this.#wait.kind) return;
    await this.#amend({ kind });
    this.app.say(phrase("relabelled", { what: phrase(`wait.${kind}`) }));
  }

  async do_morekinds() {
    const { default: Sheet } = await import("./kinds-sheet.js");
    const kind = await Sheet.open(this.app, { kind: this.#wait.kind });
    if (kind) await this.do_relabel({ dataset: { kind } });
  }

  do_flag(chip) {
    const name = chip.dataset.flag;
    this.#flags = { ...this.#flags, [name]: NEXT[this.#flags[name]] };
    this.#paintFlags();
    this.app.say(phrase(`${name}.${this.#flags[name]}`));
    return this.app.drafts.set(`wait:${this.#wait.id}`, this.#flags).catch(() => {});
  }

  async #facts(first) {
    const { default: Sheet } = await import("./facts-sheet.js");
    const told = await Sheet.open(this.app, { wait: this.#wait, first });
    if (told) await this.#amend(told);
  }

  do_promised() { return this.#facts("promised"); }

  do_ahead() { return this.#facts("ahead"); }

  do_heard(chip) {
    const words = chip.querySelector("[data-words]").textContent;
    const list = noteTap(this.#here, words, { tags: ["heard"], about: this.#wait.id });
    return tapped(this.app, list, { haptic: "step", words: loggedWords(words, this.#elapsed().ms) });
  }

  do_fixtime() {
    const row = rowsOf(this.#walk, this.#here.visit.visit).find(({ id }) => id === this.#wait.id);
    return fixRow(this.app, this.#walk, row, { until: true });
  }

  do_undo() { return this.#row && undo(this.app, this.#row.tap, this.#row.label); }

  do_mood() { return askMood(this.app, this.#here); }

  do_note() { return askNote(this.app, this.#here); }

  do_photo() { return this.closest("walk-screen").do_photo(); }
}
customElements.define("wait-screen", WaitScreen);
