/**
 * One row of the log, corrected or added: words, kind, time, blind spots, our job, employees met.
 * Resolves to {out: true} or what was told (see fixes.js); null when put away.
 */
import { ORDINARY } from "../capture/channels.js";
import { put } from "../capture/paint.js";
import { phrase } from "../capture/phrases.js";
import { momentOf, timeOfDay } from "../capture/times.js";
import { BottomSheet } from "./bottom-sheet.js";

const WAIT = ["waitkind", "at", "until", "how", "explained", "occupied"];
const STEP = ["words", "key", "kind", "at", "help", "employees", "tags"];
const FIELDS = { step: [...STEP, "out"], "wait.start": [...WAIT, "out"], note: ["words", "tags", "at", "out"],
  photo: ["words", "at", "out"], mood: ["mood", "at", "out"], "touchpoint.enter": ["at", "place"],
  "new.step": ["new", ...STEP], "new.wait": ["new", ...WAIT] };
const three = (text) => ({ true: true, false: false })[text] ?? null;

export default class RowSheet extends BottomSheet {
  fill() {
    const { b } = this.row?.moment ?? { b: {} };
    put(this.dialog, "head", phrase(`row.head.${this.row?.kind ?? "new"}`));
    this.choose("what", "step");
    this.choose("kind", b.kind ?? "plain");
    this.choose("waitkind", this.row?.wait?.kind ?? b.kind ?? this.waitkind ?? "queue");
    this.choose("mood", b.value);
    this.#words(b);
    this.#places(b);
    this.#times();
    for (const name of ["explained", "occupied"]) this.choose(name, this.#wait(name));
    this.choose("how", this.row?.wait?.how);
    this.choose("help", b.can_help ?? "");
    for (const tag of b.tags ?? []) this.choose("tags", tag);
    this.#show();
    this.at("form").addEventListener("change", () => this.#show());
    this.onSubmit(() => this.#keep());
  }

  #wait(name) {
    return this.row?.wait?.[name] ?? this.flags?.[name] ?? "";
  }

  #words(b) {
    this.at('[name="words"]').value = b.words ?? b.caption ?? "";
    this.at('[name="key"]').value = b.key ?? "";
    this.at('[name="employees"]').value = String(b.employees ?? 0);
  }

  #places({ place }) {
    const known = this.places ?? [];
    const more = place && !known.some((one) => one.id === place) ? [{ id: place, name: phrase("place.other") }] : [];
    this.at('[name="place"]').append(...[...known, ...more].map((one) => new Option(one.name, one.id, false, one.id === place)));
  }

  #times() {
    this.at_ms = this.row?.at ?? this.now;
    this.until_ms = this.row?.wait?.to ?? this.now;
    this.at('[name="at"]').value = timeOfDay(this.at_ms);
    if (this.row?.wait?.to || !this.row) this.at('[name="until"]').value = timeOfDay(this.until_ms);
    if (this.until) this.at('[name="until"]').autofocus = true;
  }

  #show() {
    const fields = FIELDS[this.row?.kind ?? `new.${this.chosen("what")}`];
    for (const part of this.dialog.querySelectorAll("[data-for]")) part.hidden = !fields.includes(part.dataset.for);
    const key = this.at('[data-for="key"]');
    key.hidden = key.hidden || this.chosen("kind") !== "menu_choice";
    const place = this.at('[data-for="place"]');
    place.hidden = place.hidden || this.at('[name="place"]').options.length < 2;
    const help = this.at('[data-for="help"]');
    help.hidden = help.hidden || !ORDINARY.includes(this.chosen("kind"));
  }

  out() {
    this.close({ out: true });
  }

  /** null = the field was not touched */
  #time(name, was) {
    const text = this.at(`[name="${name}"]`).value;
    return text && (text !== timeOfDay(was) || !this.row || (name === "until" && !this.row.wait?.to)) ? momentOf(text, was) : null;
  }

  #keep() {
    const at = this.#time("at", this.at_ms);
    const until = this.#time("until", this.until_ms);
    const waits = this.row ? this.row.kind === "wait.start" : this.chosen("what") === "wait";
    if (waits && (until ?? this.until_ms) < (at ?? this.at_ms)) return this.why(phrase("row.why.order"));
    if (Math.max(at ?? 0, until ?? 0) > this.now + 60e3) return this.why(phrase("row.why.future"));
    const text = (name) => this.at(`[name="${name}"]`).value.trim();
    this.close({ what: this.chosen("what"), at, until, words: text("words"), tags: this.tags(), mood: Number(this.chosen("mood")),
      place: text("place"), key: this.chosen("kind") === "menu_choice" ? text("key") : "", kind: this.chosen("kind"), waitkind: this.chosen("waitkind"),
      how: this.chosen("how"), explained: three(this.chosen("explained")), occupied: three(this.chosen("occupied")),
      help: three(this.chosen("help")), employees: Number.parseInt(text("employees"), 10) || 0 });
  }
}
customElements.define("row-sheet", RowSheet);
