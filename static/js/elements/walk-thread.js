/** The log as a scroller pinned to its end; scrolling up lets go and shows Now. Rows come from rows.js. */
import { faceOf, glyphOf } from "../capture/rows.js";
import { isAway } from "../capture/channels.js";
import { counted, phrase } from "../capture/phrases.js";
import { draw, keyed } from "../capture/paint.js";
import { openPhotos } from "../capture/photos.js";
import { clockText, clone } from "../capture/view.js";

const NEAR_PX = 48;

/** @param {object} row of rows.js @returns {string} its words, without more */
export function labelOf(row, before = null) {
  const { b, kind } = row.moment;
  if (kind === "mood") return phrase(`mood.${b.value}`);
  if (kind === "note") return b.words || phrase("row.note");
  if (kind === "photo") return b.caption || phrase("row.photo");
  if (kind === "touchpoint.enter") return before ? phrase("row.enter.after", { before }) : phrase("row.enter");
  if (kind === "walk.pause") return row.pause?.to ? phrase("row.paused.for", { time: clockText(row.pause.to - row.at) })
    : phrase("row.paused");
  if (kind === "wait.start") return waitLabel(row, b);
  if (b.key) return phrase(b.words ? "row.key.words" : "row.key", { key: b.key, words: b.words });
  return b.words || phrase(`row.${b.kind}`);
}

function waitLabel({ wait }, b) {
  const name = phrase(`wait.${wait?.kind ?? b.kind}`);
  return wait?.ms != null ? phrase("row.wait", { wait: name, time: clockText(wait.ms) }) : name;
}

function moreOf(row, par, app) {
  const { b, fresh, edited } = row.moment;
  const nth = row.nth > 1 && (phrase(`nth.${row.nth}`) || phrase("nth.n", { n: row.nth }));
  const should = row.wait && !isAway(row.wait.kind) && phrase("should", { what: clockText(par.live_ms) });
  const how = ["cut_off", "gave_up"].includes(row.wait?.how) && phrase(`row.${row.wait.how}`);
  const help = typeof b.can_help === "boolean" && phrase(b.can_help ? "row.helps" : "row.cannot");
  const fromMemory = ["soon", "later"].includes(fresh) && phrase(`row.${fresh}`);
  const where = b.place && row.kind === "touchpoint.enter" && (app.catalogue?.place(b.place)?.name ?? phrase("place.other"));
  return [where, nth, should, how, help, b.tags?.includes("our_job") && phrase("row.our_job"),
    row.notes && counted("notes", row.notes), fromMemory, edited && phrase("row.edited")].filter(Boolean).join(" · ");
}

function markOf(row) {
  const { b, kind } = row.moment;
  return { mood: () => faceOf(b.value), note: () => "icon-note", photo: () => "icon-photo", step: () => glyphOf(b.kind),
    "touchpoint.enter": () => "icon-walk", "walk.pause": () => "icon-pause", "wait.start": () => "glyph-wait" }[kind]();
}

/** A row's element, filled; shared with the editing page. */
export function paintRow(at, row, { par, before, app }) {
  const find = (name) => at.querySelector(`.moment__${name}`);
  const label = labelOf(row, before);
  const set = (part, words) => { if (part.textContent !== words) part.textContent = words; };
  set(find("at"), clockText(row.offset));
  set(find("label"), label);
  set(find("more"), moreOf(row, par, app));
  at.toggleAttribute("data-last", Boolean(row.undo));
  at.toggleAttribute("data-struck", row.struck);
  at.toggleAttribute("data-wait", Boolean(row.wait));
  find("words").disabled = row.struck || row.kind === "walk.pause";
  paintMark(at, row, par);
  paintUndo(find("undo"), row, label);
  paintPhoto(find("photo"), row, app);
}

function paintMark(at, row, par) {
  const ended = row.wait?.ms != null && !row.struck;
  const bar = at.querySelector(".moment__bar");
  const icon = at.querySelector(".moment__mark .icon");
  bar.hidden = !ended;
  icon.toggleAttribute("hidden", ended);
  draw(icon, markOf(row));
  if (!ended) return;
  const over = row.wait.ms > par.live_ms && !isAway(row.wait.kind);
  bar.dataset.kind = row.wait.kind;
  bar.toggleAttribute("data-over", over);
  at.style.setProperty("--bar", `${Math.min(96, Math.max(24, (row.wait.ms / 60e3) * 12))}px`);
  bar.style.setProperty("--share", over ? `${(100 * par.live_ms) / row.wait.ms}%` : "100%");
}

function paintUndo(button, row, label) {
  button.hidden = !row.undo && !row.putBack;
  const key = row.putBack ? "putback" : "undo";
  button.lastElementChild.textContent = phrase(key);
  button.setAttribute("aria-label", phrase(`${key}.what`, { what: label }));
}

async function paintPhoto(picture, row, app) {
  if (row.kind !== "photo" || row.struck || picture.dataset.photo === row.moment.b.photo) return;
  picture.dataset.photo = row.moment.b.photo;
  const url = await openPhotos(app.log).url(row.moment.b.photo);
  if (!url) return;
  picture.addEventListener("load", () => URL.revokeObjectURL(url), { once: true });
  Object.assign(picture, { src: url, hidden: false, alt: labelOf(row) });
}

export default class WalkThread extends HTMLElement {
  #pinned = true;
  #top = 0;

  connectedCallback() {
    this.append(clone("walk-thread"));
    this.scroller = this.querySelector(".thread");
    this.now = this.querySelector(".thread__now");
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.now.addEventListener("click", () => this.#toEnd());
    new ResizeObserver(() => this.#pinned && this.#toEnd()).observe(this.scroller);
  }

  /** Only going up lets go: a scroller made smaller by the dock has not been scrolled by anyone. */
  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    const near = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    if (near || scrollTop < this.#top) this.#pinned = near;
    this.#top = scrollTop;
    this.now.hidden = this.#pinned;
  }

  #toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#scrolled();
  }

  /** @param {object[]} rows @param {{par: object, before: string|null, app: object}} facts */
  paint(rows, facts) {
    this.rows = new Map(rows.map((row) => [row.id, row]));
    const list = this.querySelector("ol");
    const fresh = list.childElementCount > 0;
    const make = () => {
      const at = clone("walk-row").firstElementChild;
      at.toggleAttribute("data-new", fresh);
      return at;
    };
    keyed(list, rows, (row) => row.id, make, (at, row) => paintRow(at, row, facts));
    if (this.#pinned) this.#toEnd();
  }

  /** @returns {object|undefined} the row a tap was in */
  rowAt(target) {
    return this.rows?.get(target.closest(".moment")?.dataset.id);
  }
}
customElements.define("walk-thread", WalkThread);
