/**
 * Keeps the walking shell for cold starts without a network: one build's files, whole and checked, or none.
 *
 * The server puts `RELEASE`, `SHELL` and `LATER` ([{url, sha256}]) in front; a `.pack` holds many modules. What comes
 * later is kept when it is first asked for.
 * Addresses below /static/ name their build, so a module is never of another build than the page that asks for it.
 * It never sends, and never touches IndexedDB.
 */
/* global RELEASE, SHELL, LATER */

const PATIENCE_MS = 4000;
const OURS = new Set(SHELL.map((file) => file.url));
const IS_FIRST = !self.registration.active;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", ({ data, origin }) => { if (origin === self.location.origin && data?.type === "take-over") self.skipWaiting(); });
self.addEventListener("fetch", (event) => {
  const answer = route(event.request);
  if (answer) event.respondWith(answer());
});

/** Everything is fetched and checked before anything is kept: a failed install leaves the old build as it was. */
async function install() {
  const files = (await Promise.all(SHELL.map(fetched))).flat();
  await caches.delete(RELEASE);
  const cache = await caches.open(RELEASE);
  await Promise.all(files.map(([url, response]) => cache.put(url, response)));
}

/**
 * The page has just loaded some of these: its copies do when their hash is right.
 * @returns {Promise<[string, Response][]>} address and content of each file to keep
 */
async function fetched(file) {
  const response = await checked(file, "default").catch(() => checked(file, "reload"));
  return file.url.endsWith(".pack") ? unpacked(file.url, await response.text()) : [[file.url, response]];
}

/** One hash proves all members: path, line break, text; NUL between two. */
function unpacked(url, pack) {
  const folder = url.slice(0, url.lastIndexOf("/") + 1);
  const headers = { "Content-Type": "text/javascript; charset=utf-8" };
  return pack.split("\0").map((member) => {
    const end = member.indexOf("\n");
    return [folder + member.slice(0, end), new Response(member.slice(end + 1), { headers })];
  });
}

async function checked({ url, sha256 }, cache) {
  const response = await fetch(url, { cache, redirect: "error" });
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
  const digest = await crypto.subtle.digest("SHA-256", await response.clone().arrayBuffer());
  const hex = Array.from(new Uint8Array(digest), (b) => b.toString(16).padStart(2, "0")).join("");
  if (hex !== sha256) throw new Error(`${url} is not of this build`);
  return response;
}

/**
 * Pages of the previous build may still be open: keep it, drop what is older. Names come in the order of making.
 * Only a first worker takes pages that nobody served: they wait for it to start.
 */
async function activate() {
  const names = await caches.keys();
  const older = names.slice(0, Math.max(0, names.indexOf(RELEASE) - 1));
  await Promise.all(older.map((name) => caches.delete(name)));
  if (IS_FIRST) await self.clients.claim();
}

/** @returns {(() => Promise<Response>)|null} null: the browser does it as if there were no worker */
function route(request) {
  const url = new URL(request.url);
  const isOurs = request.method === "GET" && url.origin === self.location.origin && !request.headers.has("Range");
  if (!isOurs || url.pathname.startsWith("/api/")) return null;
  if (request.mode === "navigate") return isCapture(url.pathname) ? () => kept("/capture", request) : () => page(request);
  if (OURS.has(url.pathname)) return () => kept(url.pathname, request);
  const later = LATER.find((file) => file.url === url.pathname);
  if (later) return () => keptFromNow(later);
  return url.pathname.startsWith("/static/") ? () => anyBuild(request) : null;
}

const isCapture = (path) => path === "/capture" || path.startsWith("/capture/");
const LOOSELY = { ignoreSearch: true, ignoreVary: true };

async function kept(path, request) {
  const cache = await caches.open(RELEASE);
  return (await cache.match(path, LOOSELY)) ?? fetch(request);
}

async function keptFromNow(file) {
  const cache = await caches.open(RELEASE);
  const held = await cache.match(file.url, LOOSELY);
  if (held) return held;
  const response = await checked(file, "default");
  await cache.put(file.url, response.clone());
  return response;
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
