// The library of questions, with the number of matching events for each.
import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { barriers } from "./barriers.mjs";
import { Trailglass, event, logFile } from "./trailglass.mjs";

/** Opens the view and waits until all questions are counted. */
async function opened(page, load) {
  const app = await new Trailglass(page).open();
  await load(app);
  await app.tab("Questions").click();
  const view = page.getByRole("region", { name: "Questions", exact: true });
  const counted = async () => {
    await expect(view.getByText(/ with events, among /)).toBeVisible({ timeout: 30_000 });
  };
  await counted();
  return {
    app,
    view,
    counted,
    find: view.getByRole("searchbox", { name: "Find questions" }),
    topics: view.getByRole("navigation", { name: "Topics" }),
    card: (title) => view.getByRole("listitem").filter({ has: page.getByRole("button", { name: title }) }),
    question: (title) => view.getByRole("button", { name: title }).first(),
    open: view.locator(".question__open"),
    titles: () =>
      view.locator(".question__open").evaluateAll((buttons) => buttons.map((button) => button.getAttribute("aria-label"))),
    note: (words) => view.getByText(words),
  };
}

/** The end of the name of a counted question. */
const COUNTED = /, ([\d,]+) events?$/;

/** Returns the number on a question's button, once it has one: all are counted again whenever
 * the view opens, and when more is known about the events. */
async function countOf(button) {
  let digits;
  await expect(async () => {
    const label = await button.getAttribute("aria-label");
    expect(label).toMatch(COUNTED);
    [, digits] = label.match(COUNTED);
  }).toPass({ timeout: 30_000 });
  return Number(digits.replaceAll(",", ""));
}

const log = (app) =>
  app.drop([
    logFile("log.json", [
      event(1, { eventName: "CreateUser" }),
      event(2, { eventName: "CreateAccessKey" }),
      event(3, { eventName: "CreateAccessKey", requestParameters: { userName: "mallory" } }),
      event(4, { eventName: "ListUsers", readOnly: true, errorCode: "AccessDenied" }),
    ]),
  ]);

test("every question says how many events answer it, and opens just these", async ({ page }) => {
  const { app, view, titles, topics, question } = await opened(page, (app) => app.openSample());
  const { all } = await app.counts();
  let texts;
  await expect(async () => {
    texts = await titles();
    expect(texts.length).toBeGreaterThan(60);
    for (const text of texts) expect(text).toMatch(COUNTED);
  }).toPass({ timeout: 30_000 });
  // No question is hidden at first, not even those without events.
  expect(texts.some((text) => text.endsWith(", 0 events"))).toBe(true);
  await expect(view.getByText(`among ${all.toLocaleString("en-US")} events`)).toBeVisible({ timeout: 30_000 });
  await expect(topics.getByRole("button", { name: /^CIS AWS Foundations Benchmark \d+ of 15$/ })).toBeVisible();

  for (const title of ["Which secrets were read, and which parameters with decryption?", "4.6 Console authentication failures", "Who was denied what?"]) {
    await app.tab("Questions").click();
    const count = await countOf(question(title));
    expect(count).toBeGreaterThan(0);
    await question(title).click();
    await expect(app.tab("Events")).toHaveAttribute("aria-selected", "true");
    await expect.poll(async () => (await app.counts()).shown, { message: title }).toBe(count);
    await expect(app.filter).not.toHaveValue("");
  }
  expect(app.requestsAfterLoad()).toEqual([]);
  expect(app.complaints).toEqual([]);
});

test("a question's events are seen in groups", async ({ page }) => {
  const { app, view, question } = await opened(page, log);
  const count = await countOf(question("Were access keys, passwords, key pairs or other lasting credentials made?"));
  await view.getByRole("button", { name: "Group Were access keys, passwords, key pairs or other lasting credentials made?" }).click();
  await expect(app.tab("Group")).toHaveAttribute("aria-selected", "true");
  await expect.poll(async () => (await app.counts()).shown).toBe(count);
  await expect(page.getByRole("region", { name: "Group", exact: true }).getByText("mallory").first()).toBeVisible();
});

test("a question goes on where the logs are too many for a tab", async ({ page }) => {
  const { app, view } = await opened(page, log);
  await view.getByRole("button", { name: /^As SQL: / }).first().click();
  const dialog = page.getByRole("dialog", { name: /SQL/ });
  await expect(dialog).toContainText("SELECT");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  // The selection has not changed.
  await expect(app.filter).toHaveValue("");
  await page.getByRole("button", { name: "As SQL", exact: true }).click();
  await expect(dialog).toContainText("SELECT");
});

test("questions are found by words and numbers, and those without events can be left out", async ({ page }) => {
  const { view, find, titles, question } = await opened(page, log);
  const all = (await titles()).length;
  await find.fill("cis 4.1");
  await expect.poll(async () => (await titles()).length).toBeLessThan(all);
  expect((await titles()).length).toBeGreaterThan(6);
  await find.fill("T1098.001");
  await expect.poll(titles).toEqual(["Were access keys, passwords, key pairs or other lasting credentials made?, 2 events"]);
  await find.fill("no such thing");
  await expect(view.getByText("No question has these words")).toBeVisible();
  await find.press("Escape");
  await expect(find).toHaveValue("");
  await view.getByRole("checkbox", { name: "Only those with events" }).check();
  await expect(question("Were users of IAM or Identity Center made?, 1 event")).toBeVisible();
  // Refused attempts are shown beside the count, and open as a filter.
  const refused = view.getByRole("button", { name: "Who read IAM: its users, groups, roles, policies or keys?: 1 refused" });
  await expect(refused).toBeVisible();
  await expect.poll(async () => (await titles()).filter((text) => !COUNTED.test(text) || text.endsWith(", 0 events"))).toEqual([
    "Who read IAM: its users, groups, roles, policies or keys?, 0 events",
  ]);

  // The details of one question.
  await view.getByRole("button", { name: "About Were users of IAM or Identity Center made?" }).click();
  await expect(view.getByText("Names that look like a service")).toBeVisible();
  await expect(view.getByText("eventName:CreateUser and service:(iam or identitystore or sso-directory)")).toBeVisible();
  await expect(view.getByText("Create Account: Cloud Account")).toBeVisible();
});

test("counts within the current filter and time are those of the events shown", async ({ page }) => {
  const { app, view, counted, question } = await opened(page, log);
  const within = view.getByRole("checkbox", { name: "Within the current filter and time" });
  await expect(within).toBeDisabled();
  await expect(question("Were access keys, passwords, key pairs or other lasting credentials made?, 2 events")).toBeVisible();
  await app.filter.fill("requestParameters.userName:mallory or eventName:ListUsers");
  await page.keyboard.press("Enter");
  await within.check();
  await counted();
  await expect(question("Were access keys, passwords, key pairs or other lasting credentials made?, 1 event")).toBeVisible();
  await expect(question("Were users of IAM or Identity Center made?, 0 events")).toBeVisible();
  await question("Were access keys, passwords, key pairs or other lasting credentials made?").click();
  await expect.poll(async () => (await app.counts()).shown).toBe(1);
  await expect(app.filter).toHaveValue(/^\(requestParameters\.userName:mallory or eventName:ListUsers\) and \(/);
});

test("the keys move between questions", async ({ page }) => {
  const { app, view, find, open } = await opened(page, log);
  // Located by position: their names change while they are counted.
  await find.press("ArrowDown");
  await expect(open.nth(0)).toBeFocused();
  await page.keyboard.press("j");
  await expect(open.nth(1)).toBeFocused();
  await page.keyboard.press("End");
  await expect(view.getByRole("button", { name: /^4\.15 AWS Organizations changes, / })).toBeFocused();
  await page.keyboard.press("Home");
  await page.keyboard.press("k");
  await expect(open.nth(0)).toBeFocused();
  await page.keyboard.press("/");
  await expect(find).toBeFocused();
  await find.press("Enter");
  await page.keyboard.press("Enter");
  await expect(app.tab("Events")).toHaveAttribute("aria-selected", "true");
});

test("questions of one's own are saved, changed, deleted, taken back, exported and imported", async ({ page }) => {
  const { app, view, counted, question, open } = await opened(page, log);
  const save = view.getByRole("button", { name: "Save filter as question…" });
  const before = await open.count();
  await expect(save).toBeDisabled();
  await app.ask("requestParameters.userName:mallory", 1);
  await save.click();
  const dialog = page.getByRole("dialog", { name: "Save as question" });
  const hostile = `<img src=x onerror="document.title='ran'"> mallory \u202e`;
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByRole("alert")).toContainText("it has no title");
  await dialog.getByLabel("Title").fill(hostile);
  await dialog.getByLabel("Note").fill("What mallory got");
  await dialog.getByLabel("Filter").fill("evntName:x");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByRole("alert")).toContainText("did you mean eventName?");
  await dialog.getByLabel("Filter").fill("requestParameters.userName:mallory");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  await counted();
  await expect(view.getByRole("heading", { name: "Own questions" })).toBeVisible();
  const own = view.locator(".question").first();
  await expect(own.locator(".question__open")).toContainText("<img src=x");
  await expect(own.locator(".question__open")).toContainText("1 event");
  await expect(own).toContainText("What mallory got");
  await expect(view.locator("img")).toHaveCount(0);

  await own.getByRole("button", { name: /^Edit / }).click();
  const edit = page.getByRole("dialog", { name: "Edit question" });
  await edit.getByLabel("Title").fill("Keys of mallory");
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(question("Keys of mallory, 1 event")).toBeVisible();

  const download = page.waitForEvent("download");
  await view.getByRole("button", { name: "Export questions" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("questions.trailglass-questions.json");
  const exported = JSON.parse(await readFile(await file.path(), "utf8"));
  expect(exported).toMatchObject({
    format: "trailglass-questions",
    version: 1,
    questions: [{ title: "Keys of mallory", filter: "requestParameters.userName:mallory", why: "What mallory got" }],
  });

  await view.getByRole("button", { name: "Delete Keys of mallory" }).click();
  await expect(view.getByText("Deleted: Keys of mallory")).toBeVisible();
  await expect(open).toHaveCount(before);
  await view.getByRole("button", { name: "Undo" }).click();
  await expect(question("Keys of mallory, 1 event")).toBeVisible();
  await view.getByRole("button", { name: "Delete Keys of mallory" }).click();
  await expect(open).toHaveCount(before);

  const importing = view.getByLabel("Import questions");
  await importing.setInputFiles(await file.path());
  await expect(view.getByText("1 question imported")).toBeVisible();
  await expect(question("Keys of mallory, from a file, 1 event")).toBeVisible();
  await importing.setInputFiles(await file.path());
  await expect(view.getByText("0 questions imported, 1 was there already")).toBeVisible();

  // A question from another person shows its origin and its filter.
  await expect(view.locator(".question").first()).toContainText(/From the file \S+, which names no author/);
  await expect(view.locator(".question").first()).toContainText("Filter: requestParameters.userName:mallory");

  // Errors are reported, and affect only the invalid question.
  const json = (value) => ({ name: "q.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(value)) });
  await importing.setInputFiles(
    json({
      format: "trailglass-questions",
      version: 1,
      questions: [
        { title: "Good", filter: "eventName:ListUsers" },
        { title: "<b>Bad</b>", filter: "evntName:x" },
      ],
    }),
  );
  await expect(view.getByRole("alert")).toContainText('question 2 ("<b>Bad</b>"): its filter is wrong at character 1');
  await expect(question("Good, from a file, 1 event")).toBeVisible();
  await importing.setInputFiles(json({ format: "trailglass-questions", version: 9 }));
  await expect(view.getByRole("alert")).toContainText("version 9");
  await importing.setInputFiles(json({ Records: [] }));
  await expect(view.getByRole("alert")).toContainText('its "format" is missing');
  await expect(page).not.toHaveTitle("ran");
  expect(app.requestsAfterLoad()).toEqual([]);
  // Nothing is stored in the browser.
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain("mallory");
  expect(app.complaints).toEqual([]);
});

for (const colorScheme of ["light", "dark"]) {
  test(`nothing is missing for a screen reader, ${colorScheme}`, async ({ page }) => {
    // The whole page is checked twice.
    test.slow();
    await page.emulateMedia({ colorScheme });
    const { app, view, question } = await opened(page, (app) => app.openSample());
    await app.filter.fill("who:*");
    await page.keyboard.press("Enter");
    await view.getByRole("button", { name: "About What did the root user do itself, not through a service?" }).click();
    await expect(question("What did the root user do itself, not through a service?")).toBeVisible();
    expect(await barriers(page)).toEqual([]);
    await view.getByRole("button", { name: "Save filter as question…" }).click();
    await expect(page.getByRole("dialog", { name: "Save as question" })).toBeVisible();
    expect(await barriers(page, "dialog")).toEqual([]);
  });
}
