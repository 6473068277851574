/** Leaving for the telephone or the website with one phone, and coming back: the step is logged before, the rest asked after. */
import { tapped } from "./acts.js";
import { waitsOf } from "./channels.js";
import { awayTap } from "./fixes.js";
import { phrase } from "./phrases.js";
import { stepTap, waitTap } from "./taps.js";

const GONE_MS = 30e3; // a link that hides the page at all does so at once
const FORGOTTEN_MS = 12 * 3600e3;
const key = (walk) => `away:${walk}`;

/** @param {string} url @returns {string} what a person reads of it */
export function hostOf(url) {
  try { return new URL(url).host; } catch { return url; }
}

/** Called inside the tap on the link. The entry is in the lifeboat before the browser leaves. */
export function openWeb(app, here) {
  const words = phrase("opened", { host: hostOf(here.stop.url) });
  remember(app, here.walk);
  return tapped(app, stepTap(here, "click", { words }), { words, haptic: "step" });
}

/** @param {"speaker"|"other"} way with this phone, or on another */
export function startCall(app, here, way) {
  const words = phrase("called", { number: here.stop.phone });
  if (way === "speaker") remember(app, here.walk);
  const wait = here.wait ? [] : waitTap(here, waitsOf(here.stop.channel)[0]);
  return tapped(app, [...stepTap(here, "plain", { words }), ...wait], { words, haptic: "wait" });
}

function remember(app, walk) {
  app.drafts.set(key(walk), { from: app.clock.corrected() }).catch(() => {});
  setTimeout(() => { if (document.visibilityState === "visible") app.drafts.delete(key(walk)).catch(() => {}); }, GONE_MS);
}

/** @returns {Promise<number|null>} corrected ms when the walker left, null when nobody left */
export async function leftAt(app, walk) {
  const kept = await app.drafts.get(key(walk)).catch(() => null);
  return kept && app.clock.corrected() - kept.from < FORGOTTEN_MS ? kept.from : null;
}

/** Ask what happened and log it on that stretch. @param {object} flags of the running wait */
export async function askAway(app, here, from, flags) {
  const { default: Sheet } = await import("../elements/away-sheet.js");
  const to = app.clock.corrected();
  const told = await Sheet.open(app, { ms: to - from, channel: here.stop.channel, wait: here.wait });
  await app.drafts.delete(key(here.walk)).catch(() => {});
  if (!told) return null;
  const base = { walk: here.walk, visit: here.visit.visit, journey: here.journey };
  const list = awayTap(base, told, { from, to, wait: here.wait, flags });
  return list.length ? tapped(app, list, { haptic: "step" }) : null;
}
