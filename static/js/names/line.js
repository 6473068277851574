/**
 * The quiet line under a field of words that seems to name a member of staff, on the phone and on the desk.
 *
 * Fields say it by `data-no-staff`. It never holds anything up, and the words stay in the field: nothing here sends,
 * keeps or tells them. Loaded apart from the phone's shell, which it would make heavier; the worker keeps it.
 */
import { named, withoutName, wordsOf } from "./rule.js";

const SETTLED_MS = 400;
const lines = new WeakMap(); // field → its line
let timer;

/** Names of this house that are on the page, or that the phone holds. */
function houseWords() {
  const { journeys = [], personas = [], places = [] } = document.querySelector("capture-app")?.app?.catalogue ?? {};
  const told = [...journeys, ...journeys.flatMap((one) => one.touchpoints ?? []), ...personas, ...places].map((one) => one.name);
  const shown = [...document.querySelectorAll("h1, h2, h3, option, nav a")].map((one) => one.textContent);
  return wordsOf([...told, ...shown].join("\n"));
}

function look(field) {
  const found = named(field.value, houseWords());
  const line = lines.get(field);
  if (!found) {
    if (line) line.hidden = true;
  } else show(line ?? lineOf(field), found);
}

function show(line, { name }) {
  const words = `This may name a member of staff (“${name}”). Write what they did, not who they were.`;
  if (line.firstChild.textContent !== words) line.firstChild.textContent = words;
  line.hidden = false;
}

function lineOf(field) {
  const line = document.createElement("div");
  const words = document.createElement("p");
  const instead = document.createElement("button");
  line.className = "field field__hint";
  words.setAttribute("role", "status");
  Object.assign(instead, { type: "button", className: "button", textContent: "Use “a colleague”" });
  instead.addEventListener("click", () => replace(field));
  line.append(words, instead);
  (field.closest("label") ?? field).after(line);
  lines.set(field, line);
  return line;
}

/** The field is told as if somebody had typed, so that drafts and counters follow. */
function replace(field) {
  const found = named(field.value, houseWords());
  if (found) field.value = withoutName(field.value, found);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  look(field);
  field.focus();
}

const asked = ({ target }) => {
  if (!target.matches?.("[data-no-staff]")) return;
  clearTimeout(timer);
  timer = setTimeout(look, SETTLED_MS, target);
};
document.addEventListener("input", asked);
document.addEventListener("focusin", asked);
