//! The console in Chromium, against the Worker and the sandbox.

use std::path::Path;

use anyhow::Result;

use super::{Tally, playwright};
use crate::progress::Progress;
use crate::stack::{SandboxOptions, Stack, WORKER_GROUP};
use crate::tools::{self, Toolbox};
use crate::workspace::Workspace;
use crate::{build, chromium, register};

/// A source and thirty targets, for the test that ends the Worker in the middle of a push to all of them.
const ORGS_OF_RESTART: u32 = 31;

pub(super) const STEPS: usize = tools::STEPS + build::STEPS + 7;

pub(super) fn run(workspace: &Workspace, progress: &mut Progress) -> Result<Tally> {
    let tools = Toolbox::provide(workspace, progress)?;
    let built = build::all(workspace, &tools, progress)?;
    let chromium = progress.step("Providing Chromium", |step| {
        chromium::provide(workspace, step)
    })?;
    let options = SandboxOptions::default();
    let stack = connected(
        workspace,
        "suite-browser",
        &built.sandbox,
        &options,
        progress,
    )?;
    let program = || playwright::program(workspace, "browser", &chromium);
    let mut tally = progress.step("Testing the console in Chromium", |step| {
        let program = program().args(["--project", "shared"]).envs(stack.env());
        playwright::count(workspace, "browser", program, step)
    })?;
    drop(stack);

    let options = SandboxOptions {
        orgs: Some(ORGS_OF_RESTART),
        ..SandboxOptions::default()
    };
    let mut stack = connected(
        workspace,
        "suite-browser-restart",
        &built.sandbox,
        &options,
        progress,
    )?;
    tally += progress.step("Testing the console while the Worker is killed", |step| {
        let program = program().args(["--project", "restart"]).envs(stack.env());
        stack.keep(|group| {
            playwright::count(
                workspace,
                "browser-restart",
                program.env(WORKER_GROUP, group),
                step,
            )
        })
    })?;
    Ok(tally)
}

/// A stack whose demo orgs are connected and read.
fn connected(
    workspace: &Workspace,
    name: &str,
    sandbox: &Path,
    options: &SandboxOptions,
    progress: &mut Progress,
) -> Result<Stack> {
    let stack = progress.step("Starting a Worker and a sandbox", |step| {
        Stack::start(workspace, name, sandbox.to_owned(), options, step)
    })?;
    progress.step("Connecting the demo orgs", |step| {
        let (worker, sandbox) = (stack.worker.url(), stack.sandbox.url());
        register::sandbox_orgs(&worker, &sandbox, &stack.sign_in_token()?, step)
    })?;
    Ok(stack)
}
