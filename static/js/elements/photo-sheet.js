/**
 * A picture just taken: cover what nobody should see (burnt in on the phone), give it a caption, keep it.
 * Resolves to {caption}; null = not kept. Without a picture it says what to do and resolves to another File.
 */
import { openPhotos } from "../capture/photos.js";
import { phrase } from "../capture/phrases.js";
import { put } from "../capture/paint.js";
import { BottomSheet } from "./bottom-sheet.js";

const SVG = "http://www.w3.org/2000/svg";
const STEP = 0.03;
const LEAST = 0.04;

export default class PhotoSheet extends BottomSheet {
  #url = null;
  #drawing = null;

  fill() {
    this.at("[data-files]").addEventListener("change", (event) => this.close(event.target.files[0] ?? null));
    if (this.trouble) return this.#noPicture();
    for (const part of ["[data-snap]", "[data-caption]"]) this.at(part).hidden = false;
    put(this.dialog, "place", this.after ? phrase("photo.place", { what: this.after }) : phrase("photo.alone"));
    this.onSubmit(() => this.close({ caption: this.at('[name="caption"]').value.trim() || null }));
    this.#listen(this.at(".snap__covers"));
    this.#show();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    if (this.#url) URL.revokeObjectURL(this.#url);
  }

  #noPicture() {
    for (const part of ["[data-none]", "[data-again]"]) this.at(part).hidden = false;
    put(this.dialog, "head", phrase("row.photo"));
    if (!this.trouble.words) return;
    put(this.dialog, "trouble", this.trouble.words);
    put(this.dialog, "advice", "");
  }

  async #show() {
    const before = this.#url;
    this.#url = await openPhotos(this.app.log).url(this.photo);
    if (this.#url) this.at(".snap__picture").src = this.#url;
    if (before) URL.revokeObjectURL(before);
  }

  word(chip) {
    const field = this.at('[name="caption"]');
    field.value = field.value ? `${field.value}, ${chip.textContent.toLowerCase()}` : chip.textContent;
  }

  /** Out of covering the way leads back to the picture, not past it. */
  close(value = null) {
    if (value !== null || this.at("[data-covering]").hidden) return super.close(value);
    this.at(".snap__covers").replaceChildren();
    return this.#covering(false);
  }

  cover() {
    this.#covering(true);
  }

  #covering(on) {
    put(this.dialog, "head", phrase(on ? "photo.cover" : "photo.head"));
    this.at("[data-covering]").hidden = !on;
    this.at("[data-caption]").hidden = on;
    this.at(".snap").toggleAttribute("data-open", on);
    this.at(".snap__covers").setAttribute("aria-hidden", String(!on));
  }

  block() {
    this.#rect({ x: 0.35, y: 0.4, width: 0.3, height: 0.15 }).focus();
  }

  unblock() {
    this.at(".snap__covers").lastElementChild?.remove();
  }

  async burn() {
    const rects = [...this.at(".snap__covers").children].map((rect) => this.#box(rect))
      .map(({ x, y, width, height }) => ({ x, y, w: width, h: height }));
    if (!rects.length) return this.#covering(false);
    try {
      await openPhotos(this.app.log).cover(this.photo, rects);
      this.at(".snap__covers").replaceChildren();
      this.#covering(false);
      await this.#show();
    } catch (error) {
      this.why(error.words ?? String(error));
    }
  }

  #box(rect) {
    return Object.fromEntries(["x", "y", "width", "height"].map((name) => [name, Number(rect.getAttribute(name))]));
  }

  #rect(box) {
    const rect = document.createElementNS(SVG, "rect");
    rect.setAttribute("tabindex", "0");
    rect.setAttribute("role", "img");
    rect.setAttribute("aria-label", this.at('[data-act="cover"]').textContent.trim());
    this.#place(rect, box);
    this.at(".snap__covers").append(rect);
    return rect;
  }

  #place(rect, box) {
    for (const [name, value] of Object.entries(box)) rect.setAttribute(name, String(value));
  }

  #listen(svg) {
    const point = ({ clientX, clientY }) => {
      const { left, top, width, height } = svg.getBoundingClientRect();
      const inside = (n) => Math.min(1, Math.max(0, n));
      return { x: inside((clientX - left) / width), y: inside((clientY - top) / height) };
    };
    svg.addEventListener("pointerdown", (event) => {
      svg.setPointerCapture(event.pointerId);
      this.#drawing = { from: point(event), rect: this.#rect({ x: 0, y: 0, width: 0, height: 0 }) };
    });
    svg.addEventListener("pointermove", (event) => this.#stretch(point(event)));
    svg.addEventListener("pointerup", () => this.#drawn());
    svg.addEventListener("keydown", (event) => this.#nudge(event));
  }

  #stretch(to) {
    if (!this.#drawing) return;
    const { from, rect } = this.#drawing;
    this.#place(rect, { x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: Math.abs(to.x - from.x),
      height: Math.abs(to.y - from.y) });
  }

  #drawn() {
    const rect = this.#drawing?.rect;
    this.#drawing = null;
    if (!rect) return;
    const { width, height } = this.#box(rect);
    if (Math.min(width, height) < LEAST / 2) rect.remove();
  }

  #nudge(event) {
    const by = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    if (!by || event.target.localName !== "rect") return;
    event.preventDefault();
    const box = this.#box(event.target);
    const [across, down] = event.shiftKey ? ["width", "height"] : ["x", "y"];
    const least = event.shiftKey ? LEAST : 0;
    this.#place(event.target, { [across]: Math.min(1, Math.max(least, box[across] + by[0])),
      [down]: Math.min(1, Math.max(least, box[down] + by[1])) });
  }
}
customElements.define("photo-sheet", PhotoSheet);
