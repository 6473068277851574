/** What each button logs: lists for `log.append`, one list a tap. Pure but for the ids of new visits. */
import { stepKind } from "./channels.js";
import { uuid7 } from "./ids.js";

/** @param {import("./here.js").Here} here @returns {{walk, visit, journey}} what every entry of a tap shares */
const at = ({ walk, visit, journey }) => ({ walk, visit: visit?.visit ?? null, journey });

/** @param {string} key "plain" or one of KINDS @param {object} [more] further body @returns {object[]} */
export const stepTap = (here, key, more = {}) =>
  [{ ...at(here), kind: "step", b: { kind: stepKind(key, here.stop.channel), ...more } }];

export const waitTap = (here, kind, more = {}) => [{ ...at(here), kind: "wait.start", b: { kind, ...more } }];

/** @param {{occupied?: boolean|null, explained?: boolean|null}} flags null = not recorded */
const endOf = (here, wait, how, { occupied = null, explained = null } = {}) =>
  ({ ...at(here), visit: wait.visit ?? at(here).visit, kind: "wait.end", b: { start: wait.id, how, occupied, explained } });

/** The wait is over and, where a person is met, that is a step. @param {string|null} words null where nobody is met */
export function answeredTap(here, wait, flags, words) {
  const met = words ? stepTap(here, "plain", { words, employees: 1 }) : [];
  return [endOf(here, wait, "answered", flags), ...met];
}

export const newQueueTap = (here, wait, flags) => [endOf(here, wait, "next_queue", flags),
  ...stepTap(here, "transfer"), ...waitTap(here, wait.kind)];

export const cutOffTap = (here, wait, flags, words) => [endOf(here, wait, "cut_off", flags),
  ...stepTap(here, "dead_end", { words })];

export const gaveUpTap = (here, wait, flags) => [endOf(here, wait, "gave_up", flags)];

export const cameTap = (here, wait, how) => [endOf(here, wait, how)];

export const moodTap = (here, value) => [{ ...at(here), kind: "mood", b: { value } }];

export const noteTap = (here, words, more = {}) => [{ ...at(here), kind: "note", b: { words, ...more } }];

export const photoTap = (here, taken, caption) => [{ ...at(here), kind: "photo", photo: taken,
  b: { photo: taken.id, ...(caption ? { caption } : {}) } }];

export const pauseTap = (here, paused) => [{ ...at(here), kind: paused ? "walk.resume" : "walk.pause", b: {} }];

/** @param {object} stop @param {"planned"|"added"|"repeated"|"sent"} why @returns {object[]} arriving somewhere */
export function enterTap(here, stop, why) {
  const visit = uuid7();
  const which = stop.id ? { touchpoint: stop.id } : {};
  return [{ ...at(here), visit, kind: "touchpoint.enter",
    b: { visit, ...which, name: stop.name, channel: stop.channel, why, after: here.visit?.visit ?? here.last ?? null } }];
}

/** What was kept track of: silence all through a visit is no zero. @param {boolean|null} waits the walker's own word */
function measuredOf(visit, waits) {
  const tracked = Object.keys(visit.steps).length + Object.keys(visit.friction).length + visit.waits.length > 0;
  return { steps: Object.keys(visit.steps).length > 0 || tracked, waits: visit.waits.length > 0 || waits === true,
    friction: tracked };
}

/**
 * Leaving: rating, outcome and what was measured.
 * @param {{rating: number|null, guess: string|null, outcome: string|null, code: string|null, why: string|null,
 *   waits: boolean|null}} told null = not said
 */
export function leaveTap(here, { rating, guess, outcome, code, why, waits }) {
  const rated = rating === null ? [] : [{ ...at(here), kind: "rating",
    b: { value: rating, ...(guess ? { persona_guess: guess } : {}) } }];
  const b = { outcome, ...(code ? { code } : {}), ...(why ? { why } : {}), measured: measuredOf(here.visit, waits) };
  return [...rated, { ...at(here), kind: "touchpoint.leave", b }];
}
