// The map of events by account, Region and time: holes as text, cells that open.
import { expect, test } from "@playwright/test";
import { Trailglass, event, logFile } from "./trailglass.mjs";

const HOUR = 3_600_000;
const START = Date.UTC(2024, 2, 1);
const HOURS = 8 * 24;

/** Creates the events of a Region, two for each hour that is not left out. */
function eventsOf(region, first, isThere) {
  const events = [];
  for (let hour = 0; hour < HOURS; hour += 1) {
    if (!isThere(hour)) continue;
    for (const minute of [5, 40]) {
      const eventTime = new Date(START + hour * HOUR + minute * 60_000).toISOString().replace(".000Z", "Z");
      events.push(event(first + events.length, { awsRegion: region, eventTime, eventName: "DescribeInstances" }));
    }
  }
  return events;
}

const inDay = (hour, day) => Math.floor(hour / 24) === day;

async function opened(page, files) {
  const app = await new Trailglass(page).open();
  await app.drop(files);
  await app.tab("Sources").click();
  const section = page.getByRole("region", { name: "Coverage" });
  const map = section.getByRole("grid", { name: "Coverage" });
  await expect(map).toBeVisible({ timeout: 30_000 });
  return { app, section, map };
}

/** Returns the middle of a cell on the screen: the cells of a row are painted. */
async function cellAt(map, region, hour) {
  const row = map.getByRole("row").filter({ has: map.page().getByRole("rowheader", { name: region }) });
  const box = await row.getByRole("gridcell").boundingBox();
  return { x: box.x + ((hour + 0.5) / HOURS) * box.width, y: box.y + box.height / 2 };
}

const FILES = [
  logFile("us-east-1.json", eventsOf("us-east-1", 0, () => true)),
  logFile("eu-west-1.json", eventsOf("eu-west-1", 1000, (hour) => !inDay(hour, 3))),
  logFile("ap-south-1.json", eventsOf("ap-south-1", 2000, (hour) => hour % 50 === 7)),
];

test("a day that is missing in one Region is named, and silence is not", async ({ page }) => {
  const { section, map } = await opened(page, FILES);
  await expect(map.getByRole("row")).toHaveCount(3);
  await expect(map.getByRole("rowheader").first()).toHaveText("111122223333 ap-south-1");
  const holes = section.getByRole("list", { name: "Likely holes" }).getByRole("listitem");
  await expect(holes).toHaveCount(1);
  await expect(holes).toContainText("2024-03-04 UTC (1 d): no events from 111122223333 eu-west-1");
  await expect(holes).toContainText("a likely hole");
});

test("a cell says what is in it, and opens its events", async ({ page }) => {
  const { app, section, map } = await opened(page, FILES);
  await app.ask("eventName:Nothing*", 0);
  const hole = await cellAt(map, "eu-west-1", 3 * 24 + 6);
  await page.mouse.move(hole.x, hole.y);
  await expect(section).toContainText("2024-03-04 06:00 to 07:00 UTC: no events, a likely hole");
  const silent = await cellAt(map, "ap-south-1", 20);
  await page.mouse.move(silent.x, silent.y);
  await expect(section).toContainText("2024-03-01 20:00 to 21:00 UTC: no events, not unusual here");
  const cell = await cellAt(map, "eu-west-1", 30);
  await page.mouse.move(cell.x, cell.y);
  await expect(section).toContainText("111122223333 eu-west-1, 2024-03-02 06:00 to 07:00 UTC: 2 events");
  await page.mouse.click(cell.x, cell.y);
  await expect(app.grid).toBeVisible();
  await expect.poll(async () => (await app.counts()).shown).toBe(2);
  await expect(app.filter).toHaveValue("account:111122223333 and awsRegion:eu-west-1");
  await expect(app.rows().first()).toContainText("2024-03-02 06:40");
});

test("the keys walk over the cells, and a hole opens what is around it", async ({ page }) => {
  const { app, section, map } = await opened(page, FILES);
  await map.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await expect(map).toHaveAttribute("aria-activedescendant", "coverage-1");
  await expect(map.getByRole("gridcell", { name: "2024-03-01 01:00 to 02:00 UTC: 2 events" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await app.counts()).shown).toBe(2);
  await app.tab("Sources").click();
  await section.getByRole("button", { name: "2024-03-04" }).click();
  // The hours before and after the day.
  await expect.poll(async () => (await app.counts()).shown).toBe(4);
  await app.tab("Sources").click();
  await section.getByRole("button", { name: "Coverage" }).click();
  await expect(map).toHaveCount(0);
});

test("a time without any event at all was probably not downloaded", async ({ page }) => {
  const isThere = (hour) => !inDay(hour, 5);
  const { section } = await opened(page, [
    logFile("a.json", eventsOf("us-east-1", 0, isThere)),
    logFile("b.json", eventsOf("eu-west-1", 1000, (hour) => isThere(hour) && !inDay(hour, 3))),
  ]);
  const holes = section.getByRole("list", { name: "Likely holes" }).getByRole("listitem");
  await expect(holes.first()).toContainText("2024-03-06 UTC (1 d): no events; none from any account or Region: probably not downloaded");
  await expect(holes.nth(1)).toContainText("2024-03-04 UTC (1 d): no events from 111122223333 eu-west-1");
  await expect(holes).toHaveCount(2);
});

test("without holes it says so, and what would prove it", async ({ page }) => {
  const app = await new Trailglass(page).open();
  await app.openSample();
  await app.tab("Sources").click();
  const section = page.getByRole("region", { name: "Coverage" });
  await expect(section.getByRole("grid", { name: "Coverage" }).getByRole("row")).not.toHaveCount(0, { timeout: 30_000 });
  await expect(section).toContainText("Only digest files prove that nothing is missing");
});
