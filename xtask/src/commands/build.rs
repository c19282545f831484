//! `cargo xtask build`: what `start` would run, without running it.

use std::process::ExitCode;

use anyhow::Result;

use crate::build;
use crate::progress::Progress;
use crate::tools::{self, Toolbox};
use crate::workspace::Workspace;

pub(super) fn run(workspace: &Workspace) -> Result<ExitCode> {
    let mut progress = Progress::new(tools::STEPS + build::STEPS);
    let tools = Toolbox::provide(workspace, &mut progress)?;
    build::all(workspace, &tools, &mut progress)?;
    Ok(ExitCode::SUCCESS)
}
