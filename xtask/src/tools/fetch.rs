//! All crates of the lock file, because Trunk builds without the network.

use anyhow::Result;

use crate::process::{Program, Task};
use crate::progress::Step;
use crate::workspace::Workspace;

/// Downloads the crates that are not in Cargo's cache yet.
pub(super) fn crates(workspace: &Workspace, step: &Step) -> Result<()> {
    let program = Program::new("cargo").arg("fetch").folder(workspace.root());
    Task::new(workspace, "cargo-fetch", program)
        .or_else("check that Cargo reaches its registry, then run the command again")
        .run(step)?;
    Ok(())
}
