/** P6: how hard was that, and how did it end. Nothing preset, nothing lost on the way back. */
import { askMood, tapped } from "../capture/acts.js";
import { CODES } from "../capture/channels.js";
import { hereOf, nextOf } from "../capture/here.js";
import { draw, put } from "../capture/paint.js";
import { counted, phrase } from "../capture/phrases.js";
import { enterTap, leaveTap } from "../capture/taps.js";
import { uuid7 } from "../capture/ids.js";
import { clockText, clone } from "../capture/view.js";

const FIELDS = ["felt", "end", "waits", "guess"];
const MORE = ["closed", "no_answer", "cut_off", "refused", "no_internet"];

export default class RateScreen extends HTMLElement {
  #walk = null;
  #here = null;
  #open = true; // still there; a visit left before is only rated
  #stops = [];

  connectedCallback() {
    this.append(clone("rate-screen"));
    this.form = this.querySelector("form");
    this.addEventListener("click", (event) => {
      const { act } = event.target.closest("button[data-act]:not([type=submit])")?.dataset ?? {};
      if (act && this.#here) this[`do_${act}`]();
    });
    this.form.addEventListener("change", () => this.#changed());
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.#next(); });
    this.#stops = [this.app.log.subscribe((event) => event.type === "appended" && this.#load())];
    const tick = setInterval(() => this.#sum(), 1000);
    this.#stops.push(() => clearInterval(tick));
    this.ready = this.#load().then(() => this.#recall());
    this.querySelector("h1").focus({ preventScroll: true });
  }

  disconnectedCallback() {
    this.#stops.forEach((stop) => stop());
  }

  async #load() {
    this.#walk = await this.app.walkOf(this.params.walk);
    const { fold, persona } = this.#walk;
    this.#here = hereOf(this.#walk, this.params.visit);
    if (!this.#here.visit) return this.app.go(`#/walk/${fold.walk}`, { replace: true });
    this.#open = fold.open_visit === this.#here.visit.visit;
    put(this, "back", phrase("rate.back", { stop: this.#here.stop.name }));
    draw(this.querySelector(".rate__shoe"), `shoe-${persona?.shoes ?? "brogue"}`);
    this.querySelector("[data-waits]").hidden = this.#here.visit.waits.length > 0;
    this.querySelector("[data-persona]").hidden = !persona || fold.mode === "see";
    put(this, "persona", phrase("rate.persona", { who: persona?.name }));
    const next = nextOf(this.#walk);
    put(this, "next", !this.#open ? phrase("rate.keep") : next ? phrase("rate.next", { stop: next.name }) : phrase("rate.last"));
    for (const act of ["end", "elsewhere"]) this.querySelector(`[data-act="${act}"]`).hidden = !this.#open;
    document.title = phrase("title.walk", { what: this.#here.stop.name });
    this.#sum();
    this.#ready();
  }

  #sum() {
    const { visit, stop, steps, waited, wait } = this.#here ?? {};
    if (!visit) return;
    const now = visit.left_at ?? this.app.clock.corrected();
    const place = ["phone", "store"].includes(stop.channel) ? stop.channel : "other";
    const waiting = waited + (wait ? Math.max(0, now - wait.from) : 0);
    put(this, "sum", [`${stop.name}: ${phrase(`summary.${place}`, { time: clockText(Math.max(0, now - visit.entered_at - visit.paused_ms)) })}`,
      counted("steps", steps), visit.waits.length ? phrase("summary.waiting", { time: clockText(waiting) }) : phrase("summary.nowaits")].join(" · "));
  }

  get #draft() {
    return `rate:${this.params.visit}`;
  }

  /** What was chosen before: a draft, or the rating the visit already has. */
  async #recall() {
    const kept = (await this.app.drafts.get(this.#draft).catch(() => null)) ?? this.#logged();
    for (const name of FIELDS) {
      const field = kept[name] && this.form.querySelector(`[name="${name}"][value="${kept[name]}"]`);
      if (field) field.checked = true;
    }
    if (MORE.includes(kept.end)) this.do_more();
    this.#ready();
  }

  #logged() {
    const { rating, outcome, code, measured, waits = [] } = this.#here?.visit ?? {};
    const kept = outcome && !waits.length ? (measured.waits ? "none" : "lost") : null;
    return { felt: rating, end: CODES.includes(code) ? code : outcome, waits: kept };
  }

  #changed() {
    this.app.drafts.set(this.#draft, this.#chosen()).catch(() => {});
    this.#ready();
  }

  #chosen() {
    return Object.fromEntries(FIELDS.map((name) => [name, this.form.querySelector(`[name="${name}"]:checked`)?.value ?? null]));
  }

  #missing() {
    const { felt, end, waits } = this.#chosen();
    if (!felt && !end) return "rate.why";
    if (!felt) return "rate.why.felt";
    if (!end) return "rate.why.end";
    return !waits && !this.#here.visit.waits.length ? "rate.why.waits" : null;
  }

  #ready() {
    if (!this.#here?.visit) return;
    const why = this.#missing();
    this.querySelector('[data-act="next"]').setAttribute("aria-disabled", String(Boolean(why)));
    put(this, "why", why ? phrase(why) : "");
    this.querySelector('[data-slot="why"]').hidden = !why;
  }

  /** The rating and leaving, in the words of the log. */
  #leave() {
    const { felt, end, waits, guess } = this.#chosen();
    const code = end === "no_internet" ? "refused" : CODES.includes(end) ? end : null;
    return leaveTap(this.#here, { rating: felt ? Number(felt) : null, guess, outcome: code ? "not" : end, code,
      why: end === "no_internet" ? end : null, waits: waits ? waits === "none" : null });
  }

  async #log(list) {
    const saved = await tapped(this.app, list, { haptic: "step" });
    if (saved?.length) await this.app.drafts.delete(this.#draft).catch(() => {});
    return saved?.length > 0;
  }

  async #next() {
    await this.ready; // a thumb can be quicker than the first reading of the log
    const { walk, visit } = this.#here;
    const why = this.#missing();
    if (why) return this.app.say(phrase(why));
    if (!this.#open) return (await this.#log(this.#late(visit))) && this.do_back();
    const stop = nextOf(this.#walk);
    const done = await this.#log([...this.#leave(), ...(stop ? enterTap(this.#here, stop, "planned") : [])]);
    if (done) this.app.go(stop ? `#/walk/${walk}` : `#/end/${walk}`, { replace: true });
  }

  /** A visit left without a word is rated later, but it ended when it ended. */
  #late(visit) {
    return this.#leave().flatMap((entry) => {
      if (entry.kind !== "touchpoint.leave") return [entry];
      const id = uuid7();
      return [{ ...entry, id }, { ...entry, kind: "amend", ref: id, b: { at: visit.left_at } }];
    });
  }

  do_back() { this.app.back(`#/walk/${this.params.walk}`); }

  do_more() {
    for (const chip of this.querySelectorAll("[data-more]")) {
      chip.hidden = chip.querySelector("input").value === "no_internet" && !this.#isOffline();
    }
    const more = this.querySelector('[data-act="more"]');
    const focus = document.activeElement === more;
    more.hidden = true;
    more.setAttribute("aria-expanded", "true");
    if (focus) this.querySelector("[data-more] input").focus();
  }

  #isOffline() {
    const { persona, fold } = this.#walk;
    return (persona?.digital_access ?? fold.own_reason?.digital_access ?? "full") !== "full";
  }

  do_mood() { return askMood(this.app, this.#here); }

  async #leaveFor(hash) {
    if (await this.#log(this.#leave())) this.app.go(hash, { replace: true });
  }

  do_elsewhere() {
    if (this.#missing()) return this.app.say(phrase(this.#missing()));
    return this.#leaveFor(`#/touchpoints/${this.#here.walk}`);
  }

  do_end() { return this.#leaveFor(`#/end/${this.#here.walk}`); }
}
customElements.define("rate-screen", RateScreen);
