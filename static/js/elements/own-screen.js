/** My own reason: issue, goal, mood and access, said on the phone and kept while half typed. */
import { prepare } from "../capture/beginning.js";
import { phrase } from "../capture/phrases.js";
import { clone, fill } from "../capture/view.js";

const DRAFT = "own";

export default class OwnScreen extends HTMLElement {
  connectedCallback() {
    this.append(clone("own-screen"));
    this.form = this.querySelector("form");
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.#go(); });
    this.form.addEventListener("input", () => this.#changed());
    this.addEventListener("click", ({ target }) => target.closest('[data-act="back"]') && this.app.back("#/journeys"));
    this.ready = this.#recall();
  }

  async #recall() {
    this.journey = this.app.catalogue.journey(this.params.journey);
    if (!this.journey) return this.app.go("#/journeys", { replace: true });
    const kept = (await this.app.drafts.get(DRAFT)) ?? {};
    for (const name of ["issue", "goal"]) this.form.elements[name].value = kept[name] ?? "";
    for (const name of ["mood", "digital_access"]) {
      const field = this.form.querySelector(`[name="${name}"][value="${kept[name] ?? ""}"]`);
      if (field) field.checked = true;
    }
    fill(this, { journey: this.journey.name });
    return this.#ready();
  }

  #told() {
    const { issue, goal, mood, digital_access: access } = this.form.elements;
    return { issue: issue.value.trim(), goal: goal.value.trim(), mood: mood.value === "" ? null : Number(mood.value), digital_access: access.value };
  }

  #changed() {
    this.app.drafts.set(DRAFT, this.#told()).catch(() => {});
    this.#ready();
  }

  #ready() {
    const { issue, goal } = this.#told();
    const ready = Boolean(issue && goal);
    this.querySelector(".patch").setAttribute("aria-disabled", String(!ready));
    fill(this, { why: ready ? "" : phrase("own.why") });
    return ready;
  }

  async #go() {
    if (!this.#ready()) return this.app.say(phrase("own.why"));
    const walk = await prepare(this.app, this.journey, { own_reason: this.#told() });
    await this.app.drafts.delete(DRAFT);
    return this.app.go(`#/guess/${walk}`);
  }
}
customElements.define("own-screen", OwnScreen);
