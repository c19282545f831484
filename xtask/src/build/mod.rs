//! What `start` runs (the sandbox, the console and the Worker) and the browser module, built when
//! they are not current.

mod bench;
mod console;
mod module;
mod sandbox;
mod wasm;
mod worker;

use std::path::PathBuf;

use anyhow::Result;

use crate::progress::Progress;
use crate::tools::Toolbox;
use crate::workspace::Workspace;

pub(crate) use bench::{contest, counted, page, push as bench_push};

/// How many steps [`all`] takes.
pub const STEPS: usize = 3;

/// What a build left behind.
#[derive(Debug, Clone)]
pub struct Built {
    /// The sandbox's program.
    pub sandbox: PathBuf,
}

/// Builds everything that `start` needs and that is not current.
pub fn all(workspace: &Workspace, tools: &Toolbox, progress: &mut Progress) -> Result<Built> {
    let sandbox = sandbox(workspace, progress)?;
    console(workspace, tools, progress)?;
    worker(workspace, tools, progress)?;
    Ok(sandbox)
}

/// Builds the sandbox alone; it needs none of the WASM tools. One step.
pub fn sandbox(workspace: &Workspace, progress: &mut Progress) -> Result<Built> {
    let sandbox = progress.step("Building the sandbox", |step| {
        sandbox::build(workspace, step)
    })?;
    Ok(Built { sandbox })
}

/// Builds the console alone. One step.
pub fn console(workspace: &Workspace, tools: &Toolbox, progress: &mut Progress) -> Result<()> {
    progress.step("Building the console", |step| {
        console::build(workspace, tools, step)
    })
}

/// Builds the Worker alone. One step.
pub fn worker(workspace: &Workspace, tools: &Toolbox, progress: &mut Progress) -> Result<()> {
    progress.step("Building the Worker", |step| {
        worker::build(workspace, tools, step)
    })
}

/// Builds the browser module alone. One step.
pub fn module(workspace: &Workspace, tools: &Toolbox, progress: &mut Progress) -> Result<()> {
    progress.step("Building the browser module", |step| {
        module::build(workspace, tools, step)
    })
}

/// Everything that goes into a WASM build: its own sources and what all builds share.
fn inputs(workspace: &Workspace, own: &[&str]) -> Vec<PathBuf> {
    own.iter()
        .copied()
        .chain([
            "shared",
            "Cargo.toml",
            "Cargo.lock",
            ".cargo",
            "package-lock.json",
        ])
        .map(|path| workspace.path(path))
        .collect()
}
