/** A wait in stitches: one row a minute, one stitch five seconds; longer waits take two, then five minutes a row. */
import { clockText } from "../capture/view.js";
import { phrase } from "../capture/phrases.js";

const MOST = 9;
const ROW_PX = 19;
const STITCHES = 12;
const part = (name) => Object.assign(document.createElement("span"), { className: name });

/** @param {number} ms @param {number} rows there is room for @returns {number} minutes a row stands for */
const perRow = (ms, rows) => [1, 2, 5, 10, 30].find((n) => ms <= n * rows * 60e3) ?? 60;

export default class StitchClock extends HTMLElement {
  connectedCallback() {
    this.setAttribute("aria-hidden", "true"); // the time above says it in words
    for (let n = 0; n < MOST; n++) this.append(this.#row());
    this.append(Object.assign(part("stitches__scale"), { hidden: true }));
  }

  #row() {
    const row = part("stitches");
    row.append(part("stitches__n"), ...Array.from({ length: STITCHES }, () => part("stitch")));
    return row;
  }

  /** @param {number} ms waited @param {number|null} par ms it should be; null: nothing to be over */
  show(ms, par) {
    const room = Math.floor((this.clientHeight - 8) / ROW_PX);
    const rows = Math.min(MOST, Math.max(2, ms > MOST * 60e3 ? room - 1 : room));
    const each = perRow(ms + 1, rows);
    const stitch = (each * 60e3) / STITCHES;
    const done = Math.floor(ms / stitch);
    if (this.dataset.shown === `${each}/${done}/${par}/${rows}`) return;
    this.dataset.shown = `${each}/${done}/${par}/${rows}`;
    [...this.children].slice(0, MOST).forEach((row, n) => this.#paint(row, n, { each, stitch, done, par, last: rows }));
    this.lastElementChild.hidden = each === 1;
    this.lastElementChild.textContent = phrase("stitch.scale", { n: each });
  }

  #paint(row, n, { each, stitch, done, par, last }) {
    row.hidden = n >= last;
    row.firstChild.textContent = String((n + 1) * each);
    [...row.querySelectorAll(".stitch")].forEach((one, i) => {
      const at = n * STITCHES + i;
      one.dataset.state = at >= done ? "ahead" : par !== null && at * stitch >= par ? "over" : "par";
    });
    const here = par !== null && n === Math.max(0, Math.ceil(par / (each * 60e3)) - 1);
    const line = row.querySelector(".stitches__par");
    if (!here) line?.remove();
    else if (!line) row.append(Object.assign(part("stitches__par"), { textContent: phrase("should", { what: clockText(par) }) }));
  }
}
customElements.define("stitch-clock", StitchClock);
