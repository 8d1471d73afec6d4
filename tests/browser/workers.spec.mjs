// Workers that crash; and a folder that is really dropped, not chosen.
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { Trailglass, event, logFile } from "./trailglass.mjs";

/** Creates a folder of `files` gzipped log files in as many folders, two events each. */
async function folder(files) {
  const root = await mkdtemp(path.join(tmpdir(), "trailglass-"));
  for (let number = 0; number < files; number += 1) {
    const place = path.join(root, "AWSLogs", String(number % 150), "day");
    await mkdir(place, { recursive: true });
    const text = JSON.stringify({ Records: [event(2 * number), event(2 * number + 1)] });
    await writeFile(path.join(place, `${number}.json.gz`), gzipSync(text));
  }
  return root;
}

/** Drags a file or a folder over the page, and drops it. */
async function drop(page, file) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [file], dragOperationsMask: 1 };
  const drag = (type) => session.send("Input.dispatchDragEvent", { type, x: 400, y: 400, data });
  await drag("dragEnter");
  await drag("dragOver");
  await expect(page.getByText("Drop to read; nothing is uploaded")).toBeVisible();
  await drag("drop");
  await expect(page.getByText("Drop to read; nothing is uploaded")).toBeHidden();
}

test("a dropped folder is read to its last file", { tag: "@form" }, async ({ page }) => {
  const root = await folder(400);
  try {
    const trailglass = await new Trailglass(page).open();
    await drop(page, root);
    expect(await trailglass.loaded()).toBe(800);
    await trailglass.tab("Sources").click();
    await expect(page.getByText(`${path.basename(root)}/AWSLogs/`).first()).toBeVisible();
    expect(trailglass.requestsAfterLoad()).toEqual([]);
    expect(trailglass.complaints).toEqual([]);
  } finally {
    await rm(root, { recursive: true });
  }
});

test("a worker that dies has its files read again, once", { tag: "@form" }, async ({ page }) => {
  const trailglass = await new Trailglass(page).open();
  const files = Array.from({ length: 60 }, (_, number) =>
    logFile(`${number}.json`, [event(2 * number), event(2 * number + 1)]),
  );
  expect(await trailglass.drop(files)).toBe(120);
  const end = async (words) => {
    const [victim] = page.workers();
    await victim.evaluate((words) => {
      setTimeout(() => {
        throw new Error(words);
      });
    }, words);
    return page.getByRole("alert").filter({ hasText: words });
  };
  await expect(await end("the test ends this worker")).toContainText(
    /A worker stopped: .*(The \d+ files that it held are|The file that it held is) being read again\. Everything else goes on\./s,
  );
  // In the end, no event is missing and none occurs twice.
  await expect.poll(async () => (await trailglass.counts()).all, { timeout: 30_000 }).toBe(120);
  expect(await trailglass.loaded()).toBe(120);
  await trailglass.ask("eventName:CreateUser", 120);
  expect(trailglass.requestsAfterLoad()).toEqual([]);

  // A crash of every worker must not repeat forever: files are read again once, and the lost ones
  // are then named.
  const killed = page.workers().length;
  for (let number = 0; number < killed; number += 1) {
    await end(`the test ends worker ${number}`);
    await expect(page.getByRole("alert").filter({ hasText: `the test ends worker ${number}` })).toBeVisible();
  }
  await expect(page.getByRole("alert").filter({ hasText: /The events of \d+ files? are missing: Sources lists what/ }).first()).toBeVisible();
  await trailglass.loaded();
  expect((await trailglass.counts()).all).toBeLessThan(120);
  // Files that are dropped again are read.
  expect(await trailglass.drop(files)).toBe(120);
});

test("clearing ends the workers and starts others, without a request", { tag: "@form" }, async ({ page }) => {
  const trailglass = await new Trailglass(page).open();
  await trailglass.drop([logFile("one.json", [event(1), event(2)])]);
  const before = page.workers();
  await page.getByRole("button", { name: /clear/i }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: /clear/i }).click();
  await expect(page.getByRole("button", { name: "Try the sample trail" })).toBeVisible();
  await expect.poll(() => page.workers().filter((worker) => before.includes(worker)).length, { timeout: 30_000 }).toBe(0);
  expect(await trailglass.drop([logFile("two.json", [event(1), event(2), event(3)])])).toBe(3);
  await expect.poll(() => page.workers().length).toBe(before.length);
  expect(trailglass.requestsAfterLoad()).toEqual([]);
});
