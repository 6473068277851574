// <desk-themes>: comments sorted into themes by keys. They work only while a comment has the focus, never while
// somebody types; a digit presses the same button a mouse would.

class DeskThemes extends HTMLElement {
  #sorted = null;

  connectedCallback() {
    this.addEventListener("keydown", (event) => this.#pressed(event));
    this.addEventListener("submit", (event) => { this.#sorted = event.target.closest("[data-comment]")?.id; }, true);
    document.addEventListener("htmx:after:swap", this.#landed);
    this.#settle();
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:after:swap", this.#landed);
  }

  get #rows() {
    return [...this.querySelectorAll("[data-comment]")];
  }

  // One Tab stop for the whole list: the comment that had the focus last.
  #settle(kept = this.#rows[0]) {
    for (const row of this.#rows) row.tabIndex = row === kept ? 0 : -1;
  }

  #pressed(event) {
    const row = event.target.closest("[data-comment]");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, textarea, select")) return;
    const rows = this.#rows;
    if (event.key === "j" || event.key === "k") this.#focus(rows[rows.indexOf(row) + (event.key === "j" ? 1 : -1)]);
    else if (/^[1-9]$/.test(event.key)) this.#put(row, Number(event.key));
    else if (event.key === "x") [...row.querySelectorAll("[data-off]")].at(-1)?.click();
    else return;
    event.preventDefault();
  }

  #put(row, nth) {
    const choice = row.querySelector(".theme-tags select");
    if (!choice || nth >= choice.options.length) return;
    choice.selectedIndex = nth;
    choice.form.requestSubmit(row.querySelector("[data-put]"));
  }

  #focus(row) {
    if (!row) return;
    this.#settle(row);
    row.focus();
    row.scrollIntoView({ block: "nearest" });
  }

  #landed = () => {
    const row = this.#sorted && document.getElementById(this.#sorted);
    if (!row || !this.contains(row)) return this.#settle();
    this.#sorted = null;
    if (document.activeElement === document.body) this.#focus(row);
    else this.#settle(row);
    const tags = [...row.querySelectorAll(".theme-tag")].map((tag) => tag.firstChild.textContent.trim());
    this.querySelector("[data-said]").textContent = tags.length ? `Themes: ${tags.join(", ")}` : "No theme";
  };
}

customElements.define("desk-themes", DeskThemes);
