/** The phone's one page: opens the log and the outbox, shows one screen at a time, and says how things stand. */
import "./app-bars.js";
import { Catalogue } from "../capture/catalogue.js";
import { holdCapture } from "../capture/locks.js";
import { openLog } from "../capture/log.js";
import { openOutbox } from "../capture/outbox.js";
import { phrase } from "../capture/phrases.js";
import { practiceJourney } from "../capture/practice.js";
import { SCREENS, back, go, routeOf } from "../capture/router.js";
import { buzz, changeSettings, readSettings, wear } from "../capture/settings.js";
import { walkReader } from "../capture/walks.js";
import { openWorker } from "../capture/worker.js";

wear(readSettings());

class CaptureApp extends HTMLElement {
  #turn = 0;
  #shown = null; // the hash of the screen that is up

  async connectedCallback() {
    this.main = this.querySelector("main");
    this.bars = this.querySelector("app-bars");
    const log = await openLog({ app: this.dataset.version });
    this.app = this.#appOf(log);
    await this.app.catalogue.open();
    this.app.outbox = await openOutbox({ log });
    this.app.capture = holdCapture((held) => this.#held(held));
    this.bars.app = this.app;
    this.bars.start();
    addEventListener("hashchange", () => this.#route());
    document.addEventListener("visibilitychange", () => this.#seen());
    addEventListener("online", () => this.#seen());
    await this.#route();
    this.#enrol();
    this.#settle();
  }

  #appOf(log) {
    const catalogue = new Catalogue(log, practiceJourney());
    return {
      log, catalogue, clock: log.clock, drafts: log.drafts, settings: readSettings(), t: phrase, haptic: buzz, back,
      go: (hash, how) => this.#isLeft(how) || go(hash, how),
      outbox: null, worker: null, walkOf: walkReader(log, catalogue), say: (words) => this.#say(words),
      get user() { return log.user; },
      set: (change) => { this.app.settings = changeSettings(change); },
    };
  }

  /** One polite live region; cleared first, so that the same words are told twice. */
  #say(words) {
    const at = this.querySelector("[data-say]");
    at.textContent = "";
    setTimeout(() => { at.textContent = words; }, 30);
  }

  #held(held) {
    const before = this.app.log.writer;
    this.app.log.writer = held;
    if (this.bars.app) this.bars.paint();
    if (held && !before) this.#route(true);
  }

  #seen() {
    if (document.visibilityState !== "visible") return;
    if (!this.app.outbox.state.enrolled) this.#enrol();
    else this.app.catalogue.refresh();
  }

  /** A signed-in browser gets this phone its token by itself; the catalogue follows. */
  async #enrol() {
    if (!(await this.app.outbox.settleLogout())) return this.bars.signedOut(true);
    if (!this.app.outbox.state.enrolled) {
      const { status } = await this.app.outbox.enrol();
      this.bars.signedOut(status === 401 || status === 403);
    }
    await this.app.catalogue.refresh(true);
  }

  /** With the first screen there: the worker, and every other screen while there is a network. */
  async #settle() {
    this.app.worker = await openWorker({ log: this.app.log, onUpdate: () => this.bars.paint() });
    for (const name of SCREENS) await load(name).catch(() => {});
  }

  /** A screen already left, whose successor still loads, may not send its walker elsewhere. */
  #isLeft(how) {
    return how?.replace && this.#shown !== location.hash && routeOf(location.hash);
  }

  /** A walk begun on another phone, or long sent and no longer kept here. One not begun yet has its guess alone. */
  async #isElsewhere({ name, params }) {
    if (name === "guess-screen" || !params.walk) return false;
    return (await this.app.log.entriesOf(params.walk).catch(() => null))?.length === 0;
  }

  async #route(again = false) {
    const route = routeOf(location.hash);
    if (!route || (this.#shown === location.hash && !again)) return;
    const turn = ++this.#turn;
    const loaded = await load(route.name).then(() => true, () => false);
    if (turn !== this.#turn) return;
    if (!loaded) return this.bars.lacks("missing");
    const elsewhere = await this.#isElsewhere(route);
    if (turn !== this.#turn) return;
    if (elsewhere) return this.bars.lacks("elsewhere"), go("#/walks", { replace: true });
    this.#shown = location.hash;
    this.dataset.screen = route.name;
    this.bars.walking = route.walking;
    const screen = Object.assign(document.createElement(route.name), { app: this.app, params: route.params });
    document.title = "Shoeleather";
    this.main.replaceChildren(screen);
    this.main.scrollTop = 0;
    this.#coach(route, turn);
    await screen.ready;
    if (turn !== this.#turn) return;
    if (document.title === "Shoeleather") document.title = titleOf(screen);
    if (!document.activeElement || document.activeElement === document.body) this.main.focus({ preventScroll: true });
  }

  async #coach({ params }, turn) {
    const walk = await this.app.drafts.get("coach").catch(() => null);
    const held = this.querySelector("practice-coach");
    if (turn !== this.#turn) return;
    if (!walk || walk !== params.walk) return held?.remove();
    await load("practice-coach");
    if (turn !== this.#turn) return;
    const coach = held ?? Object.assign(document.createElement("practice-coach"), { app: this.app, walk });
    this.main.before(coach);
    coach.look(this.dataset.screen);
  }
}

const load = (name) => import(`./${name}.js`);

const titleOf = (screen) => {
  const head = screen.querySelector("h1")?.textContent.trim();
  return head ? `${head} · Shoeleather` : "Shoeleather";
};
customElements.define("capture-app", CaptureApp);
