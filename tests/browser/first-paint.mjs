#!/usr/bin/env node
// The page as it is before any file is read, as HTML: index.html shows it until the page's module
// runs. Run as a script, it writes static/first-paint.html from the built page (see
// `make first-paint`).
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { DIST, Host } from "./host.mjs";
import { Trailglass } from "./trailglass.mjs";

export const FIRST_PAINT = fileURLToPath(new URL("../../static/first-paint.html", import.meta.url));

/** Returns what a started page has drawn, with the choices of a first visit. */
export const drawn = (page) =>
  page.locator("#page").evaluate((place) => {
    for (const input of place.querySelectorAll("input[type=radio]")) input.toggleAttribute("checked", input.checked);
    return `${place.innerHTML}\n`;
  });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const host = await new Host(DIST).open();
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
  const app = await new Trailglass(await browser.newPage({ baseURL: host.address })).open();
  fs.writeFileSync(FIRST_PAINT, await drawn(app.page));
  await browser.close();
  await host.close();
}
