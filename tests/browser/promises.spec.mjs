// The promises of the page: no data leaves it, and it is accessible.
import { expect, test } from "@playwright/test";
import { barriers } from "./barriers.mjs";
import { Trailglass } from "./trailglass.mjs";

test("a whole session makes no request after the page is there", { tag: "@form" }, async ({ page }) => {
  const app = await new Trailglass(page).open();
  await app.openSample();
  await app.narrow("errorCode:*");
  await app.openRow(0);
  await app.tab("Sources").click();
  await expect(page.getByRole("tabpanel")).toContainText(".json");
  await app.tab("Events").click();
  await page.locator("body").press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.getByRole("button", { name: "Clear everything" }).click();
  await page.getByRole("dialog").getByRole("button", { name: /^Clear/ }).click();
  await app.openSample();
  await page.waitForTimeout(1000);
  expect(app.requestsAfterLoad()).toEqual([]);
  expect(app.complaints).toEqual([]);
});

test("nothing of the logs is kept in the browser", { tag: "@form" }, async ({ page, context }) => {
  const app = await new Trailglass(page).open();
  await app.openSample();
  const kept = await page.evaluate(async () => ({
    local: JSON.stringify({ ...localStorage }),
    session: JSON.stringify({ ...sessionStorage }),
    databases: (await indexedDB.databases()).length,
    address: location.href,
  }));
  expect(kept.local + kept.session + kept.address).not.toMatch(/arn:aws|AKIA|ASIA|\d{12}/);
  // offline.spec.mjs checks that the copy for a start without network contains the page's own files
  // and nothing else.
  expect([kept.databases, (await context.cookies()).length]).toEqual([0, 0]);
});

for (const colorScheme of ["light", "dark"]) {
  for (const viewport of [{ width: 1440, height: 900 }, { width: 1024, height: 700 }]) {
    test(`no view has accessibility faults: ${colorScheme}, ${viewport.width} wide`, async ({ page }) => {
      // The checker examines every element five times.
      test.setTimeout(300_000);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize(viewport);
      const app = await new Trailglass(page).open();
      const check = async (view) => {
        expect(await barriers(page), view).toEqual([]);
      };
      await check("welcome");
      await app.openSample();
      await check("events");
      await app.openRow(0);
      await expect(app.event.getByRole("tree")).toBeVisible();
      await check("event");
      await app.tab("Sources").click();
      await expect(page.getByRole("tabpanel")).toContainText(".json");
      await check("sources");
      await page.locator("body").press("?");
      await expect(page.getByRole("dialog")).toBeVisible();
      await check("help");
    });
  }
}
