// The page in headless Chromium, shared by all benchmarks: serves, opens and fills the built page,
// and records the tasks of its thread.
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { chromium } from "@playwright/test";

/** Serves `dist` (a release build) on a port; returns the server once it responds. */
export async function serve(port) {
  const server = spawn("node", ["scripts/serve"], { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, PORT: String(port) } });
  await new Promise((served, failed) => {
    server.stdout.once("data", served);
    server.once("exit", () => failed(new Error("dist is not served")));
  });
  return server;
}

/** Starts the browser without its background activity. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** Opens the page and records long tasks from its first byte on. */
export async function open(browser, port) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.longTasks.push([entry.startTime, entry.duration]);
    }).observe({ entryTypes: ["longtask"] });
  });
  await page.goto(`http://localhost:${port}/`);
  await page.getByRole("button", { name: "Try the sample trail" }).waitFor();
  return page;
}

/** Drags a folder over the page and drops it. */
export async function dragIn(page, folder) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [resolve(folder)], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await session.send("Input.dispatchDragEvent", { type, x: 720, y: 450, data });
  }
  await session.detach();
}

/** Waits until `events` events are loaded. */
export async function loaded(page, events) {
  await page.getByRole("status").filter({ hasText: `of ${events.toLocaleString("en-US")} events` }).first().waitFor({ timeout: 600_000 });
  await page.waitForFunction(() => !document.querySelector("[role=progressbar]"), undefined, { timeout: 600_000 });
}

/** Returns the result of `act`, and the durations of the long tasks of the page's thread during
 * it, in milliseconds. */
export async function watched(page, act) {
  await page.evaluate(() => (window.longTasks.length = 0));
  const result = await act();
  // The browser reports a task some time after its end.
  await page.waitForTimeout(200);
  return { result, long: await page.evaluate(() => window.longTasks.map(([, duration]) => duration)) };
}

/** Formats the longest of these tasks; the browser reports none under 50 ms. */
export function longest(tasks) {
  return tasks.length ? `${Math.max(...tasks).toFixed(0)} ms` : "none over 50 ms";
}

/** Returns the durations of the frames during `act`, in milliseconds. */
export async function frames(page, act) {
  await page.evaluate(() => {
    window.frames_ = [];
    let last = performance.now();
    const look = (now) => {
      window.frames_?.push(now - last);
      last = now;
      if (window.frames_) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await act();
  const times = await page.evaluate(() => {
    const times = window.frames_;
    window.frames_ = undefined;
    return times.slice(1);
  });
  return { longest: Math.max(...times), late: times.filter((time) => time > 32).length, count: times.length };
}
