/**
 * One walk's log, folded: what happened, touchpoint by touchpoint, after every correction.
 * The twin of app/scoring/{entries,corrections,durations,stays,fold}.py, held by tests/vectors/fold.json.
 * Imports nothing, reads no clock: running timers are shown by callers as now − from.
 */

const words = (text) => new Set(text.split(' '));
const ORDINARY = 'plain form_field menu_choice click explain show_document sign pay message'.split(' ');
const FRICTION = 'dead_end repeat_contact channel_switch repeat_info policy_wall transfer jargon'.split(' ');
const STEPS = new Set([...ORDINARY, ...FRICTION, 'bright_spot']);
const AWAY = words('callback reply delivery other_away');
const WAITS = new Set([...AWAY, ...words('menu queue hold page_load transfer processing other other_live')]);
const CHANNELS = words('web app store phone chat email post social other');
const OUTCOMES = words('reached partly not');
const BIASES = ['recognised', 'shortcut', 'insider', 'own_department'];
const MEASURES = ['steps', 'waits', 'friction'];
const WITH_PEOPLE = words('phone chat store');
const NO_PERSON = words('page_load processing reply delivery other_away');
const AGREE_MS = 2000;
const CLOCK_OFF_MS = 120000;

const none = (x) => x === undefined || x === null;
const number = (x) => typeof x === 'number' && Math.abs(x) <= Number.MAX_SAFE_INTEGER;
const whole = (x) => number(x) && Number.isInteger(x);
const text = (x) => typeof x === 'string';
const object = (x) => typeof x === 'object' && x !== null && !Array.isArray(x);
const flag = (x) => none(x) || typeof x === 'boolean';
const maybe = (check) => (x) => none(x) || check(x);
const oneOf = (set) => (x) => text(x) && set.has(x);
const between = (low, high) => (x) => whole(x) && low <= x && x <= high;
// Code points, as Python counts them.
const isId = (x) => text(x) && x.length >= 1 && x.length <= 128 && [...x].length <= 64;
const count = between(0, Number.MAX_SAFE_INTEGER);
const texts = (x) => Array.isArray(x) && x.every(text);
const guesses = (x) => object(x) && Object.values(x).every(maybe(between(1, 7)));
const prediction = (x) => object(x) && maybe(count)(x.steps) && maybe(count)(x.wait_ms)
  && maybe(oneOf(OUTCOMES))(x.outcome) && maybe(guesses)(x.touchpoints);
const measured = (x) => object(x) && MEASURES.every((name) => flag(x[name]));

const BODIES = {
  'walk.begin': {
    journey: maybe(isId), revision: maybe(count), persona: maybe(isId), own_reason: maybe(object),
    mode: maybe(oneOf(words('be see'))), practice: flag, prediction: maybe(prediction),
  },
  'walk.pause': {},
  'walk.resume': {},
  'walk.end': {
    outcome: maybe(oneOf(OUTCOMES)), recognised: flag, shortcut: flag, insider: flag, own_department: flag,
  },
  'touchpoint.enter': {
    visit: isId, touchpoint: maybe(isId), name: maybe(text), channel: maybe(oneOf(CHANNELS)),
    why: maybe(oneOf(words('planned added repeated sent'))), after: maybe(isId), place: maybe(isId),
  },
  'touchpoint.leave': {
    outcome: maybe(oneOf(OUTCOMES)),
    code: maybe(oneOf(words('closed no_answer cut_off refused sent_elsewhere gave_up'))),
    measured: maybe(measured),
  },
  step: {
    kind: oneOf(STEPS), words: maybe(text), tags: maybe(texts), employees: maybe(count), key: maybe(text),
    can_help: flag,
  },
  'wait.start': { kind: oneOf(WAITS), people_ahead: maybe(count), promised_ms: maybe(count) },
  'wait.end': {
    start: isId, how: maybe(oneOf(words('answered next_queue cut_off gave_up'))), occupied: flag,
    explained: flag, kind: maybe(oneOf(WAITS)), people_ahead: maybe(count),
  },
  rating: { value: between(1, 7) },
  mood: { value: between(-2, 2) },
  note: { words: maybe(text), tags: maybe(texts), about: maybe(isId) },
  photo: { photo: isId, caption: maybe(text) },
  amend: { b: maybe(object), at: maybe(whole) },
  void: {},
  clock: {},
};
const known = (kind) => text(kind) && Object.hasOwn(BODIES, kind);
const fits = (kind, b) => object(b) && Object.entries(BODIES[kind]).every(([field, check]) => check(b[field]));
const bodyOf = (e) => (e.b === undefined ? {} : e.b);

function readable(e) {
  return object(e) && (none(e.v) || e.v === 1) && isId(e.id) && isId(e.dev) && count(e.seq) && known(e.kind)
    && (isId(e.walk) || (none(e.walk) && e.kind === 'clock'))
    && object(e.t) && number(e.t.wall) && maybe(number)(e.t.mono) && maybe(text)(e.t.boot)
    && maybe(number)(e.t.off) && maybe(isId)(e.visit) && maybe(isId)(e.tap)
    && (isId(e.ref) || (none(e.ref) && e.kind !== 'amend' && e.kind !== 'void'))
    && fits(e.kind, bodyOf(e));
}

const correctedAt = (e) => Math.floor(e.t.wall + (e.t.off || 0));
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const bySeq = (a, b) => compare(a.dev, b.dev) || a.seq - b.seq || compare(a.id, b.id);

/** Readable entries of one walk, each id once: by seq within a device, heads merged by corrected time. */
function inOrder(entries) {
  const seen = new Set();
  const odd = [];
  const kept = [];
  for (const e of entries) {
    if (!readable(e)) odd.push(object(e) && text(e.id) ? e.id : '');
    else if (!seen.has(e.id)) kept.push(e), seen.add(e.id);
  }
  const queues = new Map();
  for (const e of kept.sort(bySeq)) {
    if (!queues.has(e.dev)) queues.set(e.dev, []);
    queues.get(e.dev).push(e);
  }
  const ordered = queues.size === 1 ? kept : merged(queues);
  const walk = (ordered.find((e) => e.kind === 'walk.begin') || ordered.find((e) => e.walk) || {}).walk;
  const ours = (e) => e.walk === walk || none(e.walk);
  odd.push(...ordered.filter((e) => !ours(e)).map((e) => e.id));
  return [ordered.filter(ours), odd];
}

function merged(queues) {
  const ordered = [];
  const heads = new Map([...queues.keys()].map((dev) => [dev, 0]));
  while (heads.size) {
    const head = (dev) => correctedAt(queues.get(dev)[heads.get(dev)]);
    const dev = [...heads.keys()].sort((a, b) => head(a) - head(b) || compare(a, b))[0];
    ordered.push(queues.get(dev)[heads.get(dev)]);
    heads.set(dev, heads.get(dev) + 1);
    if (heads.get(dev) === queues.get(dev).length) heads.delete(dev);
  }
  return ordered;
}

/** Every entry as it now reads: {…entry, entry, place, at, b, moved, edited, voided}. */
function corrected(ordered) {
  const lines = ordered.map((e, place) => ({
    ...e, entry: e, place, at: correctedAt(e), b: bodyOf(e), moved: false, edited: false, voided: false,
  }));
  const byId = new Map(lines.map((line) => [line.id, line]));
  const odd = applyVoids(lines, byId);
  const amends = lines.filter((line) => line.kind === 'amend' && !line.voided);
  // Per field the highest (dev, seq) wins, so that new words do not lose a time chosen earlier.
  for (const line of amends.sort((a, b) => compare(a.dev, b.dev) || a.seq - b.seq)) {
    const target = byId.get(line.ref);
    if (target && !amend(target, line)) odd.push(line.id);
  }
  return [lines, odd];
}

function applyVoids(lines, byId) {
  const voids = lines.filter((line) => line.kind === 'void');
  const waiting = new Map(voids.map((line) => [line.id, 0]));
  for (const { ref } of voids) if (waiting.has(ref)) waiting.set(ref, waiting.get(ref) + 1);
  const ready = voids.filter((line) => waiting.get(line.id) === 0);
  for (const line of ready) { // grows while it is read
    const target = byId.get(line.ref);
    if (!target) continue;
    target.voided = target.voided || !line.voided;
    if (target.kind !== 'void') continue;
    waiting.set(target.id, waiting.get(target.id) - 1);
    if (waiting.get(target.id) === 0) ready.push(target);
  }
  const settled = new Set(ready);
  return voids.filter((line) => !settled.has(line)).map((line) => line.id);
}

function amend(target, line) {
  const { b, at } = line.b;
  if (['amend', 'void', 'clock'].includes(target.kind) || (!none(b) && !fits(target.kind, b))) return false;
  if (!none(b)) target.b = b;
  if (!none(at)) target.at = at, target.moved = true;
  const ownTap = !none(line.tap) && line.tap === target.tap;
  target.edited = target.edited || ((!none(b) || !none(at)) && !ownTap);
  return true;
}

const round = (ms) => Math.max(0, Math.floor(ms + 0.5));

/** [ms, quality] between two lines whose clocks may have slept, jumped or restarted (capture.md §6). */
function lasted(start, end, clocks) {
  const a = start.t;
  const b = end.t;
  if (start.moved || end.moved || start.dev !== end.dev) return [Math.max(0, end.at - start.at), 'wall'];
  const wall = b.wall - a.wall;
  if (none(a.boot) || a.boot !== b.boot || none(a.mono) || none(b.mono)) {
    return none(a.off) || none(b.off) ? [round(wall), 'wall'] : [round(wall + b.off - a.off), 'wall_adj'];
  }
  const mono = b.mono - a.mono;
  if (Math.abs(wall - mono) <= AGREE_MS) return [round(mono), 'mono'];
  const offsetMoved = !none(a.off) && !none(b.off) && Math.abs((b.off - a.off) + (wall - mono)) <= AGREE_MS;
  const hidden = clocks.some((c) => c.dev === start.dev && start.seq < c.seq && c.seq < end.seq
    && (c.b.event === 'hide' || c.b.event === 'show'));
  return offsetMoved || !hidden ? [round(mono), 'clock_changed'] : [round(wall), 'wall'];
}

const cut = ([a, b], [c, d]) => [Math.max(a, c), Math.min(b, d)];

function covered(spans) {
  let total = 0;
  let reach = null;
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const start = reach === null ? from : Math.max(from, reach);
    if (to > start) total += to - start, reach = to;
  }
  return total;
}

const overlap = (spans, from, to) => covered(spans.map((span) => cut(span, [from, to])));

function staysOf(live, end) {
  const stays = new Map();
  const odd = [];
  for (const line of live.filter((x) => x.kind === 'touchpoint.enter')) {
    const name = line.entry.b.visit;
    if (stays.has(name)) odd.push(line.id);
    else stays.set(name, { name, enter: line, leave: null, closer: null, lines: [] });
  }
  for (const line of live) {
    const stay = stays.get(line.visit);
    if (!stay) continue;
    stay.lines.push(line);
    if (line.kind === 'touchpoint.leave') stay.leave = line;
  }
  const enters = [...stays.values()].map((stay) => stay.enter).filter((line) => !line.moved);
  for (const stay of stays.values()) {
    // Nobody is in two places: without a leave, the next enter ends a stay.
    const after = stay.enter.moved ? null : enters.find((line) => line.place > stay.enter.place);
    stay.closer = stay.leave || after || end || null;
  }
  return [stays, odd];
}

const orNull = (x) => (x === undefined ? null : x);
const of = (stay, kind) => stay.lines.filter((line) => line.kind === kind);
const isOver = ({ shown }) => shown.to !== null;

function visitOf(stay, live, pauses, end, clocks) {
  const spans = pauses.filter((p) => p.to !== null).map((p) => [p.from, p.to]);
  const [waits, odd] = waitsOf(stay, live, spans, end, clocks);
  const { enter, leave } = stay;
  const left = leave ? leave.b : {};
  const [times, quality] = timesOf(stay, waits, spans, clocks);
  const ratings = of(stay, 'rating');
  const visit = {
    visit: stay.name,
    touchpoint: orNull(enter.b.touchpoint),
    name: orNull(enter.b.name),
    channel: orNull(enter.b.channel),
    why: enter.b.why || 'planned',
    after: orNull(enter.b.after),
    place: orNull(enter.b.place),
    entered_at: enter.at,
    left_at: stay.closer ? stay.closer.at : null,
    ...countsOf(stay),
    waits: waits.map(({ shown }) => shown),
    rating: ratings.length ? ratings.at(-1).b.value : null,
    outcome: orNull(left.outcome),
    code: orNull(left.code),
    mood: moodOf(stay, live),
    ...times,
    to_a_person: toAPerson(stay, waits, spans, clocks),
  };
  visit.measured = measuredOf(stay, visit);
  return { visit, odd, qualities: [quality, ...visit.waits.map((wait) => wait.quality)] };
}

function tally(kinds, among) {
  const counts = {};
  for (const kind of among) {
    const n = kinds.filter((k) => k === kind).length;
    if (n) counts[kind] = n;
  }
  return counts;
}

function countsOf(stay) {
  const steps = of(stay, 'step');
  const kinds = steps.map((line) => line.b.kind);
  const marked = stay.lines.filter((line) => line.kind === 'step' || line.kind === 'note');
  return {
    steps: tally(kinds, ORDINARY),
    friction: tally(kinds, FRICTION),
    bright: kinds.filter((kind) => kind === 'bright_spot').length,
    employees: steps.reduce((sum, line) => sum + (line.b.employees || 0), 0),
    our_job: marked.filter((line) => (line.b.tags || []).includes('our_job')).length,
  };
}

/** What the walker kept track of. Not said: only what has an entry, so that silence is never a zero. */
function measuredOf(stay, visit) {
  const said = (stay.leave && stay.leave.b.measured) || {};
  const has = {
    steps: Object.keys(visit.steps).length > 0, waits: visit.waits.length > 0,
    friction: Object.keys(visit.friction).length > 0,
  };
  return Object.fromEntries(MEASURES.map((name) => [name, none(said[name]) ? has[name] : said[name]]));
}

function moodOf(stay, live) {
  const moods = live.filter((line) => line.kind === 'mood');
  const latest = (some) => {
    const sorted = some.sort((a, b) => a.at - b.at || a.place - b.place);
    return sorted.length ? sorted.at(-1).b.value : null;
  };
  const before = latest(moods.filter((m) => m.at <= stay.enter.at));
  const after = latest(moods.filter((m) => m.visit === stay.name || !stay.closer || m.at <= stay.closer.at));
  return after === null ? null : { before, after };
}

function waitsOf(stay, live, spans, end, clocks) {
  const found = [];
  const odd = [];
  const starts = live.filter((line) => line.kind === 'wait.start');
  for (const start of of(stay, 'wait.start')) {
    const stops = live.filter((line) => line.kind === 'wait.end' && line.b.start === start.id);
    let stop = stops[0] || null;
    const kind = (stop && stop.b.kind) || start.b.kind;
    const closer = closerOf(stay, start, kind, starts, end);
    if (stop && closer && !(stop.moved || start.moved || stop.place < closer.place)) stop = null;
    odd.push(...stops.filter((line) => line !== stop).map((line) => line.id));
    found.push(waitOf(start, stop, stop || closer, kind, spans, clocks));
  }
  return [found, odd];
}

/** What ends a wait when nobody says so: leaving, the next live wait, the end of the walk. */
function closerOf(stay, start, kind, starts, end) {
  if (AWAY.has(kind)) return end;
  if (start.moved) return stay.closer || end;
  const following = starts.filter((s) => !s.moved && !AWAY.has(s.b.kind));
  const after = [stay.closer, end, ...following].filter((x) => x && x.place > start.place);
  return after.sort((a, b) => a.place - b.place)[0] || null;
}

function waitOf(start, stop, over, kind, spans, clocks) {
  const [raw, quality] = over ? lasted(start, over, clocks) : [0, null];
  // Paused time is no waiting, but a call-back is on its way whether we watch or not.
  const paused = AWAY.has(kind) ? 0 : overlap(spans, start.at, start.at + raw);
  const says = stop ? stop.b : {};
  const how = orNull(says.how);
  const shown = {
    id: start.id,
    kind,
    from: start.at,
    to: over ? over.at : null,
    ms: over ? raw - paused : null,
    occupied: orNull(says.occupied),
    explained: orNull(says.explained),
    how,
    censored: how === null || how === 'gave_up' || how === 'cut_off',
    quality,
    people_ahead: orNull(none(says.people_ahead) ? start.b.people_ahead : says.people_ahead),
    promised_ms: orNull(start.b.promised_ms),
  };
  return { shown, raw, stop };
}

function timesOf(stay, waits, spans, clocks) {
  const over = waits.filter(isOver);
  const live = over.filter(({ shown }) => !AWAY.has(shown.kind));
  const away = over.filter(({ shown }) => AWAY.has(shown.kind));
  const sum = (some) => some.reduce((total, { shown }) => total + shown.ms, 0);
  const start = stay.enter.at;
  const [span, quality] = stay.closer ? lasted(stay.enter, stay.closer, clocks) : [0, null];
  const stretches = live.map(({ shown, raw }) => [shown.from, shown.from + raw]);
  const waiting = covered(stretches) - covered(stretches.flatMap((a) => spans.map((b) => cut(a, b))));
  const until = stay.closer ? start + span : Math.max(start, ...spans.map(([, to]) => to));
  const paused = overlap(spans, start, until);
  return [{
    paused_ms: paused,
    active_ms: stay.closer ? Math.max(0, span - paused - waiting) : null,
    wait_live_ms: sum(live),
    wait_away_ms: sum(away),
  }, quality];
}

/** Steps and time until the first person: a wait that somebody answered, or a step with an employee. */
function toAPerson(stay, waits, spans, clocks) {
  const { enter } = stay;
  if (!none(enter.b.channel) && !WITH_PEOPLE.has(enter.b.channel)) return null;
  const steps = of(stay, 'step');
  const answered = waits.filter(({ shown }) => shown.how === 'answered' && !NO_PERSON.has(shown.kind));
  const people = [...steps.filter((line) => line.b.employees > 0), ...answered.map(({ stop }) => stop)];
  const order = (a, b) => a.at - b.at || a.place - b.place;
  const first = people.sort(order)[0];
  if (!first) return null;
  const before = steps.filter((line) => ORDINARY.includes(line.b.kind) && order(line, first) < 0);
  const [took] = lasted(enter, first, clocks);
  return { steps: before.length, ms: took - overlap(spans, enter.at, enter.at + took) };
}

function pausesOf(live) {
  const pauses = [];
  for (const line of live) {
    const last = pauses.at(-1);
    const running = Boolean(last) && last.to === null;
    if (line.kind === 'walk.pause' && !running) pauses.push({ from: line.at, to: null });
    else if ((line.kind === 'walk.resume' || line.kind === 'walk.end') && running) {
      last.to = Math.max(line.at, last.from);
    }
  }
  return pauses;
}

const momentOf = (line) => ({
  id: line.id, kind: line.kind, at: line.at, visit: orNull(line.visit), seq: line.seq, dev: line.dev,
  tap: orNull(line.tap), fresh: orNull(line.fresh), edited: line.edited, moved: line.moved,
  voided: line.voided, b: line.b, ref: orNull(line.ref),
});

const photoOf = (line) => ({
  id: line.b.photo, entry: line.id, visit: orNull(line.visit), at: line.at, caption: orNull(line.b.caption),
});

function flagsOf(lines, begin, qualities) {
  const devices = new Set(lines.filter((line) => line.kind !== 'clock' && line.dev !== 'office').map((line) => line.dev));
  const told = {
    second_device: devices.size > 1,
    clock_changed: qualities.includes('clock_changed'),
    clock_off: lines.some((line) => Math.abs(line.t.off || 0) > CLOCK_OFF_MS),
    no_begin: !begin && lines.length > 0,
  };
  return Object.keys(told).filter((name) => told[name]);
}

/**
 * The state of the walk these entries tell, in any order and with any repeats. Never throws.
 * @param {object[]} entries parsed lines of the log
 * @returns {object} the shape of app/scoring/fold.py: every time is corrected UTC ms; null while it runs
 */
export function fold(entries) {
  const [ordered, unreadable] = inOrder(entries);
  const [lines, misfits] = corrected(ordered);
  const clocks = lines.filter((line) => line.kind === 'clock');
  const live = lines.filter((line) => line.kind !== 'clock' && !line.voided);
  const begin = lines.find((line) => line.kind === 'walk.begin') || null;
  const end = live.findLast((line) => line.kind === 'walk.end') || null;
  const pauses = pausesOf(live);
  const [stays, twice] = staysOf(live, end);
  const told = [...stays.values()].map((stay) => visitOf(stay, live, pauses, end, clocks));
  const visits = told.map(({ visit }) => visit);
  const open = [...stays.values()].filter((stay) => !stay.closer).at(-1);
  const b = begin ? begin.b : {};
  const ended = end ? end.b : {};
  return {
    walk: orNull((ordered.find((e) => e.walk) || {}).walk),
    began: Boolean(begin),
    withdrawn: Boolean(begin && begin.voided),
    by: begin ? orNull(begin.by) : null,
    journey: orNull(b.journey),
    revision: orNull(b.revision),
    persona: orNull(b.persona),
    own_reason: orNull(b.own_reason),
    mode: b.mode || 'be',
    practice: b.practice === true,
    prediction: orNull(b.prediction),
    began_at: begin ? begin.at : null,
    ended_at: end ? end.at : null,
    handed_in: Boolean(end),
    outcome: orNull(ended.outcome),
    bias: Object.fromEntries(BIASES.map((name) => [name, orNull(ended[name])])),
    paused: pauses.length > 0 && pauses.at(-1).to === null,
    pauses,
    visits,
    open_visit: open ? open.name : null,
    open_waits: visits.flatMap((visit) => visit.waits).filter((w) => w.to === null).map((w) => w.id),
    moments: lines.filter((line) => !['amend', 'void', 'clock'].includes(line.kind)).map(momentOf),
    photos: live.filter((line) => line.kind === 'photo').map(photoOf),
    flags: flagsOf(lines, begin, told.flatMap(({ qualities }) => qualities)),
    odd: [...new Set([...unreadable, ...misfits, ...twice, ...told.flatMap(({ odd }) => odd)])].sort(),
  };
}

/** The moments as a page lists them: one whose time was chosen stands at that time, inside its visit's places. */
export function inDisplayOrder(moments) {
  const shown = [...moments];
  const places = new Map();
  moments.forEach((moment, place) => {
    places.set(moment.visit, [...(places.get(moment.visit) || []), place]);
  });
  for (const held of places.values()) {
    const row = placed(held.map((place) => moments[place]));
    held.forEach((place, i) => { shown[place] = row[i]; });
  }
  return shown;
}

/** Those with a chosen time among those that keep the log's order, each before the first that came later. */
function placed(moments) {
  const row = moments.filter((moment) => !moment.moved);
  for (const moment of moments.filter((m) => m.moved).sort((a, b) => a.at - b.at)) {
    const place = row.findIndex((other) => other.at > moment.at);
    row.splice(place < 0 ? row.length : place, 0, moment);
  }
  return row;
}
