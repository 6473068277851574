/** The words that tell a keyboard's owner about single keys; they work only while the pad has focus. */
import { phrase } from "./phrases.js";

/** @param {Element} pad @param {string} key of the phrase @returns {() => void} */
export function keysOf(pad, key) {
  if (matchMedia("(hover: hover) and (pointer: fine)").matches) pad.title = phrase(key);
  return () => pad.removeAttribute("title");
}
