// The checkout as a web site, without a server: the browser's requests are answered from files.
import { existsSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import type { Page } from "@playwright/test";

export const ROOT = join(__dirname, "../..");
export const SITE = "http://module.test";

const TYPES: Record<string, string> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** Answers every request to `SITE` from the checkout. */
export async function serve(page: Page): Promise<void> {
  await page.route(`${SITE}/**`, async (route) => {
    const path = join(ROOT, normalize(new URL(route.request().url()).pathname));
    if (!existsSync(path)) return route.fulfill({ status: 404, body: "" });
    return route.fulfill({ path, contentType: TYPES[extname(path)] ?? "text/plain" });
  });
}

/** Opens the page that offers the module to the tests. */
export async function open(page: Page): Promise<void> {
  await serve(page);
  await page.goto(`${SITE}/tests/module/page.html`);
  await page.waitForFunction(() => "offered" in globalThis);
}
