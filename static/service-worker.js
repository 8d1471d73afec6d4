// Stores the page's files, so that it starts without a network, and refuses every other request of
// the page and its workers: a second barrier behind the policy in index.html.
//
// Each build has its own list of files and its own store. The names of scripts, styles and modules
// contain a hash of their content, so an old page never gets a part of a new build: an open page
// keeps what it has loaded, and the next start uses the new build.
"use strict";

// Filled in by scripts/list-files: the name and the hash of every file.
const FILES = {};
// The hash of that list.
const BUILD = "";

const SCOPE = new URL("./", location.href);
const PAGE = SCOPE.href;
// The same host may serve other copies of the page.
const OURS = `trailglass ${SCOPE.pathname} `;
const STORE = OURS + BUILD;
const LISTED = new Set(Object.keys(FILES).map((name) => new URL(name, SCOPE).href));

addEventListener("install", (event) => event.waitUntil(keep().then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(tidy().then(() => clients.claim())));
addEventListener("fetch", (event) => {
  const { mode, url } = event.request;
  if (mode !== "navigate") event.respondWith(answer(event));
  // Other pages may exist below this address; navigations to them are not handled here.
  else if (isPage(url)) event.respondWith(start(event));
});

/** Stores every file of this build, or none. */
async function keep() {
  const store = await caches.open(STORE);
  try {
    await Promise.all(
      Object.entries(FILES).map(async ([name, integrity]) => {
        const address = new URL(name, SCOPE);
        await store.put(address, await whole(address, integrity));
      }),
    );
  } catch (error) {
    await caches.delete(STORE);
    throw error;
  }
}

/** Returns the file with this hash. The browser's cache usually contains it, from the page that
 * registered this worker; otherwise the host is asked. */
async function whole(address, integrity) {
  for (const cache of ["force-cache", "reload"]) {
    const response = await fetch(address, { cache, integrity }).catch(() => null);
    if (response?.ok) return response;
  }
  throw new Error(`${address} did not arrive as it was built`);
}

/** Deletes old stores. The newest of them stays until the next build: a page may be loading from
 * it right now. */
async function tidy() {
  const old = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== STORE);
  old.pop();
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** Returns whether this is the address of the page itself, with any query or fragment. */
function isPage(address) {
  const { origin, pathname } = new URL(address);
  return origin === SCOPE.origin && (pathname === SCOPE.pathname || pathname === `${SCOPE.pathname}index.html`);
}

/** Answers a navigation to the page. */
async function start(event) {
  const store = await caches.open(STORE);
  const held = await store.match(PAGE);
  if (held) return held;
  // The store was deleted.
  event.waitUntil(keep().catch(() => {}));
  return fetch(event.request);
}

/** Answers any other request: with a file of the page, or from the network if another page asks;
 * every other request of this page is refused. */
async function answer(event) {
  const { request } = event;
  const held = request.method === "GET" ? await find(request.url) : null;
  if (held) return held;
  const allowed = (request.method === "GET" && (await isMissing(request.url))) || !(await asksForUs(event.clientId));
  return allowed ? fetch(request) : Response.error();
}

/** Returns whether a stored file is missing because the store was deleted. The page was then
 * fetched as well, and may come from another build. */
async function isMissing(address) {
  if (LISTED.has(address)) return true;
  if (!address.startsWith(PAGE)) return false;
  const store = await caches.open(STORE);
  return !(await store.match(PAGE));
}

/** Returns the file from the store of this build, or of the previous one. */
async function find(address) {
  const store = await caches.open(STORE);
  if (LISTED.has(address)) return store.match(address);
  for (const name of await caches.keys()) {
    const held = name.startsWith(OURS) && (await (await caches.open(name)).match(address));
    if (held) return held;
  }
  return null;
}

/** Returns whether the request comes from this page or a worker of it. Workers have blob
 * addresses: they count as this page's if every open window is this page. */
async function asksForUs(id) {
  const client = await clients.get(id);
  if (client?.type === "window") return isPage(client.url);
  const windows = await clients.matchAll({ type: "window" });
  return windows.every(({ url }) => isPage(url));
}
