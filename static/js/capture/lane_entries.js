/** The first lane: facts, before any photo, until the server has proved to hold every one. */
import { header, nextBatch, packed } from "./batch.js";
import { judged, parkedRow, settle } from "./receipts.js";
import { said } from "./words.js";
import { step } from "./steps.js";
import { ask } from "./wire.js";

const HOUR_MS = 3600e3;

/**
 * @param {import("./outbox.js").Round} round
 * @returns {Promise<{end: "done"|"time"|"stop", answer?: import("./wire.js").Answer}>}
 */
export async function sendEntries(round) {
  const seen = { broken: 0, parked: 0, suspects: [] };
  while (!round.isOver()) {
    const batch = await nextBatch(round.store, { cap: round.line.cap, bytes: round.line.limits.batch, now: round.now() });
    await step(31, "batch read");
    if (batch.lost.length) await park(round, batch.lost, { status: 0, msg: said("lost") });
    if (!batch.rows.length && !round.asks) return { end: "done" };
    const { answer, t0 } = await post(round, batch);
    const next = await taken(round, batch, answer, t0, seen);
    if (next === "stop") return { end: "stop", answer };
    if (!batch.rows.length) round.asks = false;
  }
  return { end: "time" };
}

async function post(round, batch) {
  round.tellSending(batch.rows.map((row) => row.id));
  const t0 = { wall: round.clock.now(), mono: round.clock.mono() };
  const first = header({ ...(await round.ledger()), dev: batch.dev ?? round.dev(), t0 });
  const { body, headers } = await packed(first, batch.lines, round.line.cap.gzip);
  await step(32, "batch ready");
  const answer = await ask("POST", `${round.base}/api/v1/sync`, { headers: { ...round.auth(), ...headers }, body,
    stall_ms: round.line.stall_ms });
  await step(33, "answer read");
  return { answer, t0 };
}

/** @returns {Promise<"on"|"stop">} */
async function taken(round, batch, answer, t0, seen) {
  if (answer.means === "ok" && answer.json?.shoeleather === 1) return stored(round, batch, answer, t0, seen);
  if (answer.means === "ok") answer.means = "portal"; // 200, JSON even, but not ours
  switch (answer.means) {
    case "too_much": return halved(round, batch, answer, seen);
    case "broken": return broke(round, batch, answer, seen);
    case "unread":
      if (!round.line.cap.gzip) return failed(round, batch, answer);
      round.line.cap.gzip = false;
      return "on";
    case "stalled":
      round.line.cap.halve(batch.rows.length, false);
      return failed(round, batch, answer);
    default:
      return failed(round, batch, answer);
  }
}

async function stored(round, batch, answer, t0, seen) {
  const { json } = answer;
  const now = round.now();
  const verdict = await judged(batch, json, now);
  await step(34, "hashes compared");
  const samples = round.clock.sample({ t0, server: Date.parse(json.server_time) });
  const meta = { heard_at: now, ...(samples ? { offsets: samples } : {}) };
  const poison = seen.suspects.filter(() => verdict.receipts.length);
  verdict.parked.push(...poison.map(({ row, last }) => parkedRow(row, last, now + HOUR_MS)));
  if (poison.length) seen.suspects = [];
  const dev = batch.dev ?? round.dev();
  await settle(round.store, verdict, { json, meta, dev, now, wantedBefore: round.wantedBefore });
  await step(35, "receipts written");
  seen.broken = 0;
  if (verdict.receipts.length) seen.parked = 0;
  round.line.cap.grow();
  await round.heard(json, { dev, receipts: verdict.receipts });
  if (batch.rows.length && verdict.unsure.length === batch.rows.length) return "stop";
  return "on";
}

/** 413 or 400: half of it, down to the one line that cannot go. */
async function halved(round, batch, answer, seen) {
  const n = batch.rows.length;
  if (n === 0) return "stop";
  if (n > 1) {
    round.line.cap.halve(n, answer.status === 413);
    return "on";
  }
  if (++seen.parked > 3) return failed(round, batch, answer); // not the lines: the server refuses everything
  await park(round, batch.rows, { status: answer.status, msg: answer.words }, round.now() + HOUR_MS);
  round.line.cap.reset();
  return "on";
}

/** 500: once is bad luck; twice, look for the one line that does it. Only parked when others got through. */
async function broke(round, batch, answer, seen) {
  const n = batch.rows.length;
  seen.broken += 1;
  round.line.broken += 1;
  if (n === 0 || round.line.broken < 2 || seen.broken > 12) return failed(round, batch, answer);
  if (n > 1) {
    round.line.cap.halve(n, false);
    return "on";
  }
  const [row] = batch.rows;
  const last = { status: answer.status, msg: answer.words, at: round.now() };
  if (seen.suspects.length >= 3) return failed(round, batch, answer);
  seen.suspects.push({ row, last });
  await setRows(round.store, [{ ...row, tries: row.tries + 1, next_at: round.now() + 30000, last }]);
  return "on";
}

async function failed(round, batch, answer) {
  const last = { status: answer.status, msg: answer.words, at: round.now() };
  await setRows(round.store, batch.rows.map((row) => ({ ...row, tries: row.tries + 1, last })));
  await step(36, "failure written");
  return "stop";
}

/** Keep, show, let the others pass. */
export async function park(round, rows, { status, msg }, next_at = null) {
  const last = { status, msg, at: round.now() };
  await setRows(round.store, rows.map((row) => parkedRow(row, last, next_at)));
  round.journal("parked", { ids: rows.map((row) => row.id), status });
}

/** Change rows that are still there; one that was acked meanwhile stays gone. */
export function setRows(store, rows) {
  if (!rows.length) return null;
  return store.write(["outbox"], async (t) => {
    for (const row of rows) if (await t.get("outbox", row.id)) await t.put("outbox", row);
  });
}
