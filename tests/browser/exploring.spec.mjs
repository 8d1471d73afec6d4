// Filter, facets, histogram, grid, event pane, address, keyboard.
import { expect, test } from "@playwright/test";
import { Trailglass, event, logFile } from "./trailglass.mjs";

const EVENTS = [
  ...Array.from({ length: 30 }, (_, number) => event(number)),
  ...Array.from({ length: 12 }, (_, number) =>
    event(600 + number, { eventName: "GetObject", eventSource: "s3.amazonaws.com", readOnly: true, sourceIPAddress: "198.51.100.7",
      requestParameters: { bucketName: number % 2 ? "prod-logs" : "dev-logs", key: "a/b" } })),
  ...Array.from({ length: 5 }, (_, number) =>
    event(1200 + number, { eventName: "DeleteTrail", eventSource: "cloudtrail.amazonaws.com", errorCode: "AccessDenied", errorMessage: "User is not authorized",
      requestParameters: { policyDocument: encodeURIComponent('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*"}]}') } })),
];

async function opened(page, address) {
  const app = await new Trailglass(page).open(address);
  expect(await app.drop([logFile("events.json", EVENTS)])).toBe(47);
  return app;
}

test("every kind of filter finds its events", async ({ page }) => {
  const app = await opened(page);
  for (const [filter, count] of [
    ["eventName:DeleteTrail", 5],
    ["eventname:delete*", 5],
    ["sourceIPAddress:198.51.100.0/24", 12],
    ["errorCode:*", 5],
    ["not errorCode:*", 42],
    ["eventName:(DeleteTrail or GetObject)", 17],
    ['eventTime >= "2024-03-01T10:20" and eventTime < 2024-03-02', 5],
    ["requestParameters.bucketName:prod-*", 6],
    ["userAgent:/aws-cli\\/2\\.1[0-9]/", 47],
    ['"not authorized"', 5],
    ["who:alice service:iam", 30],
    ["resource:dev-logs", 6],
    ["-eventName:Get*", 35],
    ["", 47],
  ]) {
    await app.ask(filter, count);
  }
});

test("an error points at its place and offers what would be right", async ({ page }) => {
  const app = await opened(page);
  await app.ask("eventName:DeleteTrail", 5);
  await app.filter.fill("evntName:DeleteTrail");
  await expect(page.getByText(/no field named/i)).toBeVisible();
  // The previous results stay on the screen while the text is invalid.
  await expect(page.getByText("Not applied: shown is eventName:DeleteTrail")).toBeVisible();
  expect((await app.counts()).shown).toBe(5);
  await app.filter.fill("(eventName:x");
  await expect(page.getByText(/missing/i).first()).toBeVisible();
});

test("fields and values complete as one types, with counts", async ({ page }) => {
  const app = await opened(page);
  await app.filter.click();
  await app.filter.pressSequentially("eventNa");
  const offers = page.getByRole("listbox");
  await expect(offers.getByRole("option", { name: /eventName/ }).first()).toBeVisible();
  await app.filter.fill("");
  await app.filter.pressSequentially("eventName:Del");
  const offer = offers.getByRole("option", { name: /DeleteTrail/ }).first();
  await expect(offer).toContainText("5");
  // Completions arrive with every letter; the latest replace all earlier ones, selected or not.
  await expect(offer.locator("b")).toHaveText("Del");
  await page.keyboard.press("ArrowDown");
  await expect(offer).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(app.filter).toHaveValue(/eventName:"?DeleteTrail"?\s*/);
});

test("a facet's value includes by a click and excludes by an alt-click", async ({ page }) => {
  const app = await opened(page);
  await expect.poll(() => app.values("Service")).toEqual({ iam: 30, s3: 12, cloudtrail: 5 });
  await app.facet("Service").getByRole("button", { name: "s3, 12", exact: true }).click();
  await expect.poll(async () => (await app.counts()).shown).toBe(12);
  await expect(app.filter).toHaveValue(/service:"?s3"?/);
  await app.filter.fill("");
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await app.counts()).shown).toBe(47);
  await app.facet("Service").getByRole("button", { name: "iam, 30", exact: true }).click({ modifiers: ["Alt"] });
  await expect.poll(async () => (await app.counts()).shown).toBe(17);
});

test("brushing the histogram zooms in, and the way back is there", async ({ page }) => {
  const app = await opened(page);
  const canvas = app.histogram.locator("canvas").first();
  const box = await canvas.boundingBox();
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.75, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  await expect.poll(async () => (await app.counts()).shown).toBe(12);
  await expect(page).toHaveURL(/from=/);
  await page.goBack();
  await expect.poll(async () => (await app.counts()).shown).toBe(47);
});

test("the grid sorts, opens and filters from the keyboard", async ({ page }) => {
  const app = await opened(page);
  await expect(app.grid).toHaveAttribute("aria-rowcount", "48");
  await expect(app.rows().first()).toContainText("DeleteTrail");
  const time = app.grid.getByRole("columnheader", { name: /Time/ });
  await time.getByRole("button").or(time).first().click();
  await expect(app.rows().first()).toContainText("CreateUser");
  const name = app.grid.getByRole("columnheader", { name: /Event name/ });
  await name.getByRole("button").or(name).first().click();
  await expect(name).toHaveAttribute("aria-sort", /ascending|descending/);
  await app.rows().first().getByRole("gridcell").first().click();
  await expect(app.event).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(app.event).toBeHidden();
});

test("the event pane says it in words and unfolds JSON inside texts", async ({ page }) => {
  const app = await opened(page);
  await app.ask("errorCode:AccessDenied", 5);
  await app.openRow(0);
  await expect(app.event).toContainText(/alice/);
  await expect(app.event).toContainText("cloudtrail:DeleteTrail");
  await expect(app.event).toContainText(/denied/i);
  await expect(app.event.getByRole("tree")).toBeVisible();
  await expect(app.event).toContainText("Effect");
  await expect(app.event).toContainText("events.json");
});

test("the view is in the address, and the address brings it back", async ({ page }) => {
  const app = await opened(page);
  await app.ask("eventName:GetObject", 12);
  await expect(page).toHaveURL(/v=1.*GetObject/);
  const address = page.url();
  const other = await page.context().newPage();
  const again = await opened(other, address).catch((error) => error);
  // The filter in the address applies to the files dropped on the new page.
  const second = again instanceof Trailglass ? again : new Trailglass(other);
  await expect.poll(async () => (await second.counts()).shown).toBe(12);
  await expect(second.filter).toHaveValue("eventName:GetObject");
});

test("keys: slash for the filter, question mark for help", async ({ page }) => {
  const app = await opened(page);
  await page.keyboard.press("Escape");
  await page.locator("body").press("/");
  await expect(app.filter).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await app.grid.focus().catch(() => {});
  await page.locator("body").press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
});

test("hostile text is text", async ({ page }) => {
  const app = await new Trailglass(page).open();
  const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
  await app.drop([logFile("hostile.json", [event(1, { userAgent: hostile, eventName: hostile, requestParameters: { [hostile]: hostile } })])]);
  await app.openRow(0);
  await expect(app.event).toContainText("onerror");
  await expect(page).toHaveTitle(/Trailglass/);
  await expect(page.locator("img[src=x]")).toHaveCount(0);
  expect(app.requestsAfterLoad()).toEqual([]);
});
