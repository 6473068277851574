/**
 * Three clocks for every entry: the wall, the monotonic clock of this page load, and the server's offset.
 *
 * Neither of the first two is right alone: the monotonic one stops in an Android's deep sleep, the wall can be set
 * by hand. Nothing here ticks on screen; a running timer is a start without an end.
 */
import { shortId } from "./ids.js";

const DISAGREE_MS = 2000;
const SLOW_ANSWER_MS = 3000;
const SAMPLE_LIVES_MS = 24 * 3600e3;

/** @typedef {{wall: number, mono: number, boot: string, tz: number, off: number|null, offe: number|null}} Stamp
 *  wall ms since 1970; mono ms since page load; boot the page load; tz minutes east of UTC; off server minus wall in
 *  ms and offe its error, null before the first answer. */

export class Clock {
  #samples = [];
  #hidden = []; // mono of every hiding in this page load
  #base; // wall and mono when they last agreed
  #now;
  #mono;

  /** @param {{now?: () => number, mono?: () => number}} [from] other clocks, for tests */
  constructor({ now = () => Date.now(), mono = () => performance.now() } = {}) {
    this.#now = now;
    this.#mono = mono;
    this.boot = shortId(5);
    this.#rebase();
  }

  /** @param {{off, offe, at}[]} samples kept from earlier page loads */
  restore(samples) {
    this.#samples = [...samples, ...this.#samples];
  }

  #rebase() {
    this.#base = { wall: this.now(), mono: this.mono() };
  }

  /** @returns {number} wall ms */
  now() {
    return Math.round(this.#now());
  }

  /** @returns {number} ms since page load, to a tenth */
  mono() {
    return Math.round(this.#mono() * 10) / 10;
  }

  /** @returns {Stamp} */
  stamp() {
    const wall = this.now();
    const { off, offe } = this.offset();
    return { wall, mono: this.mono(), boot: this.boot, tz: -new Date(wall).getTimezoneOffset(), off, offe };
  }

  /** @returns {{off: number|null, offe: number|null}} the sample with the least error of the last 24 hours */
  offset() {
    const fresh = this.#samples.filter((one) => Math.abs(this.now() - one.at) < SAMPLE_LIVES_MS);
    const best = fresh.reduce((a, b) => (a && a.offe <= b.offe ? a : b), null);
    return { off: best?.off ?? null, offe: best?.offe ?? null };
  }

  /** Server time in wall ms: what "now" means next to entries corrected by their offset. @returns {number} */
  corrected() {
    return this.now() + (this.offset().off ?? 0);
  }

  /**
   * One answer of the server (Cristian): off = server − middle, error = half the round trip.
   * @param {{t0: {wall: number, mono: number}, server: number}} answer
   * @returns {{off, offe, at}[]|null} the samples to keep, or null when the answer was too slow to tell the time
   */
  sample({ t0, server }) {
    const trip = this.mono() - t0.mono;
    if (!(trip >= 0 && trip <= SLOW_ANSWER_MS) || !Number.isFinite(server)) return null;
    const offe = Math.ceil(trip / 2);
    const one = { off: Math.round(server - (this.now() - trip / 2)), offe, at: this.now() };
    // A clock set by hand makes every older sample wrong: drop those that contradict this one.
    const agree = this.#samples.filter((old) => Math.abs(old.off - one.off) <= old.offe + offe + DISAGREE_MS);
    this.#samples = [...agree.filter((old) => Math.abs(one.at - old.at) < SAMPLE_LIVES_MS), one].slice(-50);
    return this.#samples;
  }

  /**
   * How long since a start entry, by the rules of capture.md section 6.
   * @param {{t: Stamp}} start
   * @returns {{ms: number, quality: "mono"|"wall"|"clock_changed"|"wall_adj"}}
   */
  elapsed({ t }) {
    const here = this.stamp();
    const wall = here.wall - t.wall;
    if (t.boot !== this.boot) {
      const known = t.off != null && here.off != null;
      return { ms: Math.max(0, known ? wall + here.off - t.off : wall), quality: known ? "wall_adj" : "wall" };
    }
    const mono = Math.round(here.mono - t.mono);
    if (Math.abs(wall - mono) <= DISAGREE_MS) return { ms: Math.max(0, mono), quality: "mono" };
    const moved = t.off != null && here.off != null && Math.abs(wall - mono + here.off - t.off) <= DISAGREE_MS;
    const slept = !moved && this.#hidden.some((at) => at >= t.mono);
    return slept ? { ms: Math.max(0, wall), quality: "wall" } : { ms: Math.max(0, mono), quality: "clock_changed" };
  }

  /** The page is being hidden: from here on a gap between the clocks may be sleep. */
  hide() {
    this.#hidden.push(this.mono());
    this.#hidden.splice(0, this.#hidden.length - 500);
  }

  /** Back: whatever gap there is was the sleep's, not a hand's. @returns {number} ms slept */
  show() {
    const gap = this.drift();
    this.#rebase();
    return gap;
  }

  /** @returns {number} how far the wall has run ahead of the monotonic clock since they last agreed, ms */
  drift() {
    return Math.round(this.now() - this.#base.wall - (this.mono() - this.#base.mono));
  }

  /**
   * Call while visible. A gap that no hiding explains means the wall was set by hand: known offsets move with it.
   * @returns {number} the gap in ms when it is worth an entry, else 0
   */
  check() {
    const gap = this.drift();
    if (Math.abs(gap) <= DISAGREE_MS) return 0;
    this.#samples = this.#samples.map((one) => ({ ...one, off: one.off - gap, at: one.at + gap }));
    this.#rebase();
    return gap;
  }
}

/**
 * Write a `clock` entry on hide, on show and when the clocks part, so that the office can judge again later.
 * @param {Clock} clock
 * @param {(b: {event: "hide"|"show"|"drift", drift_ms: number}) => void} write
 * @returns {() => void} how to stop
 */
export function watchClock(clock, write) {
  let hidden = document.visibilityState === "hidden";
  const turned = () => {
    hidden = document.visibilityState === "hidden";
    if (hidden) {
      write({ event: "hide", drift_ms: clock.drift() });
      clock.hide();
    } else {
      write({ event: "show", drift_ms: clock.show() });
    }
  };
  const tick = setInterval(() => {
    const gap = hidden ? 0 : clock.check();
    if (gap) write({ event: "drift", drift_ms: gap });
  }, 5000);
  document.addEventListener("visibilitychange", turned);
  return () => { clearInterval(tick); document.removeEventListener("visibilitychange", turned); };
}
