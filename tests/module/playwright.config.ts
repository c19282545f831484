import { defineConfig } from "@playwright/test";

// Needs the module in pkg/: `cargo xtask test module` builds it.
export default defineConfig({
  testDir: ".",
  outputDir: "../../target/module",
  workers: 1,
  forbidOnly: true,
  timeout: 60_000,
  use: {
    viewport: { width: 1100, height: 800 },
    locale: "en-GB",
    timezoneId: "UTC",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
    },
  },
});
