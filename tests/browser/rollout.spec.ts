// A push in waves: it halts, waits, rests and goes on. Runs on the same stack as the other files.
import { expect, type Page, test } from "@playwright/test";
import * as console from "./console";
import * as sandbox from "./sandbox";

const FOLDER = "Executive";
const LONG = { timeout: 120_000 };

console.eachTest();

const heading = (page: Page) => page.getByRole("heading", { level: 1 });
const tile = (page: Page, org: { name: string }) => page.getByRole("button", { name: new RegExp(`^${org.name}`) });

test("a push halts after its canary failed, and goes on wave by wave when it is told to", async ({ page }) => {
  const [source, ...targets] = await sandbox.orgs();
  const [canary, other] = targets.filter(({ variant }) => variant === "empty");
  const dialog = await console.openBox(page, source.name, FOLDER, [canary, other]);
  await dialog.getByText("Rollout").click();
  await expect(dialog.getByText("all at once")).toBeVisible();
  await dialog.getByLabel("Canary organizations go first").selectOption({ label: canary.name });
  await expect(dialog.getByText("1 canary, the rest")).toBeVisible();
  await expect(dialog.getByLabel("Canary organizations go first").locator(":checked")).toHaveText("Add an organization…");
  await dialog.getByLabel("The next wave begins").selectOption("when somebody continues");
  await dialog.getByLabel("Halt when more fail than").selectOption("a number");
  await expect(dialog.getByLabel("organizations of a wave")).toHaveValue("0");

  await test.step("what makes no sense can't be pushed", async () => {
    const push = dialog.getByRole("button", { name: "Push", exact: true });
    await expect(push).toBeEnabled();
    await dialog.getByLabel("Then this many of the others").fill("50, 10");
    await expect(dialog.getByText("each more than the one before")).toBeVisible();
    await expect(push).toBeDisabled();
    await dialog.getByLabel("Then this many of the others").fill("");
    await console.look(page, "rollout");
  });

  const untouched = await sandbox.calls(other);
  await sandbox.faults(canary, { failImports: true });
  await console.pushWhenReady(page);
  await expect(heading(page)).toHaveText("Push halted", LONG);
  await expect(page.getByText("1 of 1 organization in wave 1 failed")).toBeVisible();
  await expect(page.getByText("wave 1 of 2")).toBeVisible();
  await expect(tile(page, other)).toContainText("wave 2");
  await console.look(page, "push-halted");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(heading(page)).toHaveText("Push waiting between two waves");
  await expect(page.getByText("Continue begins the next one")).toBeVisible();
  expect((await sandbox.calls(other)).writes).toBe(untouched.writes);
  // It waits as long as nobody does anything, whoever looks.
  await page.reload();
  await expect(heading(page)).toHaveText("Push waiting between two waves");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(heading(page)).toHaveText("Push finished with failures", LONG);
  await expect(tile(page, other)).toContainText("Done");

  await test.step("results are narrowed by outcome, org and text", async () => {
    await page.getByRole("button", { name: /^Failed/ }).click();
    await expect(tile(page, other)).toHaveCount(0);
    const items = page.getByRole("region", { name: `Items in ${canary.name}` });
    const rows = items.getByRole("row").filter({ hasText: "Failed" });
    await expect(rows.first()).toBeVisible();
    await items.getByLabel("Search items").fill("no such item");
    await expect(rows).toHaveCount(0);
    await items.getByLabel("Search items").fill("unexpected error");
    await expect(rows.first()).toBeVisible();
    await page.getByRole("button", { name: "Warnings", exact: true }).click();
    const lines = page.getByRole("list", { name: "Log" }).getByRole("listitem");
    await expect(lines.first()).toContainText(/Warning|Error/);
    await expect(lines.filter({ hasText: "Info" })).toHaveCount(0);
  });

  await sandbox.repair(canary);
  await page.getByRole("button", { name: "Retry All" }).click();
  await expect(dialog.getByText("This repeats what is missing of an earlier push")).toBeVisible(LONG);
  await console.pushWhenReady(page);
  await expect(heading(page)).toHaveText("Push successful", LONG);
  await page.getByRole("link", { name: "Repeats an earlier push" }).click();
  await page.getByRole("link", { name: "Repeated: successful" }).click();
  await expect(page.getByRole("link", { name: "Repeats an earlier push" })).toBeVisible();
});

test("a push is paused, goes on, and is stopped while it rests", async ({ page }) => {
  const [source, ...targets] = await sandbox.orgs();
  const target = targets.find(({ variant }) => variant === "empty")!;
  const before = await sandbox.calls(target);
  await sandbox.faults(target, { slowJobs: 40 });
  await console.openBox(page, source.name, "Platform health", [target]);
  await console.pushWhenReady(page);
  await expect(tile(page, target)).toContainText("Reading", LONG);
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(heading(page)).toHaveText("Push paused");
  await sandbox.repair(target);
  await expect(tile(page, target)).toContainText("Paused", LONG);
  await expect(page.getByText("Nothing is written until you resume")).toBeVisible();
  await console.look(page, "push-paused");
  expect((await sandbox.calls(target)).writes).toBe(before.writes);

  await test.step("it goes on where it was", async () => {
    await sandbox.faults(target, { slowJobs: 40 });
    await page.getByRole("button", { name: "Resume" }).click();
    await expect(heading(page)).toHaveText("Pushing in progress");
    await expect(tile(page, target)).toContainText("Reading", LONG);
    await page.getByRole("button", { name: "Pause" }).click();
    await sandbox.repair(target);
    await expect(tile(page, target)).toContainText("Paused", LONG);
  });

  await test.step("it is stopped, and the rest is pushed by a retry", async () => {
    await page.getByRole("button", { name: "Stop Push" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Stop Push" }).click();
    await expect(heading(page)).toHaveText("Push stopped", LONG);
    expect((await sandbox.calls(target)).writes).toBe(before.writes);
    await page.getByRole("button", { name: "Retry Stopped" }).click();
    await console.pushWhenReady(page);
    await expect(heading(page)).toHaveText("Push successful", LONG);
    expect((await sandbox.calls(target)).writes).toBeGreaterThan(before.writes);
  });
});

test("a share of the organizations goes first, and the others when the time has come", async ({ page }) => {
  const [source, ...targets] = await sandbox.orgs();
  const chosen = targets.filter(({ variant }) => ["older", "own-items", "no-connections"].includes(variant)).slice(0, 3);
  const dialog = await console.openBox(page, source.name, FOLDER, chosen);
  await dialog.getByText("Rollout").click();
  await dialog.getByLabel("Then this many of the others").fill("34");
  await expect(dialog.getByText("34 %, the rest")).toBeVisible();
  await dialog.getByLabel("The next wave begins").selectOption("after a time");
  await dialog.getByLabel("minutes").fill("1");
  await console.pushWhenReady(page);

  // 34 % of three are two, rounded up.
  await expect(heading(page)).toHaveText("Push waiting between two waves", LONG);
  await expect(page.getByText(/Wave 1 of 2 is over\. The next one begins in \d+ s/)).toBeVisible();
  await expect(page.getByText("2 of 3 organizations finished")).toBeVisible();
  const tiles = page.getByRole("list", { name: "Organizations" }).getByRole("button");
  await expect(tiles.filter({ hasText: "wave 1" })).toHaveCount(2);
  await expect(tiles.filter({ hasText: "wave 2" })).toContainText("Waiting");
  await console.look(page, "push-waiting");
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(heading(page)).toHaveText("Push paused");
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(heading(page)).toHaveText("Push waiting between two waves");
  // Nobody does anything.
  await expect(heading(page)).toHaveText("Push successful", LONG);
  await expect(tiles.filter({ hasText: "wave 2" })).toContainText("Done");
});
