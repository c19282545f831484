//! The browser module: `shared` with its feature `browser` as an npm package in `pkg/`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use walkdir::WalkDir;

use super::inputs;
use super::wasm::{self, Aim};
use crate::process::Task;
use crate::progress::Step;
use crate::stamp::Stamp;
use crate::tools::Toolbox;
use crate::wasm_target::TARGET;
use crate::workspace::Workspace;

/// The folder of the package.
const PACKAGE: &str = "pkg";
/// What the version is in the committed `package.json`, which the workspace's takes the place of.
const VERSION: &str = r#""version": "0.0.0""#;
const LICENSES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

pub(super) fn build(workspace: &Workspace, tools: &Toolbox, step: &Step) -> Result<()> {
    let _lock = workspace.lock_builds(step)?;
    let inputs = inputs(workspace, &["module", LICENSES[0], LICENSES[1]]);
    let outputs = [
        "package.json",
        "planner.js",
        "planner.d.ts",
        "planner_bg.wasm",
    ];
    let outputs = outputs.map(|file| workspace.path(PACKAGE).join(file));
    let wasm = outputs[3].clone();
    let stamp = Stamp::of(
        workspace,
        "module",
        &inputs,
        &tools.facts(),
        outputs.to_vec(),
    )?;
    if stamp.is_current() {
        step.outcome("already current");
        return Ok(());
    }
    let folder = workspace.path(PACKAGE);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    compile(workspace, tools, step)?;
    bind(workspace, tools, &folder, step)?;
    wasm::optimise(workspace, tools, "module", &wasm, Aim::Size, step)?;
    furnish(workspace, &folder)?;
    stamp.record()
}

fn compile(workspace: &Workspace, tools: &Toolbox, step: &Step) -> Result<()> {
    let program = tools
        .wasm_program("cargo")
        .args(["rustc", "--release", "--offline", "--target", TARGET])
        .args(["--package", "orgcast-shared", "--features", "browser"])
        // Only here is the crate a module of its own; everywhere else it is a library.
        .args(["--lib", "--crate-type", "cdylib"])
        .env(wasm::RUSTFLAGS, wasm::remapped());
    Task::new(workspace, "build-module", program)
        .or_else("mend the module's source (folder shared/) and run it again")
        .run(step)?;
    Ok(())
}

/// Writes the JavaScript and the TypeScript declarations around the WASM.
fn bind(workspace: &Workspace, tools: &Toolbox, folder: &Path, step: &Step) -> Result<()> {
    let compiled = format!("{TARGET}/release/orgcast_shared.wasm");
    let program = tools
        .wasm_program("wasm-bindgen")
        .args(["--target", "web", "--out-name", "planner", "--out-dir"])
        .arg(folder)
        .arg(workspace.target().join(compiled));
    Task::new(workspace, "bind-module", program).run(step)?;
    Ok(())
}

/// Adds what an npm package has besides: its manifest, its README, the example and the licences.
fn furnish(workspace: &Workspace, folder: &Path) -> Result<()> {
    let from = workspace.path("module");
    for entry in WalkDir::new(&from) {
        let entry = entry?;
        let to = folder.join(entry.path().strip_prefix(&from)?);
        if entry.file_type().is_dir() {
            fs::create_dir_all(to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    for license in LICENSES {
        fs::copy(workspace.path(license), folder.join(license))?;
    }
    let manifest = folder.join("package.json");
    let text = fs::read_to_string(&manifest).context("module/package.json can't be read")?;
    fs::write(&manifest, versioned(&text)?)?;
    Ok(())
}

fn versioned(manifest: &str) -> Result<String> {
    ensure!(
        manifest.matches(VERSION).count() == 1,
        "module/package.json has to have {VERSION} once, for the workspace's version"
    );
    let version = concat!(r#""version": ""#, env!("CARGO_PKG_VERSION"), '"');
    Ok(manifest.replace(VERSION, version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_has_the_workspace_s_version() {
        let committed = Workspace::find().unwrap().path("module/package.json");
        let text = versioned(&fs::read_to_string(committed).unwrap()).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
        assert!(versioned("{}").is_err());
    }
}
