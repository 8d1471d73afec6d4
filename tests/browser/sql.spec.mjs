// The selection as SQL for other engines.
import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { barriers } from "./barriers.mjs";
import { Trailglass, event, logFile } from "./trailglass.mjs";

async function opened(page, filter = "") {
  const app = await new Trailglass(page).open();
  await app.openSample();
  if (filter) {
    await app.filter.fill(filter);
    await page.keyboard.press("Enter");
  }
  await page.getByRole("button", { name: "As SQL" }).click();
  const dialog = page.getByRole("dialog", { name: "Events as SQL" });
  return {
    app,
    dialog,
    statement: dialog.getByRole("region", { name: "Statement" }),
    leftOut: dialog.getByRole("region", { name: "What it does not say" }),
    part: (name) => dialog.getByRole("radio", { name, exact: true }),
  };
}

test("a filter is a statement for every engine, and a table for Athena", async ({ page }) => {
  const { app, dialog, statement, leftOut, part } = await opened(page, "eventName:Delete* and not errorCode:*");
  await expect(part("Athena")).toBeChecked();
  await expect(statement).toContainText("FROM cloudtrail_logs");
  await expect(statement).toContainText("lower(eventname) LIKE 'delete%'");
  await expect(leftOut).toHaveCount(0);
  await part("Athena table").check();
  await expect(statement).toContainText("CREATE EXTERNAL TABLE cloudtrail_logs");
  // The sample's accounts and Regions come from its paths.
  await expect(statement).toContainText("'projection.account.type' = 'enum'");
  await expect(statement).toContainText(/'projection\.region\.values' = '[^']*eu-/);
  await part("CloudTrail Lake").check();
  await expect(statement).toContainText("FROM EVENT_DATA_STORE_ID");
  await part("DuckDB").check();
  await expect(statement).toContainText("read_json_objects(");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  expect(app.complaints).toEqual([]);
  expect(app.requestsAfterLoad()).toEqual([]);
});

test("what cannot be said is said to be left out", async ({ page }) => {
  const { statement, leftOut } = await opened(page, "actor:alice* and eventName:Get*");
  await expect(leftOut).toContainText("Left out");
  await expect(leftOut).toContainText("actor:alice*");
  await expect(statement).toContainText("LIKE 'get%'");
  await expect(statement).toContainText("LEFT OUT: actor:alice*");
});

test("a statement is saved as a file", async ({ page }) => {
  const { dialog, statement, part } = await opened(page, "who:*");
  await part("DuckDB").check();
  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Save as .sql" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("cloudtrail-duckdb.sql");
  const text = await readFile(await file.path(), "utf8");
  expect(text.trim()).toBe((await statement.textContent()).trim());
});

test("values from logs stay values", async ({ page }) => {
  const app = await new Trailglass(page).open();
  const name = "x'; DROP TABLE t; --<img src=x onerror=alert(1)>";
  await app.drop([logFile("log.json", [event(1, { eventName: name })])]);
  await app.ask(`eventName:"${name}"`, 1);
  await page.getByRole("button", { name: "As SQL" }).click();
  const dialog = page.getByRole("dialog", { name: "Events as SQL" });
  await expect(dialog.getByRole("region", { name: "Statement" })).toContainText(
    "= 'x''; drop table t; --<img src=x onerror=alert(1)>'",
  );
  await expect(dialog.locator("img")).toHaveCount(0);
  expect(app.complaints).toEqual([]);
});

for (const scheme of ["light", "dark"]) {
  test(`the dialog has no barriers that a machine can find, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    const { leftOut } = await opened(page, "actor:alice or resource:bucket");
    await expect(leftOut).toBeVisible();
    expect(await barriers(page)).toEqual([]);
  });
}

test("it fits a small window", async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 700 });
  const { dialog, statement, leftOut } = await opened(page, "actor:alice or resource:bucket");
  await expect(leftOut).toBeVisible();
  const inside = await dialog.boundingBox();
  expect(inside.x).toBeGreaterThanOrEqual(0);
  expect(inside.y + inside.height).toBeLessThanOrEqual(700);
  await expect(statement).toBeInViewport();
  expect(await dialog.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
});
