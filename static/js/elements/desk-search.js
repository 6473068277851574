// <desk-search> in the bar: "/" goes to the search field from anywhere, arrows walk through what was found, "?" tells
// the keys. Keys of one letter can be turned off; then <html data-keys="off"> says so to every other element.

const OFF = "keys-off";
const root = document.documentElement;

function keysAreOn() {
  return root.dataset.keys !== "off";
}

function isTyping(target) {
  return target.closest?.("input, textarea, select, [contenteditable]") !== null;
}

function remembered() {
  try { return localStorage.getItem(OFF) === "yes"; } catch { return false; }
}

function remember(off) {
  root.dataset.keys = off ? "off" : "on";
  try { localStorage.setItem(OFF, off ? "yes" : "no"); } catch { /* kept for this page only */ }
}

class DeskSearch extends HTMLElement {
  connectedCallback() {
    remember(remembered());
    this.dialog = document.getElementById("keys");
    this.onKey = (event) => this.press(event);
    document.addEventListener("keydown", this.onKey);
    document.getElementById("keys-open")?.addEventListener("click", () => this.showKeys());
    const tick = document.getElementById("keys-on");
    if (tick) {
      tick.checked = keysAreOn();
      tick.addEventListener("change", () => remember(!tick.checked));
    }
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.onKey);
  }

  press(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (this.walk(event)) return;
    if (isTyping(event.target) || !keysAreOn()) return;
    if (event.key === "/") this.seek(event);
    else if (event.key === "?") { event.preventDefault(); this.showKeys(); }
  }

  /** To the field: the page's own, the bar's, or the search page. */
  seek(event) {
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    const fields = [document.getElementById("find"), document.getElementById("bar-find")];
    const field = fields.find((one) => one?.checkVisibility());
    if (field) { field.focus(); field.select(); }
    else location.assign("/search");
  }

  /** Arrows: from the field into the finds, through them, and back. True when the key was used. */
  walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const field = document.getElementById("find");
    if (!step || !field || event.shiftKey) return false;
    const stops = [field, ...document.querySelectorAll("#finds .find")];
    const here = stops.indexOf(document.activeElement);
    if (here < 0 || !stops[here + step]) return false;
    event.preventDefault();
    stops[here + step].focus();
    return true;
  }

  showKeys() {
    if (this.dialog && !this.dialog.open) this.dialog.showModal();
  }
}

customElements.define("desk-search", DeskSearch);
