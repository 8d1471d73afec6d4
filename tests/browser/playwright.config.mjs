// Tests the built page in the browser that scripts/setup found, in two forms:
//
//   --project=site      served below a path, as a project page on a static host is
//   --project=single    the one file that scripts/single makes of it, from the disk
//
// Only the tests with the tag @form run on the single file: they depend on how the page arrives (its
// start, its workers, files and folders, storage, downloads, permissions). With ALL_SPECS set, every
// test runs on both. Addresses in specs
// are therefore relative to the page itself: "" is the page, "#..." a state of it.
import { pathToFileURL } from "node:url";
import { defineConfig } from "@playwright/test";
import { SINGLE } from "./single.mjs";

const port = Number(process.env.TEST_PORT ?? 8123);
const UNDER = "/hosted/trailglass/";
const withoutSandbox = process.getuid?.() === 0 || process.env.CI;

export default defineConfig({
  testDir: ".",
  // Creates the single file from the current build.
  globalSetup: "./single.mjs",
  outputDir: "../../test-results",
  // A machine may be four times slower than ours, and a slow step may be one of several.
  timeout: 120_000,
  // A test mostly waits; more than two in parallel would slow each other down. Tests with the tag
  // @alone measure pauses: the Makefile runs them separately.
  workers: 2,
  // A test that fails and then passes is reported as flaky at the end, with the trace of the run
  // that passed.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  use: {
    viewport: { width: 1440, height: 900 },
    // Tracing every test takes a third longer.
    trace: "on-first-retry",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM,
      args: [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        ...(withoutSandbox ? ["--no-sandbox"] : []),
      ],
    },
  },
  projects: [
    { name: "site", use: { baseURL: `http://127.0.0.1:${port}${UNDER}` } },
    {
      name: "single",
      ...(process.env.ALL_SPECS ? {} : { grep: /@form/ }),
      use: { baseURL: pathToFileURL(SINGLE).href },
    },
  ],
  webServer: {
    command: `node scripts/serve --under ${UNDER}`,
    cwd: "../..",
    env: { PORT: String(port) },
    url: `http://127.0.0.1:${port}${UNDER}`,
    reuseExistingServer: false,
  },
});
