//! The Worker: worker-build compiles it into `build/`, from which wrangler runs it.

use std::fs;

use anyhow::Result;

use super::inputs;
use crate::process::Task;
use crate::progress::Step;
use crate::stamp::Stamp;
use crate::tools::Toolbox;
use crate::workspace::Workspace;

/// What rustc emits for wasm32 by default and wasm-bindgen adds, and workerd has: the list that
/// worker-build gives wasm-opt itself.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-exception-handling",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

pub(super) fn build(workspace: &Workspace, tools: &Toolbox, step: &Step) -> Result<()> {
    let inputs = inputs(workspace, &["edge"]);
    let outputs = ["build/index.js", "build/index_bg.wasm"].map(|file| workspace.path(file));
    let stamp = Stamp::of(
        workspace,
        "worker",
        &inputs,
        &tools.facts(),
        outputs.to_vec(),
    )?;
    if stamp.is_current() {
        step.outcome("already current");
        return Ok(());
    }
    let program = tools
        .wasm_program("worker-build")
        .args(["--release", "--out-dir", "../build"])
        .folder(workspace.path("edge"));
    Task::new(workspace, "build-worker", program)
        .or_else("mend the Worker's source (folders edge/ and shared/) and run it again")
        .run(step)?;
    strip_names(workspace, tools, step)?;
    stamp.record()
}

/// Takes the functions' names out, a quarter of the file, and optimises until nothing changes.
/// The file with the names stays beside the logs, to read a stack trace with.
fn strip_names(workspace: &Workspace, tools: &Toolbox, step: &Step) -> Result<()> {
    let shipped = workspace.path("build/index_bg.wasm");
    let named = workspace.traces().join("symbols/index_bg.wasm");
    fs::create_dir_all(workspace.traces().join("symbols"))?;
    fs::copy(&shipped, &named)?;
    let program = tools
        .wasm_program("wasm-opt")
        .args([
            "--merge-similar-functions",
            "-Oz",
            "--converge",
            "--strip-debug",
        ])
        .args(FEATURES)
        .arg(&named)
        .arg("-o")
        .arg(&shipped);
    Task::new(workspace, "strip-worker", program).run(step)?;
    Ok(())
}
