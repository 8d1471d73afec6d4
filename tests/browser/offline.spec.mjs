// The page without a network, updates from one build to the next, and all requests of the page,
// counted at the host.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { DIST, Host, builtFiles } from "./host.mjs";
import { isSingle } from "./single.mjs";
import { Trailglass } from "./trailglass.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

let hosts = [];

test.beforeEach(({ baseURL }) => {
  test.skip(isSingle(baseURL), "a file has no service worker, and needs none");
});
test.afterEach(async () => {
  for (const host of hosts) await host.close().catch(() => {});
  hosts = [];
});

async function hosted(folder = DIST, how = { under: "/hosted/trailglass/" }) {
  const host = await new Host(folder, how).open();
  hosts.push(host);
  return host;
}

/** Opens the page and waits until its files are stored. */
async function openKept(page, host, address = "") {
  const app = await new Trailglass(page).open(host.address + address);
  await kept(page);
  return app;
}

const kept = (page) => page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");

/** Returns the names of the stores of the page's files. */
const stores = (page) => page.evaluate(() => caches.keys());

/** Creates a build with another title and another style sheet. */
function anotherBuild(folder, title) {
  fs.cpSync(DIST, folder, { recursive: true });
  const index = path.join(folder, "index.html");
  const html = fs.readFileSync(index, "utf8");
  const [line, name] = html.match(/<link rel="stylesheet" href="\.\/(styles-[^"]+)"[^>]*>/);
  fs.appendFileSync(path.join(folder, name), `\n/* ${title} */\n`);
  fs.renameSync(path.join(folder, name), path.join(folder, `styles-${title}.css`));
  const changed = html
    .replace(line, `<link rel="stylesheet" href="./styles-${title}.css">`)
    .replace("<title>Trailglass</title>", `<title>Trailglass ${title}</title>`);
  fs.writeFileSync(index, changed);
  execFileSync(process.execPath, [path.join(ROOT, "scripts", "list-files"), folder]);
  return folder;
}

/** Checks the host for a new build, and waits until it is stored or rejected. */
const update = (page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
    const found = registration.installing ?? registration.waiting;
    if (!found) return registration.active.state;
    if (["activated", "redundant"].includes(found.state)) return found.state;
    return new Promise((resolve) => {
      found.addEventListener("statechange", () => {
        if (["activated", "redundant"].includes(found.state)) resolve(found.state);
      });
    });
  });

test("starts without a network, and does everything then", async ({ page, context }) => {
  const host = await hosted();
  await openKept(page, host);
  await host.close();
  await context.setOffline(true);

  const app = await new Trailglass(page).open(`${host.address}#/events?v=1&q=errorCode:*`);
  await app.openSample();
  await app.tab("Integrity").click();
  await expect(page.getByRole("tabpanel")).toContainText(/digest/i, { timeout: 30_000 });
  expect(app.complaints).toEqual([]);

  // With every form of its address.
  await new Trailglass(page).open(`${host.address}index.html`);
  await new Trailglass(page).open(`${host.address}?from=a-bookmark`);
});

test("loading asks for the page's own files, and nothing is asked for after that", async ({ page }) => {
  const host = await hosted();
  const app = await openKept(page, host);
  const files = builtFiles();
  for (const name of host.asked) expect(["", ...files]).toContain(name);
  // The files to store come from the browser's cache, not from the host again; but a private window
  // does not cache files of several megabytes.
  const small = host.asked.filter((name) => !name.endsWith(".wasm"));
  expect(small).toHaveLength(new Set(small).size);

  const whileLoading = host.asked.length;
  const all = await app.openSample();
  await app.filter.fill("errorCode:*");
  await expect.poll(async () => (await app.counts()).shown, { timeout: 30_000 }).toBeLessThan(all);
  await app.tab("Timelines").click();
  await app.tab("Resources").click();
  await page.waitForTimeout(1000);
  expect(host.asked.slice(whileLoading)).toEqual([]);
  expect(app.complaints).toEqual([]);
});

test("the copy holds the page's own files and nothing else", async ({ page }) => {
  const host = await hosted();
  const app = await openKept(page, host);
  await app.openSample();
  const held = await page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => url);
  });
  const expected = builtFiles()
    .filter((name) => name !== "service-worker.js")
    .map((name) => host.address + (name === "index.html" ? "" : name));
  expect(held.sort()).toEqual(expected.sort());
});

test("refuses every other request, even where there is no policy", async ({ browser }) => {
  const elsewhere = await hosted(DIST, {});
  const host = await hosted();
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  await openKept(page, host);
  const before = host.asked.length;
  const reach = async (addresses) => {
    const tries = addresses.flatMap((address) => [
      fetch(address),
      fetch(address, { mode: "no-cors" }),
      fetch(address, { method: "POST", mode: "no-cors", body: "arn:aws:iam::111122223333:user/alice" }),
    ]);
    return (await Promise.allSettled(tries)).map(({ status }) => status);
  };
  const addresses = [elsewhere.address, `${host.address}another-file`, `${host.address}?arn:aws:iam`];
  const allRefused = Array(9).fill("rejected");
  expect(await page.evaluate(reach, addresses)).toEqual(allRefused);
  // A worker started before the page had its service worker is not controlled by it; it has the
  // page's policy. Workers of the next start have both.
  const gone = page.workers();
  await page.reload();
  const started = () => page.workers().filter((worker) => !gone.includes(worker));
  await expect.poll(() => started().length, { timeout: 30_000 }).toBeGreaterThan(0);
  for (const worker of started()) expect(await worker.evaluate(reach, addresses)).toEqual(allRefused);
  const drawn = (address) =>
    new Promise((resolve) => {
      const image = new Image();
      image.onload = () => resolve("loaded");
      image.onerror = () => resolve("refused");
      image.src = address;
    });
  expect(await page.evaluate(drawn, `${elsewhere.address}icon-192.png`)).toBe("refused");
  expect(elsewhere.asked).toEqual([]);
  // The reload only checks for a newer service worker.
  expect(host.asked.slice(before).filter((name) => name !== "service-worker.js")).toEqual([]);
  await context.close();
});

test("an open page keeps its build, and the next start has the new one", async ({ page, context }, info) => {
  const host = await hosted();
  const app = await openKept(page, host);
  const [first] = await stores(page);

  host.folder = anotherBuild(info.outputPath("second"), "second");
  // This start still uses the first build: nothing waits for a network.
  const other = await context.newPage();
  await new Trailglass(other).open(host.address);
  expect(await other.title()).toBe("Trailglass");
  expect(await update(other)).toBe("activated");

  // The open page keeps working.
  await app.openSample();
  await app.tab("Resources").click();
  await expect(page.getByRole("tabpanel")).toContainText(/resources/i);
  expect(app.complaints).toEqual([]);

  await other.reload();
  await expect(other).toHaveTitle("Trailglass second");
  const sheets = await other.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  expect(sheets.filter((name) => name.includes("/styles-"))).toEqual([`${host.address}styles-second.css`]);

  // The previous store stays for a page that is loading; older ones are deleted.
  host.folder = anotherBuild(info.outputPath("third"), "third");
  expect(await update(other)).toBe("activated");
  const names = await stores(other);
  expect(names).toHaveLength(2);
  expect(names).not.toContain(first);
  await other.reload();
  await expect(other).toHaveTitle("Trailglass third");
});

test("a build that is not all there is not taken", async ({ page }, info) => {
  const host = await hosted();
  await openKept(page, host);
  const before = await stores(page);
  host.folder = anotherBuild(info.outputPath("half"), "half");
  fs.appendFileSync(path.join(host.folder, "styles-half.css"), "/* another file than the listed one */");
  // The browser reports an update as failed if its files could not be stored.
  expect(await update(page)).toBe("redundant");
  expect(await stores(page)).toEqual(before);
  await page.reload();
  await expect(page).toHaveTitle("Trailglass");
});

test("a host that knows no types and sends no headers will do", async ({ page, context }) => {
  const host = await hosted(DIST, { under: "/", plain: true });
  const app = await openKept(page, host);
  expect(app.complaints).toEqual([]);
  await host.close();
  await context.setOffline(true);
  const again = await new Trailglass(page).open(host.address);
  expect(await again.openSample()).toBeGreaterThan(0);
  expect(again.complaints).toEqual([]);
});

test("other pages of the same host are left alone", async ({ page }, info) => {
  const folder = info.outputPath("shared");
  fs.cpSync(DIST, folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "neighbour.html"), "<title>Neighbour</title>");
  fs.writeFileSync(path.join(folder, "data.txt"), "theirs");
  const host = await hosted(folder);
  await openKept(page, host);
  await page.goto(`${host.address}neighbour.html`);
  await expect(page).toHaveTitle("Neighbour");
  expect(await page.evaluate(async () => (await fetch("data.txt")).text())).toBe("theirs");
});

test("starts where the browser has thrown the copy away, and keeps it again", async ({ page, context }) => {
  const host = await hosted();
  await openKept(page, host);
  await page.evaluate(async () => {
    for (const name of await caches.keys()) await caches.delete(name);
  });
  await new Trailglass(page).open(host.address);
  const held = () =>
    page.evaluate(async () => {
      const [store] = await caches.keys();
      // Opening a missing store would create it.
      return store ? (await (await caches.open(store)).keys()).length : 0;
    });
  await expect.poll(held, { timeout: 30_000 }).toBe(builtFiles().length - 1);
  await context.setOffline(true);
  await new Trailglass(page).open(host.address);
});

test("starts where the browser has no service workers", async ({ page }) => {
  const host = await hosted();
  await page.addInitScript("delete Navigator.prototype.serviceWorker");
  const app = await new Trailglass(page).open(host.address);
  await app.openSample();
  expect(app.complaints).toEqual([]);
  expect(host.asked).not.toContain("service-worker.js");
});

test("can be installed", async ({ page }) => {
  const host = await hosted();
  await openKept(page, host);
  const session = await page.context().newCDPSession(page);
  const { errors, data } = await session.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  for (const icon of JSON.parse(data).icons) expect(fs.existsSync(path.join(DIST, icon.src))).toBe(true);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  // Tests run in private windows, where nothing can be installed.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito")).toEqual([]);
});
