//! The console in Chromium, against the Worker and the sandbox.

use anyhow::Result;

use super::{Tally, playwright};
use crate::progress::Progress;
use crate::stack::{SandboxOptions, Stack, WORKER_GROUP};
use crate::tools::{self, Toolbox};
use crate::workspace::Workspace;
use crate::{build, chromium, register};

pub(super) const STEPS: usize = tools::STEPS + build::STEPS + 4;

pub(super) fn run(workspace: &Workspace, progress: &mut Progress) -> Result<Tally> {
    let tools = Toolbox::provide(workspace, progress)?;
    let built = build::all(workspace, &tools, progress)?;
    let chromium = progress.step("Providing Chromium", |step| {
        chromium::provide(workspace, step)
    })?;
    let mut stack = progress.step("Starting a Worker and a sandbox", |step| {
        Stack::start(
            workspace,
            "suite-browser",
            built.sandbox,
            &SandboxOptions::default(),
            step,
        )
    })?;
    progress.step("Connecting the demo orgs", |step| {
        let (worker, sandbox) = (stack.worker.url(), stack.sandbox.url());
        register::sandbox_orgs(&worker, &sandbox, &stack.sign_in_token()?, step)
    })?;
    progress.step("Testing the console in Chromium", |step| {
        let program = playwright::program(workspace, "browser", &chromium).envs(stack.env());
        // One of the tests kills the Worker.
        stack.keep(|group| {
            playwright::count(workspace, "browser", program.env(WORKER_GROUP, group), step)
        })
    })
}
