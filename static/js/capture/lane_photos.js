/** The second lane: one photo at a time, in pieces when it is large, making way for every new fact. */
import { isDue } from "./batch.js";
import { park, setRows } from "./lane_entries.js";
import { ask, backoff } from "./wire.js";
import { readBytes } from "./photo_bytes.js";
import { sha256hex } from "./sha256.js";
import { step } from "./steps.js";
import { said } from "./words.js";

const WHOLE = 524288;
const LEAST = 32768;
const QUICK_MS = 1500;
const HOUR_MS = 3600e3;

/** How large a piece may be on this line: halved by stalls and refusals, doubled after three quick ones. */
export class Pieces {
  size = 262144;
  #most = 262144; // a proxy's limit once met is remembered
  #stalls = 0;
  #quick = 0;
  /** @param {string} why stalled: two of them halve; too_much: one does @returns {boolean} false at the smallest */
  shrink(why) {
    this.#quick = 0;
    if (why === "stalled" && ++this.#stalls < 2) return true;
    this.#stalls = 0;
    if (this.size <= LEAST) return false;
    this.size /= 2;
    if (why === "too_much") this.#most = this.size;
    return true;
  }
  quick(ms, most) {
    this.#stalls = 0;
    this.#quick = ms < QUICK_MS ? this.#quick + 1 : 0;
    if (this.#quick < 3 || this.size * 2 > Math.min(most, this.#most)) return;
    this.#quick = 0;
    this.size *= 2;
  }
}

/**
 * @param {import("./outbox.js").Round} round
 * @returns {Promise<{end: "done"|"time"|"stop"|"interrupted", answer?: import("./wire.js").Answer}>}
 */
export async function sendPhotos(round) {
  for (;;) {
    if (round.isOver()) return { end: "time" };
    if (round.hasNews()) return { end: "interrupted" };
    const row = await nextPhoto(round);
    if (!row) return { end: "done" };
    await step(50, "photo chosen");
    round.tellSending([row.id]);
    const result = await new Sending(round, row).run();
    if (result) return result;
  }
}

async function nextPhoto({ store, now }) {
  const rows = await store.read(["outbox"], (t) => t.all("outbox"));
  const due = rows.filter((row) => row.lane === "photo" && isDue(row, now()));
  return due.sort((a, b) => a.tries - b.tries || (a.id < b.id ? -1 : 1))[0] ?? null;
}

/** One photo on its way. Every method answers null to go on with the next photo, or the end of the lane. */
class Sending {
  #oddities = 0;
  constructor(round, row) {
    this.round = round;
    this.row = row;
    this.url = `${round.base}/api/v1/photos/${row.id}`;
  }

  async run() {
    const kept = await this.#begin();
    if (!kept) return null;
    this.bytes = kept.bytes;
    this.photo = kept.photo;
    const first = kept.resumed ? await this.#call("HEAD", {}) : null;
    if (first?.status === 200 && first.offset !== null) return this.#pieces(first.offset);
    if (first && this.#isLineTrouble(first)) return this.#trouble(first);
    return this.#put();
  }

  /** From the moment a try begins the bytes may no longer be replaced. */
  async #begin() {
    try {
      const kept = await this.round.store.write(["photos", "chunks"], async (t) => {
        const photo = await t.get("photos", this.row.id);
        const bytes = photo && (await readBytes(t, photo));
        if (bytes && !photo.begun) await t.put("photos", { ...photo, begun: true });
        return bytes ? { photo, bytes, resumed: photo.begun } : null;
      });
      await step(51, "photo read");
      if (kept && (await sha256hex(kept.bytes)) === kept.photo.sha256) return kept;
    } catch (error) {
      this.round.journal("photo unreadable", { id: this.row.id, name: error?.name });
    }
    await park(this.round, [this.row], { status: 0, msg: said("lost") });
    return null;
  }

  #call(method, headers, body = null) {
    return ask(method, this.url, { headers: { ...this.round.auth(), "Content-Type": "application/octet-stream",
      ...headers }, body, stall_ms: this.round.line.stall_ms });
  }

  async #put({ withBody = this.photo.size <= WHOLE && this.round.line.whole } = {}) {
    const { size, sha256, entry } = this.photo;
    await step(52, "before PUT");
    const answer = await this.#call("PUT", { Size: String(size), Sha256: sha256, Entry: entry }, withBody ? this.bytes : null);
    await step(53, "PUT answered");
    if (answer.means === "ok" && answer.json?.complete === true && answer.offset === size) return this.#acked();
    if (answer.means === "ok" && Number.isInteger(answer.offset)) return this.#pieces(answer.offset);
    const ours = answer.json?.error; // our own no is about this photo; a proxy's is about the line
    if (withBody && !ours && ["too_much", "stalled"].includes(answer.means)) {
      this.round.line.whole = false; // this line or proxy does not take it at once: in pieces from now on
      this.round.line.pieces.shrink(answer.means);
      return answer.means === "stalled" ? this.#trouble(answer) : this.#put({ withBody: false });
    }
    if (withBody && answer.status === 422) return this.#put({ withBody: false });
    return this.#trouble(answer);
  }

  async #pieces(from) {
    let offset = from;
    while (offset < this.photo.size) {
      if (this.round.isOver()) return { end: "time" };
      if (this.round.hasNews()) return { end: "interrupted" };
      const answer = await this.#piece(offset);
      const next = this.#after(answer, offset);
      if (next === null) return this.#trouble(answer);
      offset = next;
    }
    await step(56, "all pieces sent");
    return this.#proof();
  }

  async #piece(offset) {
    const piece = this.bytes.slice(offset, offset + this.round.line.pieces.size);
    const hash = await sha256hex(piece);
    await step(54, "before PATCH");
    const began = performance.now();
    const answer = await this.#call("PATCH", { "Upload-Offset": String(offset), "Chunk-Sha256": hash }, piece);
    await step(55, "PATCH answered");
    if (answer.means === "ok") this.round.line.pieces.quick(performance.now() - began, this.round.line.limits.chunk);
    return Object.assign(answer, { length: piece.byteLength });
  }

  /** @returns {number|null} where to go on; null: not on this line now */
  #after(answer, offset) {
    if (answer.means === "ok") return answer.offset ?? offset + answer.length;
    if (answer.means === "too_much" && answer.status === 413) return this.round.line.pieces.shrink("too_much") ? offset : null;
    if (answer.means === "stalled") this.round.line.pieces.shrink("stalled");
    if (++this.#oddities > 5) return null;
    if (answer.status === 409 && Number.isInteger(answer.offset)) return answer.offset;
    return answer.status === 422 ? (answer.offset ?? offset) : null; // a bad piece, or a whole that starts over
  }

  /** Pieces prove nothing as a whole: ask once more by the same repeatable PUT, without a body. */
  async #proof() {
    if (++this.#oddities > 5) return this.#later({ status: 0, words: "The server could not put the pieces together." });
    return this.#put({ withBody: false });
  }

  async #acked() {
    const { row, round, photo } = this;
    const now = round.now();
    await round.store.write(["outbox", "receipts", "meta"], async (t) => {
      await t.put("receipts", { id: row.id, sha256: photo.sha256, received_at: now, server_seq: null, s: "stored", why: null,
        lane: "photo", seq: 0, dev: row.dev, walk: row.walk, kind: "photo" });
      await t.delete("outbox", row.id);
      await t.put("meta", now, "last_sent_at");
    });
    await step(57, "photo receipt written");
    round.sent(1);
    return null;
  }

  #isLineTrouble(answer) {
    return ["network", "stalled", "busy", "portal", "sign_in"].includes(answer.means) && answer.status !== 507;
  }

  /** The line's trouble stops the lane; the photo's own only moves this photo back. */
  async #trouble(answer) {
    if (this.#isLineTrouble(answer)) {
      await setRows(this.round.store, [this.#tried(answer, this.row.next_at)]);
      return { end: "stop", answer };
    }
    if (answer.status === 409) return park(this.round, [this.row], { status: 409, msg: answer.words }).then(() => null);
    return this.#later(answer);
  }

  async #later(answer) {
    const next = this.round.now() + Math.min(HOUR_MS, 15000 + backoff(this.row.tries + 3));
    await setRows(this.round.store, [this.#tried(answer, next)]);
    return null;
  }

  #tried(answer, next_at) {
    const last = { status: answer.status, msg: answer.words, at: this.round.now() };
    return { ...this.row, state: "pending", tries: this.row.tries + 1, next_at, last };
  }
}
