//! The Worker: worker-build compiles it into `build/`, from which wrangler runs it.

use anyhow::Result;

use super::inputs;
use super::wasm::{self, Aim};
use crate::process::Task;
use crate::progress::Step;
use crate::stamp::Stamp;
use crate::tools::Toolbox;
use crate::workspace::Workspace;

/// The Worker runs in one runtime only, which has SIMD; the crate for SHA-256 makes use of it.
const SIMD: &str = "-Ctarget-feature=+simd128";

pub(super) fn build(workspace: &Workspace, tools: &Toolbox, step: &Step) -> Result<()> {
    let _lock = workspace.lock_builds(step)?;
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
        .args(["--profile", "worker", "--out-dir", "../build"])
        .env(wasm::RUSTFLAGS, format!("{SIMD} {}", wasm::remapped()))
        .folder(workspace.path("edge"));
    Task::new(workspace, "build-worker", program)
        .or_else("mend the Worker's source (folders edge/ and shared/) and run it again")
        .run(step)?;
    let shipped = workspace.path("build/index_bg.wasm");
    wasm::optimise(workspace, tools, "worker", &shipped, Aim::Speed, step)?;
    stamp.record()
}
