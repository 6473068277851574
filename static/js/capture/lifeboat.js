/**
 * A second, synchronous copy of each tap while its transaction is under way: one localStorage row per tap.
 *
 * Rows of their own, not one list: two windows never overwrite each other's. Entries only, never photo bytes.
 */

const PREFIX = "lifeboat:";

/** @param {string} tap @param {object[]} entries without seq. A full or forbidden localStorage is no reason to stop. */
export function board(tap, entries) {
  try { localStorage.setItem(PREFIX + tap, JSON.stringify(entries)); } catch { /* IndexedDB still has its chance */ }
}

/** @param {string} tap saved for good: the copy may go */
export function land(tap) {
  try { localStorage.removeItem(PREFIX + tap); } catch { /* as above */ }
}

/** @returns {{tap: string, entries: object[]}[]} taps whose transaction was never seen to end, oldest first */
export function aboard() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).sort()
      .map((key) => ({ tap: key.slice(PREFIX.length), entries: read(localStorage.getItem(key)) }))
      .filter((row) => row.entries.length);
  } catch {
    return [];
  }
}

function read(text) {
  try {
    const list = JSON.parse(text);
    return Array.isArray(list) ? list.filter((entry) => entry?.id && entry.kind) : [];
  } catch {
    return [];
  }
}
