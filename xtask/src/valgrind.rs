//! Valgrind, which counts instructions.

use anyhow::Result;

use crate::apt;
use crate::failure::StepFailure;
use crate::process::Program;
use crate::progress::Step;
use crate::workspace::Workspace;

/// Whether instructions can be counted here: the budgets are for this kind of machine.
pub const SUPPORTED: bool = cfg!(all(target_os = "linux", target_arch = "x86_64"));

/// Checks that `valgrind` can be run, or installs Debian's package where this program may.
pub fn provide(workspace: &Workspace, step: &Step) -> Result<()> {
    if !SUPPORTED {
        step.outcome("left out: the budgets are for Linux on x86-64");
        return Ok(());
    }
    if is_there() {
        step.outcome("already there");
        return Ok(());
    }
    apt::install(workspace, step, &["valgrind"])?;
    if is_there() {
        return Ok(());
    }
    let what = "Valgrind was not found, and it counts the instructions that have a budget";
    let next = "run `apt-get install valgrind` as root, then run the command again";
    Err(StepFailure::new(what, next).into())
}

fn is_there() -> bool {
    Program::new("valgrind").arg("--version").answer().is_some()
}
