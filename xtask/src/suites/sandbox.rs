//! The sandbox's program over HTTP.

use anyhow::Result;

use super::{Tally, rust};
use crate::build;
use crate::progress::Progress;
use crate::stack::{SANDBOX_URL, Sandbox, SandboxOptions};
use crate::workspace::Workspace;

pub(super) const STEPS: usize = 3;

pub(super) fn run(workspace: &Workspace, progress: &mut Progress) -> Result<Tally> {
    let built = build::sandbox(workspace, progress)?;
    let logs = workspace.traces().join("logs/suite-sandbox");
    let sandbox = progress.step("Starting the sandbox", |step| {
        Sandbox::start(built.sandbox, &SandboxOptions::default(), &logs, step)
    })?;
    progress.step("Testing the sandbox over HTTP", |step| {
        let program = rust::against_stack(workspace, "sandbox").env(SANDBOX_URL, sandbox.url());
        rust::count(workspace, "sandbox", program, step)
    })
}
