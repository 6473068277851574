/** The log as a thread of rows: one row for each thing that happened, with what may be undone or put back. Pure. */
import { keyOf } from "./channels.js";
import { inDisplayOrder } from "./fold.js";
import { isAfter, voided } from "./undo.js";

const SHOWN = new Set(["touchpoint.enter", "step", "wait.start", "mood", "note", "photo", "walk.pause"]);
const UNDOABLE = new Set([...SHOWN, "wait.end"].filter((kind) => kind !== "walk.pause"));
const GLYPHS = { plain: "step", choice: "choice", repeat_info: "repeat", repeat_contact: "repeat", transfer: "transfer",
  dead_end: "deadend", jargon: "jargon", policy_wall: "policy", channel_switch: "switch", bright_spot: "bright" };

/** @param {string} kind of a step @returns {string} symbol id in art.svg */
export const glyphOf = (kind) => `glyph-${GLYPHS[keyOf(kind)] ?? "step"}`;

/** @param {number} value −2…+2 @returns {string} symbol id */
export const faceOf = (value) => `face-${value + 3}`;

const visitOf = (moment) => (moment.kind === "touchpoint.enter" ? moment.b.visit : moment.visit);

/**
 * The last tap of a visit that may be taken back, and the rows under a void newer than it.
 * @returns {{tap: string|null, since: object|null}} tap null when there is none, or it began the walk
 */
function lastTap(fold, visit) {
  const mine = fold.moments.filter((one) => visitOf(one) === visit && UNDOABLE.has(one.kind) && !one.voided);
  const last = mine.reduce((a, b) => (a && isAfter(a, b) ? a : b), null);
  const began = fold.moments.some((one) => one.kind === "walk.begin" && one.tap === last?.tap);
  return { tap: last && !began ? last.tap : null, since: last };
}

/** @returns {Map<string, object>} entry id → the live void that struck it */
function strikes(entries) {
  const dead = voided(entries);
  return new Map(entries.filter((one) => one.kind === "void" && !dead.has(one.id)).map((one) => [one.ref, one]));
}

/**
 * @param {{fold: object, entries: object[]}} walk
 * @param {string} visit id
 * @param {{all?: boolean}} [how] all: struck rows stay for good (the editing page), not only until the next tap
 * @returns {object[]} rows: {id, kind, moment, wait|null, at, offset, struck, undo: tap|null, putBack: tap|null,
 *   notes: number, nth: number, pause: {from, to}|null}
 */
export function rowsOf({ fold, entries }, visit, { all = false } = {}) {
  const stay = fold.visits.find((one) => one.visit === visit);
  const { tap, since } = lastTap(fold, visit);
  const struck = strikes(entries);
  const mine = inDisplayOrder(fold.moments).filter((one) => SHOWN.has(one.kind) && visitOf(one) === visit)
    .filter((one) => !one.voided || all || (struck.has(one.id) && !(since && isAfter(since, struck.get(one.id)))))
    .filter((one) => !(one.kind === "note" && one.b.about) && !(one.voided && one.kind === "walk.pause"));
  const rows = mine.map((moment) => rowOf(moment, stay, fold));
  number(rows);
  markUndo(rows, tap, fold);
  return rows;
}

function rowOf(moment, stay, fold) {
  const about = (one) => one.kind === "note" && !one.voided && one.b.about === moment.id;
  return {
    id: moment.id, kind: moment.kind, moment, at: moment.at, struck: moment.voided, undo: null, putBack: null, nth: 1,
    offset: Math.max(0, moment.at - (stay?.entered_at ?? moment.at)),
    wait: stay?.waits.find((wait) => wait.id === moment.id) ?? null,
    pause: moment.kind === "walk.pause" ? fold.pauses.find((one) => one.from === moment.at) ?? null : null,
    notes: fold.moments.filter(about).length,
  };
}

function number(rows) {
  const told = rows.filter((row) => row.moment.b.kind === "repeat_info" && !row.struck);
  told.forEach((row, i) => { row.nth = i + 1; });
}

/** A wait's own row carries the undo of its ending, when that tap left no row of its own. */
function markUndo(rows, tap, fold) {
  const ended = fold.moments.find((one) => one.kind === "wait.end" && one.tap === tap && !one.voided);
  const hasTap = (row) => !row.struck && row.moment.tap === tap;
  const last = tap && (rows.findLast(hasTap) ?? rows.find((row) => row.id === ended?.b.start));
  if (last) last.undo = tap;
  const seen = new Set();
  for (const row of [...rows].reverse()) {
    if (row.struck && !seen.has(row.moment.tap)) row.putBack = row.moment.tap;
    seen.add(row.moment.tap);
  }
}
