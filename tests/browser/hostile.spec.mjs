// Files made to harm: the page keeps drawing and answering, what was whole is
// kept, and the ledger says what was stopped.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { constants, crc32, deflateRawSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { Trailglass, event, logFile } from "./trailglass.mjs";

const folder = mkdtempSync(join(tmpdir(), "trailglass-hostile-"));
test.afterAll(() => rmSync(folder, { recursive: true }));

function write(name, ...parts) {
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat(parts.map((part) => Buffer.from(part))));
  return path;
}

/** One gzip member of a log file and then blanks, so many times 16 MB: each
 * block ends on a byte, so that it can be put there again and again. */
function bomb(times) {
  const packed = (text) => deflateRawSync(text, { finishFlush: constants.Z_FULL_FLUSH });
  const begin = JSON.stringify({ Records: [event(1), event(2)] }).slice(0, -1);
  const blanks = packed(Buffer.alloc(16 << 20, 0x20));
  const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
  return write("bomb.json.gz", header, packed(begin), ...Array(times).fill(blanks));
}

/** A zip of so many stored files of one event each. */
function zip(count) {
  const parts = [];
  for (let number = 0; number < count; number++) {
    const name = Buffer.from(`../logs/${number}.json`);
    // Events of their own only now and then: what costs is the files.
    const content = Buffer.from(JSON.stringify({ Records: [event(number % 1000)] }));
    const header = Buffer.alloc(30);
    header.write("PK\x03\x04", 0, "latin1");
    header.writeUInt16LE(20, 4);
    header.writeUInt32LE(crc32(content), 14);
    header.writeUInt32LE(content.length, 18);
    header.writeUInt32LE(content.length, 22);
    header.writeUInt16LE(name.length, 26);
    parts.push(header, name, content);
  }
  parts.push(Buffer.from("PK\x05\x06" + "\0".repeat(18)));
  return write("many.zip", Buffer.concat(parts));
}

/** Notes the longest time in which the page could do nothing else. */
const watch = (page) =>
  page.evaluate(() => {
    window.longestPause = 0;
    let last = performance.now();
    const beat = () => {
      window.longestPause = Math.max(window.longestPause, performance.now() - last);
      last = performance.now();
      setTimeout(beat, 4);
    };
    beat();
  });

/** Drops a file on the page and looks up what its ledger says of it. */
async function dropped(page, path) {
  const app = await new Trailglass(page).open();
  await watch(page);
  const loading = app.drop([path]);
  // While it is read, the page answers.
  await app.tab("Sources").click();
  await expect(app.tab("Sources")).toHaveAttribute("aria-selected", "true");
  const events = await loading;
  const line = page.getByRole("table", { name: "Files" }).getByRole("row").nth(1);
  await expect(line).toContainText(/read|refused/);
  const pause = await page.evaluate(() => window.longestPause);
  // Far above what is measured (50 ms): a slow machine is no fault.
  expect(pause, "the longest pause of the page, in milliseconds").toBeLessThan(1_000);
  expect(page.workers().length, "no worker died").toBeGreaterThan(0);
  expect(app.complaints).toEqual([]);
  return { app, events, line };
}

test("a gzip bomb of 10 GB", { tag: "@alone" }, async ({ page }) => {
  const { events, line } = await dropped(page, bomb(640));
  expect(events).toBe(2);
  await expect(line).toContainText("read in part");
  await expect(line).toContainText(/unpacks to more than/);
});

test("a zip of 100,000 files whose paths lead out of it", { tag: "@alone" }, async ({ page }) => {
  const { events, line } = await dropped(page, zip(100_000));
  expect(events).toBe(1000);
  await expect(line).toContainText("100,000 files in it");
  await expect(line).toContainText("99,000");
});

test("one line of 64 MB", { tag: "@alone" }, async ({ page }) => {
  const long = JSON.stringify(event(1, { requestParameters: { text: "x".repeat(64 << 20) } }));
  const { app, events, line } = await dropped(page, write("line.json", long, "\n", JSON.stringify(event(2))));
  expect(events).toBeGreaterThan(0);
  await expect(line).toContainText("JSON events");
  await app.tab("Events").click();
  await app.ask("requestParameters.userName:user-2", 1);
});

test("brackets 100,000 deep", { tag: "@alone" }, async ({ page }) => {
  const deep = `{"Records":[${JSON.stringify(event(1))},{"eventVersion":${"[".repeat(100_000)}${"]".repeat(100_000)}},${JSON.stringify(event(2))}]}`;
  const { events, line } = await dropped(page, write("deep.json", deep));
  expect(events).toBe(2);
  await expect(line).toContainText("nested deeper than 192 levels");
});

test("a million keys, and one key a hundred thousand times", { tag: "@alone" }, async ({ page }) => {
  const keys = Array.from({ length: 1_000_000 }, (_, number) => `"key${number}":${number}`).join(",");
  const twice = '"eventName":"A",'.repeat(100_000);
  const many = `{"eventVersion":"1.08",${twice}"eventName":"Last","eventSource":"x","eventTime":"2024-03-01T10:00:00Z",${keys}}`;
  const { app, events } = await dropped(page, write("keys.json", many));
  expect(events).toBe(1);
  await app.tab("Events").click();
  await app.ask("eventName:Last", 1);
  await app.openRow(0);
  // As in every JSON reader, the last of equal keys wins.
  await expect(app.event).toContainText("Last was called", { timeout: 20_000 });
});
