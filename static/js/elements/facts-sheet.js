/** What was promised and how many people are ahead. Resolves to {promised_ms, people_ahead}, null = not said. */
import { BottomSheet } from "./bottom-sheet.js";

export default class FactsSheet extends BottomSheet {
  fill() {
    const minutes = this.wait.promised_ms === null ? null : this.wait.promised_ms / 60e3;
    this.choose("promised", minutes);
    if (minutes !== null && !this.chosen("promised")) this.at('[name="minutes"]').value = String(minutes);
    this.at('[name="ahead"]').value = this.wait.people_ahead ?? "";
    this.at('[name="minutes"]').addEventListener("input", () => this.#unchoose());
    this.onSubmit(() => this.close(this.#told()));
    if (this.first === "ahead") this.at('[name="ahead"]').autofocus = true;
  }

  #unchoose() {
    const chosen = this.at('[name="promised"]:checked');
    if (chosen) chosen.checked = false;
  }

  #told() {
    const minutes = Number(this.chosen("promised") ?? (this.at('[name="minutes"]').value.replace(",", ".") || NaN));
    const ahead = Number.parseInt(this.at('[name="ahead"]').value, 10);
    return { promised_ms: minutes >= 0 ? Math.round(minutes * 60e3) : null, people_ahead: ahead >= 0 ? ahead : null };
  }
}
customElements.define("facts-sheet", FactsSheet);
