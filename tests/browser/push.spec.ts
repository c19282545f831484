// The way of a first push, from the sign-in link to View History, held against the sandbox's state.
import { expect, test } from "@playwright/test";
import * as console from "./console";
import * as sandbox from "./sandbox";

const FOLDER = "Sign-in anomalies";
const ITEM = "Malware not cleaned";

test("an administrator pushes to all child orgs but two and finds it in the history", async ({ page, context }) => {
  const complaints = console.complaints(context);
  const [source, ...targets] = await sandbox.orgs();
  const empty = targets.filter(({ variant }) => variant === "empty");
  const older = targets.filter(({ variant }) => variant === "older");
  const excluded = [empty[1], older[0]];
  const chosen = targets.filter((org) => !excluded.includes(org));
  const before = new Map(
    await Promise.all(targets.map(async (org) => [org.name, await sandbox.library(org)] as const)),
  );
  const baseline = await sandbox.library(source);
  const pushed = [...baseline.keys()].filter(
    (path) => path === FOLDER || path.startsWith(`${FOLDER}/`) || path === `Endpoint/${ITEM}`,
  );
  expect(pushed.length).toBeGreaterThan(5);
  const dialog = page.getByRole("dialog");

  await test.step("the sign-in link works once", async () => {
    const link = console.signInLink();
    const loaded: string[] = [];
    page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
    const response = await page.goto("/sign-in");
    // The planning program is no part of the first load.
    await page.waitForLoadState("networkidle");
    expect(loaded).toContain("/boot.js");
    expect(loaded.filter((path) => path.includes("planner"))).toEqual([]);
    const policy = response!.headers()["content-security-policy"];
    expect(policy).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';");
    await console.look(page, "sign-in");
    await page.goto(link);
    await expect(page.getByRole("heading", { name: "Manage Content" })).toBeVisible();
    expect(page.url()).not.toContain("#");
    const other = await context.browser()!.newContext({ baseURL: new URL(page.url()).origin });
    const stranger = await other.newPage();
    await stranger.goto(link);
    await expect(stranger.getByRole("alert")).toContainText("used before");
    await other.close();
  });

  await test.step("every org is there and read", async () => {
    await page.getByRole("link", { name: "Organizations" }).click();
    await expect(page.getByRole("row")).toHaveCount(targets.length + 2);
    await expect(page.getByText("Ready", { exact: true })).toHaveCount(targets.length + 1, {
      timeout: 90_000,
    });
    await console.look(page, "organizations");
  });

  await test.step("a folder and an item are ticked", async () => {
    await page.getByRole("link", { name: "Manage Content" }).click();
    await console.chooseSource(page, source.name);
    await page.getByLabel("Filter items").fill(ITEM);
    await console.tick(page, ITEM);
    await page.getByLabel("Filter items").fill("");
    await expect(page.getByText("1 item ticked")).toBeVisible();

    // The options are there only with a folder.
    await page.getByRole("button", { name: "Push Selected Items" }).click();
    await expect(dialog.getByText("Destinations", { exact: true })).toBeVisible();
    await expect(dialog.getByLabel("Ignore Connection")).toHaveCount(0);
    await page.goBack();
    await expect(dialog).toHaveCount(0);

    await console.tick(page, FOLDER);
    await console.look(page, "content");
    await page.reload();
    await expect(page.getByRole("treeitem", { name: FOLDER })).toHaveAttribute("aria-checked", "true");
    await expect(page.getByRole("treeitem", { name: "Endpoint" })).toHaveAttribute("aria-checked", "mixed");
  });

  await test.step("the tree is worked with the keyboard", async () => {
    const tree = page.getByRole("tree");
    await tree.focus();
    await page.keyboard.press("End");
    await page.keyboard.press("Space");
    const last = page.getByRole("treeitem", { name: "Start here" });
    await expect(last).toHaveAttribute("aria-checked", "true");
    await page.keyboard.press("Space");
    await expect(last).toHaveAttribute("aria-checked", "false");
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    await expect(page.getByRole("treeitem").first()).toHaveAttribute("aria-expanded", "true");
    await page.keyboard.press("ArrowLeft");
    await expect(page.getByRole("treeitem").first()).toHaveAttribute("aria-expanded", "false");
  });

  await test.step("the preview says what will happen where", async () => {
    await page.getByRole("button", { name: "Push Selected Items" }).click();
    await expect(dialog.getByLabel("Include Connection")).toBeChecked();
    await expect(dialog.getByLabel("Include Scheduled Reports")).toBeChecked();
    for (const org of excluded) {
      await dialog.getByLabel("Search organizations").fill(org.name);
      await dialog.getByLabel(org.name, { exact: true }).uncheck();
    }
    // The page shows what is planned elsewhere.
    expect(page.workers().map((worker) => new URL(worker.url()).pathname)).toEqual(["/planner_loader.js"]);
    await dialog.getByLabel("Search organizations").fill("");
    await expect(dialog.getByText(`${chosen.length} of ${targets.length} organizations`)).toBeVisible();
    await expect(dialog.getByText(new RegExp(`in \\d+ of ${chosen.length} organizations`))).toBeVisible();

    // In the empty org everything is created, the folder of the single item too.
    await dialog.getByRole("button", { name: new RegExp(`^${empty[0].name}`) }).click();
    const rows = dialog.getByRole("table").getByRole("row");
    await expect(rows.filter({ hasText: "Create" })).toHaveCount(pushed.length + 1);
    await expect(rows.filter({ hasText: "needed by the items selected below it" })).toHaveCount(1);
    await console.look(page, "push-box");
    await page.reload();
    await expect(dialog.getByText(`${chosen.length} of ${targets.length} organizations`)).toBeVisible();
  });

  await test.step("the push runs to its end", async () => {
    await console.pushWhenReady(page);
    await expect(page.getByRole("progressbar").first()).toBeVisible();
    await console.look(page, "push-running");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Push successful", { timeout: 120_000 });
    await expect(page.getByText(`${chosen.length} of ${chosen.length} organizations finished`)).toBeVisible();
  });

  await test.step("the result is there for every org and item", async () => {
    for (const org of [empty[0], chosen[0]]) {
      await page.getByRole("button", { name: org.name }).click();
      const table = page.getByRole("table", { name: `Items in ${org.name}` });
      for (const path of pushed) {
        const name = path.split("/").pop()!;
        const row = table.getByRole("row").filter({ hasText: name }).first();
        await row.scrollIntoViewIfNeeded();
        await expect(row).toContainText(/Created|Replaced|Same/);
      }
    }
    await expect(page).toHaveURL(/org=/);
    await console.look(page, "push-result");
  });

  await test.step("the orgs hold what was pushed and nothing else changed", async () => {
    for (const org of chosen) {
      const after = await sandbox.library(org);
      for (const path of pushed) {
        expect(sandbox.written(after.get(path)), `${path} in ${org.name}`).toEqual(
          sandbox.written(baseline.get(path)),
        );
      }
      for (const [path, definition] of before.get(org.name)!) {
        if (!pushed.includes(path)) expect(after.get(path), `${path} in ${org.name}`).toBe(definition);
      }
      expect((await sandbox.calls(org)).withOrigin).toBe(0);
    }
    for (const org of excluded) {
      expect(await sandbox.library(org)).toEqual(before.get(org.name));
      expect((await sandbox.calls(org)).writes).toBe(0);
    }
  });

  const address = new URL(page.url()).pathname;
  await test.step("the history leads back to it", async () => {
    await page.getByRole("link", { name: "Manage Content" }).click();
    await page.getByRole("link", { name: "View History" }).click();
    const row = page.getByRole("row").nth(1);
    await expect(row).toContainText("Successful");
    await expect(row).toContainText(source.name);
    await expect(row).toContainText(String(chosen.length));
    await console.look(page, "history");
    await row.getByRole("link").click();
    await expect(page).toHaveURL(new RegExp(`${address}$`));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Push successful");
    await page.goBack();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("History");
    const colleague = await context.newPage();
    await colleague.goto(`${address}?org=nobody&show=successful`);
    await expect(colleague.getByRole("button", { name: /^Successful/ })).toHaveAttribute("aria-pressed", "true");
    await colleague.close();
  });

  await test.step("a second preview says Same, and pushing it writes nothing", async () => {
    await page.getByRole("link", { name: "Organizations" }).click();
    await page.getByRole("button", { name: "Read all" }).click();
    await expect(page.getByText("Reading", { exact: true }).first()).toBeVisible();
    await expect(page.getByText("Ready", { exact: true })).toHaveCount(targets.length + 1, { timeout: 90_000 });
    const writes = async () => (await Promise.all(targets.map(sandbox.calls))).map((org) => org.writes);
    const before = await writes();
    await page.getByRole("link", { name: "Manage Content" }).click();
    await page.getByRole("button", { name: "Push Selected Items" }).click();
    await expect(dialog.getByText("Nothing to write")).toBeVisible();
    await console.pushWhenReady(page);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Push successful", { timeout: 60_000 });
    expect(await writes()).toEqual(before);
  });

  await test.step("an unknown address says so, and signing out leads to the sign-in page", async () => {
    await page.goto("/nowhere");
    await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
    await page.goto("/pushes/nothing");
    await expect(page.getByText("There is no such push")).toBeVisible();
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page).toHaveURL(/\/sign-in$/);
    await page.goto(console.signInLink());
    await expect(page.getByText("There is no such push")).toBeVisible();
  });

  expect(complaints).toEqual([]);
});
