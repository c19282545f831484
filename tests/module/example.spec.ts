// The example page: it plans, follows every tick, works by keyboard and is accessible.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { ROOT, SITE, serve } from "./site";

test("the example shows what would happen and follows every tick", async ({ page }) => {
  const thrown: string[] = [];
  page.on("pageerror", (error) => thrown.push(String(error)));
  await serve(page);
  await page.goto(`${SITE}/pkg/example/index.html`);
  const summary = page.getByRole("status");
  await expect(summary).toHaveText("9 to create, 2 to replace, 1 the same, 3 blocked");
  const clash = page.getByRole("row", { name: /Network folder/ });
  await expect(clash).toContainText("this org has a search of the same name here");
  const digest = await page.locator("#digest").textContent();

  await page.getByRole("checkbox", { name: "Baseline › VIP users" }).focus();
  await page.keyboard.press("Space");
  await expect(summary).toHaveText("8 to create, 1 to replace, 1 the same, 3 blocked");
  await expect(page.locator("#digest")).not.toHaveText(digest ?? "");
  await page.keyboard.press("Space");
  await expect(page.locator("#digest")).toHaveText(digest ?? "");
  expect(thrown).toEqual([]);
});

test("the example is readable in both themes and on a narrow screen", async ({ page }) => {
  const shots = join(ROOT, "target/screenshots");
  mkdirSync(shots, { recursive: true });
  await serve(page);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [1100, 420]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${SITE}/pkg/example/index.html`);
      await expect(page.getByRole("status")).not.toBeEmpty();
      await page.screenshot({ path: join(shots, `module-${colorScheme}-${width}.png`), fullPage: true });
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html)}`)).toEqual([]);
    }
  }
});
