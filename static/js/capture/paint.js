/** Painting in place: digits that do not jitter, drawings that change, lists whose rows stay the same elements. */

/** Each digit in its own cell; only changed digits are touched. @param {Element} at @param {string} text "9:24" */
export function digits(at, text) {
  if (at.dataset.shown === text) return;
  at.dataset.shown = text;
  while (at.children.length > text.length) at.lastChild.remove();
  [...text].forEach((char, i) => {
    const cell = at.children[i] ?? at.appendChild(document.createElement("i"));
    if (cell.textContent !== char) cell.textContent = char;
    cell.classList.toggle("digits__colon", char === ":");
  });
}

/** @param {Element|null} svg an icon of ui.html @param {string} symbol id in art.svg */
export function draw(svg, symbol) {
  const use = svg?.querySelector("use");
  const wanted = use && `${use.getAttribute("href").split("#")[0]}#${symbol}`;
  if (use && use.getAttribute("href") !== wanted) use.setAttribute("href", wanted);
}

/** @param {Element} root @param {string} slot data-slot @param {string} text nothing is touched when it is the same */
export function put(root, slot, text) {
  const at = root.querySelector(`[data-slot="${slot}"]`);
  if (at && at.textContent !== text) at.textContent = text;
}

/**
 * @template T @param {Element} list @param {T[]} items @param {(item: T) => string} key
 * @param {(item: T) => Element} make @param {(row: Element, item: T) => void} update
 */
export function keyed(list, items, key, make, update) {
  const held = new Map([...list.children].map((row) => [row.dataset.id, row]));
  items.forEach((item, i) => {
    const row = held.get(key(item)) ?? make(item);
    row.dataset.id = key(item);
    held.delete(key(item));
    update(row, item);
    if (list.children[i] !== row) list.insertBefore(row, list.children[i] ?? null);
  });
  held.forEach((row) => row.remove());
}

/** @param {Element} bar a .parbar @param {number} value @param {number} par the notch in the middle; clips at twice par */
export function parBar(bar, value, par) {
  bar.style.setProperty("--fill", `${Math.min(100, (50 * value) / par)}%`);
}
