// The main path on a phone: open, filter, event, timeline, integrity, report.
import { expect, test } from "@playwright/test";
import { barriers } from "./barriers.mjs";
import { Trailglass } from "./trailglass.mjs";

const PHONE = { width: 390, height: 844 };
test.use({ viewport: PHONE, hasTouch: true });

/** Checks that an element lies inside the screen. */
async function onScreen(locator) {
  const { x, y, width, height } = await locator.boundingBox();
  expect(x).toBeGreaterThanOrEqual(0);
  expect(y).toBeGreaterThanOrEqual(0);
  expect(x + width).toBeLessThanOrEqual(PHONE.width);
  expect(y + height).toBeLessThanOrEqual(PHONE.height);
}

/** Returns the visible controls that are lower or narrower than 24 pixels, with their sizes. Links
 * in a text, and inputs inside a label, which is the target, may be smaller. */
const smallTargets = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("button, select, input:not([type=checkbox], [type=radio]), [role=tab], label:has(input)")]
      .filter((control) => control.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !control.closest("p, td, [aria-hidden=true]"))
      .map((control) => [control, control.getBoundingClientRect()])
      .filter(([control, { width, height }]) => !(control.matches("input") && control.closest("label")) && width > 1 && (height < 24 || width < 24))
      .map(([control, { width, height }]) => `${control.className} ${control.ariaLabel ?? control.textContent.slice(0, 20)} ${Math.round(width)}x${Math.round(height)}`),
  );

test("the main path fits a phone", { tag: "@form" }, async ({ page }) => {
  const app = await new Trailglass(page).open();
  await onScreen(page.getByRole("button", { name: "Try the sample trail" }));
  expect(await barriers(page)).toEqual([]);
  await app.openSample();

  // Facets are closed at first, and lie over the events when open.
  await expect(app.facets).toHaveCount(0);
  await onScreen(page.getByRole("status").filter({ hasText: "4,200 of 4,200 events" }));
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
  expect(await smallTargets(page)).toEqual([]);
  const facets = page.getByRole("button", { name: "Facets beside the events" });
  await facets.click();
  await app.facet("Event name").getByRole("button", { name: /^AssumeRole, / }).click();
  await facets.click();
  await expect(app.facets).toHaveCount(0);
  await expect.poll(async () => (await app.counts()).shown).toBe(276);

  // A filter, and an event over the whole screen.
  await app.ask("eventName:CreatePolicyVersion", 1);
  await app.openRow(0);
  const box = await app.event.boundingBox();
  expect([box.x, box.y, box.width, box.height].map(Math.round)).toEqual([0, 0, PHONE.width, PHONE.height]);
  expect(await smallTargets(page)).toEqual([]);
  expect(await barriers(page, "#event")).toEqual([]);
  await app.event.getByRole("button", { name: /^Bookmark/ }).first().click();
  await app.event.getByRole("button", { name: /^Close/ }).click();
  await expect(app.event).toHaveCount(0);

  // A timeline: actors, their lanes, and the story.
  await app.tab("Timelines").click();
  const timelines = page.getByRole("region", { name: "Timelines", exact: true });
  await timelines.getByRole("option", { name: /^svc-artifact-publisher, / }).click();
  const story = timelines.getByRole("heading", { name: /svc-artifact-publisher/ }).first();
  await story.scrollIntoViewIfNeeded();
  await expect(story).toBeInViewport();

  // The integrity statement, and the report.
  await app.tab("Integrity").click();
  await expect(page.getByRole("region", { name: "Statement" })).toContainText("INVALID", { timeout: 60_000 });
  await expect(page.getByRole("region", { name: "Statement" })).toBeInViewport();
  await app.tab("Case").click();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Write the report" }).click();
  await (await download).saveAs(test.info().outputPath("report.html"));
  const report = await page.context().newPage();
  await report.goto(`file://${test.info().outputPath("report.html")}`);
  await expect(report.getByRole("heading", { level: 1 })).toBeVisible();
  expect(await report.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  await report.close();
  expect(app.complaints).toEqual([]);
});
