// The browser half of `cargo xtask bench plan`: serves the page on a free port, opens it in headless
// Chromium once per set, and writes what it measured.
//
// node run.mjs FOLDER-OF-THE-WASM OUTPUT.json SET…
import { createServer } from "node:http";
import { readFile, writeFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";

const [wasm, output, ...sets] = process.argv.slice(2);
const page = fileURLToPath(new URL("page", import.meta.url));
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

const server = createServer(async (request, response) => {
  const path = normalize(new URL(request.url, "http://localhost").pathname);
  const file = path.startsWith("/wasm/") ? join(wasm, path.slice(6)) : join(page, path);
  try {
    const body = await readFile(path === "/" ? join(page, "index.html") : file);
    response.writeHead(200, {
      "content-type": TYPES[extname(file)] ?? "text/html",
      // Only isolated pages get a clock of microseconds.
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const address = `http://127.0.0.1:${server.address().port}/`;

const results = {};
for (const set of sets) {
  console.log(`set ${set}`);
  // A browser of its own for each, so that none inherits another's memory.
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
  });
  try {
    const tab = await browser.newPage();
    const failed = new Promise((_, fail) => {
      tab.on("crash", () => fail(new Error("the page crashed")));
      tab.on("pageerror", fail);
    });
    await tab.goto(address);
    await tab.waitForFunction(() => "measure" in globalThis);
    results[set] = await Promise.race([tab.evaluate((name) => globalThis.measure(name), set), failed]);
  } finally {
    await browser.close();
  }
}
server.close();
await writeFile(output, JSON.stringify(results));
