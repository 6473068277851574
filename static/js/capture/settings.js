/** How this phone shows things: theme, text size, hand, buzzing, quiet. Kept on the phone, never sent. */

const NAME = "shoeleather.settings";
const DEFAULT = { theme: "auto", text: 100, hand: "right", haptics: true, quiet: false };
const BUZZ = { step: 12, wait: [12, 40, 12], end: 30, undo: [12, 30, 12] };

/** @returns {{theme: "auto"|"light"|"dark", text: number, hand: "left"|"right", haptics: boolean, quiet: boolean}} */
export function readSettings() {
  try {
    return { ...DEFAULT, ...JSON.parse(localStorage.getItem(NAME) ?? "{}") };
  } catch {
    return { ...DEFAULT };
  }
}

/** Put settings on the page. Quiet is dark, silent and large, whatever else is chosen. */
export function wear(settings) {
  const { dataset } = document.documentElement;
  const theme = settings.quiet ? "dark" : settings.theme;
  const put = (name, value) => { if (value) dataset[name] = value; else delete dataset[name]; };
  put("theme", theme === "auto" ? "" : theme);
  put("text", String(settings.quiet ? Math.max(125, settings.text) : settings.text));
  put("hand", settings.hand === "left" ? "left" : "");
  put("quiet", settings.quiet ? "on" : "");
}

/** @param {object} change @returns {object} the settings now in force */
export function changeSettings(change) {
  const settings = { ...readSettings(), ...change };
  try { localStorage.setItem(NAME, JSON.stringify(settings)); } catch { /* it holds until the page closes */ }
  wear(settings);
  return settings;
}

/** An extra on phones that can; never the confirmation. @param {"step"|"wait"|"end"|"undo"} kind */
export function buzz(kind) {
  const { haptics, quiet } = readSettings();
  if (!haptics || quiet || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  navigator.vibrate?.(BUZZ[kind] ?? BUZZ.step);
}
