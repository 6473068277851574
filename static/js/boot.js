/**
 * Starts the phone's page. On a first visit the worker fetches the shell once, packed, and the page starts from what it
 * kept; later, and without a worker, the page starts at once. Registers the service worker: nobody else does.
 */

const PATIENCE_MS = 6000;

let policy;
function address() {
  const url = "/sw.js";
  if (!globalThis.trustedTypes) return url;
  policy ??= trustedTypes.createPolicy("sw", {
    createScriptURL: (asked) => { if (asked === url) return asked; throw new TypeError("only /sw.js"); } });
  return policy.createScriptURL(url);
}

/** @returns {Promise<ServiceWorkerRegistration>} rejects without a network at a first start, or where forbidden */
export const register = () => navigator.serviceWorker.register(address(), { updateViaCache: "none" });

/** Resolves when a first worker serves this page, or when there is nothing to wait for. */
async function served() {
  const registration = await register();
  const coming = registration.installing ?? registration.waiting;
  if (registration.active || !coming) return; // a forced reload: no worker will take this page over
  await new Promise((done) => {
    navigator.serviceWorker.addEventListener("controllerchange", done, { once: true });
    coming.addEventListener("statechange", () => { if (["activated", "redundant"].includes(coming.state)) done(); });
  });
}

async function start() {
  const isFirst = navigator.serviceWorker && !navigator.serviceWorker.controller;
  const late = () => new Promise((done) => { setTimeout(done, PATIENCE_MS); });
  if (isFirst) await Promise.race([served().catch(() => {}), late()]);
  await import("./elements/capture-app.js");
}

if (document.querySelector("capture-app")) start();
