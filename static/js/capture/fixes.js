/** What a corrected, forgotten or remembered row logs. Nothing is edited: amends, and entries with an amended time. */
import { uuid7 } from "./ids.js";
import { memory } from "./times.js";

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** An entry that happened at another time than it was typed: the entry, and its time in the same tap. */
export function placed(entry, at, fresh) {
  const id = uuid7();
  return [{ ...entry, id, fresh }, { ...entry, kind: "amend", photo: undefined, ref: id, fresh, b: { at } }];
}

function amended(base, moment, b, at) {
  const change = { ...(same(b, moment.b) ? {} : { b }), ...(at == null || at === moment.at ? {} : { at }) };
  return Object.keys(change).length ? [{ ...base, kind: "amend", ref: moment.id, b: change }] : [];
}

/** A whole new body: what was answered; what was emptied is left out. */
function body(b, changes) {
  const made = { ...b, ...changes };
  for (const [name, value] of Object.entries(changes)) {
    const empty = value === null || value === "" || (Array.isArray(value) && !value.length);
    if (empty || (name === "employees" && value === 0)) delete made[name];
  }
  return made;
}

const STEP = ({ kind, words, key, help, employees, tags }) => ({ kind, words, key, can_help: help, employees, tags });
const BODIES = {
  step: (b, told) => body(b, STEP(told)),
  note: (b, told) => body(b, { words: told.words, tags: told.tags }),
  photo: (b, told) => body(b, { caption: told.words }),
  mood: (b, told) => ({ ...b, value: told.mood }),
  "touchpoint.enter": (b, told) => (told.place === undefined ? b : body(b, { place: told.place })),
};

/**
 * @param {object} base {walk, visit, journey} @param {object} row of rows.js @param {object|null} end moment of its wait.end
 * @param {object} told what the row sheet resolves to; at and until null = as before
 * @returns {object[]} one tap; [] when nothing changed
 */
export function fixTap(base, row, end, told) {
  if (row.kind !== "wait.start") return amended(base, row.moment, BODIES[row.kind](row.moment.b, told), told.at);
  const start = amended(base, row.moment, { ...row.moment.b, kind: told.waitkind }, told.at);
  return [...start, ...endFix(base, row, end, told)];
}

function endFix(base, row, end, { how, explained, occupied, until, waitkind }) {
  if (end) {
    const kind = end.b.kind ? { kind: waitkind } : {};
    return amended(base, end, { ...end.b, how, explained, occupied, ...kind }, until);
  }
  const entry = { ...base, kind: "wait.end", b: { start: row.id, how: how ?? "answered", occupied, explained } };
  if (until) return placed(entry, until, "soon");
  return how ? [entry] : [];
}

/** A step or a wait that was forgotten. @param {number} now corrected ms */
export function forgottenTap(base, told, now) {
  const fresh = memory(now - told.at);
  if (told.what === "step") return placed({ ...base, kind: "step", b: body({}, STEP(told)) }, told.at, fresh);
  const start = placed({ ...base, kind: "wait.start", b: { kind: told.waitkind } }, told.at, fresh);
  const { how, occupied, explained } = told;
  return [...start, ...placed({ ...base, kind: "wait.end",
    b: { start: start[0].id, how: how ?? "answered", occupied, explained } }, told.until, fresh)];
}

/**
 * What happened while the phone was the telephone or the website, spread over that stretch.
 * @param {object} told {steps, keys: string[], how, waited_ms, shots: {taken, at: number|null}[]}
 * @param {{from: number, to: number, wait: object|null, flags: object}} stretch corrected ms; wait = the one that runs
 */
export function awayTap(base, told, { from, to, wait, flags = {} }) {
  const fresh = memory(to - from);
  const ended = wait ? told.how !== "running" : told.waited_ms > 0;
  const until = Math.min(to, from + (told.waited_ms ?? (ended ? to - from : 0)));
  const spread = (n, i, a, b) => Math.round(a + ((b - a) * (i + 1)) / (n + 1));
  const keys = told.keys.flatMap((key, i) => placed({ ...base, kind: "step", b: { kind: "menu_choice", key } },
    spread(told.keys.length, i, from, ended ? until : to), fresh));
  const waits = ended ? awayWait(base, wait, told, { from, until, fresh, flags }) : [];
  const steps = Array.from({ length: told.steps }, (_, i) => placed({ ...base, kind: "step", b: { kind: "plain" } },
    spread(told.steps, i, ended ? until : from, to), fresh)).flat();
  const shots = told.shots.flatMap(({ taken, at }, i) => placed({ ...base, kind: "photo", photo: taken,
    b: { photo: taken.id } }, at > from && at < to ? at : spread(told.shots.length, i, from, to), fresh));
  return [...keys, ...waits, ...steps, ...shots];
}

function awayWait(base, wait, { how }, { from, until, fresh, flags }) {
  const start = wait ? [] : placed({ ...base, kind: "wait.start", b: { kind: "page_load" } }, from, fresh);
  const b = { start: wait?.id ?? start[0].id, how: wait ? how : "answered", occupied: flags.occupied ?? null,
    explained: flags.explained ?? null };
  return [...start, ...placed({ ...base, kind: "wait.end", b }, until, fresh)];
}
