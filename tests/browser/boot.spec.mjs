// The page starts below a path; its policy applies to workers too; once loaded, it makes no network
// requests.
import { expect, test } from "@playwright/test";
import { isSingle } from "./single.mjs";

/** Opens the page and records all its requests. */
async function open(page) {
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.goto("");
  await expect(page.getByLabel("Open files").first()).toBeAttached({ timeout: 30_000 });
  // A worker has started once it has its own global scope.
  await expect.poll(() => page.workers().length, { timeout: 30_000 }).toBeGreaterThan(0);
  return requests;
}

test("starts below a path, with its own title and its workers", { tag: "@form" }, async ({ page }) => {
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await open(page);
  await expect(page).toHaveTitle(/Trailglass/);
  await expect(page.locator("#boot")).toBeHidden();
  expect(complaints).toEqual([]);
});

test("asks for nothing after it has started, and for nothing elsewhere", { tag: "@form" }, async ({ page, baseURL }) => {
  const requests = await open(page);
  const before = requests.length;
  for (const url of requests) {
    if (isSingle(baseURL)) expect(url).toMatch(/^blob:|\/trailglass\.html$/);
    else expect(url.replace(/^blob:/, "")).toContain(new URL(baseURL).origin);
  }
  await page.getByLabel("Open files").first().setInputFiles({
    name: "one.json",
    mimeType: "application/json",
    buffer: Buffer.from(
      JSON.stringify({
        Records: [
          {
            eventVersion: "1.08",
            eventTime: "2024-03-01T10:00:00Z",
            eventName: "CreateUser",
            eventSource: "iam.amazonaws.com",
            eventID: "3b0b5a3c-5f3e-4c0c-9f7e-2f1f6b1f8a01",
            userIdentity: { type: "IAMUser", userName: "alice" },
          },
        ],
      }),
    ),
  });
  await expect(page.getByRole("status").filter({ hasText: "1 of 1 event" })).toBeVisible({ timeout: 30_000 });
  // Workers that start later get their script from the browser's memory.
  expect(requests.slice(before).filter((url) => !url.startsWith("blob:"))).toEqual([]);
});

test("neither the page nor a worker can reach another origin", { tag: "@form" }, async ({ page }) => {
  await open(page);
  const reach = () =>
    new Promise((resolve) => {
      addEventListener("securitypolicyviolation", (event) => resolve(event.violatedDirective));
      // In a worker the event arrives after the rejection.
      fetch("http://127.0.0.1:9/").then(
        () => resolve("reached"),
        () => setTimeout(() => resolve("failed, but not by the policy"), 10_000),
      );
    });
  expect(await page.evaluate(reach)).toBe("connect-src");
  for (const worker of page.workers()) expect(await worker.evaluate(reach)).toBe("connect-src");
});

test("says what is missing when a part does not arrive", async ({ page, baseURL }) => {
  test.skip(isSingle(baseURL), "all parts of the one file arrive with it");
  await page.route(/worker-.*\.wasm$/, (route) => route.fulfill({ status: 404, body: "" }));
  await page.goto("");
  const alert = page.getByRole("alert").filter({ hasText: "worker-" });
  await expect(alert).toContainText(/missing|did not arrive/, { timeout: 30_000 });
});

test("says so where the browser is too old for it", { tag: "@form" }, async ({ page }) => {
  await page.addInitScript("WebAssembly.validate = () => false");
  await page.goto("");
  await expect(page.getByRole("alert")).toContainText("too old");
  await expect(page.getByRole("alert")).toContainText("Safari 16.4");
});

test("says so where the browser has no WebAssembly", { tag: "@form" }, async ({ page }) => {
  await page.addInitScript("delete globalThis.WebAssembly");
  await page.goto("");
  await expect(page.getByRole("alert")).toContainText("WebAssembly");
});
