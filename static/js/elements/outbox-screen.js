/** The outbox: each thing, its size, its tries, the last answer in words; send now, or carry it out as a file. */
import { times } from "../capture/listing.js";
import { keyed } from "../capture/paint.js";
import { phrase } from "../capture/phrases.js";
import { clone, fill, minutes, timeText } from "../capture/view.js";

const SHOWN = 100;
const OFF_MS = 120000;

export default class OutboxScreen extends HTMLElement {
  #stops = [];
  #painting = null;
  #again = false;

  connectedCallback() {
    this.append(clone("outbox-screen"));
    this.addEventListener("click", ({ target }) => this[`do_${target.closest("[data-act]")?.dataset.act}`]?.(target));
    this.#stops = [this.app.outbox.subscribe(() => this.#paint())];
    const tick = setInterval(() => this.#paint(), 5000);
    this.#stops.push(() => clearInterval(tick));
    this.ready = this.#paint();
  }

  disconnectedCallback() {
    this.#stops.forEach((stop) => stop());
  }

  #paint() {
    this.#again = true;
    this.#painting ??= (async () => {
      while (this.#again) {
        this.#again = false;
        await this.#read();
      }
    })().finally(() => { this.#painting = null; });
    return this.#painting;
  }

  async #read() {
    const { outbox, clock, log, worker } = this.app;
    const items = await outbox.items().catch(() => []);
    const storage = await log.store.meta("storage").catch(() => null);
    if (!this.isConnected) return;
    const { state } = outbox;
    const { off } = clock.offset();
    const now = clock.now();
    keyed(this.querySelector("[data-items]"), items.slice(0, SHOWN), (one) => one.id, () => clone("outbox-item").firstElementChild,
      (row, one) => paintItem(row, one, now));
    this.querySelector("[data-signin]").hidden = state.pill !== "sign_in" && state.enrolled;
    fill(this, { state: state.words, trouble: state.trouble, more: items.length > SHOWN ? phrase("out.more", { n: items.length - SHOWN }) : "",
      clock: Math.abs(off ?? 0) > OFF_MS ? phrase("out.clock", { time: minutes(Math.abs(off)) }) : "",
      storage: storage?.persisted === true ? phrase("out.storage.yes") : storage?.persisted === false ? phrase("out.storage.no") : "",
      worker: worker && !worker.works ? phrase("out.worker.no") : "" });
  }

  do_back() { this.app.back(); }

  do_send() { return this.app.outbox.flushNow(); }

  do_retry(target) { return this.app.outbox.retry(target.closest("li").dataset.id); }

  async do_export() {
    const { download, exportZip } = await import("../capture/rescue.js");
    const file = await exportZip(this.app.log);
    download(file);
    this.app.say(phrase("out.exported", file));
  }
}

function paintItem(row, one, now) {
  const aside = one.state === "quarantined" || one.state === "conflict_kept";
  const next = one.next_at > now ? phrase("out.next", { time: timeText(one.next_at) }) : phrase("out.now");
  row.dataset.state = one.state;
  row.querySelector('[data-act="retry"]').hidden = one.state !== "parked";
  fill(row, { what: one.lane === "photo" ? phrase("out.photo") : phrase(`line.${one.kind}`) || one.kind || "",
    how: phrase(`out.${one.state}`), last: one.last?.msg ? phrase("out.last", { words: one.last.msg }) : "",
    facts: aside ? "" : [sizeText(one.bytes), times("out.tries", one.tries), ...(one.state === "pending" ? [next] : [])].join(" · ") });
}

const sizeText = (bytes) => (bytes < 1000 ? `${bytes} B` : bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);
customElements.define("outbox-screen", OutboxScreen);
