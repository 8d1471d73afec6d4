// Folders dragged from the desktop and dropped with the browser's own mechanism: as handles if it
// provides them, otherwise as entries.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { isSingle } from "./single.mjs";
import { Trailglass, event, logFile } from "./trailglass.mjs";

/** Creates a folder with two levels, an empty folder, and one file at the top. */
function folderOfLogs(info) {
  const folder = info.outputPath("AWSLogs");
  for (const day of ["2024/03/01", "2024/03/02", "empty"]) mkdirSync(join(folder, day), { recursive: true });
  const write = (path, numbers) => writeFileSync(join(folder, path), logFile("x", numbers.map((number) => event(number))).buffer);
  write("2024/03/01/a.json", [1, 2, 3]);
  write("2024/03/02/b.json", [4]);
  write("top.json", [5, 1]);
  return folder;
}

async function expectAllOf(app) {
  expect(await app.loaded()).toBe(5);
  await app.tab("Sources").click();
  const panel = app.page.getByRole("tabpanel");
  for (const path of ["AWSLogs/2024/03/01/a.json", "AWSLogs/2024/03/02/b.json", "AWSLogs/top.json"]) {
    // Another file's line may state that it repeats this one.
    await expect(panel.getByRole("cell", { name: path, exact: true }), path).toHaveCount(1);
  }
  expect(app.requestsAfterLoad()).toEqual([]);
  expect(app.complaints).toEqual([]);
}

/** Chromium does not list folders by entry for a page opened from a disk, where it always has
 * handles. The page must report what could not be read. */
async function expectSaid(app) {
  expect(await app.loaded()).toBe(0);
  await expect(app.page.getByText("1 file not read in full")).toBeVisible();
  await app.tab("Sources").click();
  await expect(app.page.getByRole("tabpanel").getByRole("row").filter({ hasText: "AWSLogs" })).toHaveCount(1);
}

test("a dropped folder is read with everything below it", { tag: "@form" }, async ({ page }, info) => {
  const app = await new Trailglass(page).open();
  await app.dragIn([folderOfLogs(info)]);
  await expectAllOf(app);
});

test("so it is where the browser gives no handles", { tag: "@form" }, async ({ page, baseURL }, info) => {
  await page.addInitScript(() => delete DataTransferItem.prototype.getAsFileSystemHandle);
  const app = await new Trailglass(page).open();
  await app.dragIn([folderOfLogs(info)]);
  await (isSingle(baseURL) ? expectSaid(app) : expectAllOf(app));
});

test("so it is where the browser refuses a handle", { tag: "@form" }, async ({ page, baseURL }, info) => {
  await page.addInitScript(() => {
    DataTransferItem.prototype.getAsFileSystemHandle = () => Promise.reject(new DOMException("no", "NotAllowedError"));
  });
  const app = await new Trailglass(page).open();
  await app.dragIn([folderOfLogs(info)]);
  await (isSingle(baseURL) ? expectSaid(app) : expectAllOf(app));
});

test("files and folders may be dropped together", { tag: "@form" }, async ({ page }, info) => {
  const folder = folderOfLogs(info);
  const app = await new Trailglass(page).open();
  await app.dragIn([join(folder, "top.json"), join(folder, "2024")]);
  expect(await app.loaded()).toBe(5);
  await app.tab("Sources").click();
  await expect(page.getByRole("tabpanel").getByRole("row").filter({ hasText: "2024/03/02/b.json" })).toHaveCount(1);
});

test("Open folder asks to view a folder, and nothing happens if none is picked", { tag: "@form" }, async ({ page }) => {
  await page.addInitScript(() => {
    // A test cannot operate the browser's own dialog.
    window.showDirectoryPicker = async (options) => {
      window.picks = [...(window.picks ?? []), options.id];
      if (window.picks.length === 1) throw new DOMException("The user aborted a request.", "AbortError");
      const root = await navigator.storage.getDirectory().catch(() => null);
      if (!root) {
        // A page opened from a disk has no storage of files; these objects imitate its handles.
        const like = (kind, members) =>
          Object.defineProperties(Object.create(kind.prototype), Object.getOwnPropertyDescriptors(members));
        const getFile = async () => new File([window.logText], "a.json");
        const file = like(FileSystemFileHandle, { kind: "file", name: "a.json", getFile });
        return like(FileSystemDirectoryHandle, { kind: "directory", name: "logs", values: async function* () { yield file; } });
      }
      const folder = await root.getDirectoryHandle("logs", { create: true });
      const file = await folder.getFileHandle("a.json", { create: true });
      const stream = await file.createWritable();
      await stream.write(window.logText);
      await stream.close();
      return folder;
    };
  });
  const app = await new Trailglass(page).open();
  await page.evaluate((text) => (window.logText = text), logFile("a.json", [event(1), event(2)]).buffer.toString());
  const button = page.locator("label").filter({ hasText: "Open folder" }).first();
  await button.click();
  await expect.poll(() => page.evaluate(() => window.picks)).toEqual(["logs"]);
  await expect(page.getByRole("button", { name: "Try the sample trail" })).toBeVisible();
  await button.click();
  expect(await app.loaded()).toBe(2);
  await app.tab("Sources").click();
  await expect(page.getByRole("tabpanel").getByRole("row").filter({ hasText: "logs/a.json" })).toHaveCount(1);
});

test("where folders cannot be picked, the file dialog opens instead", { tag: "@form" }, async ({ page }, info) => {
  await page.addInitScript(() => {
    window.showDirectoryPicker = async () => {
      throw new DOMException("not in this frame", "SecurityError");
    };
  });
  const app = await new Trailglass(page).open();
  const chooser = page.waitForEvent("filechooser");
  await page.locator("label").filter({ hasText: "Open folder" }).first().click();
  await (await chooser).setFiles(folderOfLogs(info));
  await expectAllOf(app);
});
