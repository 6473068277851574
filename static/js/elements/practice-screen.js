/** The practice walk's door: begins a walk that never counts, with the coach beside it. */
import { begin } from "../capture/beginning.js";
import { uuid7 } from "../capture/ids.js";
import { clone } from "../capture/view.js";

export default class PracticeScreen extends HTMLElement {
  #busy = false;

  connectedCallback() {
    this.append(clone("practice-screen"));
    this.addEventListener("click", ({ target }) => {
      const { act } = target.closest("[data-act]")?.dataset ?? {};
      if (act === "back") this.app.back();
      if (act === "begin") this.#begin();
    });
  }

  async #begin() {
    if (this.#busy) return;
    this.#busy = true;
    const walk = uuid7(this.app.clock.now());
    const beginning = { mode: "be", practice: true, own_reason: {} };
    try {
      await this.app.drafts.set("coach", walk);
      await begin(this.app, walk, { beginning, journey: this.app.catalogue.practice, persona: null, prediction: null });
      this.app.go(`#/walk/${walk}`, { replace: true });
    } catch (error) {
      this.app.say(error.words ?? String(error.message));
    } finally {
      this.#busy = false;
    }
  }
}
customElements.define("practice-screen", PracticeScreen);
