/** A scored walk in words: what its points come from, and how it went against the guess, part by part. Pure but for words. */
import { isAway } from "./channels.js";
import { counted, phrase } from "./phrases.js";
import { displayOf } from "./score.js";
import { clockText } from "./view.js";

const GLYPHS = { wait: "glyph-wait", steps: "glyph-step", felt: "face-2", outcome: "icon-target", mood: "face-1", not_measured: "icon-info" };
const KINDS = { dead_end: "deadend", repeat_contact: "repeat", channel_switch: "switch", repeat_info: "repeat", policy_wall: "policy", transfer: "transfer", jargon: "jargon" };
const RANK = { reached: 0, partly: 1, not: 2 };

const total = (counts) => Object.values(counts).reduce((a, b) => a + b, 0);
const sumOf = (visits, f) => visits.reduce((all, visit) => all + f(visit), 0);

function added(visits, of) {
  const all = {};
  for (const visit of visits) for (const [kind, n] of Object.entries(visit[of])) all[kind] = (all[kind] ?? 0) + n;
  return Object.entries(all).sort((a, b) => b[1] - a[1]);
}

/** Whole points that add up to `bin`, by largest remainder. @param {(number|null)[]} millis @returns {number[]} */
export function wholePoints(millis, bin) {
  const floors = millis.map((one) => Math.floor((one ?? 0) / 1000));
  const order = millis.map((one, i) => i).sort((a, b) => ((millis[b] ?? 0) % 1000) - ((millis[a] ?? 0) % 1000) || a - b);
  const left = bin - floors.reduce((a, b) => a + b, 0);
  order.slice(0, Math.max(0, left)).forEach((i) => { floors[i] += 1; });
  return floors;
}

/** What a walk felt like: the mean over its stages of each stage's worst rating; null when none was rated. */
export function feltOf(fold, score) {
  const worst = (score?.stages ?? []).map((stage) => Math.max(...fold.visits.filter((visit) => stage.visits.includes(visit.visit)).map((visit) => visit.rating ?? 0)));
  const rated = worst.filter((one) => one > 0);
  return rated.length ? rated.reduce((a, b) => a + b, 0) / rated.length : null;
}

/** @returns {{key, name, what, points, glyph, list: string[]}[]} most points first */
export function causesOf({ fold, journey }, score, nameOf) {
  const points = displayOf(score.contributions_milli, score.bin);
  const { visits } = fold;
  const waits = visits.flatMap((visit) => visit.waits).filter((wait) => wait.ms !== null);
  const snags = added(visits, "friction");
  const felt = feltOf(fold, score);
  const par = (journey?.touchpoints ?? []).filter((stop) => visits.some((visit) => visit.touchpoint === stop.id)).map((stop) => stop.par?.steps).filter(Boolean);
  const about = {
    wait: () => [waits.length ? counted("from.waits", waits.length, { time: clockText(waits.reduce((all, one) => all + one.ms, 0)) }) : phrase("from.waits.0"),
      waits.map((wait) => phrase("row.wait", { wait: phrase(`wait.${wait.kind}`), time: clockText(wait.ms) }))],
    steps: () => [String(sumOf(visits, (visit) => total(visit.steps))), added(visits, "steps").map(([kind, n]) => phrase("kind.n", { n, what: phrase(`row.${kind}`) }))],
    friction: () => [snags.map(([kind, n]) => phrase("kind.n", { n, what: phrase(`kind.${kind}`) })).join(", "),
      snags.map(([kind, n]) => phrase("kind.n", { n, what: phrase(`kind.${kind}`) }))],
    felt: () => [felt === null ? "" : phrase("from.felt.n", { n: Number(felt.toFixed(1)), word: phrase(`felt.${Math.round(felt)}`) }),
      visits.filter((visit) => visit.rating).map((visit) => `${nameOf(visit)}: ${phrase("from.felt.n", { n: visit.rating, word: phrase(`felt.${visit.rating}`) })}`)],
    outcome: () => [phrase(`outcome.${fold.outcome}`), visits.filter((visit) => visit.outcome).map((visit) => `${nameOf(visit)}: ${phrase(`outcome.${visit.outcome}`)}`)],
  };
  return Object.entries(points).filter(([, n]) => n > 0).sort((a, b) => b[1] - a[1]).map(([key, n]) => {
    const [what, list] = about[key]?.() ?? ["", []];
    const glyph = key === "friction" ? `glyph-${KINDS[snags[0]?.[0]] ?? "deadend"}` : GLYPHS[key];
    return { key, name: phrase(`from.${key}`), what: key === "steps" && par.length ? phrase("from.steps.n", { n: what, par: par.reduce((a, b) => a + b, 0) }) : what, points: n, glyph, list };
  });
}

/** @returns {{name, walked, words}[]} the guess against the walk; never the composite, which has snags in it */
export function partsOf({ fold }, score) {
  const { prediction, visits } = fold;
  const felt = feltOf(fold, score);
  const guesses = Object.values(prediction.touchpoints ?? {}).filter((one) => one !== null);
  const guessed = guesses.length ? guesses.reduce((a, b) => a + b, 0) / guesses.length : null;
  const steps = visits.some((visit) => visit.measured.steps) ? sumOf(visits, (visit) => total(visit.steps)) : null;
  const known = visits.some((visit) => visit.measured.waits);
  const live = known ? visits.flatMap((visit) => visit.waits).filter((wait) => !isAway(wait.kind)).reduce((all, one) => all + (one.ms ?? 0), 0) : null;
  return [
    { name: phrase("part.steps"), walked: steps ?? "", words: gap(steps, prediction.steps, "more", "fewer") },
    { name: phrase("part.minutes"), walked: live === null ? "" : clockText(live), words: gap(live, prediction.wait_ms, "longer", "shorter", clockText) },
    { name: phrase("part.felt"), walked: felt === null ? "" : Number(felt.toFixed(1)), words: gap(felt, guessed, "harder", "easier", (n) => Number(n.toFixed(1))) },
    { name: phrase("part.outcome"), walked: fold.outcome ? phrase(`outcome.${fold.outcome}`) : "", words: ended(fold.outcome, prediction.outcome) },
  ];
}

function gap(walked, guessed, over, under, say = (n) => n) {
  if (walked === null) return phrase("part.unknown");
  if (guessed === null || guessed === undefined) return phrase("part.unguessed");
  const shown = say(Math.abs(walked - guessed));
  if (!Number.parseFloat(String(shown).replace(":", "."))) return phrase("part.same");
  return phrase(`part.${walked > guessed ? over : under}`, { n: shown });
}

function ended(walked, guessed) {
  if (!walked) return phrase("part.unknown");
  if (!guessed) return phrase("part.unguessed");
  if (walked === guessed) return phrase("part.same");
  return phrase(`outcome.${RANK[walked] > RANK[guessed] ? "worse" : "better"}`);
}
