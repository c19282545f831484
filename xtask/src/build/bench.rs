//! The programs of `tests/bench`: native ones for speed, and the page's WASM as the console's is made.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::process::{Program, Task};
use crate::progress::Step;
use crate::tools::Toolbox;
use crate::wasm_target::TARGET;
use crate::workspace::Workspace;

const MEND: &str = "mend the bench's source (folders tests/bench/ and shared/) and run it again";

/// Builds the contest of planner and git.
pub(crate) fn contest(workspace: &Workspace, step: &Step) -> Result<PathBuf> {
    native(workspace, "", &["contest"], step)
}

/// Builds the programs whose instructions are counted. SHA-256 is done by plain instructions in
/// them: a machine with instructions of its own for that would count fewer.
pub(crate) fn counted(workspace: &Workspace, names: &[&str], step: &Step) -> Result<PathBuf> {
    native(workspace, "--cfg=sha2_256_backend=\"soft\"", names, step)
}

/// Builds the sandbox and the program that pushes into it, for speed.
pub(crate) fn push(workspace: &Workspace, step: &Step) -> Result<PathBuf> {
    let program = Program::new("cargo")
        .args(["build", "--profile", "native"])
        .args(["--package", "orgcast-bench", "--package", "orgcast-sandbox"])
        .args(["--features", "orgcast-bench/native"])
        .args(["--bin", "push", "--bin", "orgcast-sandbox"])
        .folder(workspace.root());
    Task::new(workspace, "build-bench-push", program)
        .or_else(MEND)
        .run(step)?;
    Ok(workspace.target().join("native"))
}

/// Builds the page's WASM; gives the folder that it is in.
pub(crate) fn page(workspace: &Workspace, tools: &Toolbox, step: &Step) -> Result<PathBuf> {
    let folder = workspace.target().join("bench/wasm");
    fs::create_dir_all(&folder)?;
    let built = workspace.target().join(TARGET).join("release/page.wasm");
    let (module, smaller) = (folder.join("page_bg.wasm"), folder.join("smaller.wasm"));
    let cargo = tools.wasm_program("cargo").args(["build", "--release"]);
    let cargo = cargo.args(["--target", TARGET, "--package", "orgcast-bench"]);
    let bindgen = tools.wasm_program("wasm-bindgen");
    let bindgen = bindgen.args(["--target", "web", "--no-typescript", "--out-dir"]);
    // The level that index.html gives Trunk for the console.
    let optimise = tools.wasm_program("wasm-opt").arg("-Oz").arg(&module);
    for program in [
        cargo.args(["--bin", "page"]),
        bindgen.arg(&folder).arg(&built),
        optimise.arg("-o").arg(&smaller),
    ] {
        Task::new(workspace, "build-bench-page", program)
            .or_else(MEND)
            .run(step)?;
    }
    fs::rename(smaller, module)?;
    Ok(folder)
}

/// Builds native programs; gives the folder that they are in.
fn native(workspace: &Workspace, flags: &str, names: &[&str], step: &Step) -> Result<PathBuf> {
    let program = Program::new("cargo")
        .args(["build", "--profile", "native", "--package", "orgcast-bench"])
        .args(["--features", "native"])
        .args(names.iter().flat_map(|name| ["--bin", name]))
        .folder(workspace.root());
    let program = match flags {
        "" => program,
        flags => program.env("RUSTFLAGS", flags),
    };
    Task::new(workspace, "build-bench", program)
        .or_else(MEND)
        .run(step)?;
    Ok(workspace.target().join("native"))
}
