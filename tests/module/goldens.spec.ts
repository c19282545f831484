// Every golden of shared/tests/golden in Chromium and in workerd. Natively, the same files are run by
// shared/tests/golden.rs.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "@playwright/test";
import type { Golden } from "./goldens.js";
import { ROOT, open } from "./site";

const GOLDENS = join(ROOT, "shared/tests/golden");
const names = readdirSync(GOLDENS).filter((name) => name.endsWith(".json"));

declare const offered: typeof import("./page.js").offered;

function read(name: string): Golden {
  return JSON.parse(readFileSync(join(GOLDENS, name), "utf8"));
}

for (const name of names) {
  test(`${name} in Chromium`, async ({ page }) => {
    await open(page);
    const found = await page.evaluate((golden) => offered.differences(golden), read(name));
    expect(found).toEqual([]);
  });

  test(`${name} in workerd`, () => {
    workerd(join(GOLDENS, name));
  });
}

test("an expectation that doesn't hold is told, in workerd too", () => {
  const wrong = read("part.json");
  wrong.expected.digest = "0".repeat(64);
  const file = join(folder(), "wrong.json");
  writeFileSync(file, JSON.stringify(wrong));
  expect(() => workerd(file)).toThrow(/digest: [0-9a-f]{64} instead of 0{64}/);
});

function folder(): string {
  const path = join(ROOT, "target/module-workerd");
  mkdirSync(path, { recursive: true });
  return path;
}

/** Runs one golden with `workerd test`; it opens no port. */
function workerd(golden: string): void {
  const config = join(folder(), "golden.capnp");
  const module = (name: string, kind: string, path: string) =>
    `(name = "${name}", ${kind} = embed "${relative(folder(), path)}")`;
  const modules = [
    module("worker.js", "esModule", join(__dirname, "worker.js")),
    module("goldens.js", "esModule", join(__dirname, "goldens.js")),
    module("orgcast-planner", "esModule", join(ROOT, "pkg/planner.js")),
    module("orgcast-planner/planner_bg.wasm", "wasm", join(ROOT, "pkg/planner_bg.wasm")),
    module("golden.json", "json", golden),
  ];
  writeFileSync(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "golden", worker = .golden)]);
const golden :Workerd.Worker = (
  modules = [${modules.join(", ")}],
  compatibilityDate = "2026-04-01",
);
`,
  );
  const options = { encoding: "utf8", stdio: "pipe" } as const;
  execFileSync(join(ROOT, "node_modules/.bin/workerd"), ["test", config], options);
}
