// <office-timeline>: one Tab stop for a drawn walk; arrows go from mark to mark, Enter opens what is behind it.
import { across } from "../desk/across.js";

class OfficeTimeline extends HTMLElement {
  #marks = [];
  #labels = [];
  #status = null;

  connectedCallback() {
    this.#marks = [...this.querySelectorAll(".timeline__plot a.mark[data-at]")]
      .sort((a, b) => a.dataset.at - b.dataset.at || a.dataset.row - b.dataset.row);
    this.#status = this.querySelector(".timeline__status");
    this.#marks.forEach((mark, n) => mark.setAttribute("tabindex", n === 0 ? "0" : "-1"));
    for (const words of this.querySelectorAll(".timeline__plot a.mark:not([data-at])")) words.setAttribute("tabindex", "-1");
    this.#labels = [...this.querySelectorAll(".timeline__labels a.mark")];
    this.#labels.forEach((label, n) => label.setAttribute("tabindex", n === 0 ? "0" : "-1"));
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("focusin", (event) => this.#arrive(event.target.closest("a.mark")));
    this.addEventListener("click", (event) => this.#open(event, event.target.closest("a.mark")));
  }

  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const label = this.#labels.indexOf(event.target.closest("a.mark"));
    if (label >= 0) this.#down(event, label);
    const here = this.#marks.indexOf(event.target.closest("a.mark"));
    if (here < 0) return;
    const next = {
      ArrowRight: () => this.#marks[here + 1], ArrowLeft: () => this.#marks[here - 1],
      ArrowDown: () => across(this.#marks, this.#marks[here], 1), ArrowUp: () => across(this.#marks, this.#marks[here], -1),
      Home: () => this.#marks[0], End: () => this.#marks.at(-1), Escape: () => this.querySelector(".timeline__view"),
    }[event.key];
    if (!next) return;
    event.preventDefault();
    next()?.focus();
  }

  // The names on the left are one stop of their own; to the right of a name lie its marks.
  #down(event, here) {
    const row = () => new URL(this.#labels[here].getAttribute("href"), location).searchParams.get("of").split(":")[1];
    const next = {
      ArrowDown: () => this.#labels[here + 1], ArrowUp: () => this.#labels[here - 1], Home: () => this.#labels[0],
      End: () => this.#labels.at(-1), ArrowRight: () => this.#marks.find((mark) => mark.dataset.row === row()),
      Escape: () => this.querySelector(".timeline__view"),
    }[event.key];
    if (!next) return;
    event.preventDefault();
    const to = next();
    if (this.#labels.includes(to)) for (const other of this.#labels) other.setAttribute("tabindex", other === to ? "0" : "-1");
    to?.focus();
  }

  #arrive(mark) {
    if (!mark) return;
    if (this.#marks.includes(mark)) for (const other of this.#marks) other.setAttribute("tabindex", other === mark ? "0" : "-1");
    this.#status.textContent = mark.getAttribute("aria-label");
  }

  #open(event, mark) {
    if (!mark || event.button || event.ctrlKey || event.metaKey || event.shiftKey || !window.htmx) return;
    event.preventDefault();
    const address = new URL(mark.getAttribute("href"), location);
    const of = address.searchParams.get("of");
    for (const [name, value] of new URLSearchParams(location.search)) if (name !== "of") address.searchParams.append(name, value);
    for (const other of this.querySelectorAll("a.mark--picked")) other.classList.remove("mark--picked");
    mark.classList.add("mark--picked");
    history.replaceState(history.state, "", address);
    const isTall = this.offsetHeight > innerHeight / 2; // then the panel stays at the lower edge, not below it all
    document.querySelector("#behind-place").classList.toggle("behind-place--near", isTall);
    window.htmx.ajax("GET", address.pathname + address.search, { target: "#behind-place", source: this })
      .then(() => this.#uncover(mark, document.querySelector("#behind"), isTall));
    if (mark.classList.contains("mark--wait")) document.dispatchEvent(new CustomEvent("wait-picked", { detail: of }));
  }

  #uncover(mark, panel, isTall) {
    if (!panel) return;
    if (!isTall) return panel.scrollIntoView({ block: "nearest" });
    const under = mark.getBoundingClientRect().bottom - panel.getBoundingClientRect().top;
    if (under > 0) scrollBy(0, under + 24);
  }
}

customElements.define("office-timeline", OfficeTimeline);
