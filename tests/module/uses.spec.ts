// What a person who uses the module from plain JavaScript meets, in Chromium.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { ROOT, open } from "./site";

declare const offered: typeof import("./page.js").offered;

test.beforeEach(({ page }) => open(page));

test("nodes of the edge's API give the plan that exports give", async ({ page }) => {
  const found = await page.evaluate(() => offered.nodes());
  expect(found.missing).toEqual(found.roots);
  expect(found).toMatchObject({ missingThen: [], same: true, bodyUnknown: null });
  expect(found).toMatchObject({ connections: [], noOrg: null });
  expect(found.report).toEqual({
    unread: ["birch"],
    notInSource: [],
    reads: { gold: 7, acme: 0 },
    withoutBase: ["acme"],
  });
  expect(JSON.parse(found.body ?? "")).toMatchObject({ name: "S" });
  // What was left out is there with its default.
  expect(found.choices).toMatchObject({
    source: "gold",
    selection: [""],
    destinations: { all: { except: [] } },
    options: { connections: "include", reports: "include" },
  });
});

test("a cell's bodies are compared, and budgets and orphans are told", async ({ page }) => {
  const found = await page.evaluate(() => offered.difference());
  const { changes, none, added, exceeded } = found;
  expect(found).toMatchObject({ class: "diverged", orphans: [{ path: "/Old", kind: "lookup" }] });
  expect(changes).toHaveLength(1);
  const [change] = changes;
  expect(change?.path).toEqual([{ field: "search" }, { field: "queryText" }]);
  expect(change?.kind.what === "text" && change.kind.hunks[0]?.lines.map(({ mark }) => mark)).toEqual(
    ["equal", "removed", "added"],
  );
  expect(none).toEqual([]);
  const number = "12345678901234567000";
  expect(added).toMatchObject([{ path: [], kind: { what: "added", value: { type: "?" } } }]);
  expect(JSON.stringify(added)).not.toContain(number);
  expect(exceeded).toEqual([
    {
      budget: "replaced",
      limit: 0,
      found: 1,
      sentence: "this push would replace 1 item, and its budget is 0",
    },
  ]);
});

test("what can't be used is refused with a code and a sentence", async ({ page }) => {
  expect(await page.evaluate(() => offered.refusals())).toEqual({
    misspelt: expect.stringMatching(/^badArgument: the choices can't be used: unknown field `optoins`/),
    nothing: "badArgument: the choices can't be used: it can't be written as JSON",
    holdsItself: "badArgument: the choices can't be used: it can't be written as JSON",
    badPath: "badArgument: a path starts with a slash",
    badOrg: expect.stringMatching(/^badArgument: an organization's id has 1 to 64 letters/),
    parsed: "badExport: export 1 is not a text",
    cutOff: expect.stringMatching(/^badExport: export 1 can't be used: EOF/),
    otherPage: expect.stringMatching(/^badConnections: the connections are not complete/),
    noBody: "badBody: a body can't be used: the definition is not a JSON object",
    noBodies: "badArgument: there is nothing to compare: neither of the two bodies is there",
    noPlanFile: expect.stringMatching(/^badPlanFile: this isn't a plan file, or only a part/),
    otherFile: "badPlanFile: this file holds something else than a plan of Orgcast",
    newerFile: expect.stringMatching(/^newerPlanFile: this plan file has version 99 of the format/),
    changedFile: expect.stringMatching(/^badPlanFile: this plan file was damaged or changed by hand/),
    damaged: expect.stringMatching(/^badNode: the node stored under 0{64} is damaged/),
    twice: "orgTwice: the org gold is there twice",
    unread: expect.stringMatching(
      /^badArgument: the orgs that were never read can't be used: an organization's id has/,
    ),
    unknown: "unknownSource: the source org acme is not among the orgs",
    incomplete: expect.stringMatching(/^missingNode: the tree's node 0{64} is missing; add what/),
    then: "0",
  });
});

test("what is freed is used again", async ({ page }) => {
  const golden = JSON.parse(readFileSync(join(ROOT, "shared/tests/golden/everything.json"), "utf8"));
  expect(await page.evaluate((one) => offered.growth(one), golden)).toBe(0);
});
