/** Choose a journey, how it is walked (as the customer, or watching one), and whether it counts. */
import { times } from "../capture/listing.js";
import { counted, phrase } from "../capture/phrases.js";
import { clone, fill } from "../capture/view.js";

export default class JourneysScreen extends HTMLElement {
  #stops = [];

  connectedCallback() {
    this.append(clone("journeys-screen"));
    this.#stops = [this.app.catalogue.subscribe(() => this.#paint())];
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("change", () => this.#keep());
    this.app.catalogue.refresh();
    this.ready = this.#begin();
  }

  disconnectedCallback() {
    this.#stops.forEach((stop) => stop());
  }

  async #begin() {
    await this.app.drafts.delete("how");
    await this.#paint();
  }

  async #paint() {
    const walks = await this.app.log.walks().catch(() => []);
    if (!this.isConnected) return;
    const { journeys } = this.app.catalogue;
    const walked = (id) => walks.filter(({ first }) => first?.b?.journey === id && !first.b.practice).length;
    this.querySelector("[data-list]").replaceChildren(...journeys.map((one) => rowOf(one, walked(one.id))));
    this.querySelector("[data-none]").hidden = journeys.length > 0;
    fill(this, { none: phrase("journeys.none"), nonewords: phrase("journeys.none.words") });
  }

  #keep() {
    const mode = this.querySelector('[name="mode"]:checked').value;
    return this.app.drafts.set("how", { mode, practice: this.querySelector('[name="practice"]').checked });
  }

  async #clicked({ target }) {
    if (target.closest('[data-act="back"]')) return this.app.back();
    const row = target.closest(".journey");
    if (!row) return null;
    await this.#keep();
    return this.app.go(`#/shoes/${encodeURIComponent(row.dataset.id)}`);
  }
}

function rowOf(journey, walked) {
  const item = clone("journey-row").firstElementChild;
  item.querySelector("button").dataset.id = journey.id;
  const stops = journey.touchpoints;
  return fill(item, { name: journey.name, stops: stops.map((stop) => stop.name).join(", "),
    facts: `${counted("journey.stops", stops.length)} · ${times("journey.walked", walked)}` });
}
customElements.define("journeys-screen", JourneysScreen);
