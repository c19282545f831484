// What a person decides about a push before it runs. Runs after push.spec.ts on the same stack.
import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import * as console from "./console";
import * as sandbox from "./sandbox";

const FOLDER = "Sign-in anomalies";
const ITEM = "Locked accounts";

console.eachTest();

test("a customer's edit is seen, read line by line, ruled on, and stands in the plan file", async ({ page }) => {
  const [source, ...targets] = await sandbox.orgs();
  const target = targets.find(({ variant }) => variant === "empty")!;

  await test.step("what Orgcast wrote is edited by the customer", async () => {
    await console.openBox(page, source.name, FOLDER, [target]);
    await console.pushWhenReady(page);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Push successful", { timeout: 120_000 });
    const { search } = JSON.parse((await sandbox.library(target)).get(`${FOLDER}/${ITEM}`)!);
    const queryText = search.queryText.replace("timeslice 1h", "timeslice 2h");
    await sandbox.edit(target, {
      op: "set",
      path: `/Library/Admin Recommended/${FOLDER}/${ITEM}`,
      fields: { search: { ...search, queryText } },
    });
    await console.readNow(page, target);
  });

  // What was ticked is still ticked.
  await page.getByRole("link", { name: "Manage Content" }).click();
  await page.getByRole("button", { name: "Push Selected Items" }).click();
  const dialog = page.getByRole("dialog", { name: "Push Selected Content" });
  const rows = dialog.getByRole("table").getByRole("row");
  const row = rows.filter({ hasText: ITEM });
  const push = dialog.getByRole("button", { name: "Push", exact: true });
  const sentence = dialog.getByRole("status").filter({ hasText: "plan " });

  await test.step("classes and reasons are there, and a class can be listed alone", async () => {
    await expect(dialog.getByRole("button", { name: "Edited 1" })).toBeVisible();
    await dialog.getByRole("button", { name: "Edited 1" }).click();
    await expect(rows).toHaveCount(2);
    await expect(row).toContainText("Edited");
    await expect(row).toContainText("edited in this org since the last push");
    await expect(sentence).toContainText("Replace 1 item in 1 of 1 organization. 1 customer edit is overwritten.");
    await console.look(page, "preview-edited");
  });

  await test.step("the changed line of the query is shown, both ways", async () => {
    await row.getByRole("button", { name: ITEM }).focus();
    await page.keyboard.press("Enter");
    const diff = page.getByRole("dialog", { name: `${ITEM} in ${target.name}` });
    const pushed = diff.getByRole("region", { name: "What the push changes" });
    await expect(pushed.getByRole("heading", { name: "query" })).toBeVisible();
    await expect(pushed.locator("del")).toHaveText("2h");
    await expect(pushed.locator("ins")).toHaveText("1h");
    const edited = diff.getByRole("region", { name: "What the customer changed since your push" });
    await expect(edited.locator("ins")).toHaveText("2h");
    await console.look(page, "cell-diff");
    await page.keyboard.press("Escape");
    await expect(diff).toHaveCount(0);
    await expect(dialog).toBeVisible();
  });

  await test.step("keeping it changes the plan and what the button says, over a reload", async () => {
    const before = await dialog.locator("code").getAttribute("title");
    await row.getByLabel(`Ruling for ${ITEM}`).selectOption("Keep");
    await expect(sentence).toContainText("Nothing to write in 1 organization. 1 item is kept as it is.");
    await expect(row).toContainText("kept: ruled for this item in this org");
    await expect(push).toBeEnabled();
    expect(await dialog.locator("code").getAttribute("title")).not.toBe(before);
    await page.reload();
    await expect(sentence).toContainText("1 item is kept as it is.");
    await expect(row.getByLabel(`Ruling for ${ITEM}`)).toHaveValue("Keep");
  });

  await test.step("a budget that is too small disables the button, and a reset takes all back", async () => {
    await row.getByLabel(`Ruling for ${ITEM}`).selectOption("As ruled");
    await dialog.locator("summary", { hasText: "Policy" }).click();
    await dialog.getByLabel("customer edits overwritten").fill("0");
    await expect(dialog.getByText("This would overwrite 1 customer edit; the policy allows 0.")).toBeVisible();
    await expect(push).toBeDisabled();
    await console.look(page, "policy");
    await dialog.getByRole("button", { name: "Reset to Sumo Logic's behaviour" }).click();
    await expect(push).toBeEnabled();
    await dialog.getByLabel("Edited items").selectOption("Keep");
    await expect(sentence).toContainText("1 item is kept as it is.");
  });

  await test.step("items are counted over all organizations", async () => {
    await dialog.getByLabel("List").selectOption("by item");
    await expect(row).toContainText("1 keep");
  });

  await test.step("the plan file says the same without the edge, and that it is still right", async () => {
    await expect(push).toBeEnabled();
    const plan = await dialog.locator("code").getAttribute("title");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      dialog.getByRole("button", { name: "Export plan" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^orgcast-plan-\w+\.json$/);
    const text = await readFile(await download.path(), "utf8");
    expect(JSON.parse(text).digest).toBe(plan);
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Open a plan file" }).click();
    const file = page.getByLabel("Plan file");
    await file.setInputFiles({ name: "plan.json", mimeType: "application/json", buffer: Buffer.from(text) });
    await expect(page.getByText("Nothing to write in 1 organization. 1 item is kept as it is.")).toBeVisible();
    await expect(page.locator("code")).toHaveAttribute("title", plan!);
    await expect(page.getByRole("table").getByRole("row")).not.toHaveCount(0);
    await page.getByRole("button", { name: "Compare with the present" }).click();
    await expect(page.getByText("The same choices make the same plan now.")).toBeVisible();
    await page.getByLabel("Compare with another file").setInputFiles({
      name: "second.json",
      mimeType: "application/json",
      buffer: Buffer.from(text),
    });
    await expect(page.getByText("Both files hold the same plan.")).toBeVisible();
    await console.look(page, "plan-file");

    await page.route("**/api/**", (route) => route.abort());
    await page.reload();
    await file.setInputFiles({ name: "plan.json", mimeType: "application/json", buffer: Buffer.from(text) });
    await expect(page.locator("code")).toHaveAttribute("title", plan!);
    await file.setInputFiles({
      name: "plan.json",
      mimeType: "application/json",
      buffer: Buffer.from(text.replace('"keep"', '"replace"')),
    });
    await expect(page.getByRole("alert")).toContainText("can't be opened");
    await page.unroute("**/api/**");
  });
});

test("an edit that a push overwrites is a warning, which can be shown with what failed", async ({ page }) => {
  const [source, ...targets] = await sandbox.orgs();
  // The customer's edit of the test before is still there.
  const target = targets.find(({ variant }) => variant === "empty")!;
  await console.openBox(page, source.name, FOLDER, [target]);
  await console.pushWhenReady(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Push successful", { timeout: 120_000 });
  await expect(page.getByRole("button", { name: new RegExp(`^${target.name}`) })).toContainText("1 warning");
  const row = page.getByRole("table", { name: `Items in ${target.name}` }).getByRole("row").filter({ hasText: ITEM });
  await expect(row).toContainText("what somebody had edited here since the last push was overwritten");
  await expect(page.getByRole("button", { name: /^Failed/ })).toHaveCount(0);
  await page.getByLabel("Show Warnings (1)").check();
  await page.getByRole("button", { name: "Failed and warnings 1" }).click();
  await expect(page.getByRole("table").getByRole("row")).toHaveCount(2);
  await expect(row).toContainText("Replaced");
  await console.look(page, "push-warnings");
  // The address has it, so that a colleague sees the same.
  await page.reload();
  await expect(page.getByLabel("Show Warnings (1)")).toBeChecked();
  await expect(row).toBeVisible();
  await page.getByLabel("Show Warnings (1)").uncheck();
  await expect(page.getByText("No organization has an item like that.")).toBeVisible();
});

test("an organization that is protected is never pushed to", async ({ page }) => {
  const [source, ...targets] = await sandbox.orgs();
  const target = targets.find(({ variant }) => variant === "older")!;
  const protect = async (is: boolean) => {
    await page.getByRole("link", { name: "Organizations" }).click();
    await page.getByRole("button", { name: `Edit: ${target.name}` }).click();
    await page.getByLabel("Never push to this organization").setChecked(is);
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
  };
  await protect(true);
  await expect(page.getByText("Never push", { exact: true })).toBeVisible();
  const dialog = await console.openBox(page, source.name, FOLDER, [target]);
  await expect(dialog.getByText("Nothing to write in 1 organization.")).toBeVisible();
  const rule = dialog.getByLabel(`What may be pushed to ${target.name}`).first();
  await expect(rule).toBeDisabled();
  await expect(rule).toHaveValue("Never push");
  await page.keyboard.press("Escape");
  await protect(false);
});

test("what a group of organizations needs is added up, and mail is for the policy to allow", async ({ page }) => {
  const [source, ...targets] = await sandbox.orgs();
  const alike = targets.filter(({ variant }) => variant === "empty").slice(0, 2);
  const dialog = await console.openBox(page, source.name, "Compliance reports", alike);
  const sentence = dialog.getByRole("status").filter({ hasText: "plan " });
  const address = dialog.locator("li", { hasText: "ciso@example.com" });
  const openDependencies = () => dialog.locator("summary", { hasText: "Dependencies" }).click();

  await test.step("the list says in how many organizations what is so", async () => {
    await expect(dialog.getByRole("button", { name: "+1 alike" })).toBeVisible();
    await expect(dialog.getByText(/^At least \d+ calls in 2 organizations, .+ where it takes longest\.$/)).toBeVisible();
    await openDependencies();
    await expect(address).toContainText("would be mailed in all 2");
    await expect(address).toContainText("ciso@example.com, whom scheduled reports of dashboards are mailed to.");
    await expect(address).toContainText("Used by Control effectiveness.");
    await console.look(page, "dependencies-of-a-group");
  });

  await test.step("a search and two dashboards that mail go without their schedules, or not at all", async () => {
    await dialog.locator("summary", { hasText: "Policy" }).click();
    const ruling = dialog.getByLabel("would mail somebody");
    await ruling.selectOption("Push without schedule");
    await expect(sentence).toContainText("6 items go without their schedules.");
    await expect(address).toContainText("will be stripped in all 2");
    await ruling.selectOption("Don't push");
    await expect(sentence).toContainText("6 items can't be pushed.");
    await expect(address).toContainText("blocks in all 2");
    await console.look(page, "policy-without-mail");
  });

  await test.step("one of them alone is told in a sentence", async () => {
    await dialog.getByLabel("Organization", { exact: true }).selectOption(alike[1].name);
    await expect(address).toContainText(
      "ciso@example.com would receive scheduled reports of dashboards, so these aren't pushed.",
    );
  });
});

test("an organization, a single item and a missing connection are ruled on, and each says why", async ({ page }) => {
  const [source, ...targets] = await sandbox.orgs();
  // It has no connection but one to Slack, and push.spec.ts leaves it out.
  const target = targets.filter(({ variant }) => variant === "empty")[1];
  const dialog = await console.openBox(page, source.name, "E-mail security", [target]);
  const sentence = dialog.getByRole("status").filter({ hasText: "plan " });
  const rows = dialog.getByRole("table").getByRole("row");
  // Under the head, the folder comes before what is in it.
  const folder = rows.nth(1);

  await test.step("an organization is kept or blocked as a whole", async () => {
    const rule = dialog.getByLabel(`What may be pushed to ${target.name}`).first();
    await expect(sentence).toContainText("Create 6 items in 1 of 1 organization.");
    await rule.selectOption("Keep");
    await expect(sentence).toContainText("Nothing to write in 1 organization. 6 items are kept as they are.");
    await expect(folder).toContainText("kept: ruled for this org");
    await rule.selectOption("Block");
    await expect(sentence).toContainText("Nothing to write in 1 organization. 6 items can't be pushed.");
    await expect(folder).toContainText("not in this org yet, and ruled for this org");
    await rule.selectOption("As ruled");
    await expect(sentence).toContainText("Create 6 items in 1 of 1 organization.");
  });

  await test.step("one item is blocked, and freed again", async () => {
    const item = "Senders that look like ours";
    const row = rows.filter({ hasText: item });
    await row.getByLabel(`Ruling for ${item}`).selectOption("Block");
    await expect(sentence).toContainText("Create 5 items in 1 of 1 organization. 1 item can't be pushed.");
    await expect(row).toContainText("not in this org yet, and ruled for this item in this org");
    await row.getByLabel(`Ruling for ${item}`).selectOption("As ruled");
    await expect(sentence).toContainText("Create 6 items in 1 of 1 organization.");
  });

  await test.step("searches whose connection is missing go without their schedules, or not at all", async () => {
    const row = rows.filter({ hasText: "Forwarding rule to the outside" });
    await dialog.locator("summary", { hasText: "Policy" }).click();
    const ruling = dialog.getByLabel("a schedule's connection");
    await ruling.selectOption("Push without schedule");
    await expect(sentence).toContainText("2 items go without their schedules.");
    await expect(row).toContainText("without its schedule");
    await ruling.selectOption("Don't push");
    await expect(sentence).toContainText("Create 4 items in 1 of 1 organization. 2 items can't be pushed.");
    await expect(row).toContainText(/this org has no .+ connection named SOC PagerDuty/);
  });
});
