import { defineConfig } from "@playwright/test";

// Needs ORGCAST_URL, SANDBOX_URL and ORGCAST_SIGN_IN_KEY of a running stack whose demo orgs are
// connected: `cargo xtask test browser` provides it. One worker, because the tests share that stack. The
// project `restart` needs one of its own with thirty targets, and somebody who starts its Worker again, of
// the process group in the file ORGCAST_WORKER_GROUP, whenever it is killed.
export default defineConfig({
  testDir: ".",
  outputDir: "../../target/browser",
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  projects: [
    { name: "shared", testIgnore: "restart.spec.ts" },
    { name: "restart", testMatch: "restart.spec.ts" },
  ],
  timeout: 180_000,
  expect: { timeout: 20_000 },
  use: {
    baseURL: process.env.ORGCAST_URL,
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    timezoneId: "UTC",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
    },
  },
});
