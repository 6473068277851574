/** From templates to screens: clone, fill, and times as a person reads them. */

/** @param {string} id of a template in the page @returns {DocumentFragment} */
export const clone = (id) => document.getElementById(id).content.cloneNode(true);

/** @param {ParentNode} root @param {Record<string, string>} slots by data-slot */
export function fill(root, slots) {
  for (const [name, text] of Object.entries(slots)) {
    for (const at of root.querySelectorAll(`[data-slot="${name}"]`)) at.textContent = text;
  }
}

/** @param {number} ms @returns {string} "9:24", "1:02:03" */
export function clockText(ms) {
  const s = Math.floor(Math.max(0, ms) / 1000);
  const two = (n) => String(n).padStart(2, "0");
  const [h, m] = [Math.floor(s / 3600), Math.floor(s / 60) % 60];
  return h ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
}

/** @param {number} ms @returns {string} whole minutes, "9 min" */
export const minutes = (ms) => `${Math.round(ms / 60e3)} min`;
