// The results of the checks of digests and log files: chains, evidence, reports.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { barriers } from "./barriers.mjs";
import { signedTrail } from "./digests.mjs";
import { Trailglass, event, logFile } from "./trailglass.mjs";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

/** Opens the view and waits for the end of the check. */
async function checked(page, load) {
  const app = await new Trailglass(page).open();
  await load(app);
  await app.tab("Integrity").click();
  const view = page.getByRole("region", { name: "Integrity", exact: true });
  await expect(view.getByRole("button", { name: "Check again" })).toBeVisible({ timeout: 60_000 });
  return {
    app,
    view,
    statement: view.getByRole("region", { name: "Statement" }),
    chains: view.getByRole("grid", { name: "Chains of digests" }),
    table: view.getByRole("table", { name: "Verdicts" }),
    evidence: view.getByRole("complementary", { name: "Evidence" }),
    chip: (name) => view.getByRole("button", { name: new RegExp(`^${name}, [\\d,]+$`) }),
    async count(name) {
      const text = await this.chip(name).textContent();
      return Number(text.split(", ")[1].replaceAll(",", ""));
    },
    rows() {
      return this.table.getByRole("row").filter({ has: page.getByRole("cell") });
    },
  };
}

/** Calls `meet` for every message with evidence to the worker that checks it. */
const onEvidence = (page, meet, before) => page.addInitScript(`${before};
  const { postMessage } = MessagePort.prototype;
  MessagePort.prototype.postMessage = function (message, ...rest) {
    const send = () => postMessage.call(this, message, ...rest);
    const buffer = Array.isArray(message) ? message.find((part) => part instanceof ArrayBuffer) : undefined;
    if (buffer && JSON.stringify(message).includes("GatherEvidence")) (${meet})(send, buffer);
    else send();
  };`);

const sample = (app) => app.openSample();

/** Drops a trail with files removed or replaced. */
const dropTrail = (...files) => (app) => app.drop(files.flat());

/** Trusts the keys found beside the logs, and waits for the check that follows. */
async function trust(page, view) {
  await view.getByRole("button", { name: /^Trust the keys in this file/ }).click();
  await expect(view.getByRole("button", { name: /^Trust the keys in this file no longer/ })).toBeVisible({ timeout: 30_000 });
}

test("the sample has one altered log, one missing digest, and the rest is proven", { tag: "@form" }, async ({ page }) => {
  const { view, statement, chains, table, chip, ...there } = await checked(page, sample);
  expect(await there.count.call({ chip }, "INVALID")).toBe(1);
  expect(await there.count.call({ chip }, "Missing")).toBe(1);
  expect(await there.count.call({ chip }, "Unproven")).toBe(0);
  expect(await there.count.call({ chip }, "Verified")).toBeGreaterThan(50);
  await expect(statement).toContainText("Not intact: 1 file is INVALID");
  await expect(statement).toContainText("The public keys were supplied with the files");
  await expect(chains.getByRole("row")).toHaveCount(6);
  const rows = table.getByRole("row").filter({ has: page.getByRole("cell") });
  await expect(rows.first()).toContainText("INVALID: hash value doesn't match");
  await expect(rows.nth(1)).toContainText("missing");
  await chip("Missing").click();
  await expect(chip("Missing")).toHaveAttribute("aria-pressed", "true");
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("Digest");
  await chip("Missing").click();
  await view.getByRole("searchbox", { name: "Find files" }).fill("no such file");
  await expect(table).toContainText("No file is like that");
});

test("a chain tells its hole, whose events can be seen, and its digests by the keys", async ({ page }) => {
  const { app, view, chains, evidence } = await checked(page, sample);
  const { all } = await app.counts();
  const lanes = chains.getByRole("row");
  const chain = view.getByRole("region", { name: "Chain", exact: true });
  const choose = async (lane) => {
    await lanes.nth(lane).getByRole("rowheader").click();
    await expect(lanes.nth(lane)).toHaveAttribute("aria-selected", "true");
  };
  await choose(1);
  const number = await lanes.count();
  for (let lane = 0; lane < number && !(await chain.getByText("proves anything about").count()); lane += 1) {
    await choose(lane);
  }
  await expect(chain).toContainText("No verified digest proves anything about");
  await expect(chain).toContainText("a digest of that time is missing");
  await chains.focus();
  await page.keyboard.press("ArrowRight");
  await expect(chains).toHaveAttribute("aria-activedescendant", /^lane-\d+$/);
  await page.keyboard.press("Home");
  await expect(chains.getByRole("gridcell", { name: /UTC: digest verified$/ })).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(evidence).toContainText("verified (by successor)");
  await expect(evidence.getByRole("region", { name: "String to sign" })).toContainText("CloudTrail-Digest");
  await page.keyboard.press("Escape");
  await expect(evidence).toHaveCount(0);
  await chain.getByRole("button", { name: /^Show the events of/ }).click();
  await expect(app.grid).toBeVisible();
  await expect(app.filter).toHaveValue(/^account:\d{12} and awsRegion:/);
  await expect.poll(async () => (await app.counts()).shown).toBeLessThan(all);
  expect((await app.counts()).shown).toBeGreaterThan(0);
});

test("a mark opens its digest, and the altered log shows both hashes", async ({ page }) => {
  const { chains, table, evidence } = await checked(page, sample);
  const line = chains.getByRole("gridcell").first();
  const { width } = await line.boundingBox();
  await line.click({ position: { x: width / 2, y: 10 } });
  await expect(evidence).toContainText("Signatures");
  // The previous evidence stays visible until the next one arrives.
  const title = evidence.locator(".evidence__title");
  await table.getByRole("row").nth(1).click();
  await expect(title).toContainText("Log file");
  await expect(title).toContainText("INVALID: hash value doesn't match");
  const hashes = evidence.locator(".evidence__hash code");
  await expect(hashes).toHaveCount(2);
  const [expected, found] = await hashes.allTextContents();
  expect(expected).toMatch(/^[0-9a-f]{64}$/);
  expect(found).toMatch(/^[0-9a-f]{64}$/);
  expect(found).not.toBe(expected);
  await expect(evidence).toContainText("They differ");
  // The digest that lists it is one click away.
  await evidence.getByRole("button", { name: /CloudTrail-Digest/ }).click();
  await expect(title).toContainText("Digest");
  await expect(title).toContainText("verified");
  await evidence.getByRole("button", { name: "Close the evidence" }).click();
  await expect(evidence).toHaveCount(0);
});

test("the reports are saved, and the sentences are copied", async ({ page }) => {
  const { view, statement } = await checked(page, sample);
  const saved = async (name) => {
    const [download] = await Promise.all([page.waitForEvent("download"), view.getByRole("button", { name }).click()]);
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
  };
  const data = await saved("Save as JSON");
  expect(data.name).toBe("trailglass-integrity.json");
  const { counts } = JSON.parse(data.text);
  expect([counts.digests.missing, counts.logs.invalid, counts.digests.invalid]).toEqual([1, 1, 0]);
  const document = await saved("Save as HTML");
  expect(document.name).toBe("trailglass-integrity.html");
  expect(document.text).toMatch(/^<!doctype html>/i);
  expect(document.text).not.toMatch(/<script/i);
  await view.getByRole("button", { name: "Copy", exact: true }).first().click();
  await expect.poll(() => clipboard(page)).toContain("Not intact: 1 file is INVALID");
  await expect(statement).toBeVisible();
});

test("the command lines for what is missing are copied", async ({ page }) => {
  const { view } = await checked(page, sample);
  const lines = view.getByRole("list", { name: "Command lines" }).getByRole("listitem");
  await expect(lines).toHaveCount(1);
  await lines.getByRole("button", { name: "Copy" }).click();
  await expect.poll(() => clipboard(page)).toMatch(/aws s3api get-object --bucket \S+ --key \S+CloudTrail-Digest\S+ /);
});

test("the AWS CLI's words are shown, with a note where we differ", async ({ page }) => {
  const trail = signedTrail(4);
  const { view } = await checked(page, dropTrail(trail.digests.toSpliced(1, 1), trail.logs, trail.heads, trail.keys));
  await trust(page, view);
  await view.getByRole("switch", { name: "As the AWS CLI prints it" }).click();
  const printed = view.getByRole("region", { name: "As the AWS CLI prints it" });
  await expect(printed).toContainText("Validating log files for trail arn:aws:cloudtrail:us-east-1:111122223333:trail/a-trail", { timeout: 30_000 });
  await expect(printed).toContainText("INVALID: not found");
  await expect(printed).toContainText("Results requested for");
  await expect(view.getByText(/^exit code 1/)).toBeVisible();
  await expect(printed.getByRole("note").first()).toContainText("Trailglass:");
});

test("without keys it is consistent, not authenticated, and says what to run", async ({ page }) => {
  const trail = signedTrail(3);
  const { view, statement, table, evidence } = await checked(page, dropTrail(trail.digests, trail.logs));
  await expect(statement).toContainText("Consistent, not authenticated: no public key was supplied");
  await expect(view.getByRole("button", { name: "Unproven, 6" })).toBeVisible();
  await expect(view.getByRole("button", { name: "Verified, 0" })).toBeVisible();
  const lines = view.getByRole("list", { name: "Command lines" });
  await expect(lines).toContainText("aws cloudtrail list-public-keys --region us-east-1 --start-time 2024-03-01T");
  await expect(lines).toContainText("aws s3api head-object --bucket a-bucket");
  await table.getByRole("row").filter({ hasText: trail.fingerprint }).first().click();
  await expect(evidence).toContainText("No public key with this fingerprint was supplied");
  await expect(evidence).toContainText("No key to tell");
  // With the newest signature and the keys, everything is proven once the keys are trusted: they
  // were found beside the logs.
  await page.getByLabel("Open files").first().setInputFiles([trail.keys, trail.heads.at(-1)]);
  await expect(view.getByRole("button", { name: "Verified, 0" })).toBeVisible();
  await expect(statement).toContainText("a key found among the logs", { timeout: 30_000 });
  await trust(page, view);
  await expect(statement).toContainText("Every digest and every log file here is verified", { timeout: 30_000 });
  await expect(view.getByRole("button", { name: "Verified, 6" })).toBeVisible();
});

test("a digest names the log files that it lists, each a way to its evidence", async ({ page }) => {
  const trail = signedTrail(3);
  const { table, evidence } = await checked(page, dropTrail(trail.digests, trail.logs, trail.heads, trail.keys));
  await table.getByRole("row").filter({ hasText: "Digest" }).filter({ has: page.getByRole("cell") }).first().click();
  const listed = evidence.getByRole("list", { name: "Log files that it lists" }).getByRole("button");
  await expect(listed).toHaveCount(1);
  const name = await listed.textContent();
  await listed.click();
  await expect(evidence.locator(".evidence__title")).toContainText("Log file");
  await expect(evidence.locator(".evidence__title")).toContainText(name);
});

test("a check says how far it is, is stopped, and is done again", async ({ page }) => {
  // Holds back evidence that is sent to the worker that checks it.
  await onEvidence(page, (send) => (window.held ? window.held.push(send) : send()), "window.held = []");
  const app = await new Trailglass(page).open();
  const trail = signedTrail(3);
  await app.drop([trail.digests, trail.logs, trail.heads, trail.keys].flat());
  await app.tab("Integrity").click();
  const view = page.getByRole("region", { name: "Integrity", exact: true });
  const progress = view.getByRole("progressbar", { name: "Checking integrity" });
  await expect(progress).toHaveAttribute("aria-valuetext", /Gathering the evidence/, { timeout: 30_000 });
  await view.getByRole("button", { name: "Stop" }).click();
  await expect(view.getByRole("status")).toContainText("The check was stopped");
  await expect(progress).toHaveCount(0);
  // Late messages to the cancelled check change nothing.
  await page.evaluate(() => {
    for (const send of window.held) send();
    window.held = undefined;
  });
  await expect(view.getByRole("status")).toContainText("The check was stopped");
  await view.getByRole("button", { name: "Check again" }).click();
  await trust(page, view);
  await expect(view.getByRole("button", { name: "Verified, 6" })).toBeVisible({ timeout: 30_000 });
});

test("a check that fails says so, and is done again", async ({ page }) => {
  // Evidence in a format of another build.
  await onEvidence(page, (send, buffer) => {
    if (window.spoil) new Uint8Array(buffer).fill(0x7b);
    send();
  }, "window.spoil = true");
  const app = await new Trailglass(page).open();
  const trail = signedTrail(2);
  await app.drop([trail.digests, trail.logs, trail.heads, trail.keys].flat());
  await app.tab("Integrity").click();
  const view = page.getByRole("region", { name: "Integrity", exact: true });
  await expect(view.getByRole("alert")).toContainText("The check failed", { timeout: 30_000 });
  await expect(view.getByRole("alert")).toContainText("This says nothing about the files");
  await page.evaluate(() => (window.spoil = false));
  await view.getByRole("button", { name: "Check again" }).click();
  await trust(page, view);
  await expect(view.getByRole("button", { name: "Verified, 4" })).toBeVisible({ timeout: 30_000 });
});

test("a digest that is deleted between drop and read is not judged", async ({ page }, info) => {
  // The page learns of the files two seconds after the browser does.
  await page.addInitScript(() => {
    let isHeld = false;
    const hold = (event) => {
      if (isHeld || event.target.type !== "file") return;
      isHeld = true;
      event.stopImmediatePropagation();
      setTimeout(() => event.target.dispatchEvent(new Event("change", { bubbles: true })), 2_000);
    };
    addEventListener("change", hold, true);
  });
  const trail = signedTrail(3);
  const paths = [...trail.logs, ...trail.digests, ...trail.heads, trail.keys].map(({ name, buffer }) => {
    const path = info.outputPath(name);
    writeFileSync(path, buffer);
    return path;
  });
  const { view, statement, chip, table } = await checked(page, async (app) => {
    await page.getByLabel("Open files").first().setInputFiles(paths);
    rmSync(info.outputPath(trail.digests[1].name));
    await app.loaded();
  });
  await expect(statement).toContainText("Of 3 digests, 2 are verified by a key found among the logs and 1 is unproven");
  await expect(chip("INVALID")).toContainText("0");
  await expect(table).toContainText("unproven: it could not be read");
  await expect(view).not.toContainText("INVALID:");
});

test("without digests it teaches, and the lines copy", async ({ page }) => {
  const app = await new Trailglass(page).open();
  await app.drop([logFile("events.json", [event(1)])]);
  await app.tab("Integrity").click();
  const view = page.getByRole("region", { name: "Integrity", exact: true });
  await expect(view).toContainText("No digest files are here");
  await view.getByRole("listitem").first().getByRole("button", { name: "Copy" }).click();
  await expect.poll(() => clipboard(page)).toContain("aws s3 sync s3://BUCKET/AWSLogs/ACCOUNT/CloudTrail-Digest/");
});

for (const colorScheme of ["light", "dark"]) {
  test(`no part of it has accessibility faults: ${colorScheme}`, async ({ page }) => {
    test.setTimeout(180_000);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { view, table, evidence } = await checked(page, sample);
    const check = async (part) => {
      expect(await barriers(page), part).toEqual([]);
    };
    await check("findings");
    await table.getByRole("row").nth(1).click();
    await expect(evidence).toContainText("They differ");
    await check("a log's evidence");
    await evidence.getByRole("button", { name: /CloudTrail-Digest/ }).click();
    await expect(evidence).toContainText("String to sign");
    await view.getByRole("switch", { name: "As the AWS CLI prints it" }).click();
    await expect(view.getByRole("region", { name: "As the AWS CLI prints it" })).toContainText("Validating");
    await check("a digest's evidence, and the AWS CLI's words");
  });
}
