// Containers of events, dropped on the page: archives are unpacked, known gaps are reported, bombs
// do no harm.
import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { Trailglass, event, logFile } from "./trailglass.mjs";

/** Creates a tar archive of one level, following its specification. */
function tar(files) {
  const blocks = files.map(({ name, content }) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write("0000644\0", 100);
    header.write(content.length.toString(8).padStart(11, "0") + "\0", 124);
    header.write("        ", 148);
    header.write("0", 156);
    header.write("ustar\0" + "00", 257);
    header.write(header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, "0") + "\0 ", 148);
    return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

const file = (name, buffer) => ({ name, mimeType: "application/octet-stream", buffer });

test("an archive is unfolded, and an event says in which file of it it lay", async ({ page }) => {
  const app = await new Trailglass(page).open();
  const archive = tar([
    { name: "logs/a.json.gz", content: gzipSync(logFile("a", [event(1), event(2)]).buffer) },
    { name: "logs/b.json", content: logFile("b", [event(3)]).buffer },
    { name: "readme.txt", content: Buffer.from("hello") },
  ]);
  expect(await app.drop([file("logs.tar.gz", gzipSync(archive))])).toBe(3);
  await app.rowsCame();
  await app.grid.getByRole("row").filter({ hasText: "user-3" }).or(app.grid.getByRole("row").nth(1)).first().click();
  await expect(app.event.getByText(/logs\.tar\.gz\/logs\/(a\.json\.gz|b\.json)/).first()).toBeVisible();
  await app.tab("Sources").click();
  const files = page.getByRole("table", { name: "Files" });
  await expect(files.getByRole("row").filter({ hasText: "tar archive" })).toHaveCount(1);
  await files.getByRole("button", { name: /3 files in it, 1 not read in full/ }).click();
  await expect(files.getByRole("row").filter({ hasText: "logs/a.json.gz" })).toContainText("CloudTrail log file");
  await expect(files.getByRole("row").filter({ hasText: "readme.txt" })).toContainText("refused");
  expect(app.requestsAfterLoad()).toEqual([]);
  expect(app.complaints).toEqual([]);
});

test("data that is known to be incomplete is said to be", async ({ page }) => {
  const app = await new Trailglass(page).open();
  const csv = [
    "User name,AWS access key,Event time,Event source,Event name,AWS region,Source IP address,User agent,Error code,Resources,Request ID,Event ID,Read-only,Event type,Recipient Account Id,Event category",
    "alice,AKIAIOSFODNN7EXAMPLE,2024-03-01T10:00:00Z,iam.amazonaws.com,CreateUser,us-east-1,203.0.113.9,aws-cli/2,,[],r,e-1,false,AwsApiCall,111122223333,Management",
  ].join("\n");
  expect(await app.drop([file("event_history.csv", Buffer.from(csv))])).toBe(1);
  await expect(app.grid.getByRole("row").nth(1)).toContainText("alice");
  await app.tab("Sources").click();
  await expect(page.getByRole("note")).toContainText("hides read-only events");
});

test("every wrapping of the events that people hold is read", async ({ page }) => {
  const app = await new Trailglass(page).open();
  const text = (number) => JSON.stringify(event(number));
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(JSON.stringify({ Events: [{ CloudTrailEvent: text(3) }] }), "utf16le")]);
  expect(await app.drop([
    file("rule.json", Buffer.from(JSON.stringify({ "detail-type": "AWS API Call via CloudTrail", detail: event(1) }))),
    file("subscription", Buffer.from(JSON.stringify({ messageType: "DATA_MESSAGE", logEvents: [{ id: "1", message: text(2) }] }))),
    file("powershell.json", utf16),
    file("export.gz", gzipSync(`2024-03-01T10:00:00.000Z ${text(4)}\n2024-03-01T10:00:01.000Z ${text(5)}\n`)),
    file("lake.csv", Buffer.from(`eventJson\n"${text(6).replaceAll('"', '""')}"\n`)),
  ])).toBe(6);
});

test("a bomb is stopped, and the page answers meanwhile", { tag: "@alone" }, async ({ page }) => {
  test.setTimeout(120_000);
  const app = await new Trailglass(page).open();
  // Two gigabytes of blanks after a bracket, in two megabytes.
  const blanks = gzipSync(Buffer.alloc(64 << 20, " "));
  const bomb = Buffer.concat([gzipSync('{"Records":['), ...Array(32).fill(blanks)]);
  await page.evaluate(() => {
    window.longest = 0;
    let last = performance.now();
    const beat = () => {
      window.longest = Math.max(window.longest, performance.now() - last);
      last = performance.now();
      setTimeout(beat, 10);
    };
    beat();
  });
  expect(await app.drop([file("bomb.json.gz", bomb), logFile("good.json", [event(1)])])).toBe(1);
  await app.tab("Sources").click();
  await expect(page.getByRole("table", { name: "Files" }).getByRole("row").filter({ hasText: "bomb.json.gz" })).toContainText(/times its size/);
  expect(await page.evaluate(() => window.longest)).toBeLessThan(1000);
});
