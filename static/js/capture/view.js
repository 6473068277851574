/** What every phone screen paints with: templates of the page, slots, drawings, times in words. */

let art = null;

/** @param {string} id of a <template> in the shell @returns {DocumentFragment} */
export function clone(id) {
  return document.importNode(document.getElementById(id).content, true);
}

/**
 * @template {ParentNode} T @param {T} root
 * @param {Record<string, string|number|null>} slots text by data-slot; null or "" hides the slot
 * @returns {T}
 */
export function fill(root, slots) {
  for (const [name, said] of Object.entries(slots)) {
    for (const at of root.querySelectorAll(`[data-slot="${name}"]`)) {
      const text = String(said ?? "");
      if (at.textContent !== text) at.textContent = text;
      at.hidden = text === "";
    }
  }
  return root;
}

const two = (n) => String(n).padStart(2, "0");

/** @param {number} ms @returns {string} "9:24", "1:02:33" */
export function clockText(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  const [h, m] = [Math.floor(s / 3600), Math.floor(s / 60) % 60];
  return h ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
}

/** @param {number} ms @returns {string} "48 minutes", "1 minute", "under a minute", "2 hours 5" */
export function minutes(ms) {
  const n = Math.round(ms / 60000);
  if (n < 1) return "under a minute";
  if (n >= 120) return `${Math.floor(n / 60)} hours${n % 60 ? ` ${n % 60}` : ""}`;
  return n === 1 ? "1 minute" : `${n} minutes`;
}

/** @param {number} ms wall @returns {string} "14:02" */
export const timeText = (ms) => `${two(new Date(ms).getHours())}:${two(new Date(ms).getMinutes())}`;

/** @param {number} ms wall @returns {string} "Sun 8 Nov" */
export const dayText = (ms) =>
  new Date(ms).toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short" }).replace(",", "");

/** @param {string} symbol id in art.svg @returns {string} its address, base from <capture-app data-art> */
export function artUrl(symbol) {
  art ??= document.querySelector("[data-art]").dataset.art;
  return `${art}#${symbol}`;
}

/** Point a drawing of the page at another symbol. @param {Element|null} svg @param {string} symbol */
export function show(svg, symbol) {
  const use = svg?.querySelector("use");
  if (use && use.getAttribute("href") !== artUrl(symbol)) use.setAttribute("href", artUrl(symbol));
}

/** @param {object|null} persona @returns {string} symbol of the shoes; a plain brogue for one's own reason */
export const shoesOf = (persona) => `shoe-${persona?.shoes || "brogue"}`;

const TITLES = /^(mr|mrs|ms|miss|mx|dr|prof|sir|dame)\.?$/i;

/** What people call them. @param {string} name "Maria Alves, 71" @returns {string} "Maria"; "Mr Osei" stays whole */
export function calledOf(name) {
  const words = name.split(",")[0].trim().split(/\s+/);
  return TITLES.test(words[0]) ? words.join(" ") : words[0];
}
