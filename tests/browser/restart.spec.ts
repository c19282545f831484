// The runtime ends again and again in the middle of a push, and the page that watches it finds back each time.
import { readFile } from "node:fs/promises";
import { expect, type Locator, test } from "@playwright/test";
import * as console from "./console";
import * as sandbox from "./sandbox";

const KILLS = 10;
/** Between the page's return and the next end lie so many milliseconds at most. */
const LONGEST = 4_000;
const LONG = { timeout: 60_000 };

console.eachTest();

/** Ends the Worker with everything it started, as a crash would. Whoever runs the tests starts it again. */
async function killWorker(): Promise<void> {
  const group = Number(await readFile(process.env.ORGCAST_WORKER_GROUP!, "utf8"));
  process.kill(-group, "SIGKILL");
}

/** Moments that look random and are the same in every run: Park and Miller's generator. */
function* moments(): Generator<number> {
  for (let random = 0x6b69_6c6c; ; ) {
    random = (random * 48_271) % 0x7fff_ffff;
    yield random % LONGEST;
  }
}

/** What a table of items says: the outcome by path. */
async function said(table: Locator): Promise<Record<string, string>> {
  const rows = await table.locator(".cell-row:not(.cell-head)").evaluateAll((rows) =>
    rows.map((row) => {
      const [name, folder] = [...row.querySelectorAll(".cell-name .clip")].map((part) => part.textContent!);
      const path = folder === "Admin Recommended" ? name : `${folder.replaceAll(" / ", "/")}/${name}`;
      return [path, row.querySelector(":scope > :nth-child(2)")!.textContent!.trim()];
    }),
  );
  return Object.fromEntries(rows);
}

test("a push to thirty orgs outlives ten ends of its runtime, and its page comes back by itself and shows the truth", async ({ page }) => {
  test.setTimeout(480_000);
  const [source, ...targets] = await sandbox.orgs();
  expect(targets).toHaveLength(30);
  const baseline = await sandbox.library(source);
  const before = await Promise.all(targets.map(sandbox.library));
  // Jobs take long enough that the push isn't over before its runtime has ended for the last time.
  for (const org of targets) await sandbox.faults(org, { slowJobs: 5 });
  await console.chooseSource(page, source.name);
  await page.getByLabel(/^Everything under/).check();
  await page.getByRole("button", { name: "Push Selected Items" }).click();
  await console.pushWhenReady(page);
  const heading = page.getByRole("heading", { level: 1 });
  const tiles = page.getByRole("list", { name: "Organizations" }).getByRole("button");
  await tiles.filter({ hasText: "Writing" }).first().click(LONG);
  // What is under way is said, and nothing of what comes of it.
  const underWay = page.getByRole("row").filter({ hasText: /Being written|To be checked/ });
  await expect(underWay.first()).toBeVisible();

  const moment = moments();
  const interrupted = page.getByText("The live connection is interrupted");
  for (let kill = 0; kill < KILLS; kill++) {
    await test.step(`end ${kill + 1}`, async () => {
      await page.waitForTimeout(moment.next().value);
      await killWorker();
      await expect(interrupted).toBeVisible();
      // What was known stays on the screen meanwhile.
      await expect(heading).toHaveText("Pushing in progress");
      await expect(tiles).toHaveCount(targets.length);
      if (kill === 0) await console.look(page, "push-interrupted");
      await expect(interrupted).toHaveCount(0, LONG);
      // Nothing ends a push while nothing runs: so it had not ended when its runtime did.
      await expect(heading).toHaveText("Pushing in progress");
    });
  }
  for (const org of targets) await sandbox.repair(org);
  await expect(heading).toHaveText("Push successful", { timeout: 240_000 });
  await expect(page.getByText(`${targets.length} of ${targets.length} organizations finished`)).toBeVisible();

  // So high that every row is there.
  await page.setViewportSize({ width: 1280, height: 6_000 });
  const all = { Successful: 0, Same: 0 };
  for (const [index, org] of targets.entries()) {
    // Two items of one place, which is what a double effect would leave, are refused.
    const [was, is] = [before[index], await sandbox.library(org)];
    const expected: Record<string, string> = {};
    for (const [path, definition] of baseline) {
      expect(sandbox.written(is.get(path)), `${path} in ${org.name}`).toEqual(sandbox.written(definition));
      const outcome = !was.has(path) ? "Created" : was.get(path) === is.get(path) ? "Same" : "Replaced";
      all[outcome === "Same" ? "Same" : "Successful"] += 1;
      expected[path] = outcome;
    }
    const tile = tiles.filter({ hasText: org.name });
    await expect(tile).toContainText("Done");
    await tile.click();
    const table = page.getByRole("table", { name: `Items in ${org.name}` });
    await expect.poll(() => said(table), { message: org.name }).toEqual(expected);
    for (const [path, definition] of was) {
      if (!baseline.has(path)) expect(is.get(path), `${path} in ${org.name}`).toBe(definition);
    }
    expect([...is.keys()].filter((path) => !baseline.has(path) && !was.has(path)), org.name).toEqual([]);
    const { maxPerSecond, maxInFlight, throttled } = await sandbox.calls(org);
    // Also around the restarts: a runtime that began anew without regard to the last one would show more.
    expect(maxPerSecond, org.name).toBeLessThanOrEqual(4);
    expect(maxInFlight, org.name).toBeLessThanOrEqual(10);
    expect(throttled, org.name).toBe(0);
  }
  for (const [category, count] of Object.entries(all)) {
    const shown = page.getByRole("button", { name: `${category} ${count.toLocaleString("en-GB")}`, exact: true });
    await expect(shown).toHaveCount(count > 0 ? 1 : 0);
  }
});
