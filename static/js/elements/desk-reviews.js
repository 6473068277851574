// <desk-reviews>: walks reviewed in a row. Keys work only while a row has the focus, and never while somebody types.

const KEYS = { j: "next", ArrowDown: "next", k: "previous", ArrowUp: "previous", a: "accept", b: "ask", s: "aside", u: "undo" };

class DeskReviews extends HTMLElement {
  #settled = null;

  connectedCallback() {
    this.addEventListener("keydown", (event) => this.#pressed(event));
    this.addEventListener("submit", (event) => this.#decided(event.target), true);
    document.addEventListener("htmx:after:swap", this.#landed);
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:after:swap", this.#landed);
  }

  get #rows() {
    return [...this.querySelectorAll("li[data-walk]")];
  }

  #pressed(event) {
    const row = event.target.closest("li[data-walk]");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const why = event.target.closest("details[open]");
    if (event.key === "Escape" && why) {
      why.open = false;
      return this.#focus(row);
    }
    if (event.target.matches("input, textarea, select") || !Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    this[`do_${KEYS[event.key]}`](row);
  }

  do_next(row) { this.#focus(this.#rows[this.#rows.indexOf(row) + 1]); }

  do_previous(row) { this.#focus(this.#rows[this.#rows.indexOf(row) - 1]); }

  do_accept(row) { row.querySelector("form[data-accept]")?.requestSubmit(); }

  do_ask(row) { this.#open(row, "asked_back"); }

  do_aside(row) { this.#open(row, "set_aside"); }

  do_undo() {
    const row = this.#rows.find(({ dataset }) => dataset.walk === this.#settled);
    row?.querySelector("form[data-undo]")?.requestSubmit();
  }

  #open(row, state) {
    const why = row.querySelector(`details[data-why="${state}"]`);
    if (!why) return;
    why.open = true;
    why.querySelector("input[name=why]").focus();
  }

  #focus(row) {
    row?.querySelector(".reviews__open").focus();
  }

  /** A decision moves on to the next walk that waits; taking one back stays with it. */
  #decided(form) {
    const row = form.closest("li[data-walk]");
    if (!row) return;
    this.#settled = row.dataset.walk;
    const rows = this.#rows;
    const at = rows.indexOf(row);
    const waiting = [...rows.slice(at + 1), ...rows.slice(0, at)].find((one) => "open" in one.dataset);
    if ("undo" in form.dataset || !waiting) return;
    this.#focus(waiting);
  }

  #landed = () => {
    const row = this.#rows.find(({ dataset }) => dataset.walk === this.#settled);
    if (!row) return;
    const refusal = row.querySelector(".refusal");
    if (refusal || document.activeElement === document.body) this.#focus(row);
    this.querySelector("[data-said]").textContent = refusal ? refusal.textContent
      : row.querySelector("p")?.textContent.trim().replaceAll(/\s+/g, " ") ?? "";
  };
}

customElements.define("desk-reviews", DeskReviews);
