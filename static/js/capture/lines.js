/** One entry as the exact text that is stored, hashed and sent. Nobody re-writes it afterwards. */

/**
 * @typedef {object} Entry  the envelope of capture.md section 2
 * @property {1} v  @property {string} id  @property {string} dev  @property {number} seq  gap-free per device
 * @property {string} walk  @property {string} kind  @property {import("./clock.js").Stamp} t
 * @property {string|null} by  @property {string|null} journey  "id@revision"  @property {string} app
 * @property {string|null} ref  @property {string|null} visit  @property {"live"|"soon"|"later"} fresh
 * @property {string} tap  @property {object} b
 */

/** @param {Omit<Entry, "seq"|"dev">} entry @param {string} dev @param {number} seq @returns {string} */
export function lineOf(entry, dev, seq) {
  const { id, walk, kind, t, by, journey, app, ref, visit, fresh, tap, b } = entry;
  return JSON.stringify({ v: 1, id, dev, seq, walk, kind, t, by, journey, app, ref, visit, fresh, tap, b });
}

/** @param {{line: string}} row @returns {Entry|null} null for a line that cannot be read: shown, never thrown */
export function parsed(row) {
  try { return JSON.parse(row.line); } catch { return null; }
}

const utf8 = new TextEncoder();

/** @param {string} line @returns {number} bytes on the wire, without the line break */
export const weight = (line) => utf8.encode(line).length;
