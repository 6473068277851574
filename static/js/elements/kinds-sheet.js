/** Every kind of wait, tied up or free. Resolves to the kind. */
import { BottomSheet } from "./bottom-sheet.js";

export default class KindsSheet extends BottomSheet {
  fill() {
    for (const chip of this.dialog.querySelectorAll(".chip")) {
      chip.setAttribute("aria-pressed", String(chip.dataset.value === this.kind));
      chip.addEventListener("click", () => this.close(chip.dataset.value));
    }
  }
}
customElements.define("kinds-sheet", KindsSheet);
