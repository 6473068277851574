/** After the last stop: goal reached, what an insider had that a customer has not, and leaving no trace. */
import { BIASES, endingOf, keepEnding } from "../capture/ending.js";
import { planOf } from "../capture/here.js";
import { walkTitle } from "../capture/listing.js";
import { phrase } from "../capture/phrases.js";
import { clone, fill, shoesOf, show } from "../capture/view.js";

export default class EndScreen extends HTMLElement {
  connectedCallback() {
    this.append(clone("end-screen"));
    this.form = this.querySelector("form");
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.#go(); });
    this.form.addEventListener("input", () => this.#changed());
    this.addEventListener("click", ({ target }) => target.closest('[data-act="back"]') && this.app.back(`#/touchpoints/${this.params.walk}`));
    this.ready = this.#open();
  }

  async #open() {
    const walk = await this.app.walkOf(this.params.walk);
    const { fold, journey, persona } = walk;
    if (!fold.began) return this.app.go("#/", { replace: true });
    if (fold.handed_in) return this.app.go(`#/sum/${fold.walk}`, { replace: true });
    if (fold.open_visit) return this.app.go(`#/walk/${fold.walk}`, { replace: true });
    const missed = planOf(walk).filter(({ state }) => state !== "walked").map(({ stop }) => stop.name);
    show(this.querySelector(".screen__shoe"), shoesOf(persona));
    fill(this, { title: walkTitle(walk), goal: persona?.goal ?? fold.own_reason?.goal ?? "",
      missed: missed.length ? phrase("way.not", { what: missed.join(", ") }) : "" });
    this.#trace(journey?.leave_no_trace ?? []);
    this.#recall((await endingOf(this.app, fold.walk)) ?? {});
    return this.#ready();
  }

  #trace(list) {
    this.querySelector("[data-trace]").hidden = !list.length;
    this.querySelector("[data-list]").replaceChildren(...list.map((words) => {
      const tick = clone("end-trace").firstElementChild;
      tick.querySelector("input").value = words;
      return fill(tick, { words });
    }));
  }

  #recall(kept) {
    const radio = (name, value) => this.form.querySelector(`[name="${name}"][value="${value}"]`);
    if (kept.outcome) radio("outcome", kept.outcome).checked = true;
    for (const name of BIASES) if (name in kept) radio(name, kept[name]).checked = true;
    for (const box of this.form.querySelectorAll('[name="undone"]')) box.checked = (kept.undone ?? []).includes(box.value);
  }

  #told() {
    const chosen = (name) => this.form.querySelector(`[name="${name}"]:checked`)?.value;
    const said = BIASES.filter((name) => chosen(name)).map((name) => [name, JSON.parse(chosen(name))]);
    return { outcome: chosen("outcome") ?? null, ...Object.fromEntries(said),
      undone: [...this.form.querySelectorAll('[name="undone"]:checked')].map((box) => box.value) };
  }

  #changed() {
    keepEnding(this.app, this.params.walk, this.#told()).catch(() => {});
    this.#ready();
  }

  #ready() {
    const ready = Boolean(this.#told().outcome);
    this.querySelector(".patch").setAttribute("aria-disabled", String(!ready));
    fill(this, { why: ready ? "" : phrase("end.why") });
    return ready;
  }

  async #go() {
    if (!this.#ready()) return this.app.say(phrase("end.why"));
    await keepEnding(this.app, this.params.walk, this.#told()).catch(() => {});
    return this.app.go(`#/sum/${this.params.walk}`);
  }
}
customElements.define("end-screen", EndScreen);
