/**
 * Back from the call or the website: what happened in between? Screenshots are read the moment they are chosen.
 * Resolves to {steps, keys, how, waited_ms, shots} (see fixes.js, awayTap).
 */
import { put } from "../capture/paint.js";
import { phrase } from "../capture/phrases.js";
import { take } from "../capture/photos.js";
import { clockText } from "../capture/view.js";
import { BottomSheet } from "./bottom-sheet.js";

export default class AwaySheet extends BottomSheet {
  #shots = [];

  fill() {
    put(this.dialog, "head", phrase("away.head", { time: clockText(this.ms) }));
    this.at('[name="steps"]').value = "0";
    this.at("[data-phone]").hidden = this.channel !== "phone";
    this.at("[data-wait]").hidden = !this.wait;
    this.choose("how", "running");
    this.at("[data-files]").addEventListener("change", (event) => this.#read([...event.target.files]));
    this.at("form").addEventListener("change", () => this.#show());
    this.#show();
    this.onSubmit(() => this.#add());
  }

  #show() {
    this.at("[data-waited]").hidden = Boolean(this.wait) && this.chosen("how") === "running";
  }

  async #read(files) {
    for (const file of files) {
      try {
        this.#shots.push({ taken: await take(file), at: file.lastModified });
      } catch (error) {
        this.why(error.words ?? String(error));
      }
    }
    const hint = this.at('[data-slot="shots"]');
    hint.hidden = this.#shots.length === 0;
    hint.textContent = phrase(`shots.${this.#shots.length === 1 ? 1 : "n"}`, { n: this.#shots.length });
  }

  #add() {
    const text = this.at('[name="waited"]').value.replace(",", ".").trim();
    const waited = text === "" ? null : Number(text) * 60e3;
    if (waited !== null && !(waited >= 0 && waited <= this.ms + 60e3)) return this.why(phrase("away.why"));
    this.close({ steps: Number.parseInt(this.at('[name="steps"]').value, 10) || 0,
      keys: this.channel === "phone" ? [...this.at('[name="keys"]').value.replace(/[^\d#*]/g, "")] : [],
      how: this.chosen("how"), waited_ms: waited === null ? null : Math.round(waited), shots: this.#shots });
  }
}
customElements.define("away-sheet", AwaySheet);
