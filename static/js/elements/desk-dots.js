// <desk-dots>: one Tab stop for all dots of a chart; arrows go from walk to walk, a line under the chart reads it.
// A tap shows who walked and offers the walk; a click or Enter opens it at once.
import { across } from "../desk/across.js";

class DeskDots extends HTMLElement {
  #tapped = false;

  connectedCallback() {
    this.#settle();
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("focusin", (event) => this.#show(event.target.closest(".dot")));
    this.addEventListener("pointerover", (event) => this.#show(event.target.closest(".dot")));
    this.addEventListener("pointerdown", (event) => { this.#tapped = event.pointerType === "touch"; });
    this.addEventListener("click", (event) => this.#click(event), true);
    // A filter changes the dots in place.
    new MutationObserver(() => this.#settle()).observe(this, { childList: true, subtree: true });
  }

  get #dots() {
    return [...this.querySelectorAll("a.dot")]
      .sort((a, b) => a.dataset.row - b.dataset.row || a.dataset.x - b.dataset.x);
  }

  #settle() {
    const dots = this.#dots;
    const kept = dots.find((dot) => dot.getAttribute("tabindex") === "0") ?? dots[0];
    for (const dot of dots) {
      const at = dot === kept ? "0" : "-1";
      if (dot.getAttribute("tabindex") !== at) dot.setAttribute("tabindex", at);
    }
  }

  #key(event) {
    const dots = this.#dots;
    const here = dots.indexOf(event.target.closest("a.dot"));
    if (here < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const row = dots.filter((dot) => dot.dataset.row === dots[here].dataset.row);
    const next = {
      ArrowRight: () => row[row.indexOf(dots[here]) + 1], ArrowLeft: () => row[row.indexOf(dots[here]) - 1],
      ArrowDown: () => across(dots, dots[here], 1), ArrowUp: () => across(dots, dots[here], -1),
      Home: () => row[0], End: () => row.at(-1), Escape: () => null,
    }[event.key];
    if (!next) return;
    event.preventDefault();
    if (event.key === "Escape") dots[here].blur();
    else next()?.focus();
  }

  #show(dot) {
    if (!dot) return;
    for (const other of this.querySelectorAll(".dot--on")) other.classList.remove("dot--on");
    dot.classList.add("dot--on");
    for (const other of this.#dots) other.setAttribute("tabindex", other === dot ? "0" : "-1");
    const line = this.querySelector(".dots__status");
    if (!line) return;
    line.replaceChildren(dot.getAttribute("aria-label") + " ");
    if (!this.#tapped) return;
    const open = document.createElement("a");
    open.href = dot.getAttribute("href");
    open.textContent = "Open the walk";
    line.append(open);
  }

  // A finger has no hover: its first tap asks who this is.
  #click(event) {
    const dot = event.target.closest("a.dot");
    if (!dot || !this.#tapped) return;
    event.preventDefault();
    this.querySelector(".dots__status")?.removeAttribute("aria-hidden");
    this.#show(dot);
  }
}

customElements.define("desk-dots", DeskDots);
