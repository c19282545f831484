//! `cargo xtask build`: what `start` would run, without running it.

use std::process::ExitCode;

use anyhow::Result;

use crate::build;
use crate::cli::Part;
use crate::progress::Progress;
use crate::tools::{self, Toolbox};
use crate::workspace::Workspace;

pub(super) fn run(workspace: &Workspace, part: Option<Part>) -> Result<ExitCode> {
    if part == Some(Part::Sandbox) {
        build::sandbox(workspace, &mut Progress::new(1))?;
        return Ok(ExitCode::SUCCESS);
    }
    let parts = if part.is_some() { 1 } else { build::STEPS };
    let mut progress = Progress::new(tools::STEPS + parts);
    let tools = Toolbox::provide(workspace, &mut progress)?;
    match part {
        Some(Part::Console) => build::console(workspace, &tools, &mut progress)?,
        Some(Part::Worker) => build::worker(workspace, &tools, &mut progress)?,
        Some(Part::Module) => build::module(workspace, &tools, &mut progress)?,
        Some(Part::Sandbox) | None => drop(build::all(workspace, &tools, &mut progress)?),
    }
    Ok(ExitCode::SUCCESS)
}
