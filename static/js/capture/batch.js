/** The next batch of entries: lowest seq first, one device at a time, as the exact lines that were kept. */
import { uuid7 } from "./ids.js";

const LINES = 100;
const HEADER_BYTES = 2048;

/** How much goes at once: halved when a proxy or a slow line refuses, up again when it works. */
export class Cap {
  lines = LINES;
  most = LINES;
  gzip = typeof CompressionStream === "function";
  /** @param {number} sent lines in the refused batch @param {boolean} forGood a size limit, not one bad line */
  halve(sent, forGood) {
    this.lines = Math.max(1, Math.ceil(sent / 2));
    if (forGood) this.most = this.lines;
  }
  grow() {
    this.lines = Math.min(this.most, this.lines * 2);
  }
  /** The one bad line is out of the way: full size again. */
  reset() {
    this.lines = this.most = LINES;
  }
}

/** @returns {boolean} whether a row may go now; a parked one comes again only when it was given a time */
export function isDue(row, now) {
  return row.state === "parked" ? Boolean(row.next_at) && row.next_at <= now : row.next_at <= now;
}

/**
 * @param {import("./store.js").Store} store
 * @param {{cap: Cap, bytes: number, now: number}} limits bytes: what the server takes at once
 * @returns {Promise<{dev: string|null, rows: object[], lines: string[], lost: object[]}>} lost: rows without their line
 */
export function nextBatch(store, { cap, bytes, now }) {
  return store.read(["outbox", "entries"], async (t) => {
    const due = (await t.all("outbox")).filter((row) => row.lane === "entry" && isDue(row, now));
    const rows = chosen(due, cap.lines, bytes - HEADER_BYTES);
    const kept = await Promise.all(rows.map((row) => t.get("entries", row.id)));
    return {
      dev: rows[0]?.dev ?? null,
      rows: rows.filter((_, i) => kept[i]),
      lines: kept.filter(Boolean).map((entry) => entry.line),
      lost: rows.filter((_, i) => !kept[i]),
    };
  });
}

function chosen(due, most, bytes) {
  const pending = due.filter((row) => row.state !== "parked");
  if (!pending.length) return due.slice(0, 1); // what was parked is tried alone, so that it blocks nobody
  const inOrder = pending.sort((a, b) => a.seq - b.seq);
  const oneDevice = inOrder.filter((row) => row.dev === inOrder[0].dev).slice(0, most);
  let weight = 0;
  return oneDevice.filter((row, i) => (weight += row.bytes + 1) <= bytes || i === 0);
}

/**
 * @param {string} header first line, as JSON text @param {string[]} lines @param {boolean} gzip
 * @returns {Promise<{body: ArrayBuffer|Uint8Array, headers: Record<string, string>}>}
 */
export async function packed(header, lines, gzip) {
  const bytes = new TextEncoder().encode([header, ...lines].join("\n") + "\n");
  const headers = { "Content-Type": "application/x-ndjson" };
  if (!gzip || bytes.length < 1024) return { body: bytes, headers };
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return { body: await new Response(stream).arrayBuffer(), headers: { ...headers, "Content-Encoding": "gzip" } };
}

/** @returns {string} line 1 of a batch */
export function header({ dev, t0, last_seq, pending, storage, app }) {
  return JSON.stringify({ proto: 1, dev, batch: uuid7(), t0, last_seq, pending, app, ...(storage ? { storage } : {}) });
}
