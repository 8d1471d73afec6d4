// Events written to files, redacted or not, and read again.
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { barriers } from "./barriers.mjs";
import { Trailglass, event, logFile } from "./trailglass.mjs";

/** Opens the page with the sample, and the dialog. */
async function opened(page, load = (app) => app.openSample()) {
  const app = await new Trailglass(page).open();
  await load(app);
  const dialog = page.getByRole("dialog", { name: /^Export / });
  return {
    app,
    dialog,
    async openDialog() {
      await page.getByRole("button", { name: "Export", exact: true }).click();
      await expect(dialog).toBeVisible();
    },
    /** Exports in one format; returns the bytes and the name of the file. */
    async save(way) {
      await dialog.getByRole("radio", { name: new RegExp(`^${way}`) }).check();
      const button = dialog.getByRole("button", { name: /^Export [\d,]+ events?$/ });
      await expect(button).toBeEnabled({ timeout: 60_000 });
      const downloading = page.waitForEvent("download");
      await button.click();
      const download = await downloading;
      const name = download.suggestedFilename();
      // The message about the previous file may still be visible.
      await expect(dialog.getByRole("status").filter({ hasText: /^Saved / })).toContainText(` as ${name},`, { timeout: 30_000 });
      return { bytes: await readFile(await download.path()), name };
    },
  };
}

/** Reads a file in a new page; returns the number of its events. */
async function readAgain(context, { bytes, name }) {
  const page = await context.newPage();
  const app = await new Trailglass(page).open();
  const count = await app.drop([{ name, mimeType: "application/octet-stream", buffer: bytes }]);
  await page.close();
  return count;
}

const lines = ({ bytes }) => bytes.toString().split("\n").filter(Boolean).map((line) => JSON.parse(line));

test("the events of a filter are exported, and read again with the same count", { tag: "@form" }, async ({ page, context }) => {
  const { app, dialog, openDialog, save } = await opened(page);
  const shown = await app.narrow("eventName:Describe*");
  await openDialog();
  await expect(dialog.getByRole("heading", { level: 2 })).toHaveText(`Export ${shown.toLocaleString("en-US")} events`);

  const table = await save("CSV");
  expect(table.name).toBe("trailglass-events.csv");
  expect(await readAgain(context, table)).toBe(shown);
  const [head, ...rows] = table.bytes.toString().trimEnd().split("\r\n");
  expect(head.split(",").slice(0, 2)).toEqual(["eventTime", "eventName"]);
  expect(rows.length).toBe(shown);
  expect(rows.every((row) => /^\d{4}-\d\d-\d\dT[\d:]+Z,Describe/.test(row))).toBe(true);
  expect(rows).toEqual([...rows].sort((a, b) => (a.slice(0, 20) < b.slice(0, 20) ? -1 : a.slice(0, 20) > b.slice(0, 20) ? 1 : 0)));

  const jsonLines = await save("JSON lines");
  expect(lines(jsonLines).every(({ eventName }) => eventName.startsWith("Describe"))).toBe(true);
  expect(await readAgain(context, jsonLines)).toBe(shown);

  const records = await save("CloudTrail log file");
  expect(records.name).toBe("trailglass-events.json.gz");
  expect(JSON.parse(gunzipSync(records.bytes).toString()).Records).toEqual(lines(jsonLines));
  expect(await readAgain(context, records)).toBe(shown);

  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  expect(app.requestsAfterLoad()).toEqual([]);
  expect(app.complaints).toEqual([]);
});

test("columns are chosen, cells are no formulas, and nothing is exported rightly, too", async ({ page }) => {
  const agent = '=HYPERLINK("https://example.org","x")';
  const { app, dialog, openDialog, save } = await opened(page, (app) =>
    app.drop([logFile("log.json", [event(1, { userAgent: agent }), event(2)])]),
  );
  await openDialog();
  const columns = dialog.getByRole("group", { name: "Columns", exact: true });
  const chosen = columns.getByRole("checkbox", { checked: true });
  for (let left = await chosen.count(); left > 0; left -= 1) {
    await chosen.first().uncheck();
    await expect(chosen).toHaveCount(left - 1);
  }
  await expect(dialog.getByRole("button", { name: "Export 2 events" })).toBeDisabled();
  await columns.getByRole("checkbox", { name: "User agent, whole" }).check();
  await columns.getByRole("checkbox", { name: "Event version" }).check();
  const { bytes } = await save("CSV");
  expect(bytes.toString()).toBe(
    `userAgent,eventVersion,eventID\r\n"'${agent.replaceAll('"', '""')}",1.08,${event(1).eventID}\r\naws-cli/2.15.0,1.08,${event(2).eventID}\r\n`,
  );
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await app.ask("eventName:Nothing", 0);
  await openDialog();
  const records = await save("CloudTrail log file");
  expect(gunzipSync(records.bytes).toString()).toBe('{"Records":[]}');
});

test("a redacted export holds none of the sample's accounts, names and addresses", async ({ page, context }) => {
  const { app, dialog, openDialog, save } = await opened(page);
  await openDialog();
  const plain = lines(await save("JSON lines"));
  await dialog.getByRole("checkbox", { name: /^Redact/ }).check();
  const preview = dialog.getByRole("table", { name: "What will be replaced" });
  await expect(preview).toBeVisible({ timeout: 60_000 });
  for (const kind of ["Accounts", "Access keys and unique ids", "Addresses", "Users, roles and sessions", "Buckets"]) {
    await expect(preview.getByRole("row", { name: new RegExp(`^${kind} \\d`) })).toContainText("→");
  }
  const file = await save("JSON lines");
  expect(file.name).toBe("trailglass-events-redacted.jsonl");
  const redacted = lines(file);
  expect(redacted.length).toBe(plain.length);
  expect(redacted.map(({ eventID }) => eventID)).toEqual(plain.map(({ eventID }) => eventID));
  expect(redacted.map(({ eventName }) => eventName)).toEqual(plain.map(({ eventName }) => eventName));

  // Placeholders that AWS itself writes in place of an account or a name.
  const OF_AWS = new Set(["anonymous", "ANONYMOUS_PRINCIPAL", "HIDDEN_DUE_TO_SECURITY_REASONS"]);
  const secrets = new Set();
  for (const { userIdentity, recipientAccountId, sourceIPAddress, requestParameters } of plain) {
    for (const value of [recipientAccountId, userIdentity?.accountId, userIdentity?.accessKeyId, requestParameters?.bucketName])
      if (value && !OF_AWS.has(value)) secrets.add(value);
    if (/^[\d.]+$|:/.test(sourceIPAddress)) secrets.add(sourceIPAddress);
    const name = userIdentity?.userName;
    if (name && !OF_AWS.has(name) && !name.endsWith(".amazonaws.com")) secrets.add(name);
  }
  expect(secrets.size).toBeGreaterThan(20);
  const text = decodeURIComponent(file.bytes.toString().replaceAll("%", "%25")).toLowerCase();
  const isWord = (letter) => /[a-z0-9]/.test(letter ?? "");
  for (const secret of secrets) {
    const at = text.indexOf(secret.toLowerCase());
    const whole = at >= 0 && !isWord(text[at - 1]) && !isWord(text[at + secret.length]);
    expect(whole ? text.slice(Math.max(0, at - 60), at + 60) : "", secret).toBe("");
  }
  expect(await readAgain(context, file)).toBe(plain.length);

  // The key file maps pseudonyms to names, and is never saved automatically.
  const saving = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Save key file" }).click();
  const key = JSON.parse(await readFile(await (await saving).path(), "utf8"));
  expect(key.key).toMatch(/^[0-9a-f]{64}$/);
  const account = redacted[0].recipientAccountId;
  const meant = key.pseudonyms.find(({ pseudonym }) => pseudonym === account);
  expect(meant).toMatchObject({ kind: "account", original: plain[0].recipientAccountId });
  expect(app.requestsAfterLoad()).toEqual([]);
  expect(app.complaints).toEqual([]);
});

/** While `window.kept` is a list, collects requests that search or write events for an export,
 * and sends only the first one: the export stays in progress until it is cancelled, however
 * fast the workers are. */
const keepRequests = (page) =>
  page.addInitScript(() => {
    const { postMessage } = MessagePort.prototype;
    MessagePort.prototype.postMessage = function (message, ...rest) {
      const send = () => postMessage.call(this, message, ...rest);
      const ask = Array.isArray(message) ? message[0]?.request?.Export : undefined;
      if (!window.kept || !(ask === "Learn" || ask?.Write)) send();
      else if (window.kept.push(send) === 1) send();
    };
  });

/** Holds requests back from now on. */
const keep = (page) => page.evaluate(() => (window.kept = []));

/** Sends the waiting requests; their export was cancelled in the meantime. */
const letGo = (page) =>
  page.evaluate(() => {
    const [, ...waiting] = window.kept;
    window.kept = undefined;
    for (const send of waiting) send();
  });

test("an export shows how far it is, and can be stopped", async ({ page }) => {
  await keepRequests(page);
  // Enough events that a search through every text takes a while.
  const many = Array.from({ length: 6 }, (_, file) =>
    logFile(
      `log-${file}.json`,
      Array.from({ length: 10_000 }, (_, number) =>
        event(number, {
          eventID: `00000000-0000-4000-800${file}-${String(number).padStart(12, "0")}`,
          requestParameters: { userName: `user-${file}-${number}`, note: `by name${number} from 10.${file}.${number % 250}.7` },
        }),
      ),
    ),
  );
  const { app, dialog, openDialog } = await opened(page, (app) => app.drop(many));
  // Following sessions adds values to events, and the search for values to redact runs again.
  await expect(app.facet("Actor")).toContainText("alice", { timeout: 60_000 });
  await openDialog();
  await keep(page);
  await dialog.getByRole("checkbox", { name: /^Redact/ }).check();
  const looking = dialog.getByRole("progressbar", { name: "Searching for values to replace" });
  await expect(looking).toBeVisible();
  await expect(dialog).toContainText(/[\d,]+ of 60,000 events/, { timeout: 30_000 });
  await dialog.getByRole("button", { name: "Stop" }).click();
  await letGo(page);
  await expect(dialog.getByRole("alert")).toContainText("Stopped", { timeout: 30_000 });
  await expect(dialog.getByRole("button", { name: "Export 60,000 events" })).toBeDisabled();
  await dialog.getByRole("button", { name: "Look again" }).click();
  await expect(dialog.getByRole("table", { name: "What will be replaced" })).toBeVisible({ timeout: 60_000 });

  let downloads = 0;
  page.on("download", () => downloads++);
  await dialog.getByRole("radio", { name: /^JSON lines/ }).check();
  await keep(page);
  await dialog.getByRole("button", { name: "Export 60,000 events" }).click();
  await expect(dialog.getByRole("progressbar", { name: "Exporting" })).toBeVisible();
  await dialog.getByRole("button", { name: "Stop" }).click();
  await letGo(page);
  await expect(dialog.getByRole("status").filter({ hasText: "Stopped; nothing was saved" })).toBeVisible({ timeout: 30_000 });
  expect(downloads).toBe(0);
});

test("an export outlives the end of the check of digests", async ({ page }) => {
  await keepRequests(page);
  const { app, dialog, openDialog } = await opened(page);
  const { all } = await app.counts();
  await openDialog();
  await dialog.getByRole("radio", { name: /^JSON lines/ }).check();
  await keep(page);
  const downloading = page.waitForEvent("download");
  await dialog.getByRole("button", { name: /^Export [\d,]+ events$/ }).click();
  await expect(dialog.getByRole("progressbar", { name: "Exporting" })).toBeVisible();
  // The check has finished for every file: a filter may match other events, but the exported rows
  // must stay the same.
  await app.checked();
  await letGo(page);
  const bytes = await readFile(await (await downloading).path());
  expect(lines({ bytes })).toHaveLength(all);
});

test("the dialog has no barriers that a machine can find", async ({ page }) => {
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme });
    const { dialog, openDialog } = await opened(page);
    await openDialog();
    await dialog.getByRole("checkbox", { name: /^Redact/ }).check();
    await expect(dialog.getByRole("table", { name: "What will be replaced" })).toBeVisible({ timeout: 60_000 });
    expect(await barriers(page)).toEqual([]);
  }
});
