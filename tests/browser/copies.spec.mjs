// Copies of events: none hides another event, and each can be opened.
import { expect, test } from "@playwright/test";
import { Trailglass, event, logFile } from "./trailglass.mjs";

const GUID = "c7e6a1c0-0000-4000-8000-000000000001";

test("records with a masked id are all shown, and said to share it", async ({ page }) => {
  const app = await new Trailglass(page).open();
  const masked = ["CreateJob", "DeleteRepository", "CreateAccessKey"].map((eventName, number) => event(number, { eventName, eventID: "masked" }));
  await app.drop([logFile("masked.json", masked)]);
  expect(await app.loaded()).toBe(3);
  await expect(app.grid.getByRole("img", { name: "another event has the same id" })).toHaveCount(3);

  await app.grid.getByText("DeleteRepository").click();
  await expect(app.event).toContainText("2 other events have the same id, but other content");
  const others = app.event.getByRole("list", { name: "Events with the same id" });
  await others.getByRole("button", { name: "CreateAccessKey" }).click();
  await expect(app.event.getByRole("list", { name: "Events with the same id" }).getByRole("button", { name: "DeleteRepository" })).toBeVisible();

  await app.tab("Sources").click();
  const panel = page.getByRole("tabpanel");
  await expect(panel).toContainText("3 events have the id of another event, but other content");
  await panel.getByRole("button", { name: "Show these events" }).click();
  await expect(app.filter).toHaveValue("sameId:*");
  expect(app.complaints).toEqual([]);
});

test("a copy that differs is hidden, found, opened and compared", async ({ page }) => {
  const app = await new Trailglass(page).open();
  const copy = (userAgent) => event(1, { eventID: GUID, userAgent });
  await app.drop([logFile("a.json", [copy("one-agent"), event(2)]), logFile("b.json", [copy("other-agent"), event(2)])]);
  expect(await app.loaded()).toBe(2);
  await expect(app.grid.getByRole("img", { name: "copies differ" })).toHaveCount(1);

  // Values that only the hidden copy contains can still be found.
  await app.filter.fill("userAgent:other-agent");
  await app.filter.press("Enter");
  const note = page.getByRole("note").filter({ hasText: "1 hidden copy that differs from the event shown matches, too" });
  await note.getByRole("button", { name: "Show hidden copies" }).click();
  const dialog = page.getByRole("dialog", { name: "Hidden copies" });
  await dialog.getByRole("list", { name: "Hidden copies" }).getByRole("button").click();
  await expect(dialog).toHaveCount(0);
  await expect(app.event).toContainText("This copy is hidden");
  await expect(app.event).toContainText("2 copies, 1 differs from this one");

  // From there to the shown copy, with the differences.
  await app.event.getByRole("button", { name: "Open the copy in a.json, record 1" }).click();
  const copies = app.event.getByRole("list", { name: "Copies of the event" });
  await expect(copies).toContainText("userAgent");
  await expect(copies).toContainText('"one-agent"');
  await expect(copies).toContainText('"other-agent"');

  await app.tab("Sources").click();
  const panel = page.getByRole("tabpanel");
  await expect(panel).toContainText("4 records = 2 events + 2 repeats");
  await expect(panel).toContainText("1 repeat differs from the copy that is shown.");
  await panel.getByRole("button", { name: /repeats a\.json/ }).click();
  await expect(panel).toContainText("2 records repeat events of a.json, 1 of them with other content");
  await panel.getByRole("button", { name: "Show hidden copies" }).click();
  await expect(dialog.getByRole("list", { name: "Hidden copies" }).getByRole("listitem")).toHaveCount(2);
  expect(app.requestsAfterLoad()).toEqual([]);
  expect(app.complaints).toEqual([]);
});
