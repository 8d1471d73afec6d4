// The resources that events name, and what happened to each.
import { expect, test } from "@playwright/test";
import { barriers } from "./barriers.mjs";
import { Trailglass, event, logFile } from "./trailglass.mjs";

/** Opens the view and waits for the index. */
async function opened(page, load) {
  const app = await new Trailglass(page).open();
  await load(app);
  await app.tab("Resources").click();
  const view = page.getByRole("region", { name: "Resources", exact: true });
  const list = view.getByRole("listbox", { name: "Resources" });
  await expect(list.getByRole("option").first()).toBeVisible({ timeout: 30_000 });
  const find = view.getByRole("searchbox", { name: "Find resources" });
  const history = view.getByRole("region", { name: "History" });
  const title = history.getByRole("heading", { level: 2 });
  /** Waits until the history of the resource with this name is complete. Its title appears at
   * once; the previous resource's history stays visible until this one's arrives, and each
   * difference arrives separately. */
  const complete = async (name) => {
    await expect(title).toContainText(name);
    await expect(history.locator(".history__counts")).not.toBeEmpty({ timeout: 30_000 });
    await expect(history.getByText("Fetching the versions…")).toHaveCount(0, { timeout: 30_000 });
  };
  return {
    app,
    view,
    list,
    find,
    history,
    entries: history.getByRole("list", { name: "What happened, newest first" }).locator("> li"),
    option: (name) => list.getByRole("option", { name }),
    complete,
    /** Filters the list by a kind, and waits: the previous list stays visible until then. */
    async kind(of, words) {
      const options = list.getByRole("option");
      await view.getByRole("combobox", { name: "Kind of resources" }).selectOption(of);
      await expect(options.filter({ hasText: words }).first()).toBeVisible({ timeout: 30_000 });
      await expect(options.filter({ hasNotText: words })).toHaveCount(0, { timeout: 30_000 });
    },
    async choose(text, name) {
      await find.fill(text);
      await app.choose(list.getByRole("option", { name }).first(), (soon) => expect(title).toContainText(name, soon));
      await complete(name);
    },
  };
}

const sample = (app) => app.openSample();

const policy = (...actions) =>
  encodeURIComponent(
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] }),
  );

/** The life of a role, named by its name and by its ARN with a path. */
const role = (number, eventName, parameters, more = {}) =>
  event(number, { eventName, requestParameters: { roleName: "deployer", ...parameters }, ...more });
const life = [
  role(1, "CreateRole", { assumeRolePolicyDocument: policy("sts:AssumeRole") }),
  role(2, "PutRolePolicy", { policyName: "billing", policyDocument: policy("s3:GetObject", "s3:ListBucket") }),
  ...[3, 4, 5].map((number) => role(number, "GetRole", {}, { readOnly: true })),
  role(6, "PutRolePolicy", { policyName: "billing", policyDocument: policy("s3:GetObject", "s3:*") }),
  event(7, {
    eventName: "AssumeRole",
    eventSource: "sts.amazonaws.com",
    readOnly: true,
    requestParameters: { roleArn: "arn:aws:iam::111122223333:role/ci/deployer", roleSessionName: "x" },
  }),
  role(8, "DeleteRole", {}, { errorCode: "DeleteConflict" }),
  event(9, {
    eventName: "PutRolePolicy",
    requestParameters: { reason: "requestParameters too large", omitted: "true", originalSize: "149893" },
    resources: [{ ARN: "arn:aws:iam::111122223333:role/ci/deployer", type: "AWS::IAM::Role" }],
  }),
  role(10, "DeleteRolePolicy", { policyName: "billing" }),
  role(11, "DeleteRole", {}),
];

test("a role's life is listed newest first, by whatever name it was called", async ({ page }) => {
  // An event that names nothing, so that there are other events than the role's.
  const other = event(30, { eventName: "ListUsers", readOnly: true, requestParameters: null });
  const { app, list, history, entries, choose } = await opened(page, (app) => app.drop([logFile("log.json", [...life, other])]));
  await expect(list.getByRole("option")).toHaveCount(1);
  await choose("DEPLOY", "deployer");
  await expect(history).toContainText("IAM Role · 111122223333");
  await expect(history).toContainText("arn:aws:iam::111122223333:role/ci/deployer");
  await expect(history).toContainText("created once, changed 4 times, deleted once, read 3 times, used once, failed once");
  const effects = ["deleted", "changed", "changed", "used", "failed", "changed", "read", "changed", "created"];
  await expect(entries.locator(".effect")).toHaveText(effects);
  await expect(entries.nth(6)).toContainText("3 events over 2 s: GetRole by alice");
  await expect(entries.nth(5)).toContainText("policyName");

  // The second version of the inline policy against the first one.
  const difference = entries.nth(5).getByRole("group", { name: "Difference: Inline policy billing" });
  // Whether it is unfolded is known at once; its content arrives slightly later.
  const fold = entries.nth(5).getByRole("button", { name: "What was different afterwards" });
  if ((await fold.getAttribute("aria-expanded")) === "false") await fold.click();
  await expect(fold).toHaveAttribute("aria-expanded", "true");
  await expect(difference).toBeVisible({ timeout: 30_000 });
  const lines = await difference.locator(".difference__line").allTextContents();
  expect(lines.filter((line) => line.startsWith("+")).map((line) => line.slice(1))).toEqual(['added:         "s3:*"']);
  expect(lines.filter((line) => line.startsWith("−")).map((line) => line.slice(1))).toEqual([
    'removed:         "s3:ListBucket"',
  ]);
  // A withheld version is not shown as empty.
  await expect(entries.nth(2)).toContainText("Withheld: CloudTrail left this version out");
  await expect(entries.nth(2)).toContainText("149893");

  await history.getByRole("button", { name: "Show these events" }).click();
  await expect(app.grid).toBeVisible();
  await expect(app.filter).toHaveValue(/^resource:"?arn:aws:iam::111122223333:role\/deployer"?$/);
  await expect.poll(async () => (await app.counts()).shown).toBe(life.length);
});

test("the filter and the time range count, and it is said how many they hide", async ({ page }) => {
  const buckets = [1, 2, 3].map((number) =>
    event(number + 20, {
      eventName: "CreateBucket",
      eventSource: "s3.amazonaws.com",
      requestParameters: { bucketName: `logs-${number}` },
    }),
  );
  const { app, view, list, history, choose } = await opened(page, (app) =>
    app.drop([logFile("log.json", [...life, ...buckets])]),
  );
  await expect(view).toContainText("4 resources");
  await view.getByRole("combobox", { name: "Kind of resources" }).selectOption("AWS::S3::Bucket");
  await expect(list.getByRole("option")).toHaveCount(3);
  await view.getByRole("combobox", { name: "Kind of resources" }).selectOption("");
  await app.filter.fill("eventName:GetRole");
  await page.keyboard.press("Enter");
  await expect(view).toContainText("1 resource; 3 hidden by the filter");
  await choose("", "deployer");
  await expect(history).toContainText("read 3 times");
  await expect(history).toContainText("6 changes outside of the filter or time range");
  await view.getByRole("button", { name: "Show all" }).click();
  await expect(view).toContainText("4 resources");
  await expect(app.filter).toHaveValue("");
  // A name that does not exist.
  await view.getByRole("searchbox", { name: "Find resources" }).fill("no such thing");
  await expect(view).toContainText("No resource is like that");
});

test("the sample: the stolen bucket, the open door, and the event behind each", async ({ page }) => {
  const { app, list, find, history, entries, choose, kind, complete } = await opened(page, sample);
  await kind("AWS::S3::Bucket", "S3 Bucket");
  await choose("customer-exports", "larkfield-customer-exports");
  await expect(history).toContainText("S3 Bucket");
  await expect(entries.first()).toBeVisible();
  // The menu offers the kinds that the search finds.
  await find.fill("sg-");
  await kind("AWS::EC2::SecurityGroup", "EC2 SecurityGroup");
  const groups = list.getByRole("option").filter({ hasText: "changed" });
  await expect(groups.first()).toBeVisible();
  const count = await groups.count();
  let door = false;
  for (let at = 0; at < count && !door; at += 1) {
    const [name] = (await groups.nth(at).getAttribute("title")).match(/sg-\w+$/);
    await groups.nth(at).click();
    await complete(name);
    await expect(history.getByRole("group", { name: "Difference: Rules" }).first()).toBeVisible();
    door = (await history.getByText("ingress tcp 22 from 0.0.0.0/0").count()) > 0;
  }
  expect(door, "the door that was opened to the world").toBe(true);
  // The deleted objects of the incident.
  await find.fill("customers/2025/03/export-");
  await kind("AWS::S3::Object", "S3 Object");
  await choose("customers/2025/03/export-", "export-");
  await expect(entries.locator(".effect").filter({ hasText: /read|deleted/ }).first()).toBeVisible();
  await entries.first().getByRole("button").first().click();
  await expect(app.event.getByRole("button", { name: /export-/ }).first()).toBeVisible();
  // From the open event to another resource that it names.
  await app.event.getByRole("button", { name: /larkfield-customer-exports$/ }).first().click();
  await expect(history.getByRole("heading", { level: 2 })).toHaveText("larkfield-customer-exports");
});

test("by the keys alone", async ({ page }) => {
  const { app, list, find, history } = await opened(page, sample);
  await list.focus();
  await page.keyboard.press("/");
  await expect(find).toBeFocused();
  await page.keyboard.type("artifact-publisher");
  await expect(list.getByRole("option")).toHaveCount(2);
  await page.keyboard.press("ArrowDown");
  await expect(list).toBeFocused();
  const chosen = list.getByRole("option", { selected: true });
  await expect(chosen).toHaveCount(1);
  const first = await chosen.textContent();
  await page.keyboard.press("ArrowDown");
  await expect(chosen).not.toHaveText(first);
  await page.keyboard.press("k");
  await expect(chosen).toHaveText(first);
  await page.keyboard.press("Enter");
  await expect(history.getByRole("heading", { level: 2 })).toBeFocused();
  await expect(history.getByRole("button", { name: "CreatePolicyVersion" })).toBeVisible();
  await history.getByRole("button", { name: "CreatePolicyVersion" }).press("Enter");
  await expect(app.event).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(app.event).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(list).toBeFocused();
});

test("names out of logs are text, however long and odd", async ({ page }) => {
  const key = `${"x".repeat(700)}/<img src=x onerror=alert(1)>\u202E${"y".repeat(200)}`;
  const odd = event(1, {
    eventName: "PutObject",
    eventSource: "s3.amazonaws.com",
    requestParameters: { bucketName: "logs", key },
  });
  const { app, view, list, history, complete } = await opened(page, (app) => app.drop([logFile("log.json", [odd])]));
  await list.getByRole("option").filter({ hasText: "S3 Object" }).click();
  await expect(history).toContainText("<img src=x onerror=alert(1)>");
  // Its history must not overflow either.
  await complete("<img src=x onerror=alert(1)>");
  await expect(page.locator("img[src=x]")).toHaveCount(0);
  const spills = await view.evaluate((element) => element.scrollWidth > element.clientWidth);
  expect(spills).toBe(false);
  expect(app.complaints).toEqual([]);
});

test("completions come from the index, and more files extend it", async ({ page }) => {
  const { app, view } = await opened(page, (app) => app.drop([logFile("one.json", life)]));
  await app.tab("Events").click();
  await app.filter.fill("resource:depl");
  await expect(page.getByRole("option", { name: /role\/deployer/ })).toBeVisible();
  await app.filter.fill("");
  await page.keyboard.press("Enter");
  const more = event(50, { eventName: "CreateRole", requestParameters: { roleName: "another" } });
  await app.drop([logFile("two.json", [more])]);
  await app.tab("Resources").click();
  await expect(view.getByRole("option", { name: /another/ })).toBeVisible({ timeout: 30_000 });
});

test("the view has no barriers that a machine can find", async ({ page }) => {
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme });
    const { choose, history } = await opened(page, (app) => app.drop([logFile("log.json", life)]));
    await choose("deployer", "deployer");
    await expect(history.getByRole("group", { name: /^Difference/ }).first()).toBeVisible({ timeout: 30_000 });
    expect(await barriers(page)).toEqual([]);
  }
});
