/** P3: the guess. Per stop, steps, minutes, ending; what it works out at is recomputed at every touch. */
import { begin, beginningOf, keepBeginning, predictionOf } from "../capture/beginning.js";
import { isClosed } from "../capture/here.js";
import { walkTitle } from "../capture/listing.js";
import { phrase } from "../capture/phrases.js";
import { predictedScore } from "../capture/score.js";
import { calledOf, clone, fill, shoesOf, show } from "../capture/view.js";

const HOLD_MS = 420;
const REPEAT_MS = 90;

export default class GuessScreen extends HTMLElement {
  #beginning = null;
  #busy = false;

  connectedCallback() {
    this.append(clone("guess-screen"));
    this.form = this.querySelector("form");
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.#seal(); });
    this.form.addEventListener("input", () => this.#changed());
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("pointerdown", (event) => this.#pressed(event));
    for (const name of ["pointerup", "pointercancel", "pointerleave"]) this.addEventListener(name, () => clearTimeout(this.repeating));
    this.ready = this.#open();
  }

  disconnectedCallback() {
    clearTimeout(this.repeating);
  }

  async #open() {
    const { app } = this;
    const beginning = await beginningOf(app, this.params.walk);
    if (!beginning) return this.#elsewhere();
    const { catalogue } = app;
    this.#beginning = beginning;
    this.journey = await catalogue.revision("journey", beginning.journey, beginning.revision);
    this.persona = await catalogue.revision("persona", beginning.persona, null);
    if (!this.journey) return app.go("#/journeys", { replace: true });
    this.#paintStops();
    this.#recall();
    return this.#paint();
  }

  /** Sealed already, or never prepared here. */
  async #elsewhere() {
    const begun = await this.app.log.entriesOf(this.params.walk).catch(() => []);
    this.app.go(begun.length ? `#/walk/${this.params.walk}` : "#/", { replace: true });
  }

  #paintStops() {
    const stops = [...this.journey.touchpoints].sort((a, b) => a.position - b.position);
    this.querySelector("[data-stops]").replaceChildren(...stops.map((stop) => {
      const set = clone("guess-stop").firstElementChild;
      set.dataset.id = stop.id;
      set.querySelectorAll("input").forEach((input) => { input.name = `felt-${stop.id}`; });
      const closed = isClosed(this.persona, stop);
      return fill(set, { name: stop.name, closed: closed ? phrase("guess.closed", { who: this.#called }) : "" });
    }));
  }

  get #called() {
    return this.persona ? calledOf(this.persona.name) : "";
  }

  #recall() {
    const { touchpoints, steps, minutes, outcome } = this.#beginning.guess;
    for (const [id, value] of Object.entries(touchpoints)) this.#check(`felt-${id}`, value);
    if (outcome) this.#check("outcome", outcome);
    this.form.elements.steps.value = steps ?? "";
    this.form.elements.minutes.value = minutes ?? "";
  }

  #check(name, value) {
    const field = [...this.querySelectorAll(`[value="${value}"]`)].find((one) => one.name === name);
    if (field) field.checked = true;
  }

  #told() {
    const touchpoints = {};
    for (const set of this.querySelectorAll(".rungs")) {
      const value = set.querySelector(":checked")?.value;
      if (value) touchpoints[set.dataset.id] = Number(value);
    }
    const whole = (name) => { const text = this.form.elements[name].value.replace(/\D/g, ""); return text === "" ? null : Number(text); };
    return { touchpoints, steps: whole("steps"), minutes: whole("minutes"), outcome: this.form.querySelector('[name="outcome"]:checked')?.value ?? null };
  }

  #changed() {
    this.#beginning.guess = this.#told();
    keepBeginning(this.app, this.params.walk, this.#beginning).catch(() => {});
    this.#paint();
  }

  #paint() {
    const { mode, practice, guess } = this.#beginning;
    const whom = phrase(`whom.${this.persona?.pronoun}`) || this.#called;
    show(this.querySelector(".screen__shoe"), shoesOf(this.persona));
    const persona = this.persona && { ...this.persona, name: this.#called };
    fill(this, { title: walkTitle({ fold: { mode }, journey: this.journey, persona }),
      head: this.persona ? phrase("guess.head", { whom }) : phrase("guess.head.own"), seal: phrase("guess.seal"),
      mark: practice ? phrase("guess.practice") : mode === "see" ? phrase("guess.see") : "" });
    for (const set of this.querySelectorAll(".rungs")) {
      const n = guess.touchpoints[set.dataset.id];
      fill(set, { felt: n ? phrase("guess.felt", { n, word: phrase(`felt.${n}`) }) : phrase("guess.unset") });
    }
    const missing = this.#missing();
    this.querySelector(".patch").setAttribute("aria-disabled", String(missing.length > 0));
    fill(this, { why: missing.length ? phrase("guess.missing", { what: missing.join(", ") }) : "" });
    this.#works();
  }

  #works() {
    const prediction = predictionOf(this.#beginning.guess);
    const score = prediction && predictedScore(prediction, this.journey, this.app.catalogue.config);
    const n = score?.bin ?? null;
    fill(this, { works: phrase(n === null ? "guess.not" : "guess.works"), n });
    const axis = this.querySelector("[data-axis]");
    axis.setAttribute("aria-label", n === null ? phrase("guess.not") : phrase("guess.axis", { n }));
    const mark = axis.querySelector(".axis__guess");
    mark.toggleAttribute("hidden", n === null);
    mark.setAttribute("transform", `translate(${2 + 3.54 * (n ?? 0)} 20)`);
  }

  #missing() {
    const { touchpoints, steps, minutes, outcome } = this.#beginning.guess;
    const open = this.journey.touchpoints.filter((stop) => !isClosed(this.persona, stop));
    const left = { stops: open.some((stop) => !touchpoints[stop.id]), steps: steps === null, minutes: minutes === null, outcome: !outcome };
    return Object.keys(left).filter((name) => left[name]).map((name) => phrase(`guess.left.${name}`));
  }

  #clicked(event) {
    const { act, of } = event.target.closest("[data-act], [data-of]")?.dataset ?? {};
    if (act === "back") this.app.back();
    if (act === "skip") this.#start(null);
    if (of && event.detail === 0) this.#step(event.target.closest("[data-of]")); // keyboards and screen readers: no pointer came before
  }

  #pressed(event) {
    const button = event.target.closest("[data-of]");
    if (!button || event.button) return;
    const again = (ms) => { this.repeating = setTimeout(() => { this.#step(button); again(REPEAT_MS); }, ms); };
    this.#step(button);
    again(HOLD_MS);
  }

  #step({ dataset: { of, by } }) {
    const field = this.form.elements[of];
    const before = Number.parseInt(field.value, 10);
    field.value = String(Math.min(999, Math.max(0, Number.isNaN(before) ? (by > 0 ? 1 : 0) : before + Number(by))));
    this.#changed();
  }

  async #seal() {
    await this.ready; // a quick thumb is there before the draft is read
    const missing = this.#missing();
    if (missing.length) return this.app.say(phrase("guess.missing", { what: missing.join(", ") }));
    return this.#start(predictionOf(this.#beginning.guess));
  }

  async #start(prediction) {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.ready;
      const begun = await begin(this.app, this.params.walk, { beginning: this.#beginning, journey: this.journey, persona: this.persona, prediction });
      if (!begun) return;
      this.app.haptic("step");
      this.app.say(phrase("guess.begun", { journey: this.journey.name }));
      this.app.go(this.journey.touchpoints.length ? `#/walk/${this.params.walk}` : `#/touchpoints/${this.params.walk}`, { replace: true });
    } catch (error) {
      this.app.say(error.words ?? String(error.message));
    } finally {
      this.#busy = false;
    }
  }
}
customElements.define("guess-screen", GuessScreen);
