/** Numbered places where the phone may die: a test sets `globalThis.__step` and kills the page at any of them. */

/**
 * @param {number} n 10–19 append, 20–29 start, 30–49 entries lane, 50–69 photo lane
 * @param {string} name what has just happened, or is about to
 * @returns {Promise<void>|undefined} awaited by the caller; nothing at all unless a test listens
 */
export function step(n, name) {
  return globalThis.__step?.(n, name);
}
