/** Five faces; one tap answers and closes. Resolves to −2…+2. */
import { BottomSheet } from "./bottom-sheet.js";

export default class MoodSheet extends BottomSheet {
  fill() {
    for (const face of this.dialog.querySelectorAll(".face")) {
      face.setAttribute("aria-pressed", String(Number(face.dataset.value) === this.value && this.value !== null));
      face.addEventListener("click", () => this.close(Number(face.dataset.value)));
    }
  }
}
customElements.define("mood-sheet", MoodSheet);
