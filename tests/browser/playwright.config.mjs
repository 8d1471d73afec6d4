// Opens the built page in the browser that scripts/setup found, in two ways:
//
//   --project=site      served below a path, as a project page on a static host is
//   --project=single    the one file that scripts/single makes of it, from the disk
//
// Of the one file, the specs run that depend on how the page arrives: its start,
// its workers, files going in and coming out, what it may do. With ALL_SPECS set,
// every spec runs both ways. Addresses in specs are therefore relative to the
// page itself: "" is the page, "#..." a state of it.
import { pathToFileURL } from "node:url";
import { defineConfig } from "@playwright/test";
import { SINGLE } from "./single.mjs";

const port = Number(process.env.TEST_PORT ?? 8123);
const UNDER = "/hosted/trailglass/";
const OF_ONE_FILE = [
  "boot",
  "case",
  "containers",
  "dropping",
  "export",
  "hostile",
  "offline",
  "promises",
  "reading",
  "redaction",
  "release",
  "workers",
];
const withoutSandbox = process.getuid?.() === 0 || process.env.CI;

export default defineConfig({
  testDir: ".",
  // The one file is never older than the page that it was made of.
  globalSetup: "./single.mjs",
  outputDir: "../../test-results",
  // A machine may be four times slower than ours, and a step that is waited for
  // long be one of several.
  timeout: 120_000,
  // A test waits for most of its time; more than two would wait for each other.
  // What is tagged @alone measures pauses: the Makefile runs it by itself.
  workers: 2,
  // What fails and then passes is told apart at the end, as flaky, with the
  // trace of how it passed.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  use: {
    viewport: { width: 1440, height: 900 },
    // To trace every test takes a third longer.
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
      ...(process.env.ALL_SPECS ? {} : { testMatch: OF_ONE_FILE.map((name) => `${name}.spec.mjs`) }),
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
