// Redaction of all saved data: turned on in one place, it applies everywhere.
import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { Trailglass, event, logFile } from "./trailglass.mjs";

const ACCOUNT = "111122223333";

/** Values that must not appear in redacted output; they occur throughout the log. */
const SECRETS = [ACCOUNT, "larkfield", "mallory", "203.0.113.99", "AKIAZZZZEXAMPLE00001", "larkfield-ledgers"];

/** Events of one person on a bucket, with names in many kinds of fields. */
const records = Array.from({ length: 12 }, (_, number) =>
  event(number, {
    eventTime: `2024-03-01T10:${String(number).padStart(2, "0")}:00Z`,
    eventSource: "s3.amazonaws.com",
    eventName: number % 2 ? "GetObject" : "PutObject",
    recipientAccountId: ACCOUNT,
    sourceIPAddress: "203.0.113.99",
    userIdentity: {
      type: "IAMUser", userName: "mallory", accountId: ACCOUNT, accessKeyId: "AKIAZZZZEXAMPLE00001",
      principalId: "AIDAZZZZEXAMPLE000001", arn: `arn:aws:iam::${ACCOUNT}:user/mallory`,
    },
    requestParameters: { bucketName: "larkfield-ledgers", key: `years/${number}.csv` },
    errorMessage: `arn:aws:iam::${ACCOUNT}:user/mallory may not read larkfield-ledgers`,
  }),
);

async function withSecrets(page) {
  const app = await new Trailglass(page).open();
  await app.drop([logFile("larkfield/logs of mallory.json", records)]);
  return app;
}

/** Turns redaction on beside a button, and waits for it. */
async function redactAt(place) {
  const choice = place.getByRole("group", { name: "Redaction", exact: true });
  await choice.getByRole("checkbox", { name: "Redact" }).check();
  await expect(choice.getByRole("button", { name: "What is replaced…" })).toBeVisible({ timeout: 60_000 });
  return choice;
}

async function saved(page, button) {
  const downloading = page.waitForEvent("download");
  await button.click();
  const download = await downloading;
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

/** Returns the text with embedded data unpacked and escapes decoded. */
function layers(text) {
  const packed = [...text.matchAll(/base64,([A-Za-z0-9+/=]+)/g)].map(([, data]) => Buffer.from(data, "base64").toString());
  const all = [text, ...packed].join("\n");
  const plain = all.replaceAll("&#39;", "'").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
  return [all, plain, plain.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, code) => String.fromCharCode(parseInt(code, 16)))];
}

function expectNoSecret({ name, text }) {
  expect(name).toMatch(/-redacted\./);
  for (const layer of layers(text)) {
    for (const secret of SECRETS) expect(layer.toLowerCase(), `${secret} in ${name}`).not.toContain(secret.toLowerCase());
    expect(name.toLowerCase()).not.toContain("larkfield");
  }
}

test("groups, charts, the list of files and the case are saved redacted", async ({ page, context }) => {
  const app = await withSecrets(page);
  await app.tab("Sources").click();
  const panel = page.getByRole("tabpanel");
  await redactAt(panel);
  const files = await saved(page, panel.getByRole("button", { name: "Save as CSV" }));
  expectNoSecret(files);
  expect(files.name).toBe("trailglass-sources-redacted.csv");
  expect(files.text).toMatch(/resource-[a-z2-7]{8}\/resource-[a-z2-7]{8}\.json/);

  // It now applies everywhere.
  await app.tab("Group").click();
  const group = page.getByRole("region", { name: "Group", exact: true });
  await group.getByRole("combobox", { name: "Group by", exact: true }).fill("who");
  await page.keyboard.press("Enter");
  await expect(group.getByText(/1 group of 12 events/)).toBeVisible();
  await expect(group.getByRole("checkbox", { name: "Redact" })).toBeChecked();
  const table = await saved(page, group.getByRole("button", { name: "Save as CSV" }));
  expectNoSecret(table);
  expect(table.text).toContain("user-");
  await group.getByRole("radio", { name: "Bars" }).check({ force: true });
  const chart = await saved(page, group.getByRole("button", { name: "Save as SVG" }));
  expectNoSecret(chart);
  expect(chart.text).toContain("user-");
  // The page itself shows the original values.
  await expect(group.getByRole("img", { name: /Events by/ })).toContainText("mallory");

  await app.tab("Events").click();
  await app.openRow(0);
  await app.event.getByRole("button", { name: "Bookmark this event" }).click();
  await app.event.getByRole("textbox", { name: "Note" }).fill("mallory took larkfield-ledgers home");
  await app.tab("Case").click();
  const view = page.getByRole("region", { name: "Case", exact: true });
  await view.getByRole("textbox", { name: "Title of the case" }).fill("What mallory did");
  await view.getByRole("checkbox", { name: "with the bookmarked records" }).check();
  const file = await saved(page, view.getByRole("button", { name: "Save case file" }));
  expectNoSecret(file);
  const marked = JSON.parse(file.text);
  expect(marked.title).toMatch(/^What user-[a-z2-7]{8} did$/);
  expect(marked.marks[0].note).toMatch(/^user-[a-z2-7]{8} took bucket-[a-z2-7]{8} home$/);
  expect(marked.records.length).toBe(1);
  // A redacted copy is not the case, which still needs to be saved.
  await expect(view.getByRole("status", { name: "State of the case" })).toHaveText("1 bookmark, not saved");
  expectNoSecret(await saved(page, view.getByRole("button", { name: "Write the report" })));

  // The redacted events and the redacted case, opened together in another page.
  await app.tab("Events").click();
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: /^Export / });
  await expect(dialog.getByRole("checkbox", { name: /^Redact/ })).toBeChecked();
  await dialog.getByRole("radio", { name: /^JSON lines/ }).check();
  const events = await saved(page, dialog.getByRole("button", { name: "Export 12 events" }));
  expectNoSecret(events);
  const other = await new Trailglass(await context.newPage()).open();
  const as = ({ name, text }) => ({ name, mimeType: "application/json", buffer: Buffer.from(text) });
  await other.drop([as(events), as(file)]);
  await other.tab("Case").click();
  const there = other.page.getByRole("region", { name: "Case", exact: true });
  await expect(there.getByRole("list", { name: "Bookmarks" }).locator("> li")).toHaveCount(1);
  await there.getByRole("list", { name: "Bookmarks" }).getByRole("button", { name: /PutObject|GetObject/ }).first().click();
  await expect(other.event).toContainText(/user-[a-z2-7]{8}/);
  await expect(there.getByText("not in the loaded files")).toHaveCount(0);
  expect(app.requestsAfterLoad()).toEqual([]);
  expect(app.complaints).toEqual([]);
});

test("the integrity of the sample can be reported without its accounts", async ({ page }) => {
  const app = await new Trailglass(page).open();
  await app.openSample();
  await app.tab("Integrity").click();
  const panel = page.getByRole("tabpanel");
  await expect(panel.getByRole("region", { name: "Statement" })).toBeVisible({ timeout: 60_000 });
  const plain = await saved(page, panel.getByRole("button", { name: "Save as JSON" }));
  await redactAt(panel);
  const redacted = await saved(page, panel.getByRole("button", { name: "Save as JSON" }));
  const html = await saved(page, panel.getByRole("button", { name: "Save as HTML" }));
  const before = JSON.parse(plain.text);
  const after = JSON.parse(redacted.text);
  expect(redacted.name).toBe("trailglass-integrity-redacted.json");
  expect(after.counts).toEqual(before.counts);
  expect(after.chains.length).toBe(before.chains.length);
  const secrets = new Set(before.chains.flatMap(({ name }) => [name.account, name.trail]));
  for (const { digests } of before.chains)
    for (const { evidence } of digests)
      for (const { signature } of evidence?.signatures ?? []) secrets.add(signature);
  expect(secrets.size).toBeGreaterThan(10);
  for (const secret of secrets) {
    expect(redacted.text).not.toContain(secret);
    expect(html.text).not.toContain(secret);
  }

  // The chain of an actor, with the same pseudonyms.
  await app.tab("Timelines").click();
  const view = page.getByRole("region", { name: "Timelines", exact: true });
  await view.getByRole("searchbox", { name: "Find actors" }).fill("svc-artifact-publisher");
  const option = view.getByRole("listbox", { name: "Actors" }).getByRole("option", { name: /^svc-artifact-publisher, / });
  const story = view.getByRole("complementary", { name: "Story" });
  await app.choose(option, (soon) => expect(story.getByRole("heading", { level: 2 })).toContainText("svc-artifact-publisher", soon));
  await story.getByRole("radio", { name: "Chain" }).check();
  const chain = await saved(page, story.getByRole("button", { name: "Save as SVG" }));
  expect(chain.name).toBe("trailglass-chain-redacted.svg");
  expect(chain.text).toMatch(/user-[a-z2-7]{8}/);
  for (const secret of ["svc-artifact-publisher", "nightly", "production-deploy", ...before.chains.map(({ name }) => name.account)])
    expect(chain.text).not.toContain(secret);
});

test("what will be replaced is shown from beside a button, and the search can be stopped", async ({ page }) => {
  const app = await withSecrets(page);
  await app.tab("Sources").click();
  const choice = await redactAt(page.getByRole("tabpanel"));
  await choice.getByRole("button", { name: "What is replaced…" }).click();
  const dialog = page.getByRole("dialog", { name: "Redact what is saved" });
  const row = dialog.getByRole("row", { name: /^Users, roles and sessions/ });
  await expect(row).toContainText("mallory");
  await dialog.getByRole("checkbox", { name: /^Redact/ }).uncheck();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(choice.getByRole("checkbox", { name: "Redact" })).not.toBeChecked();
  const files = await saved(page, page.getByRole("tabpanel").getByRole("button", { name: "Save as CSV" }));
  expect(files.name).toBe("trailglass-sources.csv");
  expect(files.text).toContain("larkfield/logs of mallory.json");
});

test("with the key file of another day everybody has the same pseudonym again", async ({ page, context }) => {
  const dialogOf = async (app) => {
    await app.page.getByRole("button", { name: "Export", exact: true }).click();
    const dialog = app.page.getByRole("dialog", { name: /^Export/ });
    await dialog.getByRole("checkbox", { name: /^Redact/ }).check();
    await expect(dialog.getByRole("table", { name: "What will be replaced" })).toBeVisible({ timeout: 60_000 });
    return dialog;
  };
  const account = (dialog) => dialog.getByRole("row", { name: /^Accounts/ }).locator(".redaction__after").first();
  const first = await dialogOf(await withSecrets(page));
  const pseudonym = await account(first).textContent();
  const key = await saved(page, first.getByRole("button", { name: "Save key file" }));

  const other = await dialogOf(await withSecrets(await context.newPage()));
  await expect(account(other)).not.toHaveText(pseudonym);
  const drawn = await account(other).textContent();
  const keyFile = other.getByLabel("Use a key file");
  await keyFile.setInputFiles({ name: "log.json", mimeType: "application/json", buffer: Buffer.from('{"Records":[]}') });
  await expect(other.getByRole("alert")).toContainText("it is no key file of Trailglass");
  await expect(account(other)).toHaveText(drawn);
  await keyFile.setInputFiles({ name: key.name, mimeType: "application/json", buffer: Buffer.from(key.text) });
  await expect(account(other)).toHaveText(pseudonym, { timeout: 30_000 });
  await expect(other.getByText(`The key is that of ${key.name}`)).toBeVisible();
});
