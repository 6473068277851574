/** A note, kept as a draft at every key, so that a killed page brings it back. Resolves to {words, tags}. */
import { BottomSheet } from "./bottom-sheet.js";

export default class NoteSheet extends BottomSheet {
  fill() {
    const area = this.at("textarea");
    area.autofocus = true;
    this.app.drafts.get(this.field).then((kept) => { if (kept && !area.value) area.value = kept; });
    area.addEventListener("input", () => this.app.drafts.set(this.field, area.value).catch(() => {}));
    this.onSubmit(() => this.#keep(area.value.trim()));
  }

  #keep(words) {
    if (!words) return this.why();
    this.close({ words, tags: this.tags() });
  }
}
customElements.define("note-sheet", NoteSheet);
