/** All the walks that are still on this phone. */
import { walkRow, walkTold } from "../capture/listing.js";
import { clone } from "../capture/view.js";

export default class WalksScreen extends HTMLElement {
  #stops = [];

  connectedCallback() {
    this.append(clone("walks-screen"));
    this.addEventListener("click", ({ target }) => target.closest('[data-act="back"]') && this.app.back());
    this.#stops = [this.app.log.subscribe(({ type }) => type === "appended" && this.#paint()),
      this.app.catalogue.subscribe(() => this.#paint())];
    this.ready = this.#paint();
  }

  disconnectedCallback() {
    this.#stops.forEach((stop) => stop());
  }

  async #paint() {
    const { locked } = this.app.catalogue;
    const walks = (await this.app.log.walks().catch(() => [])).filter((one) => one.first?.kind === "walk.begin" && (one.open || !locked));
    const rows = [];
    for (const one of walks) rows.push(walkRow(await walkTold(this.app, one), one));
    if (!this.isConnected) return;
    this.querySelector("[data-walks]").replaceChildren(...rows);
    this.querySelector("[data-none]").hidden = rows.length > 0 || Boolean(locked);
  }
}
customElements.define("walks-screen", WalksScreen);
