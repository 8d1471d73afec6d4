// The browser benchmark: a million generated events in headless Chromium, compared with baselines
// on the same machine in the same minute.
//
//   node benches/browser.mjs [events, 1000000 by default]
//
// Prints a Markdown table for docs/benchmarks.md. Needs `dist` (a release build) and the native
// `sample-trail`; `make bench` builds both.
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { dragIn, launch, longest, open, serve, watched } from "./chromium.mjs";
import { files, generate, logs, machine, median, now, percentile, seconds } from "./trail.mjs";

const EVENTS = Number(process.argv[2] ?? 1_000_000);
const DATA = `bench-data/events-${EVENTS}`;
const FEW = `bench-data/events-${EVENTS}-in-8-files`;
const SMALL = "bench-data/small-20000";
const PORT = 8099;
const FILTERS = [
  "eventName:DeleteObject",
  "not readOnly:true",
  "errorCode:*",
  "service:s3 and not errorCode:*",
  "eventName:Describe*",
  "who:*admin*",
  "sourceIPAddress:203.0.113.0/24",
  "awsRegion:eu-west-1 userAgentFamily:\"AWS CLI\"",
  "eventName:(CreateUser or CreateAccessKey or PutUserPolicy)",
];
const SLOW_FILTERS = ["\"AdministratorAccess\"", "requestParameters.bucketName:*prod*", "resource:*key*"];

// The baselines: inflating alone, and a simple loop in Node.
function yardsticks(paths) {
  const packed = logs(paths);
  let start = now();
  spawnSync("xargs", ["-0", "gzip", "-dc"], { input: packed.join("\0"), stdio: ["pipe", "ignore", "inherit"] });
  const gzip = now() - start;
  start = now();
  let events = 0;
  for (const log of packed) events += JSON.parse(gunzipSync(readFileSync(log))).Records.length;
  const node = now() - start;
  return { gzip, node, events };
}

// The same events in eight files, so that the time is for reading and not for opening: concatenated
// gzip members, as `cat` creates them.
function catenate(folder, into) {
  if (existsSync(into)) return;
  mkdirSync(into, { recursive: true });
  logs(files(folder)).forEach((log, number) => appendFileSync(join(into, `${number % 8}.json.gz`), readFileSync(log)));
}

// Measures the time that the browser takes to deliver the bytes of a dropped folder to a page that
// does nothing with them: no page can be faster.
async function handOver(browser, folder) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`http://localhost:${PORT}/`);
  await page.evaluate(() => {
    addEventListener("drop", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      window.start = performance.now();
      window.handles = [...event.dataTransfer.items].map((item) => item.getAsFileSystemHandle());
    }, { capture: true });
  });
  await dragIn(page, folder);
  await page.waitForFunction(() => window.handles);
  const millis = await page.evaluate(async () => {
    const found = [];
    const walk = async (folder) => {
      const folders = [];
      for await (const handle of folder.values()) (handle.kind === "directory" ? folders : found).push(handle);
      await Promise.all(folders.map(walk));
    };
    for (const handle of await Promise.all(window.handles)) await walk(handle);
    // Many at once, so that no read waits for another.
    const read = async (handles) => {
      const opened = await Promise.all(handles.map((handle) => handle.getFile()));
      await new Blob(opened).arrayBuffer();
    };
    let next = 0;
    const reader = async () => {
      while (next < found.length) await read(found.slice(next, (next += 64)));
    };
    await Promise.all([reader(), reader(), reader(), reader()]);
    return performance.now() - window.start;
  });
  await page.close();
  return millis;
}

function duckdb(folder) {
  const python = existsSync(".tools/venv/bin/python") ? ".tools/venv/bin/python" : "python3";
  const result = spawnSync(python, ["benches/duckdb_filter.py", folder], { encoding: "utf8" });
  return result.status === 0 ? JSON.parse(result.stdout) : undefined;
}

function residentBytes(pid) {
  return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * 4096;
}

async function renderers(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo.filter((process) => process.type === "renderer").map((process) => process.id);
}

// Drops a folder; returns the milliseconds to the first rows and to the end.
async function load(page, folder, events) {
  await page.evaluate(() => {
    window.longTasks.length = 0;
    window.marks = {};
    addEventListener("drop", () => (window.marks.start = performance.now()), { capture: true });
    const look = () => {
      if (!window.marks.start) return requestAnimationFrame(look);
      if (!window.marks.rows && document.querySelector('[role=grid] [role=row] [role=gridcell]')) {
        window.marks.rows = performance.now();
      }
      const status = [...document.querySelectorAll("[role=status]")].map((node) => node.textContent).join(" ");
      if (/of [\d,]+ events/.test(status) && !document.querySelector("[role=progressbar]")) {
        window.marks.end = performance.now();
      } else {
        requestAnimationFrame(look);
      }
    };
    look();
  });
  await dragIn(page, folder);
  await page.waitForFunction(() => window.marks.end, undefined, { timeout: 600_000 });
  const status = await page.getByRole("status").first().textContent();
  if (events && !status.includes(events.toLocaleString("en-US"))) console.error(`expected ${events} events, the page says: ${status}`);
  return page.evaluate(() => ({
    rows: window.marks.rows - window.marks.start,
    end: window.marks.end - window.marks.start,
    long: window.longTasks.filter(([start]) => start > window.marks.start).map(([, duration]) => duration),
  }));
}

// Enters filters; returns the milliseconds from each request to its merged answer.
async function ask(page, filters, rounds) {
  const box = page.getByRole("searchbox", { name: "Filter" });
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const filter of filters) {
      await page.evaluate(() => performance.clearMeasures("overview"));
      await box.fill(filter);
      await box.press("Enter");
      const handle = await page.waitForFunction(() => performance.getEntriesByName("overview").at(-1)?.duration, undefined, { timeout: 60_000 });
      times.push(await handle.jsonValue());
      await page.evaluate(() => performance.clearMeasures("overview"));
      await box.fill("");
      await box.press("Enter");
      await page.waitForFunction(() => performance.getEntriesByName("overview").length > 0);
    }
  }
  return times;
}

function downloadBytes() {
  return files("dist")
    .filter((path) => /\.(wasm|js|css|html|svg)$/.test(path))
    .reduce((sum, path) => sum + gzipSync(readFileSync(path), { level: 9 }).length, 0);
}

generate(DATA, "--events", String(EVENTS));
catenate(DATA, FEW);
generate(SMALL, "--events", "40000", "--events-per-file", "2");
const paths = files(DATA);
const packed = paths.reduce((sum, path) => sum + statSync(path).size, 0);
const server = await serve(PORT);
try {
  const stick = yardsticks(paths);
  const browser = await launch();
  const page = await open(browser, PORT);
  const idle = (await renderers(browser)).map(residentBytes).reduce((a, b) => a + b, 0);
  const loaded = await load(page, DATA, EVENTS);
  // The browser releases the memory that it needed for files once it is idle.
  await page.waitForTimeout(30_000);
  const resident = (await renderers(browser)).map(residentBytes).reduce((a, b) => a + b, 0);
  const asked = await watched(page, async () => [await ask(page, FILTERS, 4), await ask(page, SLOW_FILTERS, 2)]);
  const [quick, slow] = asked.result;
  await page.close();
  const second = await open(browser, PORT);
  const small = await load(second, SMALL);
  await second.close();
  const third = await open(browser, PORT);
  const few = await load(third, FEW, EVENTS);
  await third.close();
  const floor = await handOver(browser, DATA);
  await browser.close();
  const duck = duckdb(DATA);
  const smallBytes = files(SMALL).reduce((sum, path) => sum + statSync(path).size, 0);
  const rate = (bytes, millis) => bytes / millis / 1000;
  const rows = [
    ["Load, drop to last event", seconds(loaded.end), `Node loop of gunzipSync + JSON.parse: ${seconds(stick.node)}`, (loaded.end / stick.node).toFixed(2)],
    ["", "", `\`gzip -dc\`: ${seconds(stick.gzip)}`, (loaded.end / stick.gzip).toFixed(2)],
    ["", "", `the browser handing over the same files to a page that ignores them: ${seconds(floor)}`, (loaded.end / floor).toFixed(2)],
    ["The same events in 8 files", seconds(few.end), `the same Node loop: ${seconds(stick.node)}`, (few.end / stick.node).toFixed(2)],
    ["First rows on screen", `${loaded.rows.toFixed(0)} ms`, "", ""],
    ["Filter, counts, facets, histogram: median", `${median(quick).toFixed(1)} ms`, duck ? `DuckDB, the same rows in a table: ${duck.median.toFixed(1)} ms` : "DuckDB: not there", duck ? (median(quick) / duck.median).toFixed(2) : ""],
    ["the same: 95th percentile", `${percentile(quick, 0.95).toFixed(1)} ms`, "", ""],
    ["Free text or a path without a column: median", `${median(slow).toFixed(0)} ms`, "", ""],
    ["Resident memory an event", `${Math.round((resident - idle) / EVENTS)} bytes`, "", ""],
    ["Longest task of the page while loading", longest(loaded.long), "", ""],
    ["Longest task of the page while filtering", longest(asked.long), "", ""],
    ["20,000 files of two events", seconds(small.end), `rate of the large files: ${rate(packed, loaded.end).toFixed(1)} MB/s packed`, (rate(smallBytes, small.end) / rate(packed, loaded.end)).toFixed(2)],
    ["Longest task of the page there", longest(small.long), "", ""],
    ["Download, gzipped", `${Math.round(downloadBytes() / 1000)} kB`, "", ""],
  ];
  console.log(`\n${EVENTS.toLocaleString("en-US")} events in ${paths.length.toLocaleString("en-US")} files, ${(packed / 1e6).toFixed(0)} MB packed; ${machine()}\n`);
  console.log("| what | Trailglass | yardstick, same run | ratio |\n|---|---|---|---|");
  for (const row of rows) console.log(`| ${row.join(" | ")} |`);
  console.log(`\nLong tasks while loading: ${loaded.long.map(Math.round).join(", ") || "none"}; while filtering: ${asked.long.map(Math.round).join(", ") || "none"}`);
  console.log(`Filters: ${quick.map((time) => time.toFixed(0)).join(" ")} ms; slow ones: ${slow.map((time) => time.toFixed(0)).join(" ")} ms`);
} finally {
  server.kill();
}
