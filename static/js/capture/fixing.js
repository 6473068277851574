/** Opening the row sheet and logging what it was told. */
import { tapped } from "./acts.js";
import { fixTap, forgottenTap } from "./fixes.js";
import { stopOf } from "./here.js";
import { placesAt } from "./places.js";
import { waitsOf } from "./channels.js";

const baseOf = ({ fold }, visit) => ({ walk: fold.walk, visit, journey: fold.journey ? `${fold.journey}@${fold.revision}` : null });

const openSheet = async (app, given) => (await import("../elements/row-sheet.js")).default.open(app,
  { now: app.clock.corrected(), ...given });

/** @param {object} row of rows.js @param {{until?: boolean}} how until: the question is when it ended */
export async function fixRow(app, walk, row, { until = false } = {}) {
  if (!row || row.struck || row.kind === "walk.pause") return;
  const arrived = row.kind === "touchpoint.enter";
  const stop = arrived && stopOf(walk.journey, walk.fold.visits.find((one) => one.visit === row.moment.b.visit));
  const places = arrived ? placesAt(app.catalogue?.places ?? [], stop, walk.fold.journey) : [];
  const flags = (await app.drafts.get(`wait:${row.id}`).catch(() => null)) ?? {};
  const told = await openSheet(app, { row, until, flags, places });
  if (!told) return;
  if (told.out) return app.log.void([row.id]).catch((error) => app.say(error.words));
  const end = walk.fold.moments.find((one) => one.kind === "wait.end" && !one.voided && one.b.start === row.id) ?? null;
  const visit = row.kind === "touchpoint.enter" ? row.moment.b.visit : row.moment.visit;
  const list = fixTap(baseOf(walk, visit), row, end, told);
  if (list.length) await tapped(app, list, { haptic: "step" });
}

/** A forgotten step or wait of a visit, with its time. */
export async function addForgotten(app, walk, visit) {
  const stay = walk.fold.visits.find((one) => one.visit === visit);
  const now = Math.min(app.clock.corrected(), stay.left_at ?? Infinity);
  const told = await openSheet(app, { now, waitkind: waitsOf(stopOf(walk.journey, stay).channel)[0] });
  if (!told) return;
  const times = { at: told.at ?? now, until: told.until ?? now };
  await tapped(app, forgottenTap(baseOf(walk, visit), { ...told, ...times }, app.clock.corrected()), { haptic: "step" });
}
