/** The walks on this phone, told in a row: what they were, whether they are sent, what they scored. */
import { counted, phrase } from "./phrases.js";
import { band, scoreFold } from "./score.js";
import { clone, dayText, fill, shoesOf, show } from "./view.js";

const told = new Map(); // walk → {entries, row}: scoring every walk at each repaint would cost a slow phone a second

/** @param {object} fold @param {object|null} persona @returns {string} "As Maria", "Watching, as Maria", "For your own reason" */
export function asWords(fold, persona) {
  const see = fold.mode === "see";
  if (persona) return phrase(see ? "as.see" : "as", { who: persona.name });
  return phrase(see ? "as.see.own" : "row.own");
}

/** @returns {string} "Dispute a charge, as Maria" */
export function walkTitle({ fold, journey, persona }) {
  const key = `walk.of${fold.mode === "see" ? ".see" : ""}${persona ? "" : ".own"}`;
  return phrase(key, { journey: journey?.name ?? "", who: persona?.name });
}

/** @param {object} app @param {object} one of log.walks() @returns {Promise<object>} {walk, fold, journey, persona, score} */
export async function walkTold(app, one) {
  const held = told.get(one.walk);
  if (held?.entries === one.entries) return held.row;
  const walk = await app.walkOf(one.walk);
  const score = walk.journey && walk.fold.visits.length ? scoreFold(walk.fold, walk.journey, app.catalogue.config) : null;
  const row = { ...walk, walk: one.walk, score };
  told.set(one.walk, { entries: one.entries, row });
  return row;
}

/** Where a walk goes on: at its open visit, between two, or at its end. */
export function placeOf({ fold, journey }) {
  if (fold.handed_in) return `#/sum/${fold.walk}`;
  if (fold.open_visit) return `#/walk/${fold.walk}`;
  const left = (journey?.touchpoints ?? []).some((stop) => !fold.visits.some((visit) => visit.touchpoint === stop.id));
  return left || !fold.visits.length ? `#/touchpoints/${fold.walk}` : `#/end/${fold.walk}`;
}

/** @param {object} row of walkTold @param {object} one of log.walks() @returns {Element} */
export function walkRow(row, one) {
  const item = clone("home-row").firstElementChild;
  const { fold, journey, persona, score } = row;
  const link = item.querySelector("a");
  link.href = fold.handed_in || fold.withdrawn ? `#/sum/${row.walk}` : placeOf(row);
  show(item.querySelector(".walkrow__shoe"), shoesOf(persona));
  const state = fold.withdrawn ? "row.withdrawn" : !fold.handed_in ? "row.open" : fold.practice ? "row.practice" : "";
  const scored = fold.handed_in && !fold.withdrawn ? score?.bin ?? null : null;
  fill(item, { name: journey?.name ?? "", unsent: one.unsent + one.photos ? phrase("row.unsent") : "",
    as: phrase("row.as", { as: asWords(fold, persona), day: dayText(fold.began_at ?? Date.now()) }),
    score: scored, band: scored === null ? phrase(state || "row.unscored") : band(scored, journey?.is_serious) });
  if (scored !== null && fold.practice) fill(item, { band: phrase("row.practice") });
  return item;
}

/** @param {string} key e.g. "shoes.walked" @param {number} n @returns {string} the words for none, one or many */
export const times = (key, n) => (n ? counted(key, n) : phrase(`${key}.0`));
