/** P1: carry on, what is only on this phone, your walks. */
import { endingOf } from "../capture/ending.js";
import { planOf } from "../capture/here.js";
import { placeOf, walkRow, walkTitle, walkTold } from "../capture/listing.js";
import { counted, phrase } from "../capture/phrases.js";
import { isPrivate, isTab } from "../capture/standing.js";
import { clone, fill, shoesOf, show, timeText } from "../capture/view.js";

const SHOWN = 5;
const STOPS = 4;

export default class HomeScreen extends HTMLElement {
  #stops = [];
  #loading = null;
  #again = false;
  #unsent = 0;

  connectedCallback() {
    this.append(clone("home-screen"));
    const { log, outbox, catalogue } = this.app;
    const load = () => this.#load();
    this.#stops = [log.subscribe(({ type }) => { if (type === "appended" || type === "user") load(); }),
      outbox.subscribe(() => this.#queue()), catalogue.subscribe(load)];
    this.querySelector("[data-install]").hidden = !isTab();
    isPrivate().then((yes) => { this.querySelector("[data-private]").hidden = !yes; });
    this.#queue();
    this.ready = this.#load();
  }

  disconnectedCallback() {
    this.#stops.forEach((stop) => stop());
  }

  #load() {
    this.#again = true;
    this.#loading ??= (async () => {
      while (this.#again) {
        this.#again = false;
        await this.#read();
      }
    })().finally(() => { this.#loading = null; });
    return this.#loading;
  }

  async #read() {
    const walks = await this.app.log.walks().catch(() => []);
    const open = walks.filter((one) => one.open);
    const done = this.app.catalogue.locked ? [] : walks.filter((one) => !one.open && one.first?.kind === "walk.begin");
    const rows = await Promise.all([...open, ...done.slice(0, SHOWN)].map((one) => walkTold(this.app, one)));
    if (open.length) rows[0] = { ...rows[0], over: await isOver(this.app, rows[0]) };
    if (this.isConnected) this.#paint(open, done, rows);
  }

  #paint(open, done, rows) {
    const [newest] = open.length ? rows : [];
    this.querySelector("[data-open]").replaceChildren(...(newest ? [tagOf(newest)] : []));
    const listed = [...open.slice(1), ...done.slice(0, SHOWN)];
    const told = rows.slice(newest ? 1 : 0);
    this.querySelector("[data-walks]").replaceChildren(...listed.map((one, i) => walkRow(told[i], one)));
    this.querySelector("[data-mine]").hidden = !listed.length;
    const all = this.querySelector('[data-slot="all"]');
    all.textContent = phrase("all.n", { n: listed.length });
    all.hidden = done.length <= SHOWN;
    all.textContent = phrase("all.n", { n: open.length - (newest ? 1 : 0) + done.length });
    this.#dock(newest);
    const empty = !newest && !listed.length && !this.app.catalogue.locked;
    this.querySelector("[data-empty]").hidden = !empty;
    const first = !this.app.user && !this.app.catalogue.journeys.length;
    fill(this, { emptyhead: phrase("empty.head"), emptywords: phrase(first ? "empty.first" : "empty.words"),
      initials: this.app.user?.initials || "?" });
  }

  #dock(newest) {
    const patch = this.querySelector("[data-patch]");
    patch.href = !newest ? "#/journeys" : newest.over ? `#/sum/${newest.walk}` : placeOf(newest);
    fill(this, { patch: !newest ? phrase("start") : /end|sum/.test(patch.hash) ? phrase("carry.end")
      : newest.persona ? phrase("carry", { who: newest.persona.name }) : phrase("carry.own") });
    this.querySelector("[data-new]").hidden = !newest;
    this.querySelector(".dock").classList.toggle("dock--one", !newest);
  }

  #queue() {
    const { pill, unsent, last_sent_at } = this.app.outbox.state;
    const n = unsent.entries + unsent.photos;
    if (n !== this.#unsent) this.#load(); // rows say what is not sent yet
    this.#unsent = n;
    const row = this.querySelector(".queue");
    row.dataset.pill = pill;
    show(row.querySelector("svg"), n ? (pill === "sending" ? "icon-signal" : "icon-cloudoff") : "icon-check");
    row.hidden = !n && !last_sent_at;
    fill(this, { queue: n ? counted("queue", n) : phrase("queue.sent", { time: timeText(last_sent_at ?? 0) }), queuemore: queueWords(pill, unsent) });
  }
}

function queueWords(pill, { entries, photos }) {
  if (["sign_in", "portal", "help", "sending"].includes(pill)) return phrase(`queue.${pill}`);
  const parts = [entries && counted("queue.entries", entries), photos && counted("queue.photos", photos)].filter(Boolean);
  if (!parts.length) return phrase("queue.all");
  return parts.length === 2 ? phrase("queue.and", { a: parts[0], b: parts[1] }) : phrase("queue.just", { a: parts[0] });
}

function tagOf(row) {
  const tag = clone("home-tag").firstElementChild;
  const { fold, persona } = row;
  tag.href = placeOf(row);
  show(tag.querySelector(".swing__shoe"), shoesOf(persona));
  const plan = planOf(row);
  fill(tag, { when: whenOf(fold), what: walkTitle(row), head: headOf(plan, row) });
  tag.querySelector("[data-stops]").replaceChildren(...shownOf(plan).map((one) => stopOf(one, fold)));
  tag.toggleAttribute("data-there", plan.some(({ state }) => state === "here"));
  return tag;
}

/** Said how it ended, and only not handed in; the tag still leads back to the stops. */
const isOver = async (app, { fold, walk }) => !fold.open_visit && Boolean((await endingOf(app, walk).catch(() => null))?.outcome);

function whenOf(fold) {
  const wait = fold.visits.flatMap((visit) => visit.waits).find((one) => one.to === null);
  if (fold.paused) return phrase("home.paused", { time: timeText(fold.pauses.at(-1).from) });
  if (wait) return phrase("home.waiting", { time: timeText(wait.from) });
  return phrase("home.began", { time: timeText(fold.began_at ?? Date.now()) });
}

function headOf(plan, { fold, persona, over }) {
  const whose = persona ? `${persona.name}’s` : phrase("your.own");
  const done = plan.filter(({ state }) => state === "walked").length;
  const left = plan.filter(({ state }) => state !== "walked" && state !== "skipped").length;
  if (over || (!left && !fold.open_visit)) return phrase("home.over");
  const key = !plan.length ? "way" : !done ? "off" : left === 1 ? "nearly" : "half";
  return phrase(`home.${key}`, { whose });
}

/** At most four stops: those around where the walker stands. */
function shownOf(plan) {
  const at = Math.max(0, plan.findIndex(({ state }) => state === "here" || state === "next"));
  const from = Math.max(0, Math.min(at - 2, plan.length - STOPS));
  return plan.slice(from, from + STOPS);
}

function stopOf({ stop, state }, fold) {
  const item = clone("home-stop").firstElementChild;
  item.dataset.state = state;
  const rating = fold.visits.findLast((visit) => visit.touchpoint === stop.id && visit.rating !== null)?.rating;
  const words = state === "walked" ? (rating ? phrase("stop.felt", { n: rating }) : phrase("stop.unrated")) : phrase(`stop.${state}`);
  return fill(item, { name: stop.name, state: words });
}
customElements.define("home-screen", HomeScreen);
