// The benchmark of output: a million generated events in headless Chromium, counted in groups and
// by every question, exported and redacted; each with the longest task of the page's thread, which
// should stay under 50 ms.
//
//   node benches/handing_on.mjs [events, 1000000 by default]
//
// Prints a Markdown table. Needs `dist` (a release build) and the native `sample-trail`; `make
// bench` builds both.
import { closeSync, createReadStream, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { dragIn, launch, loaded, longest, open, serve, watched } from "./chromium.mjs";
import { files, generate, logs, machine, median, now, seconds } from "./trail.mjs";

const EVENTS = Number(process.argv[2] ?? 1_000_000);
const DATA = `bench-data/events-${EVENTS}`;
const PORT = 8098;
const ROUNDS = 5;
// Number of characters that are collected before a write.
const PART_CHARACTERS = 2 << 20;
const PATIENCE = { timeout: 1_800_000 };

// The baseline in Node: unpacks and parses every event, and writes it as a line of a file. Keeps
// two columns for counting in groups.
function writeLines(into) {
  const columns = [[], []];
  const start = now();
  const file = openSync(into, "w");
  let part = "";
  for (const log of logs(files(DATA))) {
    for (const record of JSON.parse(gunzipSync(readFileSync(log))).Records) {
      part += `${JSON.stringify(record)}\n`;
      columns[0].push(record.eventName);
      columns[1].push(record.userIdentity?.arn ?? "");
    }
    if (part.length < PART_CHARACTERS) continue;
    writeSync(file, part);
    part = "";
  }
  writeSync(file, part);
  closeSync(file);
  return { millis: now() - start, bytes: statSync(into).size, columns };
}

// The baseline for groups: counts in a Map, from columns that are in memory already.
function countInMap(columns) {
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = now();
    const counts = new Map();
    for (let row = 0; row < columns[0].length; row += 1) {
      const key = columns.map((column) => column[row]).join("\0");
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    times.push(now() - start);
  }
  return median(times);
}

// Returns the time from the user's action to the frame in which the page shows the result, and the
// long tasks in between. `isShown` runs in the page and returns the time, or nothing yet.
async function answered(page, act, isShown, argument) {
  const { result, long } = await watched(page, async () => {
    const [seen, acted] = await Promise.all([page.waitForFunction(isShown, argument, PATIENCE), act()]);
    return { at: await seen.jsonValue(), acted };
  });
  return { millis: result.at - (await page.evaluate(() => window.acted)), long, acted: result.acted };
}

// Returns the time if a table with these columns is shown.
const showsGroups = (names) => {
  const heads = [...document.querySelectorAll('[role=table][aria-label="Groups"] [role=columnheader]')].map((head) => head.textContent);
  const isBy = names.every((name, place) => heads[place]?.startsWith(name)) && heads[names.length]?.startsWith("Events");
  return isBy && document.querySelector('[role=table][aria-label="Groups"] [role=cell]') && performance.now();
};

async function groups(page) {
  await page.getByRole("tab", { name: "Group", exact: true }).click();
  const view = page.getByRole("region", { name: "Group", exact: true });
  const said = view.getByText(/[\d,]+ groups? of [\d,]+ events?/);
  const by = async (box, value, names) => {
    await view.getByRole("combobox", { name: box, exact: true }).fill(value);
    return answered(page, () => page.keyboard.press("Enter"), showsGroups, names);
  };
  const all = new Map();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [box, value, names] of [
      ["Group by", "eventName", ["eventName"]],
      ["Then by", "userIdentity.arn", ["eventName", "userIdentity.arn"]],
      ["Then by", "", undefined],
      ["Group by", "requestParameters.bucketName", ["requestParameters.bucketName"]],
      ["Group by", "requestParameters.key", ["requestParameters.key"]],
    ]) {
      const { millis, long } = await by(box, value, names ?? ["eventName"]);
      if (!names) continue;
      const name = names.join(", ");
      const grouping = all.get(name) ?? { name, count: (await said.innerText()).match(/^[\d,]+/)[0], times: [], long: [] };
      all.set(name, grouping);
      grouping.times.push(millis);
      grouping.long.push(...long);
    }
  }
  return [...all.values()];
}

async function questions(page) {
  const counted = await answered(page, () => page.getByRole("tab", { name: "Questions", exact: true }).click(), () => {
    const said = document.querySelector('section[aria-label="Questions"] [role=status]')?.textContent ?? "";
    return / with events, among /.test(said) && performance.now();
  });
  const count = await page.locator(".question__open[aria-label$=' events'], .question__open[aria-label$=' event']").count();
  return { ...counted, count };
}

async function countLines(path) {
  let lines = 0;
  for await (const part of createReadStream(path)) for (let at = part.indexOf(10); at >= 0; at = part.indexOf(10, at + 1)) lines += 1;
  return lines;
}

// Exports all events; the file is measured and deleted.
async function exported(page, way) {
  const dialog = page.getByRole("dialog", { name: /^Export / });
  await dialog.getByRole("radio", { name: new RegExp(`^${way}`) }).check();
  const button = dialog.getByRole("button", { name: /^Export [\d,]+ events?$/ });
  const { millis, long, acted } = await answered(
    page,
    async () => (await Promise.all([page.waitForEvent("download", PATIENCE), button.click()]))[0],
    () => {
      const said = document.querySelector("dialog .export__course")?.textContent ?? "";
      if (said.startsWith("Not exported")) throw new Error(said);
      return said.startsWith("Saved") && performance.now();
    },
  );
  const path = await acted.path();
  const bytes = statSync(path).size;
  if (way === "JSON lines") {
    const lines = await countLines(path);
    if (lines !== EVENTS) console.error(`expected ${EVENTS} lines, there are ${lines}`);
  }
  await acted.delete();
  return { millis, long, bytes };
}

// Waits until the browser has released a file: the page keeps it for a minute after it was saved,
// and without a profile there is space for two gigabytes.
async function forgotten(page) {
  await page.waitForTimeout(61_000);
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  await session.detach();
}

// Turns redaction on; waits until the values to replace are shown.
async function redacted(page) {
  const box = page.getByRole("dialog", { name: /^Export / }).getByRole("checkbox", { name: /^Redact/ });
  const looked = await answered(page, () => box.check(), () => document.querySelector(".redaction__kinds table") && performance.now());
  const counts = await page.locator(".redaction__count").allInnerTexts();
  return { ...looked, distinct: counts.reduce((sum, count) => sum + Number(count.replaceAll(",", "")), 0) };
}

generate(DATA, "--events", String(EVENTS));
const loadBefore = loadavg()[0];
const scratch = mkdtempSync(join(tmpdir(), "trailglass-bench-"));
const server = await serve(PORT);
let browser;
try {
  const loop = writeLines(join(scratch, "events.jsonl"));
  rmSync(scratch, { recursive: true });
  const maps = [countInMap(loop.columns.slice(0, 1)), countInMap(loop.columns)];
  browser = await launch();
  const page = await open(browser, PORT);
  await page.evaluate(() => {
    for (const type of ["click", "keydown"]) addEventListener(type, (event) => (window.acted = event.timeStamp), { capture: true });
  });
  await dragIn(page, DATA);
  await loaded(page, EVENTS);
  // Sessions are followed automatically; the facets show when that is done. Earlier requests would
  // be repeated.
  await page.getByRole("region", { name: "Facets" }).getByRole("group", { name: "Actor", exact: true }).getByRole("button", { name: /, [\d,]+$/ }).first().waitFor({ timeout: 120_000 });
  await page.waitForTimeout(5_000);
  const grouped = await groups(page);
  const asked = await questions(page);
  await page.getByRole("tab", { name: "Events", exact: true }).click();
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const table = await exported(page, "CSV");
  const lines = await exported(page, "JSON lines");
  await forgotten(page);
  const records = await exported(page, "CloudTrail log file");
  const looked = await redacted(page);
  const redactedLines = await exported(page, "JSON lines");
  const closed = await answered(page, () => page.keyboard.press("Escape"), () => !document.querySelector("dialog[open]") && performance.now());

  // Speeds of gzipped files refer to the size before compression.
  const size = ({ bytes, millis }, unpacked = bytes) =>
    `${(bytes / 1e6).toFixed(0)} MB in ${seconds(millis)}, ${(unpacked / 1e3 / millis).toFixed(0)} MB/s`;
  const beside = (name, own, millis) => [`${name}: ${millis < 1_000 ? `${millis.toFixed(0)} ms` : seconds(millis)}`, (own / millis).toFixed(2)];
  const besideLoop = (own) => beside("Node loop that unpacks, parses and writes lines", own, loop.millis);
  const rows = [
    ...grouped.map(({ name, count, times, long }, place) => [
      `Group by ${name}: ${count} groups, median`,
      `${median(times).toFixed(0)} ms`,
      longest(long),
      ...(place < maps.length ? beside("a Map in Node, of the same columns in memory", median(times), maps[place]) : ["", ""]),
    ]),
    [`Questions: all ${asked.count} counts`, seconds(asked.millis), longest(asked.long), "", ""],
    ["Export as CSV", size(table), longest(table.long), ...besideLoop(table.millis)],
    ["Export as JSON lines", size(lines), longest(lines.long), ...besideLoop(lines.millis)],
    ["Export as a gzipped log file", `${size(records, lines.bytes)} of JSON`, longest(records.long), ...besideLoop(records.millis)],
    [`Redact: ${looked.distinct.toLocaleString("en-US")} values found`, seconds(looked.millis), longest(looked.long), ...besideLoop(looked.millis)],
    ["Export as JSON lines, redacted", size(redactedLines), longest(redactedLines.long), ...beside("the same export, not redacted", redactedLines.millis, lines.millis)],
    ["Close the dialog then", `${closed.millis.toFixed(0)} ms`, longest(closed.long), "", ""],
  ];
  console.log(`\n${EVENTS.toLocaleString("en-US")} events; ${machine()}; load ${loadBefore.toFixed(1)} before, ${loadavg()[0].toFixed(1)} behind\n`);
  console.log("| what | Trailglass | longest task of the page | yardstick, same run | ratio |\n|---|---|---|---|---|");
  for (const row of rows) console.log(`| ${row.join(" | ")} |`);
  console.log(`\nNode wrote ${(loop.bytes / 1e6).toFixed(0)} MB. Every time of the groups, and every long task, in ms:`);
  for (const { name, times, long } of grouped) console.log(`${name}: ${times.map((time) => time.toFixed(0)).join(" ")}; ${long.map(Math.round).join(" ") || "none"}`);
  for (const [name, { long }] of Object.entries({ questions: asked, csv: table, "json lines": lines, records, redact: looked, "redacted lines": redactedLines, closed })) {
    console.log(`${name}: ${long.map(Math.round).join(" ") || "none"}`);
  }
} finally {
  await browser?.close();
  server.kill();
}
