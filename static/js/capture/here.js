/** Where the walker stands: what the walking screens show, worked out of the fold and the catalogue. Pure. */
import { isAway, keyOf, shouldBe } from "./channels.js";

/**
 * @typedef {object} Here
 * @property {string} walk @property {string|null} journey "id@revision" @property {object|null} visit of the fold
 * @property {object} stop {id, name, channel, phone?, url?} @property {string|null} before name of the visit before
 * @property {{steps: number, live_ms: number}} par @property {number} steps scoring steps @property {number} snags
 * @property {Record<string, number>} counts by key of the pad @property {object|null} wait the open live wait
 * @property {object[]} away open away waits of any visit, with `stop` @property {number} waited ms of ended live waits
 */

/** @param {object} fold @param {object|null} journey catalogue shape @param {object} visit @returns {object} its stop */
export function stopOf(journey, visit) {
  const planned = journey?.touchpoints?.find((one) => one.id === visit?.touchpoint);
  if (planned) return planned;
  return { id: visit?.touchpoint ?? null, name: visit?.name ?? "", channel: visit?.channel ?? "other", par: null };
}

const sum = (counts) => Object.values(counts).reduce((a, b) => a + b, 0);

function countsOf(visit) {
  const counts = {};
  for (const [kind, n] of Object.entries({ ...visit.steps, ...visit.friction })) {
    counts[keyOf(kind)] = (counts[keyOf(kind)] ?? 0) + n;
  }
  return { ...counts, bright_spot: visit.bright };
}

const openWaits = (fold, visits, away) => visits.flatMap((visit) => visit.waits
  .filter((wait) => wait.to === null && isAway(wait.kind) === away).map((wait) => ({ ...wait, visit: visit.visit })));

/**
 * @param {{fold: object, journey: object|null}} walk
 * @param {string|null} [id] a visit; the open one when left out
 * @returns {Here}
 */
export function hereOf({ fold, journey }, id = fold.open_visit) {
  const visit = fold.visits.find((one) => one.visit === id) ?? null;
  const stop = stopOf(journey, visit);
  const before = fold.visits.find((one) => one.visit === visit?.after);
  const away = openWaits(fold, fold.visits, true).map((wait) => ({ ...wait,
    stop: stopOf(journey, fold.visits.find((one) => one.visit === wait.visit)) }));
  return {
    walk: fold.walk, journey: fold.journey ? `${fold.journey}@${fold.revision}` : null, visit, stop,
    before: before ? stopOf(journey, before).name : null, par: shouldBe(stop), away,
    steps: visit ? sum(visit.steps) : 0, snags: visit ? sum(visit.friction) : 0, counts: visit ? countsOf(visit) : {},
    wait: visit && visit.visit === fold.open_visit ? openWaits(fold, [visit], false)[0] ?? null : null,
    waited: visit?.wait_live_ms ?? 0, last: fold.visits.at(-1)?.visit ?? null,
  };
}

/** The persona's rule: a channel that is closed to them. @returns {boolean} */
export const isClosed = (persona, stop) => (persona?.closed_channels ?? []).includes(stop.channel);

/**
 * The plan as it stands. @returns {{stop: object, state: "here"|"walked"|"next"|"skipped"|"ahead", times: number,
 *   closed: boolean, unrated: string|null}[]} unrated: a finished visit there that has no rating yet
 */
export function planOf({ fold, journey, persona }) {
  const stops = [...(journey?.touchpoints ?? [])].sort((a, b) => a.position - b.position);
  const visitsOf = (stop) => fold.visits.filter((visit) => visit.touchpoint === stop.id);
  const reached = stops.findLastIndex((stop) => visitsOf(stop).length);
  const next = stops.findIndex((stop, i) => i > reached && !isClosed(persona, stop));
  return stops.map((stop, i) => {
    const visits = visitsOf(stop);
    const here = visits.some((visit) => visit.visit === fold.open_visit);
    const state = here ? "here" : visits.length ? "walked" : i === next ? "next" : i < reached ? "skipped" : "ahead";
    return { stop, state, times: visits.length, closed: isClosed(persona, stop), unrated: unratedOf(fold, visits) };
  });
}

const unratedOf = (fold, visits) => visits.findLast((visit) =>
  visit.left_at !== null && visit.rating === null && visit.outcome === null)?.visit ?? null;

/** @returns {object|null} the next stop of the plan that is open to this persona; null after the last */
export const nextOf = (walk) => planOf(walk).find((one) => one.state === "next")?.stop ?? null;
