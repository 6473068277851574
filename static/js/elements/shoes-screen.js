/** P2: whose shoes. A deck that swipes, arrows that need no gesture, and a deal that favours the least walked. */
import { prepare } from "../capture/beginning.js";
import { times } from "../capture/listing.js";
import { phrase } from "../capture/phrases.js";
import { calledOf, clone, fill, shoesOf, show } from "../capture/view.js";

const LEVELS = { none: 1, phone_only: 2, full: 3 };
const SETTLE_MS = 90;

export default class ShoesScreen extends HTMLElement {
  #at = 0;
  #cards = []; // personas, then null for one's own reason
  #walked = new Map();
  #stops = [];

  connectedCallback() {
    this.append(clone("shoes-screen"));
    this.deck = this.querySelector("[data-deck]");
    this.deck.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.deck.addEventListener("keydown", (event) => this.#keyed(event));
    this.addEventListener("click", ({ target }) => this[`do_${target.closest("[data-act]")?.dataset.act}`]?.());
    const onSize = new ResizeObserver(() => this.#turn(this.#at, "instant"));
    onSize.observe(this.deck);
    const look = () => this.journey || this.#paint();
    const signal = ["online", "offline"];
    signal.forEach((event) => addEventListener(event, look));
    this.#stops = [() => onSize.disconnect(), this.app.catalogue.subscribe(look),
      () => signal.forEach((event) => removeEventListener(event, look))];
    this.ready = this.#paint();
  }

  disconnectedCallback() {
    this.#stops.forEach((stop) => stop());
  }

  async #paint() {
    const { catalogue, log, drafts } = this.app;
    this.journey = catalogue.journey(this.params.journey);
    if (!this.journey) {
      fill(this, { place: phrase(`shoes.missing.${navigator.onLine}`) }); // until the catalogue tells, which waits for us
      return catalogue.state === "empty" || this.app.go("#/journeys", { replace: true });
    }
    const [walks, how] = await Promise.all([log.walks().catch(() => []), drafts.get("how")]);
    this.watching = how?.mode === "see";
    for (const { first } of walks) {
      if (first?.b?.journey !== this.journey.id || first.b.practice || !first.b.persona) continue;
      this.#walked.set(first.b.persona, (this.#walked.get(first.b.persona) ?? 0) + 1);
    }
    this.#cards = [...catalogue.personasFor(this.journey.id), null];
    this.#at = Math.max(0, this.#cards.findIndex((persona) => persona?.id === this.params.persona));
    this.deck.replaceChildren(...this.#cards.map(cardOf));
    fill(this, { journey: this.journey.name });
    this.querySelector('[data-act="deal"]').hidden = this.#cards.length < 3;
    this.querySelector(".dock").classList.toggle("dock--one", this.#cards.length < 3);
    return this.#turn(this.#at, "instant");
  }

  #scrolled() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      const middle = this.deck.getBoundingClientRect().left + this.deck.clientWidth / 2;
      const off = [...this.deck.children].map((card) => {
        const { left, width } = card.getBoundingClientRect();
        return Math.abs(left + width / 2 - middle);
      });
      this.#at = off.indexOf(Math.min(...off));
      this.#told();
    }, SETTLE_MS);
  }

  #turn(to, behavior = "smooth") {
    this.#at = Math.max(0, Math.min(this.#cards.length - 1, to));
    const card = this.deck.children[this.#at];
    if (card) this.deck.scrollTo({ left: card.offsetLeft - (this.deck.clientWidth - card.clientWidth) / 2, behavior });
    this.#told();
  }

  #told() {
    if (!this.#cards.length) return; // measured before it was read
    const persona = this.#cards[this.#at];
    const n = this.#walked.get(persona?.id) ?? 0;
    const who = persona && calledOf(persona.name);
    const own = this.watching ? "shoes.own.watch" : "shoes.own";
    fill(this, { place: persona ? phrase("shoes.place", { i: this.#at + 1, n: this.#cards.length, walked: times("shoes.walked", n) }) : `${this.#at + 1} of ${this.#cards.length}`,
      patch: persona ? phrase(this.watching ? "shoes.watch" : "shoes.walk", { who }) : phrase(own) });
    this.querySelector('[data-act="prev"]').setAttribute("aria-disabled", String(this.#at === 0));
    this.querySelector('[data-act="next"]').setAttribute("aria-disabled", String(this.#at === this.#cards.length - 1));
    [...this.deck.children].forEach((card, i) => { card.inert = i !== this.#at; });
  }

  #keyed(event) {
    const to = { ArrowLeft: this.#at - 1, ArrowRight: this.#at + 1, Home: 0, End: this.#cards.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.#turn(to);
  }

  do_prev() { this.#turn(this.#at - 1); }

  do_next() { this.#turn(this.#at + 1); }

  do_back() { this.app.back("#/journeys"); }

  /** A card walked n times counts 1/(n+1): the least walked come up most, none is shut out. */
  do_deal() {
    const people = this.#cards.slice(0, -1);
    const weights = people.map(({ id }) => 1 / (1 + (this.#walked.get(id) ?? 0)));
    let draw = (crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32) * weights.reduce((a, b) => a + b, 0);
    const at = weights.findIndex((weight) => (draw -= weight) < 0);
    this.#turn(at < 0 ? 0 : at);
    this.app.say(phrase("shoes.dealt", { who: calledOf(people[Math.max(0, at)].name) }));
  }

  async do_walk() {
    if (!this.#cards.length) return null;
    const persona = this.#cards[this.#at];
    if (!persona) return this.app.go(`#/own/${encodeURIComponent(this.journey.id)}`);
    return this.app.go(`#/guess/${await prepare(this.app, this.journey, { persona })}`);
  }
}

function cardOf(persona) {
  if (!persona) return clone("own-card").firstElementChild;
  const card = clone("persona-card").firstElementChild;
  const { pronoun, name, rules = [], unknowns = [], closed_channels: closed = [] } = persona;
  const whom = ["she", "he", "they"].includes(pronoun) ? pronoun : "of";
  show(card.querySelector(".card__shoe"), shoesOf(persona));
  show(card.querySelector(".card__mood svg"), `face-${(persona.mood ?? 0) + 3}`);
  const shut = closed.map((channel) => phrase(`channel.${channel}`) || channel).join(", ");
  const told = [...rules, ...(shut ? [phrase("closed", { what: shut })] : [])].map(sentence).join(" ");
  fill(card, { name, summary: persona.summary, issue: persona.issue, goal: persona.goal,
    assumption: persona.assumption ? phrase("assumption") : "",
    mood: persona.mood_words || phrase(`mood.${persona.mood ?? 0}`), digital: persona.access_words || phrase(`access.${persona.digital_access}`),
    whose: phrase(`rules.${whom}`, { who: calledOf(name) }), rules: told,
    unknowing: phrase(`unknowns.${whom}`, { who: calledOf(name) }), unknowns: unknowns.join("; ") });
  [...card.querySelectorAll(".levels i")].forEach((bar, i) => bar.classList.toggle("on", i < (LEVELS[persona.digital_access] ?? 3)));
  for (const [row, has] of [["issue", persona.issue], ["goal", persona.goal], ["rules", told], ["unknowns", unknowns.length]]) {
    card.querySelectorAll(`[data-row="${row}"]`).forEach((at) => { at.hidden = !has; });
  }
  return card;
}

const sentence = (text) => (/[.!?]$/.test(text) ? text : `${text}.`);
customElements.define("shoes-screen", ShoesScreen);
