// What goes wrong, and what a person can do about it. Runs after push.spec.ts on the same stack.
import { expect, test } from "@playwright/test";
import * as console from "./console";
import * as sandbox from "./sandbox";

const FOLDER = "Endpoint";
const LONG = { timeout: 120_000 };

console.eachTest();

test("a wrong key is refused at the form and nothing that was typed is lost", async ({ page }) => {
  await page.getByRole("link", { name: "Organizations" }).click();
  await page.getByRole("button", { name: "Connect an organization" }).click();
  const dialog = page.getByRole("dialog", { name: "Connect an organization" });
  await dialog.getByLabel("Name").fill("Initech");
  await dialog.getByLabel("Deployment").selectOption("sandbox");
  await dialog.getByLabel("Access ID").fill("suUnknown");
  await dialog.getByLabel("Access key").fill("not-the-key");
  await dialog.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(dialog.getByLabel("Access key")).toHaveAttribute("aria-invalid", "true");
  await expect(dialog.getByLabel("Name")).toHaveValue("Initech");
  await expect(dialog.getByLabel("Access ID")).toHaveValue("suUnknown");
  await console.look(page, "connect-refused");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("row", { name: /Initech/ })).toHaveCount(0);
});

test("an org is renamed, disconnected and connected again", async ({ page }) => {
  const orgs = await sandbox.orgs();
  const target = orgs.at(-1)!;
  await page.getByRole("link", { name: "Organizations" }).click();
  await page.getByRole("button", { name: `Edit: ${target.name}` }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Initrode");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("rowheader", { name: "Initrode" })).toBeVisible();
  await page.getByRole("button", { name: "Disconnect: Initrode" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Disconnect" }).click();
  await expect(page.getByText("Initrode is disconnected.")).toBeVisible();
  await expect(page.getByRole("rowheader", { name: "Initrode" })).toHaveCount(0);

  await page.getByRole("button", { name: "Connect an organization" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(target.name);
  await dialog.getByLabel("Deployment").selectOption("sandbox");
  await dialog.getByLabel("Access ID").fill(target.accessId);
  await dialog.getByLabel("Access key").fill(target.accessKey);
  await dialog.getByRole("button", { name: "Connect", exact: true }).click();
  const row = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: target.name }) });
  await expect(row).toContainText("Ready", LONG);
});

test("a dead org and failing imports are told apart, and Retry does what is missing", async ({ page }) => {
  const [source, ...targets] = await sandbox.orgs();
  const [dead, failing, fine] = targets.filter(({ variant }) => variant !== "up-to-date");
  const dialog = await console.openBox(page, source.name, FOLDER, [dead, failing, fine]);
  await expect(dialog.getByText(/in 3 of 3 organizations/)).toBeVisible();
  await sandbox.faults(dead, { revokeKey: true });
  await sandbox.faults(failing, { failImports: true });
  await console.pushWhenReady(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Push finished with failures", LONG);
  await expect(page.getByRole("button", { name: new RegExp(`^${fine.name}`) })).toContainText("Done");
  const reasons = new Map([
    [dead, "the access key was refused; replace the key"],
    [failing, "Unexpected error"],
  ]);
  for (const [{ name }, reason] of reasons) {
    await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
    const items = page.getByRole("region", { name: `Items in ${name}` });
    const failed = items.getByRole("row").filter({ hasText: "Failed" });
    await expect(failed.first()).toContainText(reason);
  }
  await page.getByRole("button", { name: /^Failed/ }).click();
  await expect(page.getByRole("button", { name: new RegExp(`^${fine.name}`) })).toHaveCount(0);
  await page.getByRole("button", { name: "Errors", exact: true }).click();
  await expect(page.getByRole("list", { name: "Log" }).getByRole("listitem").first()).toContainText("Error");
  await console.look(page, "push-failed");

  await sandbox.repair(dead);
  await sandbox.repair(failing);
  const untouched = await sandbox.calls(fine);
  await page.getByRole("button", { name: /^Retry Failed \(\d+\)$/ }).click();
  await expect(dialog.getByText("This repeats what is missing of an earlier push")).toBeVisible(LONG);
  await expect(dialog.getByText(/in 2 of 2 organizations/)).toBeVisible();
  await console.look(page, "retry");
  await console.pushWhenReady(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Push successful", LONG);
  await page.getByRole("link", { name: "Repeats an earlier push" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Push finished with failures");
  expect((await sandbox.calls(fine)).writes).toBe(untouched.writes);
  const baseline = [...(await sandbox.library(source)).keys()].filter((path) => path.startsWith(FOLDER));
  for (const org of [dead, failing, fine]) {
    expect([...(await sandbox.library(org)).keys()]).toEqual(expect.arrayContaining(baseline));
  }
});

test("what changed since the preview is named, and the preview is made anew", async ({ page, context }) => {
  const [source, ...targets] = await sandbox.orgs();
  const target = targets.find(({ variant }) => variant === "edited")!;
  const dialog = await console.openBox(page, source.name, "Network", [target]);
  const push = dialog.getByRole("button", { name: "Push", exact: true });
  await expect(push).toBeEnabled();

  // Somebody else reads the org anew after its customer changed something.
  await sandbox.edit(target, {
    op: "set",
    path: "/Library/Admin Recommended/Network/Beaconing",
    fields: { description: "Changed by the customer" },
  });
  const colleague = await context.newPage();
  await colleague.goto("/organizations");
  const row = colleague.getByRole("row").filter({ has: colleague.getByRole("rowheader", { name: target.name }) });
  await row.getByRole("button", { name: /^Read now/ }).click();
  await expect(row.getByText("Reading", { exact: true })).toBeVisible();
  await expect(row.getByText("Ready", { exact: true })).toBeVisible(LONG);
  await colleague.close();

  await push.click();
  await expect(dialog.getByText(`${target.name} changed since the preview`)).toBeVisible();
  await expect(page).toHaveURL(/content\/push/);
  await console.pushWhenReady(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Push successful", LONG);
});

test("a reload and a second tab find the push, and Stop ends it", async ({ page, context }) => {
  const [source, ...targets] = await sandbox.orgs();
  const slow = targets.filter(({ variant }) => variant === "empty" || variant === "older");
  for (const org of slow) await sandbox.faults(org, { slowJobs: 40 });
  const dialog = await console.openBox(page, source.name, "Identity", slow);
  await expect(dialog.getByText(/Create/)).not.toHaveCount(0);
  await console.pushWhenReady(page);
  const heading = page.getByRole("heading", { level: 1 });
  await expect(heading).toHaveText("Pushing in progress");
  await page.reload();
  await expect(heading).toHaveText("Pushing in progress");
  // The second tab has no live connection, so it has to ask for news.
  const tab = await context.newPage();
  await tab.routeWebSocket(/\/live$/, (socket) => socket.close());
  await tab.goto(page.url());
  await expect(tab.getByText("The live connection is interrupted")).toBeVisible();
  await expect(tab.getByRole("heading", { level: 1 })).toHaveText("Pushing in progress");

  await page.getByRole("button", { name: "Stop Push" }).click();
  await expect(page.getByRole("dialog", { name: "Stop this push?" })).toBeVisible();
  await console.look(page, "stop");
  await page.getByRole("dialog").getByRole("button", { name: "Stop Push" }).click();
  for (const org of slow) await sandbox.repair(org);
  await expect(heading).toHaveText("Push stopped", LONG);
  await expect(tab.getByRole("heading", { level: 1 })).toHaveText("Push stopped", LONG);
  await tab.close();

  await page.getByRole("button", { name: "Retry Stopped" }).click();
  await expect(dialog.getByText("This repeats what is missing")).toBeVisible(LONG);
  await page.keyboard.press("Escape");
  await expect(heading).toHaveText("Push stopped");
});

test("without an answer the console says so and goes on when there is one", async ({ page, context }) => {
  await page.route("**/api/orgs", (route) => route.abort());
  await page.reload();
  await expect(page.getByRole("alert")).toContainText("Orgcast doesn't answer");
  await page.unroute("**/api/orgs");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByLabel("Source Org")).toBeVisible();

  // The session ends while a page is open; signing in leads back to it.
  await page.getByRole("link", { name: "History", exact: true }).click();
  await expect(page.getByRole("table")).toBeVisible();
  await context.clearCookies();
  await page.reload();
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.goto(console.signInLink());
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("History");
});

test("without orgs the console says what to do", async ({ page }) => {
  await page.getByRole("link", { name: "Organizations" }).click();
  const disconnect = page.getByRole("button", { name: /^Disconnect: / });
  await expect(disconnect.first()).toBeVisible();
  for (let left = await disconnect.count(); left > 0; left -= 1) {
    await disconnect.first().click();
    await page.getByRole("dialog").getByRole("button", { name: "Disconnect" }).click();
    await expect(disconnect).toHaveCount(left - 1);
  }
  await expect(page.getByText("No organization is connected yet")).toBeVisible();
  await console.look(page, "organizations-empty");
  await page.getByRole("link", { name: "Manage Content" }).click();
  await expect(page.getByRole("link", { name: "Go to Organizations" })).toBeVisible();
});
