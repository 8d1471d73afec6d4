// The case: bookmarks and notes, in a file from which they are found again in the logs.
import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { barriers } from "./barriers.mjs";
import { Trailglass, event, logFile } from "./trailglass.mjs";

const log = (numbers, more = {}) => numbers.map((number) => event(number, more));

/** Opens the page with a log of ten events. */
async function withLog(page, events = log([...Array(10).keys()])) {
  const app = await new Trailglass(page).open();
  await app.drop([logFile("logs/one.json", events)]);
  return app;
}

/** Opens the view of the case. */
async function theCase(app) {
  await app.tab("Case").click();
  const view = app.page.getByRole("region", { name: "Case", exact: true });
  return {
    view,
    title: view.getByRole("textbox", { name: "Title of the case" }),
    notes: view.getByRole("textbox", { name: "Notes on the case" }),
    state: view.getByRole("status", { name: "State of the case" }),
    bookmarks: view.getByRole("list", { name: "Bookmarks" }).locator("> li"),
    remember: view.getByRole("checkbox", { name: "Remember on this computer" }),
    async save() {
      const download = app.page.waitForEvent("download");
      await view.getByRole("button", { name: "Save case file" }).click();
      const saved = await download;
      return { name: saved.suggestedFilename(), buffer: await readFile(await saved.path()) };
    },
  };
}

/** Bookmarks the open event with its star. The reference to the event comes from a worker; the
 * bookmark exists only then. */
async function bookmark(app) {
  const star = app.event.getByRole("button", { name: "Bookmark this event" });
  await star.click();
  await expect(star).toHaveAttribute("aria-pressed", "true");
}

const asFile = ({ name, buffer }) => ({ name, mimeType: "application/json", buffer });

test("what was marked with b is where it was, whatever comes first", async ({ page }) => {
  const app = await withLog(page);
  await app.ask("eventName:CreateUser", 10);
  // One row with the key, and the open event with its star.
  await app.rowsCame();
  await app.grid.focus();
  await page.keyboard.press("j");
  await page.keyboard.press("b");
  await expect(app.grid.getByRole("img", { name: "bookmarked" })).toHaveCount(1);
  await app.openRow(4);
  await expect(app.event.getByRole("button", { name: "Bookmark this event" })).toHaveAttribute("aria-pressed", "false");
  await bookmark(app);
  await app.event.getByRole("textbox", { name: "Tags" }).fill("initial access, to check");
  await app.event.getByRole("textbox", { name: "Note" }).fill("The first <b>new</b> user");

  const own = await theCase(app);
  await own.title.fill("Larkfield / March");
  await own.notes.fill("What happened on Friday");
  await expect(own.bookmarks).toHaveCount(2);
  await expect(own.state).toHaveText("2 bookmarks, not saved");
  await app.tab("Events").click();
  await app.ask("eventName:CreateUser and user-5", 1);
  const again = await theCase(app);
  const saved = await again.save();
  expect(saved.name).toBe("larkfield-march.trailglass.json");
  await expect(again.state).toHaveText("2 bookmarks, saved");
  const file = JSON.parse(saved.buffer.toString());
  expect(file.format).toBe("trailglass-case");
  expect(file.formatVersion).toBe(1);
  expect(file.records).toBeUndefined();
  expect(file.marks.map((mark) => mark.on.eventID)).toEqual([event(8).eventID, event(5).eventID]);
  expect(file.marks[1].tags).toEqual(["initial access", "to check"]);
  expect(saved.buffer.toString()).not.toContain("requestParameters");

  for (const caseFirst of [true, false]) {
    const other = await new Trailglass(await page.context().newPage()).open();
    if (caseFirst) {
      await other.page.getByLabel("Open files").first().setInputFiles(asFile(saved));
      await expect(other.page.getByText("No logs are open.")).toBeVisible();
      await other.drop([logFile("logs/one.json", log([...Array(10).keys()]))]);
    } else {
      await other.drop([logFile("logs/one.json", log([...Array(10).keys()]))]);
      await other.page.getByLabel("Open files").first().setInputFiles(asFile(saved));
    }
    // The same view as when it was saved: the case, with its filter.
    await expect(other.filter).toHaveValue("eventName:CreateUser and user-5");
    const opened = await theCase(other);
    await expect(opened.title).toHaveValue("Larkfield / March");
    await expect(opened.notes).toHaveValue("What happened on Friday");
    await expect(opened.bookmarks).toHaveCount(2);
    await expect(opened.bookmarks.first()).toContainText("CreateUser by alice");
    await expect(opened.bookmarks.first().getByRole("textbox", { name: "Note" })).toHaveValue("The first <b>new</b> user");
    // Found bookmarks link to their events; until then nothing may be stated about them.
    await expect(opened.bookmarks.getByRole("button", { name: "CreateUser by alice" })).toHaveCount(2, { timeout: 30_000 });
    await expect(opened.view.getByText("Not in the loaded files")).toHaveCount(0);
    await opened.bookmarks.first().getByRole("button", { name: "CreateUser by alice" }).click();
    await expect(other.event).toContainText("user-5");
    await expect(other.event.getByRole("button", { name: "Bookmark this event" })).toHaveAttribute("aria-pressed", "true");
    expect(other.complaints).toEqual([]);
    await other.page.close();
  }
  // Nothing is stored in the browser unless the user asks for it, not even some time after the last
  // change.
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("case")))).toEqual([]);
  expect(app.requestsAfterLoad()).toEqual([]);
});

test("what is missing says where it was, and a removed bookmark comes back", async ({ page }) => {
  const app = await withLog(page);
  await app.openRow(2);
  await bookmark(app);
  await app.tab("Sources").click();
  await page.getByRole("button", { name: "Bookmark this file" }).first().click();
  const own = await theCase(app);
  await expect(own.bookmarks).toHaveCount(2);
  await expect(own.bookmarks.nth(1)).toContainText(/SHA-256 [0-9a-f]{64}/);
  await own.bookmarks.first().getByRole("button", { name: "Remove the bookmark" }).click();
  await expect(own.bookmarks).toHaveCount(1);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(own.bookmarks).toHaveCount(2);
  const saved = await own.save();

  const other = await new Trailglass(await page.context().newPage()).open();
  // Other logs, and a file with the same path but other content.
  await other.drop([logFile("logs/one.json", log([1, 2])), asFile(saved)]);
  const opened = await theCase(other);
  await expect(opened.view).toContainText("2 of 2 bookmarks are not in the loaded files");
  await expect(opened.bookmarks.first()).toContainText(
    `Not in the loaded files: event ${event(7).eventID} of 2024-03-01 10:00:07 UTC in account 111122223333; it was record 8 of logs/one.json`,
  );
  await expect(opened.bookmarks.nth(1)).toContainText("Another file has this path");
  await other.page.close();

  // The same size, with one letter changed.
  const altered = log([...Array(10).keys()]);
  altered[3].userAgent = altered[3].userAgent.replace("2", "3");
  const third = await new Trailglass(await page.context().newPage()).open();
  await third.drop([logFile("logs/one.json", altered), asFile(saved)]);
  const there = await theCase(third);
  await expect(there.bookmarks.nth(1)).toContainText("this path and this size");
  // The bookmark links to that file.
  await there.bookmarks.nth(1).getByRole("button", { name: /one\.json/ }).click();
  await expect(third.page.getByRole("searchbox", { name: "Find files" })).toHaveValue("logs/one.json");
  await third.page.close();
});

test("an unsaved case is not replaced unasked, and what is no case says why", async ({ page }) => {
  const app = await withLog(page);
  await app.openRow(1);
  // Without a bookmark there would be nothing to replace.
  await bookmark(app);
  const other = { format: "trailglass-case", formatVersion: 1, title: "The other", marks: [{ on: { kind: "actor", name: "mallory", account: "1" }, note: "who?", markedAt: "2024-01-01T00:00:00Z" }] };
  const open = (content, name = "other.trailglass.json") =>
    page.getByLabel("Open case file").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(content) });
  const own = await theCase(app);
  await open(JSON.stringify(other));
  const dialog = page.getByRole("dialog", { name: "Open this case?" });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(own.bookmarks).toHaveCount(1);
  await open(JSON.stringify(other));
  await dialog.getByRole("button", { name: "Add it to this case" }).click();
  await expect(own.bookmarks).toHaveCount(2);
  await expect(own.title).toHaveValue("The other");
  await open(JSON.stringify(other));
  await dialog.getByRole("button", { name: "Replace this case" }).click();
  await expect(own.bookmarks).toHaveCount(1);
  await expect(own.state).toHaveText("1 bookmark, saved");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(own.bookmarks).toHaveCount(2);

  for (const [content, reason] of [
    [JSON.stringify({ ...other, formatVersion: 9 }), "format version 9"],
    ['{"format": "trailglass-case",\n "formatVersion": 1,\n "title": 5}', "line 3, column"],
    ["[]", "this is no case file"],
  ]) {
    await open(content);
    const alert = page.getByRole("alert").filter({ hasText: reason });
    await expect(alert).toBeVisible();
    await alert.getByRole("button", { name: "Dismiss" }).click();
  }
  // Dropped under another name it is not read as a log; its kind is shown.
  await app.drop([{ name: "odd.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(other)) }]);
  await app.tab("Sources").click();
  await expect(page.getByRole("table", { name: "Files" })).toContainText("Trailglass case file");
});

test("only who turns it on is remembered, and whoever turns it off is forgotten", { tag: "@form" }, async ({ page }) => {
  const app = await withLog(page);
  const kept = () => page.evaluate(() => localStorage.getItem("trailglass:case"));
  await app.openRow(1);
  await bookmark(app);
  const own = await theCase(app);
  await own.title.fill("Kept");
  expect(await kept()).toBeNull();
  await own.remember.check();
  await expect(own.view).toContainText("is kept in this browser's storage until this is turned off");
  await expect.poll(kept).toContain("Kept");
  await page.goto("about:blank");
  const again = new Trailglass(page);
  await page.goto("#/case");
  const back = await theCase(again);
  await expect(back.title).toHaveValue("Kept");
  await expect(back.bookmarks).toHaveCount(1);
  await back.remember.uncheck();
  await expect.poll(kept).toBeNull();
});

test("the records go along only when asked, and can be read back", async ({ page }) => {
  const app = await withLog(page);
  await app.openRow(2);
  await bookmark(app);
  const own = await theCase(app);
  await own.view.getByRole("checkbox", { name: "with the bookmarked records" }).check();
  const saved = await own.save();
  const file = JSON.parse(saved.buffer.toString());
  expect(JSON.parse(file.records[0].record)).toEqual(event(7));

  const other = await new Trailglass(await page.context().newPage()).open();
  await other.page.getByLabel("Open files").first().setInputFiles(asFile(saved));
  await other.page.getByRole("button", { name: "Read the records kept in the case" }).click();
  await other.loaded();
  const opened = await theCase(other);
  await opened.bookmarks.first().getByRole("button", { name: "CreateUser by alice" }).click();
  await expect(other.event).toContainText("user-7");
  await other.page.close();
});

test("people are marked where their timelines are, and found again", async ({ page }) => {
  const app = await new Trailglass(page).open();
  await app.openSample();
  await app.tab("Timelines").click();
  const actors = page.getByRole("listbox", { name: "Actors" });
  await expect(actors.getByRole("option").first()).toBeVisible({ timeout: 30_000 });
  await actors.getByRole("option").first().click();
  const story = page.getByRole("complementary", { name: "Story" });
  await story.getByRole("button", { name: "Bookmark this actor" }).click();
  await expect(story.getByRole("heading", { level: 2 })).not.toBeEmpty();
  const own = await theCase(app);
  await expect(own.bookmarks).toHaveCount(1);
  // The link exists once the actor is found; before that, the first button removes the bookmark.
  await own.bookmarks.first().getByTitle("Show it where it is").click();
  await expect(app.tab("Timelines")).toHaveAttribute("aria-selected", "true");
});

test("the report is one page that prints, with the bookmarks in order", async ({ page, context }) => {
  test.slow();
  const app = await new Trailglass(page).open();
  await app.openSample();
  // Three events, the last one first, and an actor.
  for (const row of [0, 2, 4]) {
    await app.openRow(row);
    await bookmark(app);
    await app.event.getByRole("textbox", { name: "Note" }).fill(`<i>note</i> ${row}`);
  }
  await app.event.getByRole("button", { name: "Close the event" }).click();
  await app.tab("Timelines").click();
  const actors = page.getByRole("listbox", { name: "Actors" });
  await expect(actors.getByRole("option").first()).toBeVisible({ timeout: 30_000 });
  await actors.getByRole("option").first().click();
  await page.getByRole("complementary", { name: "Story" }).getByRole("button", { name: "Bookmark this actor" }).click();
  const own = await theCase(app);
  await expect(own.bookmarks).toHaveCount(4);
  await own.title.fill("The <Larkfield> case");
  await own.notes.fill("Three keys & one person");
  // Everything is found, including the actor, whose timeline is drawn.
  await expect(own.bookmarks.getByTitle("Show it where it is")).toHaveCount(4, { timeout: 30_000 });
  await expect(own.view.getByText("looked for when all files are read")).toHaveCount(0);

  const download = page.waitForEvent("download");
  await own.view.getByRole("button", { name: "Write the report" }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe("the-larkfield-case-report.html");
  const html = await readFile(await saved.path(), "utf8");
  expect(html).not.toContain("<script");
  expect(html).not.toMatch(/(src|href)="(?!#|data:)/);

  // As its recipient opens it: from the disk.
  const report = await context.newPage();
  const wanted = [];
  report.on("request", (request) => wanted.push(request.url()));
  const complaints = [];
  report.on("console", (message) => complaints.push(message.text()));
  const path = test.info().outputPath("report.html");
  await saved.saveAs(path);
  await report.goto(`file://${path}`);
  await expect(report.getByRole("heading", { level: 1, name: "The <Larkfield> case" })).toBeVisible();
  await expect(report.getByText("Three keys & one person")).toBeVisible();
  await expect(report.getByRole("navigation", { name: "Contents" }).getByRole("link")).toHaveCount(9);
  const missing = report.getByRole("region", { name: "What is missing" });
  await expect(missing).toBeVisible();
  const events = report.getByRole("region", { name: "Bookmarked events" }).locator("ol.events > li");
  await expect(events).toHaveCount(3);
  // The list on the page is sorted by newest first; the report is sorted by time.
  await expect(events.nth(0)).toContainText("<i>note</i> 4");
  await expect(events.nth(1)).toContainText("<i>note</i> 2");
  await expect(events.nth(2)).toContainText("<i>note</i> 0");
  await expect(report.getByRole("region", { name: "Timelines" }).getByRole("img", { name: /^Sessions of / })).toBeVisible();
  const counts = report.getByRole("table", { name: "Questions, and how many of all events answer them" });
  await expect.poll(() => counts.getByRole("row").count()).toBeGreaterThan(3);
  const files = report.getByRole("table", { name: /^All [\d,]+ files?$/ });
  await expect(files.getByRole("row").nth(1)).toContainText(/[0-9a-f]{64}/);
  expect(await barriers(report)).toEqual([]);
  expect(wanted.filter((url) => !url.startsWith("file:") && !url.startsWith("data:"))).toEqual([]);
  expect(complaints).toEqual([]);
  await report.close();
  expect(app.requestsAfterLoad()).toEqual([]);
});

for (const scheme of ["light", "dark"]) {
  test(`without faults for assistive technology, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    const app = await withLog(page);
    await app.openRow(2);
    await bookmark(app);
    await app.event.getByRole("textbox", { name: "Tags" }).fill("to check");
    const own = await theCase(app);
    await expect(own.bookmarks).toHaveCount(1);
    expect(await barriers(page)).toEqual([]);
  });
}
