/** What stands above every screen: the pill, and one line for each thing a walker must know. */
import { phrase } from "../capture/phrases.js";
import { clone, fill, show } from "../capture/view.js";

const ICONS = { sent: "icon-check", to_send: "icon-cloudoff", sending: "icon-signal", sign_in: "icon-lock", portal: "icon-lock",
  help: "icon-info", not_saved: "icon-info" };

class AppBars extends HTMLElement {
  #signedOut = false;
  #gone = new Set();
  #lacking = "";

  start() {
    this.pill = this.querySelector(".pill");
    this.app.outbox.subscribe(() => this.paint());
    this.app.catalogue.subscribe(() => this.paint());
    this.app.log.subscribe(({ type }) => { if (type === "state" || type === "store") this.paint(); });
    this.addEventListener("click", ({ target }) => this.#clicked(target.closest("[data-bar] [data-act]")));
    this.paint();
  }

  signedOut(yes) {
    this.#signedOut = yes;
    this.paint();
  }

  /** @param {"missing"|"elsewhere"} what a screen not on this phone yet, a walk that is not on it */
  lacks(what) {
    this.#lacking = what;
    this.#gone.delete(what);
    this.paint();
  }

  set walking(yes) {
    // While walking the pill only tells: nothing up there is for thumbs.
    this.querySelector(".pill")?.toggleAttribute("data-quiet", yes);
    const pill = this.querySelector(".pill");
    if (yes) pill?.removeAttribute("href");
    else pill?.setAttribute("href", "#/outbox");
  }

  paint() {
    const { state } = this.app.outbox;
    this.pill.hidden = false;
    this.pill.dataset.pill = state.pill;
    show(this.pill.querySelector("svg"), ICONS[state.pill] ?? "icon-info");
    fill(this.pill, { words: state.words });
    this.#lines([...this.#told()]);
  }

  *#told() {
    const { log, outbox, worker, catalogue } = this.app;
    const line = (key, acts = [], words = phrase(`bar.${key}`)) => ({ key, words, acts });
    if (!log.state.saved) yield line("not_saved", ["reload", "export"], `${phrase("bar.not_saved")} ${log.state.words}`);
    else if (log.state.trouble) yield line("trouble", ["reload", "export"], log.state.words);
    if (!log.writer) yield line("other_window", ["steal"]);
    if (this.#lacking) yield line(this.#lacking, [this.#lacking === "missing" ? "reload" : "close"]);
    if (catalogue.locked) yield line("again", ["again"], catalogue.locked);
    else if (outbox.state.pill === "sign_in" || this.#signedOut) yield line("sign_in", ["login"]);
    if (log.canary.wiped && seen("wiped") !== log.canary.was) yield line("wiped", ["close"]);
    if (isOlder(log.app, outbox.state.min_client)) yield line("old", ["reload"]);
    if (worker?.updateReady() && !log.openWalks().length) yield line("update", ["update", "close"]);
  }

  #lines(told) {
    const list = this.querySelector("[data-bars]");
    const shown = told.filter(({ key }) => !this.#gone.has(key));
    const before = JSON.stringify(shown);
    if (list.dataset.shown === before) return;
    list.dataset.shown = before;
    list.replaceChildren(...shown.map((one) => this.#line(one)));
  }

  #line({ key, words, acts }) {
    const row = clone("app-bar").firstElementChild;
    row.dataset.bar = key;
    if (key === "not_saved") row.setAttribute("role", "alert");
    fill(row, { words });
    for (const button of row.querySelectorAll("[data-act]")) button.hidden = !acts.includes(button.dataset.act);
    return row;
  }

  async #clicked(button) {
    if (!button) return;
    const { act } = button.dataset;
    const { log, capture, worker } = this.app;
    if (act === "login") button.search = `?next=/capture${encodeURIComponent(location.hash)}`;
    if (act === "reload" && (log.state.saved || await log.retry())) location.reload();
    if (act === "export") await this.#export();
    if (act === "steal") capture.steal();
    if (act === "update") worker.takeOver();
    if (act === "close") this.#close(button.closest("[data-bar]").dataset.bar);
  }

  async #export() {
    const { download, exportZip } = await import("../capture/rescue.js");
    download(await exportZip(this.app.log));
  }

  #close(key) {
    this.#gone.add(key);
    if (key === "wiped") see("wiped", this.app.log.canary.was);
    this.paint();
  }
}

const seen = (what) => { try { return localStorage.getItem(`shoeleather.seen.${what}`); } catch { return null; } };
const see = (what, value) => { try { localStorage.setItem(`shoeleather.seen.${what}`, value); } catch { /* told again */ } };

/** @returns {boolean} whether our release is before the one the server asks for, both "year.month.n" */
function isOlder(ours, asked) {
  const [a, b] = [ours, asked ?? ""].map((one) => one.split(".").map(Number));
  for (let i = 0; i < b.length; i++) if ((a[i] ?? 0) !== b[i]) return (a[i] ?? 0) < b[i];
  return false;
}
customElements.define("app-bars", AppBars);
