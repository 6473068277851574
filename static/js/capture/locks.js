/**
 * Who may write, who may send: Web Locks, or a lease in localStorage where the origin has none (plain http).
 *
 * Safety never depends on these: seq is transactional and the server knows repeats. They only keep windows apart.
 */
import { shortId } from "./ids.js";
import { step } from "./steps.js";
import { wait } from "./store.js";

const LEASE_MS = 6000;
const BEAT_MS = 2000;
const SETTLE_MS = 60;
const me = shortId(10);

function holder(name) {
  try {
    const lease = JSON.parse(localStorage.getItem(`lease:${name}`));
    return lease && lease.until > Date.now() ? lease.owner : null;
  } catch {
    return null;
  }
}

function claim(name) {
  try {
    localStorage.setItem(`lease:${name}`, JSON.stringify({ owner: me, until: Date.now() + LEASE_MS }));
  } catch { /* without any shared memory every window believes itself alone */ }
}

function leave(name) {
  if (holder(name) === me) localStorage.removeItem(`lease:${name}`);
}

/** Two windows may write at once: wait a moment and see whose name stayed. */
async function lease(name) {
  if (![null, me].includes(holder(name))) return false;
  claim(name);
  await wait(SETTLE_MS);
  return [null, me].includes(holder(name));
}

/**
 * Run one sending round alone among all windows, or not at all.
 * @param {() => Promise<void>} round at most 30 s, so that a frozen window cannot keep the others from sending long
 * @returns {Promise<boolean>} false when another window is sending
 */
export async function alone(round) {
  if (navigator.locks) {
    return navigator.locks.request("sync", { ifAvailable: true }, async (lock) => {
      await step(30, "asked for the sync lock");
      if (lock) await round();
      return Boolean(lock);
    });
  }
  if (!(await lease("sync"))) return false;
  const beat = setInterval(() => claim("sync"), BEAT_MS);
  try {
    await round();
  } finally {
    clearInterval(beat);
    leave("sync");
  }
  return true;
}

/**
 * Hold the right to log. A window that does not hold it is read-only and offers "Continue here" = `steal()`.
 * @param {(held: boolean) => void} onChange told at once, and whenever it changes; set `log.writer` to it
 * @returns {{steal: () => void, release: () => void}} a window in waiting takes over by itself when the other closes
 */
export function holdCapture(onChange) {
  return navigator.locks ? byLocks(onChange) : byLease(onChange);
}

function byLocks(onChange) {
  let let_go = () => {};
  let waiting = new AbortController();
  const keep = () => new Promise((done) => { let_go = done; onChange(true); });
  const queue = () => {
    waiting = new AbortController();
    navigator.locks.request("capture", { signal: waiting.signal }, keep).catch(lost);
  };
  const lost = (error) => {
    if (waiting.signal.aborted) return; // we stopped waiting ourselves, to steal or to leave
    if (error?.name === "AbortError") onChange(false), queue();
  };
  navigator.locks.request("capture", { ifAvailable: true }, (lock) => {
    if (lock) return keep();
    onChange(false);
    return queue();
  }).catch(lost);
  return {
    steal() {
      waiting.abort();
      waiting = new AbortController();
      navigator.locks.request("capture", { steal: true }, keep).catch(lost);
    },
    release() {
      waiting.abort();
      let_go();
    },
  };
}

function byLease(onChange) {
  let held = null;
  const turn = (now) => { if (now !== held) onChange(held = now); };
  const beat = () => {
    const owner = holder("capture");
    if (held && owner === me) claim("capture");
    else if (owner && owner !== me) turn(false);
    else lease("capture").then(turn);
  };
  const timer = setInterval(beat, BEAT_MS);
  addEventListener("storage", ({ key }) => { if (key === "lease:capture" && ![null, me].includes(holder("capture"))) turn(false); });
  addEventListener("pagehide", () => leave("capture"));
  beat();
  return {
    steal() {
      claim("capture");
      turn(true);
    },
    release() {
      clearInterval(timer);
      leave("capture");
    },
  };
}
