/**
 * The phone's effort score: the twin of app/scoring/{config,visit,walk,journey,words}.py, exact to the millipoint,
 * held by tests/vectors/scoring_cases.json. Input comes from fold.js and the catalogue; refusing bad input is the
 * server's work.
 */

import { Fraction, ONE, ZERO, exact, largest, milliOf, percent, sharedOut, sum } from './fraction.js';

export const METHOD = 'jes-1.0.0';
const ORDER = ['steps', 'wait', 'friction', 'felt', 'outcome', 'mood', 'not_measured'];
const AWAY = new Set(['callback', 'reply', 'delivery', 'other_away']);
const DEFAULTS = {
  method: METHOD,
  weights: { steps: 20, wait: 20, friction: 25, felt: 25, outcome: 10, mood: 0 },
  half: { steps: '2', wait: '10', friction: '3' },
  friction: {
    dead_end: '2', repeat_contact: '2', channel_switch: '1.5', repeat_info: '1.5', policy_wall: '1.5',
    transfer: '1', jargon: '0.5',
  },
  step_weight: {},
  wait_extra: { unoccupied: '0.5', unexplained: '0.5', unknown: '0.25' },
  outcome: { reached: '0', partly: '0.5', not: '1' },
  peak: '0.3',
  min_coverage: 50,
  par_default: {
    web: { steps: 12, live_ms: 10000, away_ms: 86400000 },
    phone: { steps: 3, live_ms: 60000, away_ms: 14400000 },
    chat: { steps: 4, live_ms: 60000, away_ms: 14400000 },
    store: { steps: 4, live_ms: 180000, away_ms: 172800000 },
    other: { steps: 5, live_ms: 60000, away_ms: 86400000 },
  },
};
const ROWS = new Map([['app', 'web'], ['web', 'web'], ['phone', 'phone'], ['chat', 'chat'], ['store', 'store']]);

const none = (x) => x === undefined || x === null;
const orNull = (x) => (x === undefined ? null : x);
const HUNDRED = exact(100);
const mapped = (object, f) => Object.fromEntries(Object.entries(object).map(([k, v]) => [k, f(v, k)]));

function laidOver(defaults, overrides) {
  const merged = { ...defaults };
  for (const [name, value] of Object.entries(overrides)) {
    const inner = defaults[name];
    merged[name] = typeof inner === 'object' && inner !== null ? laidOver(inner, value || {}) : value;
  }
  return merged;
}

/** Every parameter as an exact fraction; `overrides` is laid over the defaults key by key, at every depth. */
export function configOf(overrides = null) {
  if (overrides && overrides.isConfig) return overrides;
  const raw = laidOver(DEFAULTS, overrides || {});
  const weights = mapped(raw.weights, exact);
  const total = sum(Object.values(weights));
  return {
    isConfig: true,
    method: raw.method,
    weights: mapped(weights, (w) => w.times(HUNDRED).over(total)),
    half: mapped(raw.half, exact),
    friction: mapped(raw.friction, exact),
    step_weight: mapped(raw.step_weight, exact),
    wait_extra: mapped(raw.wait_extra, exact),
    outcome: mapped(raw.outcome, exact),
    peak: exact(raw.peak),
    min_coverage: exact(raw.min_coverage),
    par_default: mapped(raw.par_default, (par) => mapped(par, exact)),
  };
}

const defaultPar = (config, channel) => config.par_default[ROWS.get(channel) || 'other'];
const declared = (par) => mapped(Object.fromEntries(Object.entries(par || {}).filter(([, x]) => !none(x))), exact);

const surcharge = (flag, missing, unknown) => (none(flag) ? unknown : flag ? ZERO : missing);

function waitLoad(wait, own, par, config) {
  const clazz = AWAY.has(wait.kind) ? 'away_ms' : 'live_ms';
  const classes = ['live_ms', 'away_ms'].filter((name) => name in own);
  const extra = config.wait_extra;
  const factor = ONE.plus(surcharge(wait.occupied, extra.unoccupied, extra.unknown))
    .plus(surcharge(wait.explained, extra.unexplained, extra.unknown));
  const load = exact(wait.ms).times(factor).over(par[clazz]);
  return clazz in own ? load.over(exact(classes.length)) : load;
}

/** The counted loads that were measured (2.2). */
function loadsOf(visit, config) {
  const own = declared(visit.par);
  const par = { ...defaultPar(config, visit.channel), ...own };
  const loads = {};
  const weight = (kind) => config.step_weight[kind] || ONE;
  const counted = (counts, f) => sum(Object.entries(counts).map(([kind, n]) => exact(n).times(f(kind))));
  if (!none(visit.steps)) loads.steps = counted(visit.steps, weight).over(par.steps);
  if (!none(visit.waits)) loads.wait = sum(visit.waits.map((wait) => waitLoad(wait, own, par, config)));
  if (!none(visit.friction)) loads.friction = counted(visit.friction, (kind) => config.friction[kind]);
  return loads;
}

function usedUp(visit, config) {
  const u = mapped(loadsOf(visit, config), (x, name) => x.over(x.plus(config.half[name])));
  if (!none(visit.rating)) u.felt = exact(visit.rating).minus(ONE).over(exact(6));
  if (!none(visit.outcome)) u.outcome = config.outcome[visit.outcome];
  if (!none(visit.mood) && !none(visit.mood.before) && !none(visit.mood.after)) {
    const drop = exact(visit.mood.before).minus(exact(visit.mood.after));
    u.mood = (drop.compare(ZERO) > 0 ? drop : ZERO).over(exact(4));
  }
  return u;
}

/** The exact effort of a visit (2.3–2.5): {coverage, low, high, score|null, contributions}. */
function effortOf(visit, config) {
  const u = usedUp(visit, config);
  const names = ORDER.filter((name) => name in u);
  const points = Object.fromEntries(names.map((name) => [name, config.weights[name].times(u[name])]));
  const coverage = sum(names.map((name) => config.weights[name]));
  const low = sum(Object.values(points));
  const enough = !coverage.isZero() && coverage.compare(config.min_coverage) >= 0;
  const score = enough ? low.times(HUNDRED).over(coverage) : null;
  if (enough && coverage.compare(HUNDRED) < 0) points.not_measured = score.minus(low);
  const high = low.plus(HUNDRED).minus(coverage);
  return { coverage, low, high, score, contributions: enough ? points : {} };
}

function byName(parts, whole, unit) {
  const names = ORDER.filter((name) => name in parts);
  const shares = sharedOut(names.map((name) => parts[name]), whole, unit);
  return Object.fromEntries(names.map((name, i) => [name, shares[i]]));
}

const binOf = (milli) => (milli === null ? null : Math.floor((milli + 500) / 1000));

function shown({ score, contributions, coverage, low, high }) {
  const milli = score === null ? null : milliOf(score);
  return {
    milli,
    bin: binOf(milli),
    contributions_milli: milli === null ? {} : byName(contributions, milli, 1000),
    coverage: percent(coverage),
    low: percent(low),
    high: percent(high),
  };
}

/** @param {object} millis contributions in millipoints @returns whole points that add up to `bin` */
export function displayOf(millis, bin) {
  return bin === null ? {} : byName(mapped(millis, (n) => new Fraction(BigInt(n), 1000n)), bin, 1);
}

/** The score of one visit, as in scoring_cases.json. */
export function scoreVisit(visit, config = visit.config) {
  const told = shown(effortOf(visit, configOf(config)));
  return { ...told, display: displayOf(told.contributions_milli, told.bin) };
}

const added = (a, b) => {
  if (none(a) || none(b)) return orNull(none(a) ? b : a);
  const kinds = Object.keys({ ...a, ...b });
  return Object.fromEntries(kinds.map((kind) => [kind, (a[kind] || 0) + (b[kind] || 0)]));
};

function join(stage, i, visit, cost) {
  const a = stage.visit;
  stage.members.push(i);
  if (!(visit.friction && visit.friction[cost])) stage.added.push(cost);
  const moods = [a.mood, visit.mood].filter((m) => !none(m) && !none(m.before) && !none(m.after));
  const ratings = [a.rating, visit.rating].filter((r) => !none(r));
  stage.visit = {
    ...a,
    steps: added(a.steps, visit.steps),
    waits: none(a.waits) && none(visit.waits) ? null : [...(a.waits || []), ...(visit.waits || [])],
    friction: added(a.friction, visit.friction),
    rating: ratings.length ? Math.max(...ratings) : null,
    outcome: orNull(none(visit.outcome) ? a.outcome : visit.outcome),
    mood: moods.length ? { before: moods[0].before, after: moods.at(-1).after } : null,
  };
}

/** Stages in the order they were first entered (2.8, 2.16). */
function stagesOf(walk) {
  const stages = new Map();
  const inside = new Map();
  walk.visits.forEach((visit, i) => {
    const name = orNull(visit.touchpoint);
    let cause = orNull(visit.detour_of);
    if (cause !== null && !stages.has(cause)) cause = inside.has(cause) ? inside.get(cause) : null;
    if (cause !== null) {
      if (!inside.has(name)) inside.set(name, cause);
      join(stages.get(cause), i, visit, 'channel_switch');
    } else if (name !== null && stages.has(name)) join(stages.get(name), i, visit, 'repeat_contact');
    else stages.set(name === null ? `unnamed ${i}` : name, { name, visit: { ...visit }, members: [i], added: [] });
  });
  const all = [...stages.values()];
  all.forEach((stage, i) => settle(stage, i === all.length - 1, walk));
  return all;
}

/** Coming back and being sent around cost something; a stage without an outcome takes the walk's way on. */
function settle(stage, isLast, walk) {
  const { visit } = stage;
  stage.importance = exact(none(visit.importance) ? 1 : visit.importance);
  if (!none(visit.friction)) {
    for (const cost of stage.added) visit.friction = added(visit.friction, { [cost]: 1 });
  }
  if (none(visit.outcome)) visit.outcome = isLast ? orNull(walk.outcome) : 'reached';
}

function sharesOf(efforts, counted, mean, config) {
  const peak = largest(counted.map((i) => efforts[i].score));
  const worst = counted.filter((i) => efforts[i].score.compare(peak) === 0);
  const shares = efforts.map(() => ZERO);
  for (const i of counted) {
    const usual = ONE.minus(config.peak).times(mean.get(i));
    shares[i] = worst.includes(i) ? usual.plus(config.peak.over(exact(worst.length))) : usual;
  }
  return shares;
}

function meanAndPeak(efforts, end, counted, mean, config) {
  const average = sum(counted.map((i) => mean.get(i).times(efforts[i][end])));
  const most = largest(counted.map((i) => efforts[i][end]));
  return ONE.minus(config.peak).times(average).plus(config.peak.times(most));
}

function walkEffort(stages, config) {
  const efforts = stages.map((stage) => effortOf(stage.visit, config));
  const every = stages.map((_, i) => i);
  const scored = every.filter((i) => efforts[i].score !== null);
  const enough = scored.length > 0 && 2 * scored.length >= stages.length;
  // Without a score the range speaks of every stage, so that it holds whatever was not recorded.
  const counted = enough ? scored : every;
  const total = sum(counted.map((i) => stages[i].importance));
  const mean = new Map(counted.map((i) => [i, stages[i].importance.over(total)]));
  const shares = enough ? sharesOf(efforts, counted, mean, config) : efforts.map(() => ZERO);
  const contributions = {};
  if (enough) {
    efforts.forEach((effort, i) => Object.entries(effort.contributions).forEach(([name, part]) => {
      contributions[name] = (contributions[name] || ZERO).plus(shares[i].times(part));
    }));
  }
  const bound = (end, empty) => (counted.length ? meanAndPeak(efforts, end, counted, mean, config) : empty);
  return {
    efforts,
    shares,
    contributions,
    score: enough ? sum(Object.values(contributions)) : null,
    coverage: sum(counted.map((i) => (enough ? shares[i] : mean.get(i)).times(efforts[i].coverage))),
    low: bound('low', ZERO),
    high: bound('high', HUNDRED),
  };
}

function shownWalk(stages, result) {
  const told = stages.map((stage, i) => ({
    touchpoint: stage.name, share: `${result.shares[i]}`, ...shown(result.efforts[i]),
  }));
  return {
    ...shown(result),
    stages: told,
    not_scored: told.filter((stage) => stage.milli === null).map((stage) => stage.touchpoint),
  };
}

/** The score of one walk {visits, outcome?}, as in scoring_cases.json. */
export function scoreWalk(walk, config = walk.config) {
  const stages = stagesOf(walk);
  return shownWalk(stages, walkEffort(stages, configOf(config)));
}

const finished = (visit) => visit.waits.filter((wait) => wait.ms !== null);

function moodInput(mood) {
  const full = mood && mood.before !== null && mood.after !== null;
  return full ? { before: mood.before + 3, after: mood.after + 3 } : null;
}

function visitInput(visit, place) {
  const over = finished(visit);
  const toldWaits = visit.measured.waits && (over.length || !visit.waits.length);
  return {
    visit: visit.visit,
    name: orNull((place || visit).name),
    channel: orNull((place || visit).channel),
    par: place ? orNull(place.par) : null,
    importance: place ? orNull(place.importance) : null,
    steps: visit.measured.steps ? visit.steps : null,
    waits: toldWaits ? over.map(({ kind, ms, occupied, explained }) => ({ kind, ms, occupied, explained })) : null,
    friction: visit.measured.friction ? visit.friction : null,
    rating: visit.rating,
    outcome: visit.outcome,
    mood: moodInput(visit.mood),
  };
}

/** What scoreWalk takes, from a fold and its journey {touchpoints}: which visit is a detour of which (2.16). */
export function scoreInput(fold, journey) {
  const planned = new Map((journey.touchpoints || []).map((place) => [place.id, place]));
  const stageOf = new Map();
  const visits = fold.visits.map((visit) => {
    const place = planned.get(visit.touchpoint);
    const cause = place ? null : stageOf.get(visit.after) || null;
    stageOf.set(visit.visit, place ? place.id : cause || visit.visit);
    return {
      ...visitInput(visit, place),
      touchpoint: place ? place.id : visit.visit,
      detour_of: cause,
    };
  });
  return { visits, outcome: fold.outcome };
}

/**
 * The walk's score; each stage also has name, channel, visits, points (its part of the walk's milli) and par_milli.
 * @param {object} fold of fold.js @param {{touchpoints: object[]}} journey as in the catalogue
 */
export function scoreFold(fold, journey, config = null) {
  const asked = scoreInput(fold, journey);
  const chosen = configOf(config);
  const stages = stagesOf(asked);
  const result = walkEffort(stages, chosen);
  const told = shownWalk(stages, result);
  const parts = result.efforts.map((effort, i) => result.shares[i].times(effort.score || ZERO));
  const points = told.milli === null ? parts.map(() => null) : sharedOut(parts, told.milli, 1000);
  told.stages.forEach((stage, i) => {
    const first = asked.visits[stages[i].members[0]];
    stage.name = first.name;
    stage.channel = first.channel;
    stage.visits = stages[i].members.map((place) => asked.visits[place].visit);
    stage.points = points[i];
    stage.par_milli = points[i] === null ? null : milliOf(result.shares[i].times(parEffort(chosen)));
  });
  told.not_scored = told.stages.filter((s) => s.milli === null).map((s) => s.name || s.touchpoint);
  told.par_milli = parScore(chosen).milli;
  return told;
}

function parEffort(config) {
  const waits = [{ kind: 'hold', ms: 1, occupied: true, explained: true }];
  const visit = {
    par: { steps: 1, live_ms: 1 }, steps: { plain: 1 }, waits, friction: {}, rating: 2, outcome: 'reached',
  };
  return effortOf(visit, { ...config, step_weight: {} }).score;
}

/** What any journey should score: {milli, bin}. */
export function parScore(config = null) {
  const milli = milliOf(parEffort(configOf(config)));
  return { milli, bin: binOf(milli) };
}

/** The score the walker's guess amounts to, or null. It has no friction part: compare it part by part. */
export function predictedScore(prediction, journey, config = null) {
  if (!prediction) return null;
  const chosen = configOf(config);
  const guesses = Object.values(prediction.touchpoints || {}).filter((guess) => !none(guess)).map(exact);
  const { wait_ms: ms, steps, outcome } = prediction;
  const told = shown(effortOf({
    par: summedPar(journey, chosen),
    steps: none(steps) ? null : { plain: steps },
    waits: none(ms) ? null : ms ? [{ kind: 'other_live', ms, occupied: null, explained: null }] : [],
    rating: guesses.length ? sum(guesses).over(exact(guesses.length)) : null,
    outcome,
  }, chosen));
  return { ...told, display: displayOf(told.contributions_milli, told.bin) };
}

function summedPar(journey, config) {
  const places = journey.touchpoints || [];
  if (!places.length) return null;
  const own = (par) => declared(Object.fromEntries(Object.entries(par || {}).filter(([, x]) => x)));
  const pars = places.map((place) => ({ ...defaultPar(config, place.channel), ...own(place.par) }));
  return { steps: sum(pars.map((par) => par.steps)), live_ms: sum(pars.map((par) => par.live_ms)) };
}

const BANDS = [[60, 'A slog'], [45, 'Hard going'], [30, 'Uphill'], [15, 'Fair walk'], [0, 'A stroll']];
const SERIOUS = [[60, 'Very hard'], [45, 'Hard'], [30, 'Some effort'], [15, 'Easy'], [0, 'Very easy']];
const FELT = ['Effortless', 'Easy', 'Fairly easy', 'Some effort', 'Hard', 'Very hard', 'Exhausting'];
const MOODS = ['Fed up', 'Uneasy', 'So-so', 'Fine', 'Relieved'];

/** The band word of whole points, or null; never shown without its number. */
export const band = (bin, serious = false) => (none(bin) ? null
  : (serious ? SERIOUS : BANDS).find(([floor]) => bin >= floor)[1]);
export const felt = (rating) => (none(rating) ? null : FELT[rating - 1]);
export const mood = (value) => (none(value) ? null : MOODS[value + 2]);
