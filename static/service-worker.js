// Keeps the page's files, so that it starts without a network, and refuses
// every other request of the page and its workers: a second fence behind the
// policy in index.html.
//
// Each build of the page has a list of its own, and so a store of its own. The
// names of scripts, styles and modules say their content, so an old page never
// meets a new part: one that is open keeps what it has loaded, and the next
// start is the new build's.
"use strict";

// Written by scripts/list-files: the name of every file and its hash.
const FILES = {};
// The hash of that list.
const BUILD = "";

const SCOPE = new URL("./", location.href);
const PAGE = SCOPE.href;
// Other copies of the page may live on the same host.
const OURS = `trailglass ${SCOPE.pathname} `;
const STORE = OURS + BUILD;
const LISTED = new Set(Object.keys(FILES).map((name) => new URL(name, SCOPE).href));

addEventListener("install", (event) => event.waitUntil(keep().then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(tidy().then(() => clients.claim())));
addEventListener("fetch", (event) => {
  const { mode, url } = event.request;
  if (mode !== "navigate") event.respondWith(answer(event));
  // Other pages may live below this one's address: where the person at the
  // screen goes is none of our business.
  else if (isPage(url)) event.respondWith(start(event));
});

/** Puts every file of this build into its store, or none. */
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

/** The file with this hash. The browser mostly has it still, from the page
 * that asked for this copy; if that is another, the host is asked. */
async function whole(address, integrity) {
  for (const cache of ["force-cache", "reload"]) {
    const response = await fetch(address, { cache, integrity }).catch(() => null);
    if (response?.ok) return response;
  }
  throw new Error(`${address} did not arrive as it was built`);
}

/** Throws old stores away. The newest of them stays until the next build: a
 * page may be loading from it at this moment. */
async function tidy() {
  const old = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== STORE);
  old.pop();
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** Whether this is the page itself, whatever stands behind its address. */
function isPage(address) {
  const { origin, pathname } = new URL(address);
  return origin === SCOPE.origin && (pathname === SCOPE.pathname || pathname === `${SCOPE.pathname}index.html`);
}

/** The page, as it begins. */
async function start(event) {
  const store = await caches.open(STORE);
  const held = await store.match(PAGE);
  if (held) return held;
  // Somebody emptied the store.
  event.waitUntil(keep().catch(() => {}));
  return fetch(event.request);
}

/** A file of the page, or what a page of somebody else's asks for; of our
 * page, everything else is refused. */
async function answer(event) {
  const { request } = event;
  const held = request.method === "GET" ? await find(request.url) : null;
  if (held) return held;
  const allowed = (request.method === "GET" && (await isMissing(request.url))) || !(await asksForUs(event.clientId));
  return allowed ? fetch(request) : Response.error();
}

/** Whether this should be in the store, and somebody emptied it: the page was
 * then fetched, too, and may be that of another build. */
async function isMissing(address) {
  if (LISTED.has(address)) return true;
  if (!address.startsWith(PAGE)) return false;
  const store = await caches.open(STORE);
  return !(await store.match(PAGE));
}

/** The file from the store of this build, or of the one before. */
async function find(address) {
  const store = await caches.open(STORE);
  if (LISTED.has(address)) return store.match(address);
  for (const name of await caches.keys()) {
    const held = name.startsWith(OURS) && (await (await caches.open(name)).match(address));
    if (held) return held;
  }
  return null;
}

/** Whether our page asks, or a worker of it: they have addresses of blobs. */
async function asksForUs(id) {
  const client = await clients.get(id);
  if (client?.type === "window") return isPage(client.url);
  const windows = await clients.matchAll({ type: "window" });
  return windows.every(({ url }) => isPage(url));
}
