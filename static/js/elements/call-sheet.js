/** Two ways to call with one phone or two. Resolves to "speaker" or "other"; `log` runs inside the tap itself. */
import { put } from "../capture/paint.js";
import { BottomSheet } from "./bottom-sheet.js";

export default class CallSheet extends BottomSheet {
  fill() {
    put(this.dialog, "number", this.number);
    this.at('[data-act="speaker"]').href = `tel:${this.number.replace(/[^\d+#*]/g, "")}`;
  }

  /** The entry is in the lifeboat before the browser follows the link. */
  speaker() {
    this.log("speaker");
    this.close("speaker");
  }

  other() {
    this.log("other");
    this.close("other");
  }
}
customElements.define("call-sheet", CallSheet);
