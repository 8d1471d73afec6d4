// Actors, their sessions over time, stories, chains and comparisons.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { barriers } from "./barriers.mjs";
import { Trailglass, event, logFile } from "./trailglass.mjs";

const VICTIM = "svc-artifact-publisher";

/** Opens the view and waits until sessions have been followed. */
async function followed(page, load = (app) => app.openSample()) {
  const app = await new Trailglass(page).open();
  await load(app);
  await app.tab("Timelines").click();
  const view = page.getByRole("region", { name: "Timelines", exact: true });
  const actors = view.getByRole("listbox", { name: "Actors" });
  await expect(actors.getByRole("option").first()).toBeVisible({ timeout: 30_000 });
  const panel = view.getByRole("complementary", { name: "Story" });
  const title = panel.getByRole("heading", { level: 2 });
  return {
    app,
    view,
    actors,
    panel,
    lanes: view.getByRole("grid", { name: "Sessions over time" }),
    calls: panel.getByRole("list", { name: "Calls" }),
    tree: panel.getByRole("tree", { name: "Chain" }),
    find: view.getByRole("searchbox", { name: "Find actors" }),
    part: (name) => panel.getByRole("radio", { name }),
    async choose(name) {
      await this.find.fill(name);
      const option = actors.getByRole("option", { name: new RegExp(`^${name}, `) });
      await app.choose(option, async (soon) => {
        await expect(option).toHaveAttribute("aria-selected", "true", soon);
        await expect(title).toContainText(name, soon);
      });
    },
  };
}

/** Returns a canvas's content once it stops changing: a move is drawn in the next frame, another
 * width in the one after that. */
async function still(drawn) {
  let last;
  const isAtRest = async () => {
    const before = last;
    last = await drawn();
    return last === before;
  };
  await expect.poll(isAtRest, { timeout: 30_000 }).toBe(true);
  return last;
}

const node = (tree, level, words) => tree.locator(`[role=treeitem][aria-level="${level}"]`).filter({ hasText: words });

test("the incident is one chain, from the leaked key to the last deleted object", async ({ page }) => {
  test.setTimeout(120_000);
  const there = await followed(page);
  const { app, panel, calls, tree, part } = there;
  await there.choose(VICTIM);
  await expect(panel).toContainText("IAM user");
  await expect(panel.getByRole("list", { name: "Worth a second look" })).toContainText("denied");

  // The tree: the person, the leaked key, the key created for another user, the role in this
  // account, the role in the other one, and the sessions that followed.
  await part("Chain").check();
  const root = tree.getByRole("treeitem").first();
  await expect(root).toContainText(VICTIM);
  await expect(node(tree, 2, VICTIM).first()).toContainText("AKIA");
  await expect(node(tree, 3, "svc-nightly-build").first()).toContainText("by CreateAccessKey");
  const first = node(tree, 4, "deploy-orchestrator/nightly-7731").first();
  await expect(first).toContainText("by AssumeRole");
  await expect(first).toContainText("exact");
  const second = node(tree, 5, "production-deploy/nightly-7731").first();
  await expect(second).toContainText("by AssumeRole");
  const account = async (item) => (await item.textContent()).match(/account (\d{12})/)[1];
  expect(await account(second)).not.toBe(await account(first));
  await expect(node(tree, 6, "by GetSigninToken").first()).toBeVisible();
  await expect(node(tree, 6, "metrics-agent").first()).toContainText("by CreateAccessKey");

  // For each session of the chain, the story shows how it was obtained and what it did.
  await second.click();
  await expect(panel.getByRole("heading", { level: 2 })).toContainText("production-deploy");
  await part("Story").check();
  await expect(panel).toContainText("The call issued the access key that the session uses.");
  await expect(panel).toContainText("exact");
  await expect(calls).toContainText("DeleteObject");
  await expect(calls).toContainText(/203\.0\.113\.\d+/);
  await panel.getByRole("button", { name: "Open the issuing event" }).click();
  await expect(app.event).toContainText("AssumeRole");
  await app.event.getByRole("button", { name: "Close the event" }).click();

  // All of it, up to the last deleted object, by the leaked key.
  await there.choose(VICTIM);
  const { all } = await app.counts();
  // The previous calls and the actor's buttons stay visible until those of the chosen actor arrive.
  await expect(calls).toHaveAttribute("aria-busy", "false", { timeout: 30_000 });
  await calls.getByRole("button", { name: "opened a session" }).first().click();
  await expect(panel).toContainText("How it was obtained");
  await panel.getByRole("button", { name: "Show the chain's events" }).click();
  await expect(app.filter).toHaveValue(/^chain:/);
  await expect.poll(async () => (await app.counts()).shown).toBeLessThan(all);
  const chain = await app.filter.inputValue();
  expect(await app.narrow(`${chain} eventName:DeleteObject`)).toBeGreaterThan(0);
  await app.rowsCame();
  await expect(app.rows().first()).toContainText("DeleteObject");
});

test("actors are searched, sorted, marked and counted under the filter", async ({ page }) => {
  const { app, view, actors, find } = await followed(page);
  const names = () => actors.getByRole("option").evaluateAll((all) => all.map((one) => one.firstElementChild.textContent));
  await view.getByRole("combobox", { name: "Sort actors by" }).selectOption("Events");
  const events = (label) => Number(label.match(/([\d,]+) events?/)[1].replaceAll(",", ""));
  await expect.poll(async () => {
    const found = (await names()).map(events);
    return found.length > 5 && found.every((count, at) => at === 0 || count <= found[at - 1]);
  }).toBe(true);
  await view.getByRole("combobox", { name: "Sort actors by" }).selectOption("Name");
  await expect.poll(async () => {
    const found = (await names()).map((label) => label.split(", ")[0]);
    return found.length > 5 && found.every((name, at) => at === 0 || found[at - 1] <= name);
  }).toBe(true);
  await view.getByRole("button", { name: /^denied burst, \d+$/ }).click();
  await expect(actors.getByRole("option").first()).toHaveAccessibleName(/worth a look: .*denied burst/);
  await view.getByRole("button", { name: /^denied burst, \d+$/ }).click();
  await find.fill("no such actor");
  await expect(actors).toContainText("No actor is like that");
  await find.fill("");
  const deleted = await app.narrow("eventName:DeleteObject");
  await expect(view).toContainText("counts are of the events that match");
  await expect(actors.getByRole("option").first()).toBeVisible();
  expect(deleted).toBeGreaterThan(0);
  await expect.poll(async () => (await names()).map(events).reduce((sum, count) => sum + count, 0), { timeout: 30_000 }).toBe(deleted);
});

test("lanes say what they show, and are chosen by keys", async ({ page }) => {
  const there = await followed(page);
  const { lanes, panel, view } = there;
  await there.choose(VICTIM);
  const cells = lanes.getByRole("gridcell");
  await expect(cells.first()).toHaveAccessibleName(/^[\d,]+ events?, [\d,]+ failed, [\d,]+ changes?, 2025-03-11 .* UTC$/);
  await expect(cells.nth(1)).toHaveAccessibleName(/^Access key, link exact, [\d,]+ events/);
  await lanes.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(panel.getByRole("heading", { level: 2 })).toContainText("AKIA");
  await expect(lanes.getByRole("row").nth(1)).toHaveAttribute("aria-selected", "true");
  // Zooming changes the drawing; Escape restores it.
  const drawn = () => view.locator("canvas").first().evaluate((canvas) => canvas.toDataURL());
  const before = await still(drawn);
  await page.keyboard.press("+");
  await page.keyboard.press("ArrowRight");
  await expect.poll(drawn).not.toBe(before);
  await page.keyboard.press("Escape");
  await expect.poll(drawn).toBe(before);
});

test("the wheel zooms, dragging moves, and a brush selects a time", async ({ page }) => {
  const there = await followed(page);
  const { app, lanes, view } = there;
  await there.choose(VICTIM);
  const all = (await app.counts()).shown;
  const area = await lanes.boundingBox();
  const y = area.y + 36;
  const axis = () => view.locator("canvas").first().evaluate((canvas) => canvas.toDataURL());
  const before = await still(axis);
  await page.mouse.move(area.x + area.width - 200, y);
  await page.mouse.wheel(0, -400);
  await expect.poll(axis).not.toBe(before);
  const zoomed = await still(axis);
  await page.mouse.down();
  await page.mouse.move(area.x + area.width - 320, y, { steps: 4 });
  await page.mouse.up();
  await expect.poll(axis).not.toBe(zoomed);
  // A time range would be in the address before its events are counted.
  await expect(page).not.toHaveURL(/from=/);
  expect((await app.counts()).shown).toBe(all);
  await lanes.focus();
  await page.keyboard.press("Home");
  await page.keyboard.down("Shift");
  await page.mouse.move(area.x + area.width - 400, y);
  await page.mouse.down();
  await page.mouse.move(area.x + area.width - 300, y, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up("Shift");
  await expect.poll(async () => (await app.counts()).shown).toBeLessThan(all);
  await expect(page).toHaveURL(/from=2025-03-1/);
});

test("a chain is walked by keys and saved as SVG", async ({ page }) => {
  const there = await followed(page);
  const { panel, tree, part } = there;
  await there.choose(VICTIM);
  await part("Chain").check();
  await expect(tree.getByRole("treeitem").first()).toContainText(VICTIM);
  await tree.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(panel.getByRole("heading", { level: 2 })).toContainText("AKIA");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    panel.getByRole("button", { name: "Save as SVG" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("trailglass-chain.svg");
  const drawing = readFileSync(await download.path(), "utf8");
  expect(drawing).toMatch(/^<svg|^<\?xml/);
  expect(drawing).toContain("deploy-orchestrator/nightly-7731");
  expect(drawing).not.toMatch(/<script/i);
  // The view restores its state.
  await there.app.tab("Sources").click();
  await there.app.tab("Timelines").click();
  await expect(panel.getByRole("heading", { level: 2 })).toContainText("AKIA");
});

test("following is stopped, and begun again", async ({ page }) => {
  // With the view open, following starts when the last file is read.
  const app = await new Trailglass(page).open("./#/timelines");
  // As soon as the button exists: a second later, following has finished.
  await page.evaluate(() => {
    const stop = () => [...document.querySelectorAll(".timelines button")].find((button) => button.textContent === "Stop");
    const observer = new MutationObserver(() => {
      if (!stop()) return;
      observer.disconnect();
      stop().click();
    });
    observer.observe(document.body, { childList: true, subtree: true });
  });
  await app.openSample();
  const view = page.getByRole("region", { name: "Timelines", exact: true });
  await expect(view).toContainText("Sessions were not followed to the end", { timeout: 30_000 });
  await view.getByRole("button", { name: "Follow the sessions" }).click();
  await expect(view.getByRole("listbox", { name: "Actors" }).getByRole("option").first()).toBeVisible({ timeout: 30_000 });
});

test("an actor is compared with itself and with another, and what is new is marked", async ({ page }) => {
  const there = await followed(page);
  const { view, panel, part, actors, find } = there;
  await there.choose(VICTIM);
  await part("Compare").check();
  const addresses = panel.getByRole("table", { name: /^Addresses/ });
  await expect(addresses).toContainText("203.0.113.66");
  await panel.getByRole("textbox", { name: "Moment" }).fill("2025-03-11T09:41:00Z");
  await page.keyboard.press("Enter");
  const intruder = addresses.getByRole("row").filter({ hasText: "203.0.113.66" });
  await expect(intruder).toContainText("new");
  await expect(intruder.getByRole("cell").first()).toHaveText("0");
  await find.fill("svc-nightly-build");
  // Not the first actor of the previous list.
  await actors.getByRole("option").filter({ hasText: "svc-nightly-build" }).first().click({ modifiers: ["Control"] });
  await expect(panel.getByRole("heading", { level: 2 })).toContainText("svc-nightly-build");
  await panel.getByRole("combobox", { name: "Compare with" }).selectOption(VICTIM);
  await expect(panel.getByRole("table", { name: /^Calls/ }).getByRole("columnheader", { name: VICTIM })).toBeVisible();
  await expect(view.getByRole("grid", { name: "Sessions over time" }).getByRole("rowheader", { name: VICTIM }).first()).toBeVisible();
});

test("an event leads to who is behind it, and to all that they touched", async ({ page }) => {
  const app = await new Trailglass(page).open();
  await app.openSample();
  const deleted = await app.narrow("eventName:DeleteObject ip:203.0.113.0/24");
  await app.openRow(0);
  await expect(app.event).toContainText("DeleteObject");
  // Sessions are followed automatically once everything is read.
  await expect(app.event).toContainText("exact", { timeout: 30_000 });
  await app.event.getByRole("button", { name: "Show everything this key touched" }).click();
  await expect(app.filter).toHaveValue(/^chain:"?ASIA/);
  await expect.poll(async () => (await app.counts()).shown).toBeGreaterThan(deleted);
  await app.event.getByRole("button", { name: "Show everything this address touched" }).click();
  await expect(app.filter).toHaveValue(/^ip:203\.0\.113\./);
  await app.event.getByTitle("Show the timeline").click();
  const panel = page.getByRole("complementary", { name: "Story" });
  await expect(panel.getByRole("heading", { level: 2 })).toContainText("production-deploy");
});

test("sessions are followed while nobody asks, so that the view opens at once", async ({ page }) => {
  const app = await new Trailglass(page).open();
  await app.openSample();
  await app.openRow(0);
  await expect(app.event.getByTitle("Show the timeline")).toBeVisible({ timeout: 30_000 });
  await app.tab("Timelines").click();
  const view = page.getByRole("region", { name: "Timelines", exact: true });
  await expect(view.getByRole("listbox", { name: "Actors" }).getByRole("option").first()).toBeVisible();
  // Only the list of events knows the next one.
  await expect(app.event).toBeVisible();
  await expect(app.event.getByRole("button", { name: "Next event" })).toHaveCount(0);
  await app.tab("Events").click();
  await expect(app.event.getByRole("button", { name: "Next event" })).toBeVisible();
});

test("filter words follow sessions by themselves", async ({ page }) => {
  const app = await new Trailglass(page).open();
  const all = await app.openSample();
  await app.filter.fill(`chain:${VICTIM} eventName:DeleteObject`);
  await page.keyboard.press("Enter");
  // All events are shown until the sessions are followed.
  const some = async () => {
    const { shown } = await app.counts();
    return shown > 0 && shown < all;
  };
  await expect.poll(some, { timeout: 30_000 }).toBe(true);
  await app.filter.fill(`who:${VICTIM} eventName:DeleteObject`);
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await app.counts()).shown).toBe(0);
});

test("a gap says what is known, names are only text, and more files are followed anew", async ({ page }) => {
  const name = '<img src=x onerror=alert(1)>\u202e';
  const session = (number) => event(number, {
    userIdentity: {
      type: "AssumedRole",
      principalId: `AROAEXAMPLE:${name}`,
      arn: `arn:aws:sts::444455556666:assumed-role/Far/${name}`,
      accountId: "444455556666",
      accessKeyId: "ASIAEXAMPLEFAR000000",
      sessionContext: {
        sessionIssuer: { type: "Role", principalId: "AROAEXAMPLE", arn: "arn:aws:iam::444455556666:role/Far", accountId: "444455556666", userName: "Far" },
        attributes: { creationDate: "2024-03-01T09:59:00Z", mfaAuthenticated: "false" },
      },
    },
  });
  const there = await followed(page, (app) => app.drop([logFile("one.json", [session(1), session(2)])]));
  const { app, lanes, panel, actors } = there;
  await expect(actors.getByRole("option")).toHaveCount(1);
  // The lanes of sessions follow the lane of their actor.
  await expect(lanes.getByRole("gridcell").nth(1)).toHaveAccessibleName(/, link /);
  await lanes.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(panel.getByRole("note")).toContainText("the issuing call is not in these files");
  await expect(panel.getByRole("note")).toContainText("444455556666");
  await expect(panel).toContainText("<img src=x");
  await expect(page.locator(".timelines img")).toHaveCount(0);
  await page.getByLabel("Open files").first().setInputFiles([logFile("two.json", [event(9)])]);
  await app.loaded();
  await expect(actors.getByRole("option")).toHaveCount(2, { timeout: 30_000 });
});

for (const colorScheme of ["light", "dark"]) {
  test(`no part of it has accessibility faults: ${colorScheme}`, async ({ page }) => {
    test.setTimeout(180_000);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const there = await followed(page);
    const { part, tree, calls, panel } = there;
    const check = async (where) => {
      expect(await barriers(page), where).toEqual([]);
    };
    await there.choose(VICTIM);
    await expect(calls.getByRole("listitem").first()).toBeVisible();
    await check("story");
    await part("Chain").check();
    await expect(tree.getByRole("treeitem").nth(3)).toBeVisible();
    await check("chain");
    await part("Compare").check();
    await expect(panel.getByRole("table").first()).toBeVisible();
    await check("comparison");
  });
}
