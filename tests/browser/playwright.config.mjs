// Serves the built page below a path, as a project page on a static host is,
// and opens it in the browser that scripts/setup found.
import { defineConfig } from "@playwright/test";

const port = Number(process.env.TEST_PORT ?? 8123);
const UNDER = "/hosted/trailglass/";
const withoutSandbox = process.getuid?.() === 0 || process.env.CI;

export default defineConfig({
  testDir: ".",
  outputDir: "../../test-results",
  timeout: 60_000,
  // Each test loads logs with all cores; two at a time would disturb each other.
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  use: {
    baseURL: `http://127.0.0.1:${port}${UNDER}`,
    viewport: { width: 1440, height: 900 },
    trace: "retain-on-failure",
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
  webServer: {
    command: `node scripts/serve --under ${UNDER}`,
    cwd: "../..",
    env: { PORT: String(port) },
    url: `http://127.0.0.1:${port}${UNDER}`,
    reuseExistingServer: false,
  },
});
