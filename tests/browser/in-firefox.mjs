#!/usr/bin/env node
// Tests in Firefox: the main path through the single file that scripts/single creates, opened from
// the disk, from the sample to the last tab, and with own files; and the served page without a
// network. The whole suite tests both forms in Chromium (see playwright.config.mjs).
//
// Uses FIREFOX, or the first of firefox-esr and firefox; prints a message and succeeds if there is
// none.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Firefox } from "./firefox.mjs";
import { DIST, Host } from "./host.mjs";
import makeSingle, { SINGLE } from "./single.mjs";
import { event, logFile } from "./trailglass.mjs";

const binary = [process.env.FIREFOX, "firefox-esr", "firefox"].find(
  (name) => name && spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0,
);
if (!binary) {
  console.log("skipped: there is no Firefox here; install it, or name it in FIREFOX");
  process.exit(0);
}
// Node.js before version 22 has WebSocket only behind a flag.
if (typeof WebSocket === "undefined") {
  const again = ["--experimental-websocket", fileURLToPath(import.meta.url)];
  process.exit(spawnSync(process.execPath, again, { stdio: "inherit" }).status ?? 1);
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "trailglass-logs-"));
const results = fileURLToPath(new URL("../../test-results", import.meta.url));
makeSingle();
const firefox = await Firefox.open(binary);

/** Returns the two numbers of "1,234 of 56,789 events". */
async function counts() {
  const text = await firefox.evaluate(() => [...document.querySelectorAll("[role=status]")].map((it) => it.textContent).join("\n"));
  const found = text.match(/([\d,]+) of ([\d,]+) events?/);
  return found && { shown: Number(found[1].replaceAll(",", "")), all: Number(found[2].replaceAll(",", "")) };
}
const settled = (what, holds) =>
  firefox.until(what, async () => {
    const busy = await firefox.evaluate(() => document.querySelectorAll("[role=progressbar], progress").length);
    const now = await counts();
    return busy === 0 && now && holds(now) && now;
  });
const panel = () => firefox.evaluate(() => document.querySelector("[role=tabpanel]")?.innerText ?? "");
/** Returns the errors on the console, except for the request that must be refused. */
const faults = () => firefox.complaints.filter((text) => !text.includes("http://127.0.0.1:9/"));
const step = (what) => console.log(`  ok: ${what}`);

try {
  console.log(`Firefox ${firefox.version}, ${pathToFileURL(SINGLE)}`);
  await firefox.goto(pathToFileURL(SINGLE).href);
  await firefox.click(await firefox.find("button", "Try the sample trail"));
  const { all } = await settled("the sample trail", ({ all }) => all > 1000);
  step(`the sample trail is read: ${all} events`);

  await firefox.click(await firefox.find("searchbox", "Filter"));
  await firefox.type("errorCode:*\uE007");
  const { shown } = await settled("fewer events", ({ shown }) => shown < all);
  assert.ok(shown > 0);
  assert.match(await firefox.evaluate(() => location.hash), /errorCode/);
  step(`the filter leaves ${shown}, and stands in the address`);

  // The previous rows stay visible until those of the filter arrive.
  await firefox.until("the rows of the filter", () =>
    firefox.evaluate(() => document.querySelector("[role=grid]").getAttribute("aria-busy") === "false"),
  );
  await firefox.evaluate(() => document.querySelector("[role=grid] [role=row] [role=gridcell]").click());
  const eventText = () => firefox.evaluate(() => document.querySelector("aside[aria-label=Event]")?.innerText ?? "");
  await firefox.until("the event in words and as JSON", async () => /errorCode/.test(await eventText()));
  step("an event opens, in words and as JSON");

  const tabs = await firefox.evaluate(() => [...document.querySelectorAll("[role=tab]")].map((tab) => tab.textContent.trim()));
  assert.ok(["Events", "Timelines", "Resources", "Integrity", "Sources"].every((name) => tabs.includes(name)), tabs.join());
  for (const name of tabs) {
    await firefox.click(await firefox.find("tab", name));
    await firefox.until(`the view ${name}`, async () =>
      (await firefox.evaluate(() => document.querySelector("[role=tab][aria-selected=true]").textContent.trim())) === name &&
      (await firefox.evaluate(() => document.querySelectorAll("[role=tabpanel] [role=progressbar], [role=tabpanel] progress").length)) === 0 &&
      (await panel()).trim().length > 0,
    );
    assert.equal(await firefox.evaluate(() => document.querySelectorAll("[role=alert]:not([hidden])").length), 0, name);
    await firefox.screenshot(path.join(results, "firefox", `${name}.png`));
  }
  step(`every view opens: ${tabs.join(", ")}`);

  // The sample's digests are verified, with all its signatures.
  await firefox.click(await firefox.find("tab", "Integrity"));
  await firefox.until("the verdicts", async () => /verified/i.test(await panel()));
  step("integrity is checked");

  fs.writeFileSync(path.join(folder, "own.json"), logFile("own.json", [event(1), event(2), event(1)]).buffer);
  await firefox.goto(`${pathToFileURL(SINGLE)}#/events?v=1&q=eventName%3ACreateUser`);
  await firefox.evaluate(() => location.reload());
  await firefox.find("button", "Try the sample trail");
  const [input] = (
    await firefox.send("browsingContext.locateNodes", { context: firefox.context, locator: { type: "css", value: "input[type=file]:not([webkitdirectory])" } })
  ).nodes;
  await firefox.choose(input, [path.join(folder, "own.json")]);
  assert.deepEqual(await settled("own events", ({ all }) => all === 2), { shown: 2, all: 2 });
  step("a file of one's own is read, and its repeat is counted once");

  const refused = await firefox.evaluate(
    () =>
      new Promise((resolve) => {
        addEventListener("securitypolicyviolation", (violation) => resolve(violation.violatedDirective));
        fetch("http://127.0.0.1:9/").catch(() => setTimeout(() => resolve("failed, but not by the policy"), 2000));
      }),
  );
  assert.equal(refused, "connect-src");
  const outside = firefox.requests.filter((url) => !/^(file|blob|data|about|resource|chrome):/.test(url));
  assert.deepEqual(outside.filter((url) => url !== "http://127.0.0.1:9/"), []);
  assert.deepEqual(faults(), []);
  step("nothing was asked for, nothing was complained of");

  console.log("The served page");
  const host = await new Host(DIST, { under: "/hosted/trailglass/", plain: true }).open();
  await firefox.goto(host.address);
  await firefox.find("button", "Try the sample trail");
  await firefox.until("a copy of its files", () => firefox.evaluate(() => navigator.serviceWorker.controller?.state === "activated"));
  await host.close();
  await firefox.goto("about:blank");
  await firefox.goto(host.address);
  await firefox.click(await firefox.find("button", "Try the sample trail"));
  await settled("the sample trail without a network", ({ all: events }) => events === all);
  assert.deepEqual(faults(), []);
  step("it starts without a network, on a host that knows no types");
} catch (error) {
  await firefox.screenshot(path.join(results, "firefox", "failed.png")).catch(() => {});
  console.error(firefox.complaints.join("\n"));
  throw error;
} finally {
  await firefox.close();
  fs.rmSync(folder, { recursive: true, force: true });
}
