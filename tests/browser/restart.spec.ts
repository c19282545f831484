// The runtime ends in the middle of a push, and the page that watches it has to find back.
import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import * as console from "./console";
import * as sandbox from "./sandbox";

const FOLDER = "Network";
const LONG = { timeout: 120_000 };

console.eachTest();

/** Ends the Worker with everything it started, as a crash would. Whoever runs the tests starts it again. */
async function killWorker(): Promise<void> {
  const group = Number(await readFile(process.env.ORGCAST_WORKER_GROUP!, "utf8"));
  process.kill(-group, "SIGKILL");
}

test("a push outlives its runtime, and its page comes back by itself and shows the truth", async ({ page }) => {
  const [source, ...targets] = await sandbox.orgs();
  const chosen = targets.filter(({ variant }) => !["edited", "up-to-date"].includes(variant)).slice(0, 6);
  const before = await Promise.all(chosen.map((org) => sandbox.folder(org, FOLDER)));
  for (const org of chosen) await sandbox.faults(org, { slowJobs: 10 });
  await console.openBox(page, source.name, FOLDER, chosen);
  await console.pushWhenReady(page);
  const heading = page.getByRole("heading", { level: 1 });
  const tiles = page.getByRole("list", { name: "Organizations" }).getByRole("button");
  await tiles.filter({ hasText: "Writing" }).first().click(LONG);
  // What is under way is said, and nothing of what comes of it.
  const underWay = page.getByRole("row").filter({ hasText: /Being written|To be checked/ });
  await expect(underWay.first()).toBeVisible();

  await killWorker();
  const interrupted = page.getByText("The live connection is interrupted");
  await expect(interrupted).toBeVisible();
  // What was known stays on the screen meanwhile.
  await expect(heading).toHaveText("Pushing in progress");
  await expect(tiles).toHaveCount(chosen.length);
  await console.look(page, "push-interrupted");
  await expect(interrupted).toHaveCount(0, LONG);
  await expect(heading).toHaveText("Push successful", LONG);
  await expect(page.getByText(`${chosen.length} of ${chosen.length} organizations finished`)).toBeVisible();

  const pushed = [...(await sandbox.folder(source, FOLDER)).keys()];
  for (const [index, org] of chosen.entries()) {
    const after = await sandbox.folder(org, FOLDER);
    await tiles.filter({ hasText: org.name }).click();
    const rows = page.getByRole("table", { name: `Items in ${org.name}` }).getByRole("row");
    for (const path of pushed) {
      const [was, is] = [before[index].get(path), after.get(path)];
      expect(is, `${path} in ${org.name}`).toBeDefined();
      const outcome = was === undefined ? "Created" : was === is ? "Same" : "Replaced";
      const row = rows.filter({ hasText: path.split("/").pop()! }).first();
      await expect(row, `${path} in ${org.name}`).toContainText(outcome);
    }
    // Nothing is there twice, which `library` would refuse, and what was there besides still is.
    for (const path of before[index].keys()) expect(after.has(path), `${path} in ${org.name}`).toBe(true);
  }
});
