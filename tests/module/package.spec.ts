// The package as others get it: its types, its contents, its use from Node.js.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { ROOT } from "./site";

test("the declarations fit every use of the module, and refuse misuse", () => {
  const tsc = join(ROOT, "node_modules/.bin/tsc");
  const told = (() => {
    try {
      return execFileSync(tsc, ["--project", __dirname], { encoding: "utf8", stdio: "pipe" });
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  })();
  expect(told).toBe("");
});

test("a golden holds with the packed package in Node.js", () => {
  const folder = mkdtempSync(join(tmpdir(), "orgcast-module-"));
  try {
    const npm = (...args: string[]) => {
      const quiet = ["--offline", "--no-audit", "--no-fund", "--ignore-scripts", "--json"];
      const options = { cwd: folder, encoding: "utf8", stdio: "pipe" } as const;
      return JSON.parse(execFileSync("npm", [...args, ...quiet], options));
    };
    const [packed] = npm("pack", join(ROOT, "pkg"));
    const paths = packed.files.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(expect.arrayContaining(["LICENSE-MIT", "README.md", "planner.d.ts"]));
    expect(packed.version).toBe(workspaceVersion());
    writeFileSync(join(folder, "package.json"), "{}");
    npm("install", packed.filename);
    cpSync(join(__dirname, "goldens.js"), join(folder, "goldens.mjs"));
    writeFileSync(
      join(folder, "use.mjs"),
      `import { readFileSync } from "node:fs";
      import { Planner, initSync } from "orgcast-planner";
      import { differences } from "./goldens.mjs";
      initSync({ module: readFileSync(new URL(import.meta.resolve("orgcast-planner/planner_bg.wasm"))) });
      const golden = JSON.parse(readFileSync(process.argv[2], "utf8"));
      console.log(JSON.stringify(differences(Planner, golden)));`,
    );
    const golden = join(ROOT, "shared/tests/golden/everything.json");
    const said = execFileSync("node", [join(folder, "use.mjs"), golden], { encoding: "utf8" });
    expect(said.trim()).toBe("[]");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function workspaceVersion(): string | undefined {
  const manifest = readFileSync(join(ROOT, "Cargo.toml"), "utf8");
  return /\[workspace\.package\]\nversion = "([^"]+)"/.exec(manifest)?.[1];
}
