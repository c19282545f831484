// A push that is taken back from its page: in one organization, without an item that stays, and then
// with what a customer edited.
import { expect, test } from "@playwright/test";
import * as console from "./console";
import * as sandbox from "./sandbox";

const FOLDER = "Cloud audit";

const LONG = { timeout: 120_000 };

const held = (org: sandbox.SandboxOrg) => sandbox.folder(org, FOLDER);

console.eachTest();

test("a push is previewed backwards and rolled back in part", async ({ page }) => {
  const [source, ...targets] = await sandbox.orgs();
  const org = targets.find(({ variant }) => variant === "older")!;
  const other = targets.find(({ variant }) => variant === "empty")!;
  for (const one of [org, other]) await console.readNow(page, one);
  const [before, otherBefore] = [await held(org), await held(other)];
  await console.openBox(page, source.name, FOLDER, [org, other]);
  await console.pushWhenReady(page);
  const title = page.getByRole("heading", { level: 1 });
  await expect(title).toHaveText("Push successful", { timeout: 120_000 });
  const pushed = page.url();
  const [after, otherAfter] = [await held(org), await held(other)];
  const created = [...after.keys()].filter((path) => !before.has(path));
  const replaced = [...after.keys()].filter((path) => before.has(path) && before.get(path) !== after.get(path));
  const edited = replaced.find((path) => after.get(path)!.includes("queryText"))!;
  expect(edited).toBeTruthy();
  const spared = created.find((path) => after.get(path)!.includes("queryText"))!;
  expect(spared).toBeTruthy();
  await sandbox.edit(org, {
    op: "set",
    path: `/Library/Admin Recommended/${edited}`,
    fields: { description: "Changed by the customer" },
  });

  await test.step("the preview says what comes back, what stays and what is lost", async () => {
    await page.getByRole("link", { name: "Roll Back…" }).click();
    await expect(title).toHaveText("Roll back a push");
    // The organizations are read anew first.
    await expect(page.getByText(/to restore/).first()).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText(/go for good/)).toBeVisible();
    await page.getByRole("button", { name: new RegExp(org.name) }).click();
    const row = page.getByRole("row").filter({ hasText: edited.split("/").pop()! });
    await expect(row).toContainText("Keep");
    await expect(row).toContainText("changed in this org since the push");
    await console.look(page, "rollback");
  });

  await test.step("an organization and an item that are unticked stay as they are", async () => {
    await page.getByLabel(other.name, { exact: true }).uncheck();
    const nothing = page.getByRole("button", { name: new RegExp(`${other.name}.*nothing to do`) });
    await expect(nothing).toBeVisible();
    const item = page.getByRole("checkbox", { name: spared.split("/").pop()!, exact: true });
    await item.uncheck();
    await expect(page.getByRole("checkbox", { name: org.name })).toBeChecked({ indeterminate: true });
    // A reload loses nothing of the choice.
    await page.reload();
    await expect(nothing).toBeVisible({ timeout: 60_000 });
    await page.getByRole("button", { name: new RegExp(org.name) }).click();
    await expect(item).not.toBeChecked();
    await page.locator("summary", { hasText: "Rollout" }).click();
    await page.getByLabel("Halt when more fail than").selectOption("a number");
    await console.look(page, "rollback-in-part");
    await page.getByRole("button", { name: "Roll Back…" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText(/1 kept/)).toBeVisible();
    await dialog.getByRole("button", { name: "Roll back", exact: true }).click();
    await expect(page).not.toHaveURL(/rollback/);
    await expect(title).toHaveText("Rollback successful", { timeout: 120_000 });
    await expect(page.getByRole("link", { name: "Rolls back an earlier push" })).toBeVisible();
    await expect(page.getByText(/items? rolled back in 1 organization/)).toBeVisible();
    const now = await held(org);
    for (const path of created) {
      const stays = path === spared || spared.startsWith(`${path}/`);
      expect(now.has(path), path).toBe(stays);
    }
    expect(now.get(spared)).toBe(after.get(spared));
    expect(now.get(edited)).toContain("Changed by the customer");
    expect(await held(other)).toEqual(otherAfter);
  });

  await test.step("what was edited comes back when it is chosen, and the rest of the push with it", async () => {
    await page.goto(pushed);
    await expect(page.getByRole("link", { name: "Rolled back: successful" })).toBeVisible();
    await page.getByRole("link", { name: "Roll Back…" }).click();
    const also = page.getByLabel("Also restore what somebody edited or deleted since the push");
    await expect(also).toBeVisible({ timeout: 60_000 });
    await also.check();
    await expect(page.getByText(/written over/)).toBeVisible();
    await page.getByRole("button", { name: "Roll Back…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Roll back", exact: true }).click();
    await expect(page).not.toHaveURL(/rollback/);
    await expect(title).toHaveText("Rollback successful", { timeout: 120_000 });
    expect([...(await held(org)).keys()]).toEqual([...before.keys()]);
    expect((await held(org)).get(edited)).not.toContain("Changed by the customer");
    expect(await held(other)).toEqual(otherBefore);
  });
});

test("an organization that can't be read says why, and what is missing is rolled back again", async ({ page }) => {
  const [source, ...targets] = await sandbox.orgs();
  const [first, dead] = targets.filter(({ variant }) => variant === "no-connections" || variant === "same-connections");
  const title = page.getByRole("heading", { level: 1 });
  await console.openBox(page, source.name, FOLDER, [first, dead]);
  await console.pushWhenReady(page);
  await expect(title).toHaveText("Push successful", LONG);

  await sandbox.faults(dead, { revokeKey: true });
  await page.getByRole("link", { name: "Roll Back…" }).click();
  const row = page.getByRole("button", { name: new RegExp(dead.name) });
  await expect(row).toContainText("couldn't be read anew: The access key was refused", LONG);
  await page.getByLabel(first.name, { exact: true }).uncheck();
  await expect(page.getByRole("button", { name: new RegExp(`${first.name}.*nothing to do`) })).toBeVisible();
  await console.look(page, "rollback-unread");
  await page.getByRole("button", { name: "Roll Back…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Roll back", exact: true }).click();
  await expect(title).toHaveText("Rollback finished with failures", LONG);

  await sandbox.repair(dead);
  await page.getByRole("button", { name: "Roll Back Again…" }).click();
  await expect(title).toHaveText("Roll back a push");
  await expect(page.getByLabel(first.name, { exact: true })).not.toBeChecked(LONG);
  await expect(row).not.toContainText("couldn't be read", LONG);
  await page.getByRole("button", { name: "Roll Back…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Roll back", exact: true }).click();
  await expect(title).toHaveText("Rollback successful", LONG);
});
