/** P7: the score on the phone, at once and offline; then handing in, correcting, withdrawing. */
import { endingOf, handIn, setPractice, withdraw } from "../capture/ending.js";
import { planOf, stopOf } from "../capture/here.js";
import { askToKeep } from "../capture/keep.js";
import { walkTitle } from "../capture/listing.js";
import { counted, phrase } from "../capture/phrases.js";
import { plausible } from "../capture/plausible.js";
import { band, predictedScore, scoreFold } from "../capture/score.js";
import { causesOf, partsOf, wholePoints } from "../capture/told.js";
import { clone, dayText, fill, shoesOf, show, timeText } from "../capture/view.js";

const EDITS_MS = 24 * 3600e3;
const FIRST_WALKS = 3;
const BIG = 4;

export default class SummaryScreen extends HTMLElement {
  #walk = null;
  #told = null;
  #stops = [];
  #busy = false;

  connectedCallback() {
    this.append(clone("summary-screen"));
    this.addEventListener("click", ({ target }) => this[`do_${target.closest("[data-act]")?.dataset.act}`]?.());
    const { log, outbox } = this.app;
    this.#stops = [log.subscribe((event) => { if (event.type === "appended" && event.walks.includes(this.params.walk)) this.#load(); }),
      outbox.subscribe(() => this.#walk && this.#safe())];
    this.ready = this.#load();
  }

  disconnectedCallback() {
    this.#stops.forEach((stop) => stop());
  }

  async #load() {
    const walk = await this.app.walkOf(this.params.walk);
    if (!walk.fold.began) return this.app.go("#/", { replace: true });
    if (walk.fold.open_visit && !walk.fold.handed_in && !walk.fold.withdrawn) return this.app.go(`#/walk/${walk.fold.walk}`, { replace: true });
    this.#told = walk.fold.handed_in ? null : (await endingOf(this.app, walk.fold.walk)) ?? {};
    const outcome = walk.fold.outcome ?? this.#told?.outcome ?? null;
    this.#walk = { ...walk, fold: { ...walk.fold, outcome } };
    this.storage = await this.app.log.store.meta("storage").catch(() => null);
    this.walks = (await this.app.log.walks().catch(() => [])).length;
    if (this.isConnected) this.#paint();
  }

  #paint() {
    const { fold, journey, persona } = this.#walk;
    const { config } = this.app.catalogue;
    const score = scoreFold(fold, journey ?? { touchpoints: [] }, config);
    const guess = fold.prediction && predictedScore(fold.prediction, journey ?? { touchpoints: [] }, config);
    const par = Math.floor((score.par_milli + 500) / 1000);
    show(this.querySelector(".screen__shoe"), shoesOf(persona));
    fill(this, { title: walkTitle(this.#walk), n: score.bin, band: score.bin === null ? phrase("sum.none") : band(score.bin, journey?.is_serious),
      of: score.bin === null ? phrase("sum.none.words", { low: Math.round(score.low), high: Math.round(score.high) }) : phrase("sum.of"),
      par: phrase("sum.par", { n: par }),
      mark: fold.withdrawn ? phrase("withdrawn") : fold.practice ? phrase("sum.practice") : "",
      look: this.#look(fold),
      sees: this.walks <= FIRST_WALKS && !fold.practice ? phrase("who.sees") : "", kept: fold.handed_in && this.storage?.persisted === false ? phrase("safe.kept") : "" });
    this.#scale(score.bin, par, this.#unsealed ? guess?.bin ?? null : null);
    this.#guess(score);
    this.#causes(score);
    this.#way(score);
    this.#dock();
    this.#safe();
  }

  #look(fold) {
    const hints = fold.handed_in || fold.withdrawn ? [] : plausible(fold);
    return hints.length ? ["look", ...hints.map((name) => `look.${name}`)].map((key) => phrase(key)).join(" ") : "";
  }

  /** The guess is shown once the walker has said how it ended. */
  get #unsealed() {
    return this.#walk.fold.handed_in || Boolean(this.#told?.outcome);
  }

  #scale(n, par, guess) {
    const scale = this.querySelector("[data-scale]");
    scale.hidden = n === null;
    if (n === null) return;
    const put = (name, at) => scale.querySelectorAll(`[data-at="${name}"]`).forEach((mark) => {
      mark.toggleAttribute("hidden", at === null);
      mark.style.setProperty("--at", String(at ?? 0));
    });
    put("walk", n);
    put("par", par);
    put("guess", guess);
    const from = guess ?? par;
    const line = scale.querySelector("[data-gap]");
    line.style.setProperty("--from", String(Math.min(from, n)));
    line.style.setProperty("--to", String(Math.max(from, n)));
    scale.setAttribute("aria-label", phrase("sum.axis", { n, par, guess: guess === null ? "" : phrase("sum.axis.guess", { n: guess }) }));
    fill(scale, { atwalk: phrase("sum.walk", { n }), atpar: phrase("sum.should", { n: par }), atguess: guess === null ? "" : phrase("sum.guess", { n: guess }) });
  }

  #guess(score) {
    const { prediction, practice } = this.#walk.fold;
    const shown = prediction && this.#unsealed;
    this.querySelector("[data-guess]").hidden = !prediction && practice;
    fill(this, { noguess: !prediction ? phrase("sum.without") : shown ? phrase("sum.parts") : phrase("sum.hidden") });
    const parts = shown ? partsOf(this.#walk, score) : [];
    this.querySelector("[data-parts]").replaceChildren(...parts.map((one) => fill(clone("sum-part").firstElementChild, one)));
  }

  #causes(score) {
    this.querySelector("[data-from]").hidden = score.bin === null;
    if (score.bin === null) return;
    const nameOf = (visit) => stopOf(this.#walk.journey, visit).name;
    const causes = causesOf(this.#walk, score, nameOf);
    const most = causes[0]?.points ?? 1;
    const rows = causes.map((one) => causeOf(one, most));
    const small = causes.slice(BIG);
    const points = small.reduce((all, one) => all + one.points, 0);
    fill(this, { from: phrase("from.head", { n: score.bin }),
      smaller: small.length ? counted("from.smaller", small.length, { points: counted("points", points) }) : "" });
    this.querySelector("[data-causes]").replaceChildren(...rows.slice(0, BIG));
    this.querySelector("[data-small]").replaceChildren(...rows.slice(BIG));
    this.querySelector("[data-smaller]").hidden = !small.length;
  }

  #way(score) {
    const { stages } = score;
    this.querySelector("[data-way]").hidden = !stages.length || score.bin === null;
    const points = score.bin === null ? [] : wholePoints(stages.map((stage) => stage.points), score.bin);
    this.querySelector("[data-stages]").replaceChildren(...stages.map((stage, i) => stageOf(stage, points[i])));
    const missed = planOf(this.#walk).filter(({ state }) => state !== "walked").map(({ stop }) => stop.name);
    fill(this, { notwalked: missed.length ? phrase("way.not", { what: missed.join(", ") }) : "" });
  }

  #dock() {
    const { fold } = this.#walk;
    const late = fold.handed_in && this.app.clock.corrected() - fold.ended_at > EDITS_MS;
    const fix = this.querySelector("[data-fix]");
    fix.href = `#/log/${fold.walk}`;
    fix.hidden = late || fold.withdrawn;
    this.querySelector(".dock").classList.toggle("dock--one", fix.hidden);
    const next = fold.handed_in || fold.withdrawn ? "sum.close" : this.#told.outcome ? "sum.hand" : "carry.end";
    fill(this, { patch: phrase(next) });
    const said = (act, key, hidden) => {
      const button = this.querySelector(`[data-act="${act}"]`);
      button.textContent = phrase(key);
      button.hidden = hidden;
    };
    said("practice", fold.practice ? "practice.count" : "practice.mark", fold.withdrawn || fold.journey === this.app.catalogue.practice.id);
    said("withdraw", fold.withdrawn ? "withdraw.undo" : "withdraw.do", false);
  }

  #safe() {
    const { fold } = this.#walk;
    const { unsent, pill } = this.app.outbox.state;
    const n = unsent.entries + unsent.photos;
    const off = n && pill !== "sending";
    const edits = fold.handed_in && !fold.withdrawn && this.app.clock.corrected() - fold.ended_at < EDITS_MS
      ? ` ${phrase("safe.edits", { time: `${dayText(fold.ended_at + EDITS_MS)}, ${timeText(fold.ended_at + EDITS_MS)}` })}` : "";
    show(this.querySelector(".dock__safe svg"), off ? "icon-cloudoff" : "icon-check");
    fill(this, { safe: fold.handed_in ? (n ? phrase("safe.unsent", { n }) : phrase("safe.sent")) + edits : phrase(off ? "safe.off" : "safe.on") });
  }

  do_close() { this.app.go("#/"); }

  async do_patch() {
    const { fold } = this.#walk;
    if (fold.handed_in || fold.withdrawn) return this.app.go("#/");
    if (!this.#told.outcome) return this.app.go(`#/end/${fold.walk}`);
    const saved = await this.#once(() => handIn(this.app, this.#walk, this.#told), "handed");
    if (saved) await this.#keep();
    return saved;
  }

  /** The first walk that matters is the moment to ask; a refusal is said. */
  async #keep() {
    this.app.haptic("end");
    this.storage = await askToKeep(this.app.log.store);
    fill(this, { kept: this.storage.persisted === false ? phrase("safe.kept") : "" });
  }

  do_practice() {
    const practice = !this.#walk.fold.practice;
    return this.#once(() => setPractice(this.app, this.#walk, practice), practice ? "practice.done" : "practice.undone");
  }

  do_withdraw() {
    return this.#once(() => withdraw(this.app, this.#walk), this.#walk.fold.withdrawn ? "restore.done" : "withdraw.done");
  }

  async #once(act, words) {
    if (this.#busy) return false;
    this.#busy = true;
    try {
      const done = await act();
      this.app.say(phrase(words));
      return done;
    } catch (error) {
      this.app.say(error.words ?? String(error.message));
      return false;
    } finally {
      this.#busy = false;
    }
  }
}

function causeOf({ name, what, points, glyph, list }, most) {
  const row = clone("sum-cause").firstElementChild;
  show(row.querySelector("svg"), glyph);
  row.querySelector(".cause__bar i").style.setProperty("--part", String(points / most));
  row.querySelector("ul").replaceChildren(...list.map((words) => Object.assign(document.createElement("li"), { textContent: words })));
  return fill(row, { name, what, points });
}

function stageOf(stage, n) {
  const item = clone("sum-stage").firstElementChild;
  const par = stage.par_milli === null ? null : Math.floor((stage.par_milli + 500) / 1000);
  const scored = stage.milli !== null;
  item.querySelector(".stage7__cell").textContent = scored ? String(n) : "–";
  item.dataset.over = !scored ? "none" : stage.points > stage.par_milli ? "over" : "under";
  return fill(item, { name: stage.name, par: scored ? phrase("way.par", { n: par }) : phrase("way.none") });
}
customElements.define("summary-screen", SummaryScreen);
