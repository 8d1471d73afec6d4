// The grid, the open event and its tree, the list of sources.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { Trailglass, event, logFile } from "./trailglass.mjs";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

const policy = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: ["s3:*"] }] });
const remarkable = event(0, {
  eventTime: "2024-03-01T23:00:00Z",
  eventName: "PutRolePolicy",
  userAgent: "=HYPERLINK(1)\u202egpj.exe",
  requestParameters: { roleName: "Admin", policyDocument: policy, coded: encodeURIComponent(policy) },
  responseElements: { credentials: { accessKeyId: "ASIA1", sessionToken: "FwoGZXIvYXdz" } },
  additionalEventData: { reason: "additionalEventData too large", omitted: "true", originalSize: "149893" },
});

async function opened(page, count = 400) {
  const app = await new Trailglass(page).open();
  const events = Array.from({ length: count }, (_, number) => event(number + 1));
  await app.drop([logFile("many.json", events), logFile("one.json", [remarkable])]);
  await app.rowsCame();
  await expect(app.rows().first()).toContainText("PutRolePolicy");
  return app;
}

const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

test("only the rows on screen are there, and every row can be reached", async ({ page }) => {
  const app = await opened(page, 3000);
  await expect(app.grid).toHaveAttribute("aria-rowcount", "3002");
  expect(await app.rows().count()).toBeLessThan(120);
  await app.grid.focus();
  await page.keyboard.press("Control+End");
  await expect(app.grid.locator('[aria-rowindex="3002"]')).toContainText("CreateUser");
  await expect(app.grid).toHaveAttribute("aria-activedescendant", /^event-3000-/);
  await page.keyboard.press("k");
  await expect(app.grid).toHaveAttribute("aria-activedescendant", /^event-2999-/);
});

test("j and k walk, Enter opens, the open event follows, Escape closes", async ({ page }) => {
  const app = await opened(page);
  await page.locator("body").press("j");
  await page.keyboard.press("Enter");
  await expect(app.event).toContainText("iam:PutRolePolicy");
  await page.keyboard.press("j");
  await expect(app.event).toContainText("iam:CreateUser");
  await app.event.getByRole("button", { name: "Previous event" }).click();
  await expect(app.event).toContainText("iam:PutRolePolicy");
  await app.event.getByRole("button", { name: "Close the event" }).click();
  await expect(app.event).toBeHidden();
  await expect(app.grid).toBeFocused();
});

test("a cell filters in, filters out and copies", async ({ page }) => {
  const app = await opened(page);
  await app.grid.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("c");
  await expect.poll(() => clipboard(page)).toBe("PutRolePolicy");
  await page.keyboard.press("Shift+C");
  await expect.poll(() => clipboard(page)).toContain("2024-03-01T23:00:00Z\tPutRolePolicy\tiam\talice");
  await page.keyboard.press("x");
  await expect.poll(async () => (await app.counts()).shown).toBe(400);
  await app.rowsCame();
  await page.keyboard.press("f");
  await expect(app.filter).toHaveValue(/CreateUser/);
});

test("columns are chosen, sized and moved", async ({ page }) => {
  const app = await opened(page);
  const heads = app.grid.getByRole("columnheader");
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "Access key" }).check();
  await page.getByRole("checkbox", { name: "Region" }).uncheck();
  await page.keyboard.press("Escape");
  await expect(heads.last()).toContainText("Access key");
  await expect(heads.filter({ hasText: "Region" })).toHaveCount(0);
  const name = heads.filter({ hasText: "Event name" });
  const before = (await name.boundingBox()).width;
  await app.grid.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  await expect.poll(async () => (await name.boundingBox()).width).toBe(before + 16);
  await page.keyboard.press("Control+Shift+ArrowRight");
  await expect(heads.nth(3)).toContainText("Event name");
});

test("the record is searched, unfolded, masked and copied", async ({ page }) => {
  const app = await opened(page);
  await app.openRow(0);
  const tree = app.event.getByRole("tree");
  await expect(tree).toContainText("JSON in text");
  await expect(tree).toContainText("URL-encoded JSON");
  await expect(tree).toContainText("withheld by size: 150 kB");
  await expect(app.event).toContainText("right-to-left override");
  await expect(tree).not.toContainText("FwoGZXIvYXdz");
  await tree.getByRole("button", { name: "Show secret" }).click();
  await expect(tree).toContainText("FwoGZXIvYXdz");
  await app.event.getByRole("searchbox", { name: "Search the record" }).fill("S3:*");
  await expect(app.event.getByText("2", { exact: true })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(app.event.getByText("1 of 2")).toBeVisible();
  await tree.focus();
  await page.keyboard.press("p");
  await expect.poll(() => clipboard(page)).toBe("requestParameters.policyDocument.Statement.Action");
  await app.event.getByRole("button", { name: "Copy record" }).click();
  await expect.poll(async () => JSON.parse(await clipboard(page)).eventName).toBe("PutRolePolicy");
});

test("values of the open event become filters", async ({ page }) => {
  const app = await opened(page);
  await app.openRow(0);
  const role = app.event.getByRole("treeitem").filter({ hasText: "roleName" });
  await role.hover();
  await role.getByRole("button", { name: "Filter for this" }).click();
  await expect(app.filter).toHaveValue(/requestParameters\.roleName: ?"?Admin/);
  await expect.poll(async () => (await app.counts()).shown).toBe(1);
});

test("the sources add up and leave as harmless CSV", async ({ page }) => {
  const app = await new Trailglass(page).open();
  const broken = { name: "=1+1.json", mimeType: "text/plain", buffer: Buffer.from("{ not a log") };
  await app.drop([logFile("good.json", [event(1), event(2), event(1)]), broken]);
  await app.tab("Sources").click();
  const panel = page.getByRole("tabpanel", { name: "Sources" });
  await expect(panel).toContainText("2 files");
  await expect(panel).toContainText("3 records = 2 events + 1 repeat");
  await panel.getByRole("button", { name: /refused/ }).click();
  await expect(panel.getByRole("row").filter({ has: page.getByRole("cell") })).toHaveCount(1);
  const expand = panel.getByRole("table", { name: "Files" }).locator("[aria-expanded]");
  await expand.click();
  await expect(expand).toHaveAttribute("aria-expanded", "true");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    panel.getByRole("button", { name: "Save as CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("trailglass-sources.csv");
  const [head, row] = readFileSync(await download.path(), "utf8").split("\r\n");
  expect(head).toContain("path,what it is,status");
  expect(row).toMatch(/^"'=1\+1\.json",/);
});
