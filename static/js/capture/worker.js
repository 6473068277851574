/** The service worker as the page sees it: keeps the shell for cold starts, and never takes over during a walk. */
import { register } from "../boot.js";

const CHECK_MS = 6 * 3600e3;

/**
 * @param {{log: {openWalks: () => string[]}, onUpdate?: () => void}} how onUpdate: a new build waits; offer "Update"
 *   where no walk is open
 * @returns {Promise<{works: boolean, updateReady: () => boolean, takeOver: () => boolean, check: () => Promise<void>}>}
 *   works false: no service worker here (plain http): "works only while this page stays open"
 */
export async function openWorker({ log, onUpdate = () => {} }) {
  const none = { works: false, updateReady: () => false, takeOver: () => false, check: async () => {} };
  if (!navigator.serviceWorker) return none;
  let registration;
  try {
    registration = await register();
  } catch {
    return none; // no network at a first start, or a browser that forbids it: the page works without
  }
  const worker = handle(registration, log);
  if (worker.updateReady() && !worker.takeOver()) onUpdate();
  watch(registration, () => { if (worker.updateReady()) onUpdate(); }, worker.check);
  return worker;
}

function handle(registration, log) {
  let asked = false;
  navigator.serviceWorker.addEventListener("controllerchange", () => { if (asked) location.reload(); });
  const updateReady = () => Boolean(registration.waiting && navigator.serviceWorker.controller);
  return {
    works: true,
    /** @returns {boolean} a newer build is loaded and waits */
    updateReady,
    /** Change builds and reload. @returns {boolean} false: nothing waits, or a walk is open */
    takeOver() {
      if (!updateReady() || log.openWalks().length) return false;
      asked = true;
      registration.waiting.postMessage({ type: "take-over" });
      return true;
    },
    check: () => registration.update().catch(() => {}),
  };
}

function watch(registration, onWaiting, check) {
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", ({ target }) => { if (target.state === "installed") onWaiting(); });
  });
  setInterval(check, CHECK_MS);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") check(); });
}
