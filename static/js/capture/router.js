/** Which screen an address is: hash routes, and "back" that never leaves the app by accident. */

const ROUTES = {
  "": ["home-screen"], journeys: ["journeys-screen"], walks: ["walks-screen"], shoes: ["shoes-screen", "journey", "persona"],
  own: ["own-screen", "journey"], guess: ["guess-screen", "walk"], walk: ["walk-screen", "walk"],
  rate: ["rate-screen", "walk", "visit"], touchpoints: ["touchpoints-screen", "walk"], end: ["end-screen", "walk"],
  sum: ["summary-screen", "walk"], log: ["log-screen", "walk"], outbox: ["outbox-screen"],
  install: ["install-screen"], practice: ["practice-screen"], settings: ["settings-screen"],
};
const WALKING = new Set(["walk-screen", "rate-screen"]);

/** @type {string[]} every screen, so that all of them can be loaded while there is a network */
export const SCREENS = [...new Set(Object.values(ROUTES).map(([name]) => name))];

/** @param {string} hash @returns {{name: string, params: Record<string, string>, walking: boolean}|null} null: not ours */
export function routeOf(hash) {
  if (hash && !hash.startsWith("#/")) return null;
  const [head = "", ...rest] = hash.slice(2).split("/");
  const [name, ...names] = ROUTES[head] ?? ROUTES[""];
  const params = Object.fromEntries(names.map((one, i) => [one, decodeURIComponent(rest[i] ?? "")]));
  return { name, params, walking: WALKING.has(name) };
}

let deep = history.state?.depth;
if (deep === undefined) sink(0);
addEventListener("hashchange", () => {
  if (history.state?.depth === undefined) sink(deep + 1); // a plain link tells nothing
  deep = history.state.depth;
});

function sink(depth) {
  history.replaceState({ depth }, "");
  deep = depth;
}

/** Move, remembering how deep we are: at the first page of a cold start there is nothing to go back to. */
export function go(hash, { replace = false } = {}) {
  if (hash === location.hash) return;
  history[replace ? "replaceState" : "pushState"]({ depth: deep + (replace ? 0 : 1) }, "", hash);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

/** The phone's own back where there is one; home otherwise. */
export function back(home = "#/") {
  if (deep > 0) history.back();
  else go(home, { replace: true });
}
