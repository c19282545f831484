// What every test of the console needs: signing in, the accessibility check, screenshots.
import { createHmac, randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import * as sandbox from "./sandbox";

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; run the tests with cargo xtask test browser`);
  return value;
}

/** A sign-in link that works once: 16 random bytes, the expiry, and their HMAC. */
export function signInLink(): string {
  const expiry = Buffer.alloc(8);
  expiry.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000) + 900));
  const signed = Buffer.concat([randomBytes(16), expiry]);
  const key = Buffer.from(required("ORGCAST_SIGN_IN_KEY"), "base64");
  const mac = createHmac("sha256", key).update(signed).digest();
  return `/sign-in#${Buffer.concat([signed, mac]).toString("base64url")}`;
}

/** Signs in and waits for the first page behind it. */
export async function signIn(page: Page): Promise<void> {
  await page.goto(signInLink());
  await expect(page.getByRole("heading", { name: "Manage Content" })).toBeVisible();
}

/** Collects what the browser complains about: thrown errors, and breaches of the content policy. */
export function complaints(context: BrowserContext): string[] {
  const found: string[] = [];
  context.on("weberror", (error) => found.push(String(error.error())));
  context.on("console", (message) => {
    if (/Content Security Policy|panicked|Refused to/.test(message.text())) found.push(message.text());
  });
  return found;
}

/** Signs in before each test of a file. After it, the orgs are repaired, and what the browser complained
 * about fails it. */
export function eachTest(): void {
  let found: string[] = [];
  test.beforeEach(async ({ page, context }) => {
    found = complaints(context);
    await signIn(page);
  });
  test.afterEach(async () => {
    for (const org of await sandbox.orgs()) await sandbox.repair(org);
    expect(found).toEqual([]);
  });
}

/** No serious or critical finding of axe on the page as it is. */
export async function accessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const told = grave.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join("\n")}`);
  expect(told).toEqual([]);
}

const SHOTS = join(__dirname, "../../target/screenshots");
const SIZES = { wide: { width: 1280, height: 800 }, narrow: { width: 420, height: 860 } };

/** Checks the page in both themes and two sizes, and keeps what it looks like. */
export async function look(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport);
      await page.screenshot({ path: join(SHOTS, `${name}-${colorScheme}-${size}.png`) });
    }
    await page.setViewportSize(SIZES.wide);
    await accessible(page);
  }
  await page.emulateMedia({ colorScheme: "light" });
}

/** Chooses the source org and waits for its tree. */
export async function chooseSource(page: Page, name: string): Promise<void> {
  await page.getByLabel("Source Org").selectOption({ label: name });
  await expect(page.getByRole("tree")).toBeVisible();
}

/** Ticks or unticks a row of the tree. */
export async function tick(page: Page, name: string): Promise<void> {
  await page.getByRole("treeitem", { name }).first().locator(".tick").click();
}

/** The button of the box, once its plan may be pushed. */
export async function pushWhenReady(page: Page): Promise<void> {
  const button = page.getByRole("dialog").getByRole("button", { name: "Push", exact: true });
  await expect(button).toBeEnabled({ timeout: 30_000 });
  await button.click();
  await page.waitForURL(/\/pushes\//);
}

/** Opens the box with a ticked folder and exactly these destinations. */
export async function openBox(page: Page, source: string, folder: string, orgs: { name: string }[]) {
  const dialog = page.getByRole("dialog");
  await page.getByRole("link", { name: "Manage Content" }).click();
  await chooseSource(page, source);
  const clear = page.getByRole("button", { name: "Clear", exact: true });
  if (await clear.isVisible()) await clear.click();
  await tick(page, folder);
  await page.getByRole("button", { name: "Push Selected Items" }).click();
  await dialog.getByLabel("Selected organizations").check();
  await expect(dialog.getByText("Tick at least one organization")).toBeVisible();
  for (const { name } of orgs) {
    await dialog.getByLabel("Search organizations").fill(name);
    await dialog.getByLabel(name, { exact: true }).check();
  }
  return dialog;
}

/** Has an org read anew and waits until it is. */
export async function readNow(page: Page, org: { name: string }): Promise<void> {
  await page.getByRole("link", { name: "Organizations" }).click();
  const row = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: org.name }) });
  await row.getByRole("button", { name: /^Read now/ }).click();
  await expect(row.getByText("Reading", { exact: true })).toBeVisible();
  await expect(row.getByText("Ready", { exact: true })).toBeVisible({ timeout: 120_000 });
}
