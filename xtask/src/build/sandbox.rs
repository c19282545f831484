//! The sandbox, a native program in the dev profile: it shares its crates with the tests.

use std::path::PathBuf;

use anyhow::Result;

use crate::process::{Program, Task};
use crate::progress::Step;
use crate::workspace::Workspace;

pub(super) fn build(workspace: &Workspace, step: &Step) -> Result<PathBuf> {
    let program = Program::new("cargo")
        .args([
            "build",
            "--package",
            "orgcast-sandbox",
            "--bin",
            "orgcast-sandbox",
        ])
        .folder(workspace.root());
    Task::new(workspace, "build-sandbox", program)
        .or_else("mend the sandbox's source (folder sandbox/) and run the command again")
        .run(step)?;
    Ok(workspace.target().join("debug/orgcast-sandbox"))
}
