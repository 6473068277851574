/** Check and fix: every visit's rows, to correct, take out, put back or add to. The first versions stay in the log. */
import { putBack } from "../capture/acts.js";
import { addForgotten, fixRow } from "../capture/fixing.js";
import { hereOf, stopOf } from "../capture/here.js";
import { keyed, put } from "../capture/paint.js";
import { counted, phrase } from "../capture/phrases.js";
import { rowsOf } from "../capture/rows.js";
import { clone } from "../capture/view.js";
import { labelOf, paintRow } from "./walk-thread.js";

const OPEN_MS = 24 * 3600e3;

export default class LogScreen extends HTMLElement {
  #walk = null;
  #rows = new Map();
  #stops = [];

  connectedCallback() {
    this.append(clone("log-screen"));
    this.addEventListener("click", (event) => this.#clicked(event));
    this.#stops = [this.app.log.subscribe((event) => event.type === "appended" && this.#load())];
    this.ready = this.#load();
    this.querySelector("h1").focus({ preventScroll: true });
  }

  disconnectedCallback() {
    this.#stops.forEach((stop) => stop());
  }

  get #late() {
    const { fold } = this.#walk;
    return fold.handed_in && this.app.clock.corrected() - fold.ended_at > OPEN_MS;
  }

  async #load() {
    this.#walk = await this.app.walkOf(this.params.walk);
    const { fold } = this.#walk;
    if (this.#late) put(this, "intro", phrase("log.late"));
    this.#rows.clear();
    keyed(this.querySelector("[data-visits]"), fold.visits, (visit) => visit.visit,
      () => clone("log-visit").firstElementChild, (at, visit) => this.#visit(at, visit));
  }

  #visit(at, visit) {
    const here = hereOf(this.#walk, visit.visit);
    const rows = rowsOf(this.#walk, visit.visit, { all: true }).map((row) => ({ ...row, undo: null }));
    rows.forEach((row) => this.#rows.set(row.id, row));
    put(at, "name", stopOf(this.#walk.journey, visit).name);
    put(at, "facts", `${counted("steps", here.steps)} · ${counted("snags", here.snags)}`);
    keyed(at.querySelector("ol"), rows, (row) => row.id, () => clone("walk-row").firstElementChild,
      (row, one) => paintRow(row, one, { par: here.par, before: here.before, app: this.app }));
    at.querySelector("[data-none]").hidden = rows.length > 0;
    at.querySelectorAll(".row button").forEach((button) => { button.disabled = this.#late; });
  }

  #clicked(event) {
    const button = event.target.closest("[data-act]");
    if (!button || !this.#walk) return null;
    const { act } = button.dataset;
    const row = this.#rows.get(button.closest(".moment")?.dataset.id);
    const visit = button.closest("[data-visits] > [data-id]")?.dataset.id;
    if (act === "back") return this.app.back();
    if (this.#late) return this.app.say(phrase("log.late"));
    if (act === "edit") return fixRow(this.app, this.#walk, row);
    if (act === "undo") return putBack(this.app, row.putBack, labelOf(row), row.moment.b.photo);
    if (act === "add") return addForgotten(this.app, this.#walk, visit);
    return this.app.go(`#/rate/${this.#walk.fold.walk}/${visit}`);
  }
}
customElements.define("log-screen", LogScreen);
