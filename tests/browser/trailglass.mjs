// The page from its user's view: elements by role and name. All names are in this class, so that a
// change of a name is a change in one place.
import { expect } from "@playwright/test";

export class Trailglass {
  constructor(page) {
    this.page = page;
    this.requests = [];
    this.complaints = [];
    page.on("request", (request) => {
      // The start script of a worker is in the browser's memory already.
      if (!request.url().startsWith("blob:")) this.requests.push(request.url());
    });
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") this.complaints.push(message.text());
    });
    this.filter = page.getByRole("searchbox", { name: "Filter" });
    this.grid = page.getByRole("grid", { name: "Events" });
    this.facets = page.getByRole("region", { name: "Facets" });
    this.histogram = page.getByRole("region", { name: "Events over time" });
    this.event = page.getByRole("complementary", { name: "Event" });
  }

  /** Opens the page; `"#..."` opens a state of it. From a file, "./" is its folder. */
  async open(address = "") {
    await this.page.goto(address.replace(/^\.\//, ""));
    await expect(this.page.getByRole("button", { name: "Try the sample trail" })).toBeVisible({ timeout: 30_000 });
    // Running workers show that their code has arrived.
    await expect.poll(() => this.page.workers().length, { timeout: 30_000 }).toBeGreaterThan(0);
    this.afterLoad = this.requests.length;
    return this;
  }

  /** Returns the network requests of the page since it was loaded; a blob is in its own memory. */
  requestsAfterLoad() {
    return this.requests.slice(this.afterLoad).filter((url) => !url.startsWith("blob:"));
  }

  async openSample() {
    await this.page.getByRole("button", { name: "Try the sample trail" }).click();
    return this.loaded();
  }

  async drop(files) {
    await this.page.getByLabel("Open files").first().setInputFiles(files);
    return this.loaded();
  }

  async dropFolder(folder) {
    await this.page.getByLabel("Open folder").first().setInputFiles(folder);
    return this.loaded();
  }

  /** Drags files and folders of the disk over the page and drops them. */
  async dragIn(files) {
    const session = await this.page.context().newCDPSession(this.page);
    const { width, height } = this.page.viewportSize();
    const data = { items: [], files, dragOperationsMask: 1 };
    for (const type of ["dragEnter", "dragOver", "drop"]) {
      await session.send("Input.dispatchDragEvent", { type, x: width / 2, y: height / 2, data });
    }
    await session.detach();
  }

  /** Waits for the end of a load; returns the number of events. */
  async loaded() {
    const status = this.page.getByRole("status").filter({ hasText: /[\d,]+ of [\d,]+ events?/ }).first();
    await expect(status).toBeVisible({ timeout: 60_000 });
    await expect(this.page.getByRole("progressbar")).toHaveCount(0, { timeout: 60_000 });
    return (await this.counts()).all;
  }

  /** Returns the two numbers of "1,234 of 56,789 events". */
  async counts() {
    const text = await this.page.getByRole("status").filter({ hasText: / of [\d,]+ events?/ }).first().textContent();
    const [, shown, all] = text.match(/([\d,]+) of ([\d,]+) events?/);
    const number = (digits) => Number(digits.replaceAll(",", ""));
    return { shown: number(shown), all: number(all) };
  }

  /** Enters a filter and waits until `expected` events are shown. */
  async ask(filter, expected) {
    const shown = async () => (await this.counts()).shown;
    const { shown: before, all } = await this.counts();
    if (before === expected && all > 0) {
      // The old number would pass for the answer: another filter comes in between.
      await this.filter.fill(expected > 0 ? "eventID:none" : "");
      await expect.poll(shown, { message: "another number before", timeout: 30_000 }).not.toBe(expected);
    }
    await this.filter.fill(filter);
    await this.page.keyboard.press("Enter");
    await expect.poll(shown, { message: filter, timeout: 30_000 }).toBe(expected);
  }

  /** Enters a filter that matches fewer events than are shown now, and waits for them; returns
   * their number. */
  async narrow(filter) {
    const { shown: before } = await this.counts();
    await this.filter.fill(filter);
    await this.page.keyboard.press("Enter");
    await expect.poll(async () => (await this.counts()).shown, { message: filter, timeout: 30_000 }).toBeLessThan(before);
    return (await this.counts()).shown;
  }

  /** Waits until the rows match the count: the previous rows stay visible and clickable until
   * the new ones arrive. */
  async rowsCame() {
    await expect(this.grid).toHaveAttribute("aria-busy", "false", { timeout: 30_000 });
  }

  /** Opens the event of a row, once the rows match the count. */
  async openRow(place) {
    await this.rowsCame();
    await this.rows().nth(place).click();
    await expect(this.event).toBeVisible();
  }

  /** Clicks an option until its effect is seen: the list under the pointer may change while it
   * is being replaced by the result of a search. */
  async choose(option, seen) {
    await expect(async () => {
      await option.click();
      await seen({ timeout: 2_000 });
    }).toPass({ timeout: 30_000 });
  }

  /** In the view of events, with digests among the files: waits until these are checked and
   * every row shows its integrity. */
  async checked() {
    await expect(this.grid.getByRole("img", { name: /^Integrity: / }).first()).toBeVisible({ timeout: 60_000 });
  }

  facet(name) {
    return this.facets.getByRole("group", { name, exact: true });
  }

  /** Returns a facet's visible values with their counts. */
  async values(name) {
    // Facets further down are drawn slightly later.
    await expect(this.facet(name)).toBeVisible();
    const labels = await this.facet(name)
      .getByRole("button", { pressed: false })
      .evaluateAll((buttons) => buttons.map((button) => button.getAttribute("aria-label") ?? button.textContent));
    const values = {};
    for (const label of labels) {
      const found = label.match(/^(.*), ([\d,]+)$/s);
      if (found) values[found[1]] = Number(found[2].replaceAll(",", ""));
    }
    return values;
  }

  tab(name) {
    // "Sources" is a substring of "Resources".
    return this.page.getByRole("tab", { name, exact: true });
  }

  rows() {
    return this.grid.getByRole("row").filter({ has: this.page.getByRole("gridcell") });
  }
}

/** Creates an event in CloudTrail's format; the members of `more` take precedence. */
export function event(number, more = {}) {
  return {
    eventVersion: "1.08",
    userIdentity: { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/alice", accountId: "111122223333", userName: "alice" },
    eventTime: `2024-03-01T10:${String(Math.floor(number / 60) % 60).padStart(2, "0")}:${String(number % 60).padStart(2, "0")}Z`,
    eventSource: "iam.amazonaws.com",
    eventName: "CreateUser",
    awsRegion: "us-east-1",
    sourceIPAddress: "203.0.113.9",
    userAgent: "aws-cli/2.15.0",
    requestParameters: { userName: `user-${number}` },
    responseElements: null,
    eventID: `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
    eventType: "AwsApiCall",
    recipientAccountId: "111122223333",
    eventCategory: "Management",
    readOnly: false,
    ...more,
  };
}

/** Creates a log file for `setInputFiles`. */
export function logFile(name, events) {
  return { name, mimeType: "application/json", buffer: Buffer.from(JSON.stringify({ Records: events })) };
}
