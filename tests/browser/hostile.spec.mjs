// Malicious files: the page keeps rendering and responding, the intact part is kept, and the ledger
// reports what was stopped.
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

/** Creates one gzip member with a log file followed by blanks, `times` times 16 MB. Each block
 * ends on a byte boundary, so that it can be repeated. */
function bomb(times) {
  const packed = (text) => deflateRawSync(text, { finishFlush: constants.Z_FULL_FLUSH });
  const begin = JSON.stringify({ Records: [event(1), event(2)] }).slice(0, -1);
  const blanks = packed(Buffer.alloc(16 << 20, 0x20));
  const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
  return write("bomb.json.gz", header, packed(begin), ...Array(times).fill(blanks));
}

/** Creates a zip of `count` stored files with one event each. */
function zip(count) {
  const parts = [];
  for (let number = 0; number < count; number++) {
    const name = Buffer.from(`../logs/${number}.json`);
    // Only a thousand distinct events: the cost is in the files.
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

/** Records the longest time for which the page was blocked. */
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

/** Drops a file on the page and looks up its report in the ledger. */
async function dropped(page, path) {
  const app = await new Trailglass(page).open();
  await watch(page);
  const loading = app.drop([path]);
  // The page responds while the file is read.
  await app.tab("Sources").click();
  await expect(app.tab("Sources")).toHaveAttribute("aria-selected", "true");
  const events = await loading;
  const line = page.getByRole("table", { name: "Files" }).getByRole("row").nth(1);
  await expect(line).toContainText(/read|refused/);
  const pause = await page.evaluate(() => window.longestPause);
  // Far above the measured value (50 ms): a slow machine must not fail.
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
  // As in most JSON readers, the last of several equal keys counts.
  await expect(app.event).toContainText("Last was called", { timeout: 20_000 });
});

/** Returns a copy of a value with a right-to-left override in every text, except for those whose
 * format is needed to read the record. */
function turned(value) {
  if (Array.isArray(value)) return value.map(turned);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, turned(inner)]));
  const isNeeded = typeof value !== "string" || /^(20\d\d-|[0-9a-f-]{36}$|1\.\d)/.test(value);
  return isNeeded ? value : `${value.slice(0, 2)}\u202e${value.slice(2)}`;
}

/** Returns where the page contains that character, in texts and attributes; except for typed
 * text and link targets. */
const turning = (page) =>
  page.evaluate(() => {
    const found = new Set();
    const nodes = document.createTreeWalker(document, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    while (nodes.nextNode()) {
      const node = nodes.currentNode;
      if (node.nodeType === Node.TEXT_NODE) {
        if (node.data.includes("\u202e") && !node.parentElement.matches(".filter__wrong")) found.add(`${node.parentElement.className}: ${node.data}`);
      } else {
        for (const { name, value } of node.attributes) {
          if (value.includes("\u202e") && !["value", "href"].includes(name)) found.add(`${node.className} ${name}: ${value}`);
        }
      }
    }
    return [...found];
  });

test("characters that turn text around are spelled out in every view", async ({ page }) => {
  const turn = "\u202e";
  const roleArn = `arn:aws:iam::111122223333:role/Ad${turn}min`;
  const events = Array.from({ length: 30 }, (_, number) => {
    const plain = event(number, {
      eventName: number % 3 ? "PutObject" : "AssumeRole",
      errorCode: number % 5 ? undefined : "AccessDenied",
      requestParameters: { bucketName: `bucket${number}`, roleArn },
      responseElements: { credentials: { accessKeyId: `ASIA0000000000000${100 + number}` } },
      resources: [{ ARN: `arn:aws:s3:::buc${turn}ket`, type: "AWS::S3::Bucket" }],
    });
    const whole = turned(plain);
    // Half of them keep the fields by which they are recognised.
    return number % 2 ? whole : { ...whole, eventSource: plain.eventSource, eventName: plain.eventName, recipientAccountId: plain.recipientAccountId };
  });
  const folder = mkdtempSync(join(tmpdir(), "trailglass-turned-"));
  writeFileSync(join(folder, `a${turn}b.json`), JSON.stringify({ Records: events }));
  writeFileSync(join(folder, `c${turn}d.json`), `{"Records":[{"a":"x${turn}`);
  writeFileSync(join(folder, `e${turn}f.csv`), `eventName,eventTime,odd${turn}column\nA${turn}b,2024-01-01T00:00:00Z,x\n`);
  const app = await new Trailglass(page).open();
  await app.dropFolder(folder);
  rmSync(folder, { recursive: true });
  await app.openRow(1);
  await expect(app.event.getByText("right-to-left override").first()).toBeVisible();
  const seen = async (where) => expect(await turning(page), where).toEqual([]);
  await seen("Events");
  await page.keyboard.press("Escape");
  for (const [view, sign] of [
    ["Timelines", "right-to-left override"],
    ["Resources", "right-to-left override"],
    ["Sources", "right-to-left override"],
  ]) {
    await app.tab(view).click();
    await expect(page.getByRole("main").getByText(sign).filter({ visible: true }).first()).toBeVisible({ timeout: 30_000 });
    await seen(view);
  }
  await app.tab("Events").click();
  await app.filter.fill("who:al");
  await expect(page.getByRole("option", { name: "right-to-left override" }).first()).toBeVisible();
  await seen("completions");
  await app.filter.fill(`no${turn}field:x`);
  await page.keyboard.press("Enter");
  await expect(page.getByText(/No field named/)).toBeVisible();
  await seen("the error of a filter");
});
