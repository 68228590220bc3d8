// Lets the app for visits and the page at the door of a forum open without a network. It keeps their own files and
// their shells (pages without anything of anybody), for each partnership whose apps were opened here. Every other
// request goes past it, answers above all: those live in IndexedDB, and are never in a cache.
//
// A new version waits until the app says that it may take over, and is not taken at all until it has shells of its own
// kind: a shell and the files that it names always belong together.
import { addRoute, precache } from "workbox-precaching";
import { registerRoute } from "workbox-routing";

const SHELL = /^\/p\/[^/]+\/(walkabouts\/notes|learning-hub\/door|learning-hub\/tables)\/app$/;
const BUILT = /\/static\/build\/[\w.-]+/g;
const FILES = KEPT_FILES; // put in by build.mjs
const PREFIX = "walkabout-shells-";
const SHELLS = PREFIX + FILES.map((file) => file.url + (file.revision ?? "")).reduce(hashed, 5381).toString(36);

precache(FILES);
addRoute({ ignoreURLParametersMatching: [], directoryIndex: null, cleanURLs: false });
registerRoute(
  ({ url, request, sameOrigin }) => sameOrigin && request.mode === "navigate" && SHELL.test(url.pathname),
  openShell,
);

self.addEventListener("install", (event) => event.waitUntil(takeOverShells()));
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("message", (event) => {
  if (event.data?.type === "SKIP_WAITING") self.skipWaiting();
  if (event.data?.type === "KEEP") event.waitUntil(answerKept(event.data.path, event.ports[0]));
});

/** The shell from this device, renewed behind it; the first time from the network. */
async function openShell({ url, request, event }) {
  const kept = await (await caches.open(SHELLS)).match(url.pathname);
  if (kept) {
    event.waitUntil(keep(url.pathname).catch(() => {}));
    return kept;
  }
  event.waitUntil(keep(url.pathname).catch(() => {}));
  return fetch(request);
}

/**
 * Fetch a shell and keep it. Gives "kept", "gone" (no longer for this person), or "other": it names files of another
 * version than this one, so that the worker of that version is looked for. Rejects where there is no network or no
 * sign-in.
 */
async function keep(path) {
  const headers = { Accept: "text/html" };
  const response = await fetch(path, { credentials: "same-origin", headers, cache: "no-store" });
  if (response.status === 403 || response.status === 404) return "gone";
  if (!response.ok || response.redirected) throw new Error(`no shell: ${response.status}`);
  const html = await response.text();
  if (!namesOnlyOurFiles(html)) {
    if (self.registration.active && !self.registration.installing) self.registration.update().catch(() => {});
    return "other";
  }
  const kept = { "Content-Type": "text/html; charset=utf-8" };
  for (const name of ["Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options", "Permissions-Policy",
    "Cross-Origin-Opener-Policy", "X-Frame-Options"]) {
    if (response.headers.has(name)) kept[name] = response.headers.get(name);
  }
  await (await caches.open(SHELLS)).put(path, new Response(html, { headers: kept }));
  return "kept";
}

function namesOnlyOurFiles(html) {
  const ours = new Set(FILES.map((file) => file.url));
  return (html.match(BUILT) ?? []).every((name) => ours.has(name));
}

/** Every shell of the version before, anew. Without one of them this version is not taken: the old one carries on. */
async function takeOverShells() {
  for (const path of await keptBefore()) {
    if ((await keep(path)) === "other") throw new Error(`the shell ${path} names files of another version`);
  }
}

async function keptBefore() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== SHELLS);
  const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return [...new Set(requests.flat().map((request) => new URL(request.url).pathname))];
}

/** Throw the shells of other versions away, and keep those of the pages that are open and came before the worker. */
async function begin() {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== SHELLS) await caches.delete(name);
  }
  await self.clients.claim();
  for (const client of await self.clients.matchAll({ type: "window" })) {
    const { pathname } = new URL(client.url);
    if (SHELL.test(pathname)) await keep(pathname).catch(() => {});
  }
}

async function answerKept(path, port) {
  const isKept = Boolean(await (await caches.open(SHELLS)).match(path)); // it is renewed whenever it is opened
  const outcome = !isKept && SHELL.test(path) ? await keep(path).catch(() => "offline") : "";
  port?.postMessage({ kept: isKept || outcome === "kept" });
}

function hashed(sum, text) {
  for (const character of text) sum = (Math.imul(sum, 33) ^ character.codePointAt(0)) >>> 0;
  return sum;
}
