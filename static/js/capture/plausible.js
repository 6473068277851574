/** What is worth a second look before handing in. The twin of app/scoring/plausible.py, held by tests/vectors/plausible.json. */

const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
const ON_THE_WAY = ["touchpoint.enter", "step", "wait.start"];

/** @param {object} fold  @returns {string[]} names of hints in a fixed order */
export function plausible({ flags, visits, moments }) {
  const over = visits.filter((visit) => visit.active_ms !== null);
  const taps = sum(over.flatMap(({ bright, steps, friction }) => [bright, ...Object.values(steps), ...Object.values(friction)]));
  const ratings = visits.map((visit) => visit.rating).filter((rating) => rating !== null);
  const live = moments.filter(({ kind, voided }) => ON_THE_WAY.includes(kind) && !voided);
  const later = live.length > 2 && live.every(({ fresh }) => fresh === "later");
  return [
    flags.includes("clock_changed") && "clock",
    !later && taps > 4 && sum(over.map((visit) => visit.active_ms + visit.wait_live_ms)) < taps * 2000 && "fast",
    ratings.length > 2 && new Set(ratings).size === 1 && "same",
    later && "later",
  ].filter(Boolean);
}
