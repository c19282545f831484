// Plan files, single cells and dependencies from plain JavaScript, in Chromium.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { ROOT, open } from "./site";

declare const offered: typeof import("./page.js").offered;

test.beforeEach(({ page }) => open(page));

test("a plan that was kept as a file answers without its planner", async ({ page }) => {
  const found = await page.evaluate(() => offered.file());
  const { digest, source, acme, cell } = found;
  expect(found).toMatchObject({ same: true, noOrg: null, noCell: null, fresh: [] });
  expect(digest[0]).toBe(digest[1]);
  expect(source[0]).toEqual(source[1]);
  expect(found.planner).toBeGreaterThan(0);
  expect(found.choices).toMatchObject({ source: "gold", selection: [""] });
  expect(found.counts).toMatchObject({ create: 5, replace: 1 });
  expect(found.report.reads).toEqual({ gold: 0, acme: 0, birch: 0 });
  expect(found.orgs).toEqual([
    ["acme", 2, 1],
    ["birch", 3, 0],
  ]);
  expect(acme).toMatchObject({ org: "acme", root: found.acmeRoot, base: null, connections: [] });
  expect(found.groups).toEqual([
    [["acme"], 2],
    [["birch"], 3],
  ]);
  expect(found.cells.map(([path]) => path)).toEqual(["/A", "/B", "/S"]);
  expect(cell).toMatchObject({ path: "/S", action: "replace", reason: { why: "differs" } });
});

test("two plan files are compared org by org and cell by cell", async ({ page }) => {
  const { difference } = await page.evaluate(() => offered.file());
  expect(difference).toEqual({
    isEmpty: false,
    choices: false,
    added: ["cedar"],
    removed: ["birch"],
    changed: [{ org: "acme", added: 0, removed: 1, changed: 1, connections: false }],
    acme: [
      { path: "/B", change: "removed", before: "create", after: null },
      { path: "/S", change: "changed", before: "replace", after: "nothing" },
    ],
    birch: ["/A", "/B", "/S"].map((path) => ({
      path,
      change: "removed",
      before: "create",
      after: null,
    })),
    cedar: ["/A", "/S"].map((path) => ({ path, change: "added", before: null, after: "create" })),
  });
});

test("a plan file says why it can't be used any more", async ({ page }) => {
  const { stale } = await page.evaluate(() => offered.file());
  expect(stale.map(({ reason }) => reason)).toEqual([
    { stale: "sourceMoved", org: "gold" },
    { stale: "orgGone", org: "birch" },
    { stale: "orgNew", org: "cedar" },
    { stale: "orgMoved", org: "acme", cells: 2 },
  ]);
  expect(stale[0]?.sentence).toBe("items were changed in the source, gold");
});

test("a plan's file answers what the plan does", async ({ page }) => {
  const golden = JSON.parse(readFileSync(join(ROOT, "shared/tests/golden/everything.json"), "utf8"));
  const found = await page.evaluate((one) => offered.fileOfGolden(one), golden);
  expect(found.plan.orgs.length).toBeGreaterThan(1);
  expect(found.file).toEqual(found.plan);
  expect(found.staleness).toEqual([]);
});

test("a cell's own sides are compared, with a schedule that the push takes away", async ({ page }) => {
  const found = await page.evaluate(() => offered.cellDiffs());
  expect(found).toEqual({
    whole: [["schedule › cron expression"], ["query", "schedule › cron expression"]],
    withoutSchedule: [[], ["query"]],
    queryWithoutSchedule: [["query", "schedule"], null],
    isStripped: true,
    strippedBody: null,
    folder: [["description"], []],
    equalFolder: [[], null],
    absent: ["added"],
    nowhere: null,
    outside: null,
    withoutBodies: expect.stringMatching(
      /^missingBody: the body [0-9a-f]{64} is missing; only what readExports\(\) read before/,
    ),
  });
});

test("what items need is told org by org", async ({ page }) => {
  const { acme, birch, nobody } = await page.evaluate(() => offered.dependencies());
  const what = { connection: { kind: "Slack", name: "SOC" } };
  expect(acme).toMatchObject([{ what, status: "willBeCreated", items: ["/S"], total: 1 }]);
  expect(birch).toMatchObject([{ what, status: "present", items: ["/S"], total: 1 }]);
  expect(acme[0]?.sentence).toMatch(/^the push creates /);
  expect(birch[0]?.sentence).toMatch(/^this org has /);
  expect(nobody).toEqual([]);
});
