// Dropping logs and reading them: the main task, end to end.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { Trailglass, event, logFile } from "./trailglass.mjs";

const corpus = fileURLToPath(new URL("../../../shared/corpus", import.meta.url));

test("the sample trail leads from the leaked key to what was deleted", async ({ page }) => {
  const app = await new Trailglass(page).open();
  expect(await app.openSample()).toBeGreaterThan(3000);
  const shown = await app.narrow("eventName:DeleteObject* and sourceIPAddress:203.0.113.66");
  expect(shown).toBeLessThan(100);
  expect(shown).toBeGreaterThan(0);
  await app.openRow(0);
  await expect(app.event).toContainText("s3:DeleteObject");
  await expect(app.event).toContainText("bucketName");
  // From the event to everything that was done from that address.
  const address = app.event.getByRole("button", { name: /^Filter for this/ }).first();
  await expect(address).toBeAttached();
  await page.keyboard.press("Escape");
  await expect(app.event).toBeHidden();
  expect(app.complaints).toEqual([]);
});

test("a folder of real events gives the numbers of an independent count", async ({ page }) => {
  test.skip(!existsSync(corpus), "the corpus of real events is not there");
  const script = fileURLToPath(new URL("../corpus/count.py", import.meta.url));
  const theirs = JSON.parse(execFileSync("python3", [script, corpus], { maxBuffer: 1 << 26 }));
  const app = await new Trailglass(page).open();
  expect(await app.dropFolder(corpus)).toBe(theirs.read - theirs.repeats);
  const types = await app.values("Identity type");
  expect(Object.keys(types).length).toBeGreaterThan(0);
  for (const [type, count] of Object.entries(types)) expect(count, type).toBe(theirs.types[type]);
  const names = await app.values("Event name");
  expect(Object.keys(names).length).toBeGreaterThan(4);
  for (const [name, count] of Object.entries(names)) expect(count, name).toBe(theirs.names[name]);
  await app.tab("Sources").click();
  await expect(page.getByText("INDEX.md").first()).toBeVisible();
  expect(app.requestsAfterLoad()).toEqual([]);
});

test("files of every sort stand in the sources, with what was wrong", async ({ page }) => {
  const app = await new Trailglass(page).open();
  const whole = JSON.stringify({ Records: [event(1), event(2), event(3)] });
  const packed = gzipSync(JSON.stringify({ Records: [event(10), event(11)] }));
  const events = await app.drop([
    logFile("first.json", [event(1), event(2)]),
    { name: "packed-but-called.txt", mimeType: "text/plain", buffer: Buffer.concat([packed, gzipSync(whole)]) },
    { name: "cut.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify({ Records: [event(20), event(21)] }).slice(0, -20)) },
    { name: "holiday.png", mimeType: "image/png", buffer: Buffer.from("\x89PNG....", "latin1") },
    { name: "digest.json.gz", mimeType: "application/gzip", buffer: gzipSync(JSON.stringify({ awsAccountId: "1", digestStartTime: "x", logFiles: [] })) },
    { name: "empty.json", mimeType: "application/json", buffer: Buffer.alloc(0) },
  ]);
  // 1, 2, 3, 10, 11 and 20: the two copies of 1 and 2 are counted once.
  expect(events).toBe(6);
  await app.tab("Sources").click();
  const panel = page.getByRole("tabpanel");
  for (const [file, text] of [
    ["packed-but-called.txt", "CloudTrail log file"],
    ["cut.json", "CloudTrail log file"],
    ["holiday.png", "PNG picture"],
    ["digest.json.gz", "CloudTrail digest file"],
    ["empty.json", "empty file"],
  ]) {
    await expect(panel.getByRole("row").filter({ hasText: file }).first(), file).toContainText(text);
  }
  // An opened line shows more: the beginning of a refused file.
  await panel.getByRole("row").filter({ hasText: "holiday.png" }).getByRole("button", { expanded: false }).click();
  await expect(panel.getByText("It begins with")).toContainText("\\x89PNG");
});

test("more files may be dropped at any time, and everything can be cleared", { tag: "@form" }, async ({ page }) => {
  const app = await new Trailglass(page).open();
  expect(await app.drop([logFile("a.json", [event(1)])])).toBe(1);
  await app.page.getByLabel("Open files").first().setInputFiles([logFile("b.json", [event(1), event(2)])]);
  await expect.poll(async () => (await app.counts()).all, { timeout: 30_000 }).toBe(2);
  await page.getByRole("button", { name: "Clear everything" }).click();
  await page.getByRole("dialog").getByRole("button", { name: /^Clear/ }).click();
  await expect(page.getByRole("button", { name: "Try the sample trail" })).toBeVisible();
  expect(await app.drop([logFile("c.json", [event(5)])])).toBe(1);
  expect(app.requestsAfterLoad()).toEqual([]);
});

test("twenty thousand small files in one drop do not freeze the page", { tag: "@alone" }, async ({ page }) => {
  test.setTimeout(180_000);
  const app = await new Trailglass(page).open();
  await page.evaluate(() => {
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration);
    }).observe({ entryTypes: ["longtask"] });
    // Files created in the page: the test measures reading them, not the driver.
    const files = new DataTransfer();
    const record = (number) => ({
      eventVersion: "1.08", eventTime: "2024-03-01T10:00:00Z", eventSource: "s3.amazonaws.com", eventName: "GetObject",
      eventID: `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`, recipientAccountId: "111122223333",
      userIdentity: { type: "IAMUser", userName: `user${number % 97}` },
    });
    for (let number = 0; number < 20_000; number += 1) {
      files.items.add(new File([JSON.stringify({ Records: [record(number)] })], `log-${number}.json`));
    }
    const input = [...document.querySelectorAll("input[type=file]")].find((input) => !input.webkitdirectory);
    window.longest = 0;
    input.files = files.files;
    setTimeout(() => {
      window.longest = 0;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });
  await expect.poll(async () => (await app.counts().catch(() => ({ all: 0 }))).all, { timeout: 120_000 }).toBe(20_000);
  await app.loaded();
  const longest = await page.evaluate(() => window.longest);
  // A generous limit for a shared machine; the benchmark measures the exact value.
  expect(longest).toBeLessThan(400);
});

test("loading can be cancelled, and what was not read is said", async ({ page }) => {
  const app = await new Trailglass(page).open();
  await page.evaluate(() => {
    const files = new DataTransfer();
    const records = (file) => JSON.stringify({
      Records: Array.from({ length: 400 }, (_, number) => ({
        eventVersion: "1.08", eventTime: "2024-03-01T10:00:00Z", eventSource: "s3.amazonaws.com", eventName: "GetObject",
        eventID: `00000000-0000-4000-8000-${String(file * 1000 + number).padStart(12, "0")}`, requestParameters: { filler: "x".repeat(800) },
      })),
    });
    for (let file = 0; file < 400; file += 1) files.items.add(new File([records(file)], `log-${file}.json`));
    const input = [...document.querySelectorAll("input[type=file]")].find((input) => !input.webkitdirectory);
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await page.getByRole("button", { name: /^Cancel/ }).click();
  const events = await app.loaded().catch(() => 0);
  expect(events).toBeLessThan(160_000);
  await app.tab("Sources").click();
  await expect(page.getByRole("tabpanel")).toContainText(/not read|cancelled|skipped/i);
});
