/**
 * A sheet from the bottom: the browser's own modal dialog keeps the focus in and gives it back; Esc, the cross, a tap
 * beside it and the phone's back close it. Each sheet is a child of this class with a template of its own name.
 */
import { clone } from "../capture/view.js";

export class BottomSheet extends HTMLElement {
  #settle;
  #popped = () => this.#end(this.#value);
  #value = null;
  #closing = false;
  #closed = new Promise((settle) => { this.#settle = settle; });

  /** @param {object} app @param {object} [given] properties of the sheet @returns {Promise<any>} null when put away */
  static open(app, given = {}) {
    const sheet = Object.assign(new this(), { app }, given);
    document.body.append(sheet);
    return sheet.#closed;
  }

  connectedCallback() {
    this.dialog = document.createElement("dialog");
    this.dialog.className = "sheet";
    this.dialog.setAttribute("aria-labelledby", "sheet-head");
    this.dialog.append(clone(this.localName));
    this.append(this.dialog);
    this.dialog.addEventListener("cancel", (event) => { event.preventDefault(); this.close(); });
    this.dialog.addEventListener("close", () => this.close());
    this.dialog.addEventListener("click", (event) => this.#clicked(event));
    history.pushState({ ...history.state, sheet: this.localName }, "");
    addEventListener("popstate", this.#popped);
    this.fill();
    this.dialog.showModal();
    (this.at("[autofocus]") ?? this.at("h2")).focus();
  }

  disconnectedCallback() {
    removeEventListener("popstate", this.#popped);
  }

  #clicked(event) {
    if (event.target === this.dialog || event.target.closest("[data-close]")) return this.close();
    const button = event.target.closest("[data-act], [data-less], [data-more]");
    const { act, less, more } = button?.dataset ?? {};
    if (less || more) this.#count(less ?? more, less ? -1 : 1);
    else if (act) this[act]?.(button, event);
  }

  #count(name, by) {
    const field = this.at(`[name="${name}"]`);
    field.value = String(Math.max(0, (Number.parseInt(field.value, 10) || 0) + by));
  }

  /** @param {any} [value] what `open` resolves to, once the history is back where it was */
  close(value = null) {
    if (this.#closing) return;
    this.#closing = true;
    this.#value = value;
    if (this.dialog.open) this.dialog.close();
    if (history.state?.sheet === this.localName) history.back();
    else this.#end(value);
  }

  #end(value) {
    this.#closing = true;
    if (this.dialog.open) this.dialog.close();
    removeEventListener("popstate", this.#popped);
    this.remove();
    this.#settle(value);
  }

  /** Overridden: put what is known into the fields. */
  fill() {}

  at(selector) {
    return this.dialog.querySelector(selector);
  }

  /** @returns {string|null} the chosen radio */
  chosen(name) {
    return this.at(`[name="${name}"]:checked`)?.value ?? null;
  }

  choose(name, value) {
    const field = this.at(`[name="${name}"][value="${value ?? ""}"]`);
    if (field) field.checked = true;
  }

  tags() {
    return [...this.dialog.querySelectorAll('[name="tags"]:checked')].map((one) => one.value);
  }

  onSubmit(fn) {
    this.at("form").addEventListener("submit", (event) => { event.preventDefault(); fn(event); });
  }

  why(words) {
    const at = this.at('[data-slot="why"]');
    if (words) at.textContent = words;
    at.hidden = false;
  }
}
