/** The plan of the walk and every way off it: skip, repeat, add, sent here, not open to this persona. */
import { tapped } from "../capture/acts.js";
import { fixRow } from "../capture/fixing.js";
import { hereOf, planOf, stopOf } from "../capture/here.js";
import { digits, draw, keyed, put } from "../capture/paint.js";
import { phrase } from "../capture/phrases.js";
import { rowsOf } from "../capture/rows.js";
import { cameTap, enterTap } from "../capture/taps.js";
import { clockText, clone } from "../capture/view.js";

const ICONS = { web: "web", app: "app", store: "store", phone: "phone", chat: "chat", email: "mail", post: "mail",
  social: "chat", other: "map" };

export default class TouchpointsScreen extends HTMLElement {
  #walk = null;
  #here = null;
  #stops = [];

  connectedCallback() {
    this.append(clone("touchpoints-screen"));
    this.addEventListener("click", (event) => {
      const button = event.target.closest("[data-act]");
      if (button && this.#walk) this[`do_${button.dataset.act}`]?.(button);
    });
    this.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); this.#add(event.target); });
    const tick = setInterval(() => this.#tick(), 1000);
    this.#stops = [this.app.log.subscribe((event) => event.type === "appended" && this.#load()), () => clearInterval(tick)];
    this.ready = this.#load();
    this.querySelector("h1").focus({ preventScroll: true });
  }

  disconnectedCallback() {
    this.#stops.forEach((stop) => stop());
  }

  async #load() {
    this.#walk = await this.app.walkOf(this.params.walk);
    this.#here = hereOf(this.#walk);
    const { persona } = this.#walk;
    const plan = [...planOf(this.#walk), ...this.#added()];
    keyed(this.querySelector("[data-plan]"), plan, (one) => one.key ?? one.stop.id,
      () => clone("stop-row").firstElementChild, (row, one) => this.#row(row, one, persona));
    this.plan = new Map(plan.map((one) => [one.key ?? one.stop.id, one]));
    this.#rules(persona);
    this.#aways();
  }

  /** Stops added on the spot, as they stand in the log. */
  #added() {
    const { fold, journey } = this.#walk;
    const planned = new Set((journey?.touchpoints ?? []).map((one) => one.id));
    const extra = fold.visits.filter((visit) => !planned.has(visit.touchpoint));
    return extra.map((visit) => ({ key: visit.visit, stop: stopOf(journey, visit), times: 1, closed: false, added: true,
      state: visit.visit === fold.open_visit ? "here" : "walked",
      unrated: visit.left_at !== null && visit.rating === null && visit.outcome === null ? visit.visit : null }));
  }

  #row(row, { stop, state, times, closed, unrated, added }, persona) {
    const set = (name, words) => { row.querySelector(`.stop__${name}`).textContent = words; };
    row.dataset.state = state;
    draw(row.querySelector(".icon"), closed ? "icon-lock" : `icon-${ICONS[stop.channel] ?? "map"}`);
    set("name", stop.name);
    set("state", [closed && phrase(persona ? "plan.closed" : "plan.closed.own", { who: persona?.name }),
      times > 1 ? phrase("plan.times", { n: times }) : phrase(`plan.${state}`), added && phrase("plan.added")].filter(Boolean).join(" · "));
    const go = row.querySelector(".stop__go");
    go.hidden = state === "here";
    go.textContent = phrase(closed ? "plan.anyway" : times ? "plan.again" : "plan.go");
    go.setAttribute("aria-label", `${go.textContent}: ${stop.name}`);
    const rate = row.querySelector(".stop__rate");
    rate.hidden = !unrated;
    rate.textContent = phrase("plan.rate");
  }

  #rules(persona) {
    const rules = [...(persona?.rules ?? []), ...(persona?.unknowns ?? [])];
    this.querySelector("[data-rules]").hidden = !rules.length;
    put(this, "who", phrase("as", { who: persona?.name ?? "" }));
    this.querySelector("[data-rules] ul").replaceChildren(...rules.map((rule) =>
      Object.assign(document.createElement("li"), { textContent: rule })));
  }

  #aways() {
    const make = () => clone("walk-away").firstElementChild;
    keyed(this.querySelector("[data-aways]"), this.#here.away, (wait) => wait.id, make, (at, wait) =>
      put(at, "what", phrase(`wait.${wait.kind}`)));
    this.#tick();
  }

  #tick() {
    for (const row of this.querySelectorAll(".away")) {
      const wait = this.#here?.away.find(({ id }) => id === row.dataset.id);
      if (wait) digits(row.querySelector(".digits"), clockText(Math.max(0, this.app.clock.corrected() - wait.from)));
    }
  }

  #wait(button) {
    return this.#here.away.find(({ id }) => id === button.closest(".away").dataset.id);
  }

  do_came(button) { return tapped(this.app, cameTap(this.#here, this.#wait(button), "answered"), { haptic: "end" }); }

  do_awaymore(button) {
    const wait = this.#wait(button);
    return fixRow(this.app, this.#walk, rowsOf(this.#walk, wait.visit).find(({ id }) => id === wait.id), { until: true });
  }

  async #enter(stop, why, also = []) {
    const list = enterTap(this.#here, stop, why);
    const more = also.map((entry) => ({ ...entry, walk: list[0].walk, visit: list[0].visit, journey: list[0].journey }));
    const saved = await tapped(this.app, [...list, ...more], { haptic: "step", words: phrase("plan.go.to", { stop: stop.name }) });
    if (saved?.length) this.app.go(`#/walk/${this.#here.walk}`, { replace: true });
  }

  /** One tap goes there; breaking the persona's rule is kept with it. */
  do_go(button) {
    const one = this.plan.get(button.closest(".stop").dataset.id);
    const why = this.querySelector("[data-sent]").checked ? "sent" : one.times ? "repeated" : "planned";
    const who = this.#walk.persona?.name ?? phrase("as.me");
    const broke = one.closed ? [{ kind: "note", b: { words: phrase("broke", { who }), tags: ["broke_rule"] } }] : [];
    return this.#enter(one.stop, why, broke);
  }

  #add(form) {
    const name = form.elements.name.value.trim();
    const channel = form.querySelector('[name="channel"]:checked')?.value;
    this.querySelector('[data-slot="addwhy"]').hidden = Boolean(name && channel);
    if (!name || !channel) return null;
    return this.#enter({ id: null, name, channel }, this.querySelector("[data-sent]").checked ? "sent" : "added");
  }

  do_rate(button) {
    const { unrated } = this.plan.get(button.closest(".stop").dataset.id);
    this.app.go(`#/rate/${this.#here.walk}/${unrated}`);
  }

  do_back() { this.app.back(this.#here?.visit ? `#/walk/${this.params.walk}` : "#/"); }

  do_end() {
    const { walk, visit } = this.#here;
    this.app.go(visit ? `#/rate/${walk}/${visit.visit}` : `#/end/${walk}`);
  }
}
customElements.define("touchpoints-screen", TouchpointsScreen);
