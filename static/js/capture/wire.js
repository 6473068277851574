/**
 * One request to our server, and an honest reading of what came back.
 *
 * XMLHttpRequest and not fetch: only it says that bytes are still moving, and slow is not the same as stalled.
 * Never rejects: every ending is an answer.
 */
import { shortId } from "./ids.js";

const STALL_MS = 20000;

/**
 * @typedef {object} Answer
 * @property {"ok"|"sign_in"|"portal"|"network"|"stalled"|"busy"|"broken"|"too_much"|"unread"|"no"} means
 *   ok: ours and 2xx · busy: 429, 502–504 · broken: 500 · too_much: 413, 400 · unread: 415 · no: any other refusal
 * @property {number} status 0 when nothing came @property {object|null} json @property {string} words for the outbox page
 * @property {number} wait_ms what Retry-After asks for, 0 when it asks nothing @property {number|null} offset Upload-Offset
 */

/**
 * @param {string} method @param {string} url same origin
 * @param {{headers?: Record<string, string>, body?: ArrayBuffer|Uint8Array|string|null, stall_ms?: number}} [what]
 * @returns {Promise<Answer>}
 */
export function ask(method, url, { headers = {}, body = null, stall_ms = STALL_MS } = {}) {
  return new Promise((done) => {
    const xhr = new XMLHttpRequest();
    let stalled = false;
    let timer;
    const moved = () => {
      clearTimeout(timer);
      timer = setTimeout(() => { stalled = true; xhr.abort(); }, stall_ms);
    };
    xhr.open(method, url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.onprogress = xhr.onreadystatechange = xhr.upload.onprogress = xhr.upload.onload = moved;
    xhr.onloadend = () => {
      clearTimeout(timer);
      xhr.onreadystatechange = null;
      done(read(xhr, url, stalled));
    };
    moved();
    xhr.send(body);
  });
}

function read(xhr, url, stalled) {
  // An abort we did not ask for is the network's doing (iOS does that), not a decision.
  if (!xhr.status) return answer(stalled ? "stalled" : "network", 0, null);
  const json = parse(xhr.responseText);
  const moved = xhr.responseURL && xhr.responseURL !== new URL(url, location.href).href;
  const means = meaning(xhr.status, json, moved);
  const offset = xhr.getResponseHeader("Upload-Offset");
  return { ...answer(means, xhr.status, json), wait_ms: asked(xhr.getResponseHeader("Retry-After")),
    offset: offset == null ? (json?.offset ?? null) : Number(offset) };
}

function answer(means, status, json) {
  return { means, status, json, words: json?.error?.sentence ?? WORDS[means] ?? `The server answered ${status}.`,
    wait_ms: 0, offset: null };
}

const WORDS = {
  network: "No connection.", stalled: "The connection stalled.", portal: "This network wants a login.",
  sign_in: "Sign in to send.", busy: "The server is busy.", broken: "The server had an error.",
};

function parse(text) {
  try { return JSON.parse(text); } catch { return null; }
}

function meaning(status, json, moved) {
  if (moved || status === 511) return "portal";
  if (status === 401 || (status === 403 && json)) return "sign_in";
  if (status === 403 || (status >= 300 && status < 400)) return "portal";
  if (status === 400 || status === 413) return "too_much";
  if (status === 415) return "unread";
  if (status === 500) return "broken";
  if (status === 429 || status > 500) return "busy";
  if (status === 204) return "ok";
  if (status < 300) return json && typeof json === "object" ? "ok" : "portal";
  return "no";
}

function asked(header) {
  if (!header) return 0;
  const seconds = Number(header);
  return Math.max(0, Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now() || 0);
}

/** Is somebody answering in our server's name? A hint for the words on the pill; it never stops a try. */
export async function isPortal(base) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 5000);
  try {
    const back = await fetch(`${base}/api/v1/ping?${shortId()}`, { redirect: "manual", cache: "no-store", signal: stop.signal });
    return back.type === "opaqueredirect" || back.status === 511;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** Full jitter: random(0, min(300 s, 2 s · 2^n)). @param {number} n failures in a row @returns {number} ms */
export function backoff(n, random = Math.random()) {
  return random * Math.min(300000, 2000 * 2 ** Math.min(n, 20));
}
