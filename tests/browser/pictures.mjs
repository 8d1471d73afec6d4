#!/usr/bin/env node
// Takes the screenshots of the README again, of the built page with the sample trail, at 1440 x 900
// (see `make pictures`).
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium, expect } from "@playwright/test";
import makeSingle, { SINGLE } from "./single.mjs";
import { Trailglass } from "./trailglass.mjs";

const FOLDER = fileURLToPath(new URL("../../static/pictures", import.meta.url));

/** Brings the page to the state of each screenshot. */
const PICTURES = {
  async sources(app) {
    await app.tab("Sources").click();
    await expect(app.page.getByRole("table", { name: "Files" }).getByRole("row").nth(9)).toBeVisible();
  },
  async questions(app) {
    await app.tab("Questions").click();
    await expect(app.page.getByText(/^78 questions, \d+ with events/)).toBeVisible({ timeout: 30_000 });
  },
  async integrity(app) {
    await app.tab("Integrity").click();
    await expect(app.page.getByRole("region", { name: "Statement" })).toContainText("INVALID");
  },
  async group(app) {
    await app.tab("Group").click();
    const view = app.page.getByRole("region", { name: "Group", exact: true });
    await view.getByRole("combobox", { name: "Group by", exact: true }).fill("who");
    await app.page.keyboard.press("Enter");
    await view.getByRole("combobox", { name: "Time step", exact: true }).selectOption("hour");
    await view.getByRole("radio", { name: "Heat map" }).click({ force: true });
    await expect(view.getByText(/more rows are not drawn/)).toBeVisible();
  },
  async resources(app) {
    await app.tab("Resources").click();
    const view = app.page.getByRole("region", { name: "Resources", exact: true });
    await view.getByRole("searchbox").fill("sg-");
    await view.getByRole("option", { name: /^sg-09e1e1/ }).first().click();
    await expect(view.getByText("ingress tcp 5432")).toBeVisible();
  },
  async timelines(app) {
    await app.tab("Timelines").click();
    const view = app.page.getByRole("region", { name: "Timelines", exact: true });
    await view.getByRole("option", { name: /^svc-artifact-publisher, / }).click();
    await expect(view.getByRole("heading", { name: /svc-artifact-publisher/ }).first()).toBeVisible();
  },
  async event(app) {
    await app.tab("Events").click();
    await app.ask("sourceIPAddress:203.0.113.0/24 and not readOnly:true", 27);
    await app.page.getByRole("row", { name: /CreatePolicyVersion/ }).first().getByText("CreatePolicyVersion").click();
    await expect(app.event).toContainText("CreatePolicyVersion");
  },
};

makeSingle();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: "light" });
const app = new Trailglass(page);
await app.open(pathToFileURL(SINGLE).href);
await app.openSample();
for (const [name, show] of Object.entries(PICTURES)) {
  await show(app);
  // The pointer highlights nothing, and late counts and drawings have arrived.
  await page.mouse.move(720, 10);
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: path.join(FOLDER, `${name}-light.png`) });
  console.log(`${name}-light.png`);
}
await browser.close();
