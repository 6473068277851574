/** The words of the walking screens: they stand in the page, in its two templates of words, not in modules. */

let book = null;

function open() {
  const words = [...document.querySelectorAll("#walking-words, #shell-words")].flatMap((page) => [...page.content.querySelectorAll("[data-key]")]);
  return new Map(words.map((one) => [one.dataset.key, one.textContent.trim()]));
}

/**
 * @param {string} key e.g. "wait.hold"
 * @param {Record<string, string|number>} [slots] put in place of {name}
 * @returns {string} "" for a key the page does not know
 */
export function phrase(key, slots = {}) {
  book ??= open();
  return (book.get(key) ?? "").replace(/\{(\w+)\}/g, (_, name) => slots[name] ?? "");
}

/** One or many: phrase("snags.1") or phrase("snags.n"). @param {string} key @param {number} n @returns {string} */
export const counted = (key, n, more = {}) => phrase(`${key}.${n === 1 ? 1 : "n"}`, { n, ...more });
