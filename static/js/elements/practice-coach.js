/** One control at a time: names it, rings it, and goes on when the log shows that it was used. */
import { phrase } from "../capture/phrases.js";
import { clone, fill } from "../capture/view.js";

/** Each lesson: where it is taught, what it points at, and what in the fold says it was learnt. */
const LESSONS = [
  { key: "step", screen: "walk-screen", at: '.walk [data-act="step"]', done: (f) => live(f, "step").length > 0 },
  { key: "kind", screen: "walk-screen", at: '.kind[data-key="repeat_info"]', done: (f) => f.moments.some((one) => one.b.kind === "repeat_info") },
  { key: "undo", screen: "walk-screen", at: '.walk [data-act="undo"]', done: (f) => f.moments.some((one) => one.voided) },
  { key: "wait", screen: "walk-screen", at: '.walk [data-act="wait"]', done: (f) => f.moments.some((one) => one.kind === "wait.start") },
  { key: "answered", screen: "walk-screen", at: 'wait-screen [data-act="answered"]', done: (f) => f.moments.some((one) => one.kind === "wait.end") },
  { key: "mood", screen: "walk-screen", at: '.walk [data-act="mood"]', done: (f) => live(f, "mood").length > 0 },
  { key: "done", screen: "walk-screen", at: '.walk [data-act="done"]', done: (f, screen) => screen !== "walk-screen" },
  { key: "rate", screen: "rate-screen", at: "", done: (f) => live(f, "touchpoint.leave").length > 0 },
  { key: "end", screen: "end-screen", at: "", done: (f, screen) => screen === "summary-screen" },
  { key: "sum", screen: "summary-screen", at: "", done: (f) => f.handed_in },
];
const live = (fold, kind) => fold.moments.filter((one) => one.kind === kind && !one.voided);

export default class PracticeCoach extends HTMLElement {
  #skipped = new Set();
  #ringed = null;
  #stops = [];

  connectedCallback() {
    if (!this.firstElementChild) this.append(clone("practice-coach"));
    this.addEventListener("click", (event) => this.#clicked(event));
    const look = new MutationObserver(() => this.#ring());
    look.observe(document.getElementById("screen"), { childList: true, subtree: true });
    this.#stops = [this.app.log.subscribe(({ type }) => type === "appended" && this.#teach()), () => look.disconnect()];
  }

  disconnectedCallback() {
    this.#stops.forEach((stop) => stop());
    this.#ringed?.classList.remove("coached");
  }

  /** @param {string} screen the one now shown */
  look(screen) {
    this.screen = screen;
    return this.#teach();
  }

  async #teach() {
    const { fold } = await this.app.walkOf(this.walk);
    const at = LESSONS.findIndex((one) => !this.#skipped.has(one.key) && !one.done(fold, this.screen));
    this.lesson = LESSONS[at] ?? null;
    if (!this.lesson || fold.handed_in) return this.#stop();
    this.hidden = this.lesson.screen !== this.screen && this.screen !== "walk-screen";
    fill(this, { place: phrase("coach.place", { i: at + 1, n: LESSONS.length }), words: phrase(`coach.${this.lesson.key}`) });
    return this.#ring();
  }

  #ring() {
    const at = this.lesson?.at ? document.querySelector(this.lesson.at) : null;
    if (at === this.#ringed) return;
    this.#ringed?.classList.remove("coached");
    at?.classList.add("coached");
    this.#ringed = at;
  }

  #clicked({ target }) {
    const { act } = target.closest("[data-act]")?.dataset ?? {};
    if (act === "stop") this.#stop();
    if (act !== "skip") return;
    this.#skipped.add(this.lesson.key);
    this.#teach();
  }

  async #stop() {
    this.remove();
    await this.app.drafts.delete("coach").catch(() => {});
  }
}
customElements.define("practice-coach", PracticeCoach);
