//! The Worker on workerd over HTTP, against the sandbox.

use anyhow::Result;

use super::{Tally, rust};
use crate::build;
use crate::progress::Progress;
use crate::stack::{SandboxOptions, Stack, WorkerWays};
use crate::tools::{self, Toolbox};
use crate::workspace::Workspace;

/// A source and seven targets of every variant, so that tests don't meet in one.
const ORGS: u32 = 50;

/// So many tests run at once, whatever the machine has: they wait for the orgs' rate limits most of the time.
const AT_ONCE: &str = "6";

/// Short enough for every push to go on over several alarms, as only those of thousands of items do otherwise.
const SHIFT_SECONDS: u64 = 2;

pub(super) const STEPS: usize = tools::STEPS + 4;

pub(super) fn run(workspace: &Workspace, progress: &mut Progress) -> Result<Tally> {
    let tools = Toolbox::provide(workspace, progress)?;
    let built = build::sandbox(workspace, progress)?;
    build::worker(workspace, &tools, progress)?;
    let options = SandboxOptions {
        orgs: Some(ORGS),
        ..SandboxOptions::default()
    };
    let ways = WorkerWays {
        shift_seconds: Some(SHIFT_SECONDS),
        ..WorkerWays::default()
    };
    let stack = progress.step("Starting a Worker and a sandbox", |step| {
        Stack::start_with(
            &ways,
            workspace,
            "suite-edge",
            built.sandbox,
            &options,
            step,
        )
    })?;
    progress.step("Testing the Worker over HTTP", |step| {
        let program = rust::against_stack(workspace, "edge")
            .envs(stack.env())
            .env("RUST_TEST_THREADS", AT_ONCE);
        rust::count(workspace, "edge", program, step)
    })
}
