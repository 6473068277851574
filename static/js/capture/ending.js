/** What is said after the last stop: kept as a draft until the walk is handed in, then written as walk.end. */

const key = (walk) => `end:${walk}`;
export const BIASES = ["recognised", "shortcut", "insider", "own_department"];

/** @returns {Promise<{outcome: string, undone: string[]}|undefined>} with the four biases: true, false, null = rather not say */
export const endingOf = (app, walk) => app.drafts.get(key(walk));

export const keepEnding = (app, walk, told) => app.drafts.set(key(walk), told);

/** @returns {Promise<boolean>} whether the walk is handed in and on disk */
export async function handIn(app, { fold }, told) {
  const { outcome = null, undone = [] } = told;
  const bias = Object.fromEntries(BIASES.map((name) => [name, told[name] ?? null]));
  const saved = await app.log.append([{ walk: fold.walk, kind: "walk.end", journey: `${fold.journey}@${fold.revision}`,
    b: { outcome, ...bias, ...(undone.length ? { undone } : {}) } }]);
  if (saved.length) await app.drafts.delete(key(fold.walk)).catch(() => {});
  return saved.length > 0;
}

const beginOf = ({ fold }) => fold.moments.find((one) => one.kind === "walk.begin");

/** Practice, don't count; or count it after all. */
export function setPractice(app, walk, practice) {
  const begin = beginOf(walk);
  return app.log.amend(begin.id, { b: { ...begin.b, practice } });
}

/** Hidden, kept thirty days, then erased; the same tap again brings it back. */
export function withdraw(app, walk) {
  const begin = beginOf(walk);
  if (!walk.fold.withdrawn) return app.log.void([begin.id]);
  const dead = new Set(walk.entries.filter((one) => one.kind === "void").map((one) => one.ref));
  const live = walk.entries.filter((one) => one.kind === "void" && one.ref === begin.id && !dead.has(one.id));
  return app.log.void(live.map((one) => one.id));
}
