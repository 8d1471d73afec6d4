// What is shown before the page's module runs: the page as it is then, and what the user does to it.
import fs from "node:fs";
import { expect, test } from "@playwright/test";
import { FIRST_PAINT, drawn } from "./first-paint.mjs";
import { isSingle } from "./single.mjs";
import { event, logFile, Trailglass } from "./trailglass.mjs";

/** Opens the page and holds its module back; returns a function that lets it go. */
async function held(page) {
  let release;
  const until = new Promise((resolve) => (release = resolve));
  await page.route(/page-.*\.wasm$/, async (route) => {
    await until;
    await route.continue();
  });
  await page.goto("");
  await expect(page.getByRole("button", { name: "Try the sample trail" })).toBeVisible();
  return release;
}

/** Returns the elements of the page with their places and colours. */
const places = (page) =>
  page.locator("#page").evaluate((place) =>
    [...place.querySelectorAll("*")].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return [element.tagName, x, y, width, height, getComputedStyle(element).color].join(" ");
    }),
  );

const later = (page) => page.getByRole("status").filter({ hasText: "still loading" });

test("the first drawing is the page as it is", { tag: "@form" }, async ({ page }) => {
  await new Trailglass(page).open();
  expect(await drawn(page), "run `make first-paint`").toBe(fs.readFileSync(FIRST_PAINT, "utf8"));
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a message stands in place of the page", { tag: "@form" }, async ({ page }) => {
    await page.goto("");
    await expect(page.getByRole("heading", { name: "Trailglass needs JavaScript" })).toBeVisible();
    await expect(page.getByText("Try the sample trail")).toBeHidden();
  });
});

test.describe("before the module has arrived", () => {
  test.beforeEach(({ baseURL }) => {
    test.skip(isSingle(baseURL), "all parts of the one file arrive with it");
  });

  test("the page is drawn in the chosen theme, and nothing moves when it starts", async ({ page }) => {
    await page.addInitScript(() => localStorage.setItem("trailglass:theme", "dark"));
    const release = await held(page);
    await expect(page.getByRole("radio", { name: "Dark" })).toBeChecked();
    const before = await places(page);
    release();
    await expect.poll(() => page.workers().length, { timeout: 30_000 }).toBeGreaterThan(0);
    expect(await places(page)).toEqual(before);
  });

  test("chosen files are read when it has", async ({ page }) => {
    const app = new Trailglass(page);
    const release = await held(page);
    await page.getByLabel("Open files").setInputFiles(logFile("early.json", [event(1)]));
    await expect(later(page)).toBeVisible();
    release();
    expect(await app.loaded()).toBe(1);
    expect(app.complaints).toEqual([]);
  });

  test("dropped files are read when it has", async ({ page }, info) => {
    const app = new Trailglass(page);
    const release = await held(page);
    const file = info.outputPath("early.json");
    fs.writeFileSync(file, logFile("early.json", [event(1), event(2)]).buffer);
    await app.dragIn([file]);
    await expect(later(page)).toBeVisible();
    release();
    expect(await app.loaded()).toBe(2);
  });

  test("buttons are pressed when it has", async ({ page }) => {
    const app = new Trailglass(page);
    const release = await held(page);
    await page.getByRole("radio", { name: "Dark" }).click({ force: true });
    await page.getByRole("button", { name: "Try the sample trail" }).click();
    release();
    expect(await app.loaded()).toBeGreaterThan(1000);
    await expect(page.getByRole("radio", { name: "Dark" })).toBeChecked();
    expect(await page.evaluate(() => document.documentElement.style.colorScheme)).toBe("dark");
  });
});
