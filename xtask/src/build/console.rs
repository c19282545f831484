//! The console: Trunk compiles it into `dist/`, from which the Worker serves it.

use anyhow::Result;

use super::inputs;
use crate::process::Task;
use crate::progress::Step;
use crate::stamp::Stamp;
use crate::tools::Toolbox;
use crate::workspace::Workspace;

pub(super) fn build(workspace: &Workspace, tools: &Toolbox, step: &Step) -> Result<()> {
    let _lock = workspace.lock_builds(step)?;
    let inputs = inputs(workspace, &["index.html", "Trunk.toml", "frontend"]);
    let outputs = vec![workspace.path("dist/index.html")];
    let stamp = Stamp::of(workspace, "console", &inputs, &tools.facts(), outputs)?;
    if stamp.is_current() {
        step.outcome("already current");
        return Ok(());
    }
    let program = tools
        .wasm_program("trunk")
        .args(["build", "--release", "--offline"])
        // Trunk takes the common habit `NO_COLOR=1` for a wrong value of its own switch.
        .env("NO_COLOR", "true");
    Task::new(workspace, "build-console", program)
        .or_else("mend the console's source (folders frontend/ and shared/) and run it again")
        .run(step)?;
    stamp.record()
}
