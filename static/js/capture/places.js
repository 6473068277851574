/** The sites a stop may be walked at, and the one used there last, which is offered first. */
const USED = "places";
const keyOf = (stop) => stop.id ?? stop.channel;

/** @param {object[]} places of the catalogue @param {string|null} last id @returns {object[]} those that fit, the last one first */
export function placesAt(places, stop, journey, last = null) {
  const fits = (one) => one.channels.includes(stop.channel) && (!one.journeys.length || one.journeys.includes(journey));
  return places.filter(fits).sort((a, b) => (b.id === last) - (a.id === last));
}

/** @returns {Promise<string|null>} where this stop was walked last, on this phone */
export const lastAt = async (log, stop) => (await log.store.meta(USED).catch(() => null))?.[keyOf(stop)] ?? null;

/** A walker says where: a fact of the arrival itself, so it is no edit. @param {object} enter moment of touchpoint.enter */
export async function sayPlace(app, stop, enter, place) {
  await app.log.amend(enter.id, { b: { ...enter.b, place } }, { tap: enter.tap });
  const used = await app.log.store.meta(USED).catch(() => null);
  await app.log.store.setMeta({ [USED]: { ...used, [keyOf(stop)]: place } }).catch(() => {});
}
