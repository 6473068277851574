/** From chosen shoes to a begun walk: the draft that survives a killed page, and the tap that seals it. */
import { isClosed } from "./here.js";
import { uuid7 } from "./ids.js";

const key = (walk) => `begin:${walk}`;

/**
 * @typedef {object} Beginning
 * @property {string} journey @property {number} revision @property {string|null} persona
 * @property {object|null} own_reason {issue, goal, mood, digital_access} @property {"be"|"see"} mode @property {boolean} practice
 * @property {{touchpoints: Record<string, number>, steps: number|null, minutes: number|null, outcome: string|null}} guess
 */

/** @param {object} app @param {object} journey @param {{persona?: object|null, own_reason?: object|null}} who @returns {Promise<string>} id of the walk to be */
export async function prepare(app, journey, { persona = null, own_reason = null }) {
  const how = (await app.drafts.get("how")) ?? {};
  const walk = uuid7(app.clock.now());
  await app.drafts.set(key(walk), {
    journey: journey.id, revision: journey.revision, persona: persona?.id ?? null, own_reason,
    mode: how.mode ?? "be", practice: Boolean(how.practice), guess: { touchpoints: {}, steps: null, minutes: null, outcome: null } });
  return walk;
}

/** @returns {Promise<Beginning|undefined>} */
export const beginningOf = (app, walk) => app.drafts.get(key(walk));

export const keepBeginning = (app, walk, beginning) => app.drafts.set(key(walk), beginning);

/** What the log calls the guess; null when nothing at all was guessed. */
export function predictionOf({ touchpoints, steps, minutes, outcome }) {
  const asked = { steps, wait_ms: minutes === null ? null : minutes * 60000, outcome, touchpoints };
  return Object.keys(touchpoints).length || steps !== null || minutes !== null || outcome ? asked : null;
}

/** The first stop open to these shoes; the very first where all are closed. */
export function firstStop(journey, persona) {
  const stops = [...journey.touchpoints].sort((a, b) => a.position - b.position);
  return stops.find((stop) => !isClosed(persona, stop)) ?? stops[0] ?? null;
}

/**
 * Seal: one tap, one transaction, so that a walk never exists without its first stop.
 * @param {object|null} prediction null = no guess, never zero @returns {Promise<boolean>} whether it is on disk
 */
export async function begin(app, walk, { beginning, journey, persona, prediction }) {
  const { mode, practice, own_reason } = beginning;
  const stop = firstStop(journey, persona);
  const visit = uuid7(app.clock.now());
  const from = { walk, journey: `${journey.id}@${journey.revision}` };
  const who = persona ? { persona: persona.id, persona_revision: persona.revision, persona_mood: persona.mood ?? null }
    : { persona: null, own_reason: own_reason ?? {} };
  const enter = stop && { ...from, kind: "touchpoint.enter", visit,
    b: { visit, touchpoint: stop.id, name: stop.name, channel: stop.channel, why: "planned", after: null } };
  await app.catalogue.keep(journey, persona).catch(() => {}); // a full phone still takes the facts
  const saved = await app.log.append([{ ...from, kind: "walk.begin",
    b: { journey: journey.id, revision: journey.revision, ...who, mode, practice, prediction } }, ...(enter ? [enter] : [])]);
  if (saved.length) await app.drafts.delete(key(walk)).catch(() => {});
  return saved.length > 0;
}
