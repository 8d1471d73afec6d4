// Events in groups: counted, drawn, clicked on, saved.
import { readFile } from "node:fs/promises";

import { expect, test } from "@playwright/test";
import { barriers } from "./barriers.mjs";
import { Trailglass, event, logFile } from "./trailglass.mjs";

/** Opens the view with data. */
async function opened(page, load = (app) => app.openSample()) {
  const app = await new Trailglass(page).open();
  await load(app);
  await app.tab("Group").click();
  const view = page.getByRole("region", { name: "Group", exact: true });
  const table = view.getByRole("table", { name: "Groups" });
  return {
    app,
    view,
    table,
    box: (name) => view.getByRole("combobox", { name, exact: true }),
    async by(name, value) {
      await view.getByRole("combobox", { name, exact: true }).fill(value);
      await page.keyboard.press("Enter");
    },
    rows: () => table.getByRole("row").filter({ has: page.getByRole("cell") }),
    /** Returns the cells of a row as text. */
    cells: (number) =>
      table.getByRole("row").filter({ has: page.getByRole("cell") }).nth(number).getByRole("cell").allInnerTexts(),
    async show(form) {
      const radio = view.getByRole("radio", { name: form });
      await expect(radio).toBeEnabled();
      await radio.check({ force: true });
    },
    said: view.getByText(/[\d,]+ groups? of [\d,]+ events?/),
    /** Waits until the view shows the answer to the current request: the previous answer stays
     * visible and clickable until then. */
    counted: () => expect(view.locator(".group__shown")).toHaveAttribute("aria-busy", "false", { timeout: 30_000 }),
  };
}

const number = (text) => Number(text.replaceAll(/[^\d]/g, ""));

const transfers = [
  ["alpha", "alice", 100],
  ["alpha", "alice", 200.5],
  ["alpha", "bob", 1],
  ["beta", "bob", 50],
  ["=cmd|'/C calc'!A0", "eve", 7],
].map(([bucketName, userName, bytesTransferredOut], index) =>
  event(index * 60, {
    userIdentity: { type: "IAMUser", userName, arn: `arn:aws:iam::111122223333:user/${userName}`, accountId: "111122223333" },
    eventSource: "s3.amazonaws.com",
    eventName: "GetObject",
    requestParameters: { bucketName, key: `k${index}` },
    additionalEventData: { bytesTransferredOut },
  }),
);
const plain = [5, 6, 7].map((minute) => event(minute * 60, { eventName: "ListUsers" }));

test("an empty view offers groupings, and one of them counts what everybody did", async ({ page }) => {
  const { app, view, table, said, cells, rows, counted } = await opened(page);
  for (const name of ["Who did what", "Errors by actor", "Bytes out by bucket"]) {
    await expect(view.getByRole("button", { name })).toBeVisible();
  }
  await view.getByRole("button", { name: "Who did what" }).click();
  await expect(said).toBeVisible({ timeout: 30_000 });
  await expect(table.getByRole("columnheader").first()).toHaveText("who");
  await expect(rows().first()).toBeVisible();
  await counted();
  const [who, eventName, events] = await cells(0);
  const all = (await app.counts()).all;
  const ofAll = ` of ${all.toLocaleString("en-US")} events`;
  await expect(said).toContainText(ofAll);

  // A click narrows the filter, and the counts match.
  await rows().first().getByRole("button", { name: /events?$/ }).click();
  await expect.poll(async () => (await app.counts()).shown).toBe(number(events));
  await expect(app.filter).toHaveValue(new RegExp(`eventName:${eventName}`));
  await expect(app.filter).toHaveValue(/who:/);
  await expect(said).toHaveText(new RegExp(`^1 group of ${events} events?`));
  expect((await cells(0))[0]).toBe(who);
  await expect(page).toHaveURL(/#.*by=who&by=eventName/);

  // Back to all events, and the same with the key: x filters out.
  await page.goBack();
  await expect.poll(async () => (await app.counts()).shown).toBe(all);
  await expect(said).toContainText(ofAll);
  await rows().first().getByRole("button", { name: /events?$/ }).focus();
  await page.keyboard.press("x");
  await expect.poll(async () => (await app.counts()).shown).toBe(all - number(events));
  expect(app.complaints).toEqual([]);
  expect(app.requestsAfterLoad()).toEqual([]);
});

test("paths, sums, distinct values, orders and the rest", async ({ page }) => {
  const { app, view, by, cells, said, table, rows, box, counted } = await opened(page, (app) =>
    app.drop([logFile("log.json", [...transfers, ...plain])]),
  );
  await by("Group by", "requestParameters.bucketName");
  await expect(said).toHaveText(/^4 groups of 8 events/);
  await by("Distinct values of", "who");
  await by("Sum of", "additionalEventData.bytesTransferredOut");
  await expect(table.getByRole("columnheader", { name: "Sum" })).toBeVisible();
  await table.getByRole("columnheader", { name: "Sum" }).getByRole("button").click();
  // In the previous order, the same group is first.
  await expect(table.getByRole("columnheader", { name: "Sum" })).toHaveAttribute("aria-sort", "descending");
  await counted();
  await expect.poll(async () => (await cells(0))[0]).toBe("alpha");
  expect((await cells(0)).slice(0, 5)).toEqual(["alpha", "3", "38%", "2", "301 B"]);
  // Events without a bucket have no sum, and come last.
  expect((await cells(3)).slice(0, 4)).toEqual(["(none)", "3", "38%", "1"]);
  await table.getByRole("columnheader", { name: "requestParameters.bucketName" }).getByRole("button").click();
  await expect.poll(async () => (await cells(0))[0]).toBe("=cmd|'/C calc'!A0");
  await expect(table.getByRole("columnheader", { name: "requestParameters.bucketName" })).toHaveAttribute("aria-sort", "ascending");
  await counted();

  const saved = page.waitForEvent("download");
  await view.getByRole("button", { name: "Save as CSV" }).click();
  const lines = (await readFile(await (await saved).path(), "utf8")).split("\r\n");
  expect(lines).toHaveLength(6);
  expect(lines[1]).toMatch(/^"'=cmd\|'\/C calc'!A0",1,0\.125000,/);

  // Events without a value form a group, too.
  await rows().filter({ hasText: "(none)" }).getByRole("button", { name: "(none)" }).click();
  await expect.poll(async () => (await app.counts()).shown).toBe(3);
  await expect(app.filter).toHaveValue("not requestParameters.bucketName:*");

  // A typo is reported, and nothing is counted by it.
  await by("Group by", "evntName");
  await expect(view.getByRole("alert")).toContainText("did you mean eventName?");
  await by("Group by", "eventName");
  // The previous count was also one group with this number of events.
  await expect(table.getByRole("columnheader").first()).toContainText("eventName");
  await expect(said).toHaveText(/^1 group of 3 events/);
  await box("Group by").fill("");
  await page.keyboard.press("Enter");
  await expect(view.getByRole("button", { name: "Who did what" })).toBeVisible();
});

test("top groups and the rest add up", async ({ page }) => {
  const { app, view, by, said, rows, cells, counted } = await opened(page);
  await by("Group by", "eventName");
  await expect(said).toBeVisible({ timeout: 30_000 });
  await view.getByRole("combobox", { name: "Show", exact: true }).selectOption("10");
  await expect(rows()).toHaveCount(11);
  await counted();
  let sum = 0;
  for (let row = 0; row < 11; row++) sum += number((await cells(row))[1]);
  expect(sum).toBe((await app.counts()).all);
  await expect(rows().last()).toContainText(/more groups, together/);
});

test("charts: each is drawn, opens and is saved", async ({ page }) => {
  const { app, view, by, show, said, counted } = await opened(page);
  await by("Group by", "service");
  await expect(said).toBeVisible({ timeout: 30_000 });
  await expect(view.getByRole("radio", { name: "Lines" })).toBeDisabled();
  await expect(view.getByRole("radio", { name: "Heat map" })).toBeDisabled();
  const all = (await app.counts()).all;
  const chart = view.getByRole("group", { name: "Chart" });
  const targets = chart.locator("svg rect.chart__target");

  await show("Bars");
  await expect(chart.getByRole("img", { name: "Events by service" })).toBeVisible();
  await counted();
  const [, first] = (await targets.first().locator("title").textContent()).match(/: ([\d,]+)$/);
  await targets.first().click();
  await expect.poll(async () => (await app.counts()).shown).toBe(number(first));
  await page.goBack();
  await expect.poll(async () => (await app.counts()).shown).toBe(all);
  await counted();

  await view.getByRole("combobox", { name: "Time step" }).selectOption("day");
  await show("Heat map");
  await expect(chart.getByRole("img", { name: "Events by service, each day" })).toBeVisible();
  await counted();
  const cell = targets.filter({ has: page.locator("title", { hasText: /: [\d,]+$/ }) }).first();
  const [, events] = (await cell.locator("title").textContent()).match(/: ([\d,]+)$/);
  await cell.click();
  await expect.poll(async () => (await app.counts()).shown).toBe(number(events));
  await page.goBack();
  await expect.poll(async () => (await app.counts()).shown).toBe(all);
  await counted();

  await show("Lines");
  // The heat map has the same name.
  await counted();
  await expect(chart.getByRole("img", { name: "Events by service, each day" })).toBeVisible();
  // The sample covers one day: each line is a point.
  await expect(chart.locator("svg polyline.chart__line:not(.chart__axis)")).not.toHaveCount(0);
  let saved = page.waitForEvent("download");
  await view.getByRole("button", { name: "Save as SVG" }).click();
  const svg = await readFile(await (await saved).path(), "utf8");
  expect(svg).toMatch(/^<svg xmlns/);
  expect(svg).toContain("Events by service, each day");
  saved = page.waitForEvent("download");
  await view.getByRole("button", { name: "Save as PNG" }).click();
  const png = await readFile(await (await saved).path());
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect(png.length).toBeGreaterThan(5_000);
  expect(app.complaints).toEqual([]);
  expect(app.requestsAfterLoad()).toEqual([]);
});

test("grouping by actors follows sessions, and a link opens the same view", async ({ page }) => {
  const { app, by, said, rows, cells, counted } = await opened(page);
  await by("Group by", "actor");
  // Until sessions have been followed no actor is known: one group contains all events.
  await expect(said).toHaveText(/^[\d,]+ groups /, { timeout: 30_000 });
  await counted();
  const [, events] = await cells(0);
  await rows().first().getByRole("button").first().click();
  await expect.poll(async () => (await app.counts()).shown).toBe(number(events));
  await expect(said).toHaveText(/^1 group/);
  await expect(app.filter).toHaveValue(/^actor:/);
  await expect(page).toHaveURL(/#\/group\?v=1&q=actor:.*&by=actor$/);
});

test("how groups are shown is in the address, and stays when one looks elsewhere", async ({ page }) => {
  const { app, view, by, show, counted } = await opened(page, (app) => app.drop([logFile("log.json", transfers)]));
  await by("Group by", "requestParameters.bucketName");
  await show("Bars");
  await counted();
  const bars = view.getByRole("img", { name: /^Events by requestParameters\.bucketName/ });
  await expect(bars).toBeVisible();
  await expect(page).toHaveURL(/[&]as=bars/);
  await app.tab("Events").click();
  await app.tab("Group").click();
  await expect(bars).toBeVisible({ timeout: 30_000 });
  await page.goBack();
  await page.goBack();
  await page.goBack();
  await expect(page).not.toHaveURL(/[&]as=/);
  await expect(view.getByRole("table", { name: "Groups" })).toBeVisible({ timeout: 30_000 });
  await page.goForward();
  await expect(bars).toBeVisible({ timeout: 30_000 });
});

test("a filter is kept as a question with its grouping", async ({ page }) => {
  const { app, view, by, counted } = await opened(page, (app) => app.drop([logFile("log.json", transfers)]));
  await by("Group by", "requestParameters.bucketName");
  await counted();
  const keep = view.getByRole("button", { name: "Save as question…" });
  // Without a filter the question would match every event.
  await expect(keep).toBeDisabled();
  await app.ask("eventName:GetObject and who:alice", 2);
  await counted();
  await keep.click();
  const dialog = page.getByRole("dialog", { name: "Save as question" });
  await expect(dialog.getByRole("checkbox", { name: "Grouped by requestParameters.bucketName" })).toBeChecked();
  await dialog.getByRole("textbox", { name: "Title" }).fill("What did Alice read?");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  await app.tab("Questions").click();
  const questions = page.getByRole("region", { name: "Questions", exact: true });
  await expect(questions.getByRole("button", { name: "What did Alice read?, 2 events" })).toBeVisible({ timeout: 30_000 });
  await expect(questions.getByRole("button", { name: "Group What did Alice read?" })).toBeVisible();
});

for (const colorScheme of ["light", "dark"]) {
  test(`nothing for axe to complain about (${colorScheme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    const { view, said, show, counted } = await opened(page);
    const check = async () => {
      expect(await barriers(page)).toEqual([]);
    };
    await check();
    await view.getByRole("button", { name: "Who did what" }).click();
    await expect(said).toBeVisible({ timeout: 30_000 });
    await counted();
    await check();
    await view.getByRole("combobox", { name: "Time step" }).selectOption("day");
    for (const form of ["Bars", "Lines", "Heat map"]) {
      await show(form);
      await expect(view.getByRole("img")).toBeVisible();
      await counted();
      await check();
    }
  });
}
