/**
 * Keeps the walking shell for cold starts without a network: one build's files, whole and checked, or none.
 *
 * The server puts `RELEASE` and `SHELL` ([{url, sha256}]) in front. It never sends, and never touches IndexedDB.
 */
/* global RELEASE, SHELL */

const PATIENCE_MS = 4000;
const OURS = new Set(SHELL.map((file) => file.url));

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", ({ data }) => { if (data?.type === "take-over") self.skipWaiting(); });
self.addEventListener("fetch", (event) => {
  const answer = route(event.request);
  if (answer) event.respondWith(answer());
});

/** Everything is fetched and checked before anything is kept: a failed install leaves the old build as it was. */
async function install() {
  const files = await Promise.all(SHELL.map(fetched));
  await caches.delete(RELEASE);
  const cache = await caches.open(RELEASE);
  await Promise.all(files.map(([url, response]) => cache.put(url, response)));
}

async function fetched({ url, sha256 }) {
  const response = await fetch(url, { cache: "reload", redirect: "error" });
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
  const digest = await crypto.subtle.digest("SHA-256", await response.clone().arrayBuffer());
  const hex = Array.from(new Uint8Array(digest), (b) => b.toString(16).padStart(2, "0")).join("");
  if (hex !== sha256) throw new Error(`${url} is not of this build`);
  return [url, response];
}

/** Pages of the previous build may still be open: keep it, drop what is older. Names come in the order of making. */
async function activate() {
  const names = await caches.keys();
  const older = names.slice(0, Math.max(0, names.indexOf(RELEASE) - 1));
  await Promise.all(older.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** @returns {(() => Promise<Response>)|null} null: the browser does it as if there were no worker */
function route(request) {
  const url = new URL(request.url);
  const isOurs = request.method === "GET" && url.origin === self.location.origin && !request.headers.has("Range");
  if (!isOurs || url.pathname.startsWith("/api/")) return null;
  if (request.mode === "navigate") return isCapture(url.pathname) ? () => kept("/capture", request) : () => page(request);
  if (OURS.has(url.pathname)) return () => kept(url.pathname, request);
  return url.pathname.startsWith("/static/") ? () => anyBuild(request) : null;
}

const isCapture = (path) => path === "/capture" || path.startsWith("/capture/");
const LOOSELY = { ignoreSearch: true, ignoreVary: true };

async function kept(path, request) {
  const cache = await caches.open(RELEASE);
  return (await cache.match(path, LOOSELY)) ?? fetch(request);
}

/** A page of the build before, still open: its own files, from its own build. */
async function anyBuild(request) {
  return (await caches.match(request, LOOSELY)) ?? fetch(request);
}

async function page(request) {
  let timer;
  const late = new Promise((_, fail) => { timer = setTimeout(() => fail(new Error("late")), PATIENCE_MS); });
  try {
    return await Promise.race([fetch(request), late]);
  } catch {
    const cache = await caches.open(RELEASE);
    return (await cache.match("/offline", LOOSELY)) ?? Response.error();
  } finally {
    clearTimeout(timer);
  }
}
