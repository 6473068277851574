/** Times of day in the fields of a sheet: local, to the second. Pure but for the phone's time zone. */

const two = (n) => String(n).padStart(2, "0");

/** @param {number} ms @returns {string} "13:54:30", for an input of type time */
export function timeOfDay(ms) {
  const at = new Date(ms);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/**
 * @param {string} text of the field @param {number} near ms: the day it belongs to
 * @returns {number|null} the moment of that time of day nearest to `near`; null for an empty field
 */
export function momentOf(text, near) {
  const [, h, m, s] = /^(\d\d):(\d\d)(?::(\d\d))?/.exec(text) ?? [];
  if (h === undefined) return null;
  const at = new Date(near).setHours(Number(h), Number(m), Number(s ?? 0), 0);
  return [at - 86400e3, at, at + 86400e3].reduce((a, b) => (Math.abs(b - near) < Math.abs(a - near) ? b : a));
}

/** How fresh a memory is. @param {number} ago ms @returns {"soon"|"later"} */
export const memory = (ago) => (ago <= 600e3 ? "soon" : "later");

/** @param {number} ms @returns {string} "16:00" today, "Mon 16:00" on another day */
export function dayTime(ms) {
  const at = new Date(ms);
  const today = at.toDateString() === new Date().toDateString();
  return at.toLocaleString("en-GB", { hour: "2-digit", minute: "2-digit", ...(today ? {} : { weekday: "short" }) });
}
