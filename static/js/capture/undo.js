/** Taking back and putting back: which entries of a tap are live, and what voids them. Pure. */

/** Written later; a phone whose keep was dropped and put back counts anew under a new, higher id. */
export const isAfter = (a, b) => (a.dev === b.dev ? a.seq > b.seq : a.dev > b.dev);

/** @param {object[]} entries of one walk @returns {Set<string>} ids of entries under a live void */
export function voided(entries) {
  const voids = entries.filter((entry) => entry.kind === "void");
  const dead = new Set();
  // A void counts unless it is itself voided; refs only point at what was there before, so newest first settles it.
  const newest = [...voids].sort((a, b) => (isAfter(a, b) ? -1 : 1));
  for (const one of newest) if (!dead.has(one.id)) dead.add(one.ref);
  return dead;
}

/** @param {object[]} entries of the walk @param {string} tap @returns {object[]} entries of the tap still in force */
export function liveOf(entries, tap) {
  const dead = voided(entries);
  return entries.filter((entry) => entry.tap === tap && !dead.has(entry.id));
}

/** @param {object[]} entries of the walk @param {string} tap @returns {object[]} live voids that took the tap back */
export function voidsOf(entries, tap) {
  const dead = voided(entries);
  const mine = new Set(entries.filter((entry) => entry.tap === tap).map((entry) => entry.id));
  return entries.filter((entry) => entry.kind === "void" && mine.has(entry.ref) && !dead.has(entry.id));
}
