// The benchmark of timelines: a million events in 50,000 sessions, in headless Chromium. Measures
// how soon the view opens, and the duration of its frames.
//
//   node benches/timelines.mjs [events, 1000000 by default] [sessions, 50000]
//
// Needs `dist` (a release build); `make bench` builds it.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { dragIn, frames, launch, loaded, open, serve } from "./chromium.mjs";

const EVENTS = Number(process.argv[2] ?? 1_000_000);
const SESSIONS = Math.min(Number(process.argv[3] ?? 50_000), EVENTS / 2);
const DATA = `bench-data/sessions-${EVENTS}-${SESSIONS}`;
const IN_FILE = 20_000;
const START = Date.UTC(2024, 0, 1);
const PORT = 8097;

// The first call of every session issues its key to one of 300 users; the later calls are the
// session's own.
function record(number) {
  const session = number % SESSIONS;
  const [role, user, account] = [session % 400, session % 300, `${111_111_111_111 + (session % 9)}`];
  const time = (at) => new Date(START + at * 37).toISOString().replace(/\.\d+Z/, "Z");
  const padded = (text, width) => String(text).padStart(width, "0");
  const id = `${padded((Math.imul(number, 0x9e3779b9) >>> 0).toString(16), 8)}-0000-4000-8000-${padded(number.toString(16), 12)}`;
  const arn = `arn:aws:sts::${account}:assumed-role/role-${role}/session-${session}`;
  const issuer = { type: "Role", principalId: `AROA${padded(role, 17)}`, arn: `arn:aws:iam::${account}:role/role-${role}`, accountId: account, userName: `role-${role}` };
  const isIssue = number < SESSIONS;
  const name = isIssue ? "AssumeRole" : ["DescribeInstances", "ListBuckets", "PutObject", "GetObject", "DeleteObject"][number % 5];
  return {
    eventVersion: "1.08",
    userIdentity: isIssue
      ? { type: "IAMUser", principalId: `AIDA${padded(user, 16)}`, arn: `arn:aws:iam::${account}:user/user-${user}`, accountId: account, accessKeyId: `AKIA${padded(user, 16)}`, userName: `user-${user}` }
      : {
          type: "AssumedRole", principalId: `AROA${padded(role, 17)}:session-${session}`, arn, accountId: account, accessKeyId: `ASIA${padded(session, 16)}`,
          sessionContext: { sessionIssuer: issuer, attributes: { creationDate: time(session), mfaAuthenticated: "false" } },
        },
    eventTime: time(number),
    eventSource: isIssue ? "sts.amazonaws.com" : "s3.amazonaws.com",
    eventName: name,
    awsRegion: "us-east-1",
    sourceIPAddress: `198.51.${session % 200}.${session % 251}`,
    userAgent: "aws-cli/2.24.18",
    requestParameters: { roleArn: issuer.arn, roleSessionName: `session-${session}` },
    responseElements: isIssue
      ? { credentials: { accessKeyId: `ASIA${padded(session, 16)}`, expiration: "Jan 1, 2024, 1:00:00 AM" }, assumedRoleUser: { assumedRoleId: `AROA${padded(role, 17)}:session-${session}`, arn } }
      : null,
    requestID: id,
    eventID: id,
    readOnly: !["PutObject", "DeleteObject"].includes(name),
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: account,
  };
}

function generate() {
  if (existsSync(DATA)) return;
  mkdirSync(DATA, { recursive: true });
  for (let first = 0; first < EVENTS; first += IN_FILE) {
    const Records = Array.from({ length: Math.min(IN_FILE, EVENTS - first) }, (_, at) => record(first + at));
    writeFileSync(join(DATA, `${first}.json.gz`), gzipSync(JSON.stringify({ Records }), { level: 1 }));
  }
}

generate();
const server = await serve(PORT);
const browser = await launch();
try {
  const page = await open(browser, PORT);
  await dragIn(page, DATA);
  await loaded(page, EVENTS);
  const hadLoaded = Date.now();
  // Sessions are followed automatically; the event's pane shows when that is done.
  await page.getByRole("grid", { name: "Events" }).getByRole("row").nth(3).click();
  await page.getByRole("complementary", { name: "Event" }).getByTitle("Show the timeline").waitFor({ timeout: 120_000 });
  const followed = Date.now() - hadLoaded;
  await page.getByRole("button", { name: "Close the event" }).click();
  const opens = [];
  for (let round = 0; round < 5; round += 1) {
    opens.push(await page.evaluate(async () => {
      const start = performance.now();
      [...document.querySelectorAll("[role=tab]")].find((tab) => tab.textContent.trim() === "Timelines").click();
      const isThere = () => document.querySelector('[role=listbox][aria-label="Actors"] [role=option]') && document.querySelector(".timelines canvas");
      while (!isThere()) await new Promise((resolve) => requestAnimationFrame(resolve));
      return performance.now() - start;
    }));
    await page.getByRole("tab", { name: "Events", exact: true }).click();
    await page.waitForTimeout(500);
  }
  await page.getByRole("tab", { name: "Timelines", exact: true }).click();
  const actors = page.getByRole("listbox", { name: "Actors" });
  await actors.getByRole("option").first().click();
  await page.waitForTimeout(1_000);
  // As many actors as fit on the screen.
  for (let more = 1; more < 8; more += 1) await actors.getByRole("option").nth(more).click({ modifiers: ["Control"] }).catch(() => {});
  await page.waitForTimeout(2_000);
  const grid = page.getByRole("grid", { name: "Sessions over time" });
  const rows = await grid.getAttribute("aria-rowcount");
  const area = await grid.boundingBox();
  await page.mouse.move(area.x + area.width * 0.6, area.y + 60);
  const zoomed = await frames(page, async () => {
    for (let step = 0; step < 60; step += 1) {
      await page.mouse.wheel(0, step < 40 ? -120 : 120);
      await page.waitForTimeout(16);
    }
  });
  const dragged = await frames(page, async () => {
    await page.mouse.down();
    for (let step = 0; step < 60; step += 1) {
      await page.mouse.move(area.x + area.width * 0.6 - step * 5, area.y + 60);
      await page.waitForTimeout(16);
    }
    await page.mouse.up();
  });
  const scrolled = await frames(page, async () => {
    await page.keyboard.down("Alt");
    for (let step = 0; step < 40; step += 1) {
      await page.mouse.wheel(0, 400);
      await page.waitForTimeout(16);
    }
    await page.keyboard.up("Alt");
  });
  console.log(`\n${EVENTS.toLocaleString("en-US")} events in ${SESSIONS.toLocaleString("en-US")} sessions; ${rows} lanes\n`);
  console.log(`followed unasked     ${(followed / 1000).toFixed(1)} s after loading`);
  console.log(`the view opens in    ${opens.map((time) => time.toFixed(0)).join(", ")} ms`);
  for (const [name, measured] of Object.entries({ zoomed, dragged, scrolled })) {
    console.log(`${name.padEnd(20)} ${measured.count} frames, the longest ${measured.longest.toFixed(1)} ms, ${measured.late} over 32 ms`);
  }
} finally {
  await browser.close();
  server.kill();
}
