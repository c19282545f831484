//! `cargo xtask setup`: every tool, and nothing else.

use std::process::ExitCode;

use anyhow::Result;

use crate::progress::Progress;
use crate::tools::{self, Toolbox};
use crate::workspace::Workspace;
use crate::{chromium, valgrind};

pub(super) fn run(workspace: &Workspace) -> Result<ExitCode> {
    let mut progress = Progress::new(tools::STEPS + 3);
    Toolbox::provide(workspace, &mut progress)?;
    let deny = tools::cargo_deny();
    let title = format!("Providing {} {}", deny.name, deny.version);
    progress.step(&title, |step| deny.provide(workspace, step))?;
    progress.step("Providing Chromium", |step| {
        chromium::provide(workspace, step)
    })?;
    progress.step("Providing Valgrind", |step| {
        valgrind::provide(workspace, step)
    })?;
    Ok(ExitCode::SUCCESS)
}
