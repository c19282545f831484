//! A Worker of a test's own, to be killed.

use std::cell::RefCell;

use xtask::progress::Progress;
use xtask::stack::{SandboxOptions, Stack};
use xtask::workspace::Workspace;

use crate::shared_stack::SharedStack;

/// A Worker and a sandbox with every org connected and read.
pub(crate) struct Killable {
    running: RefCell<(Stack, Progress)>,
    pub(crate) stack: SharedStack,
}

impl Killable {
    /// Starts both; it will be killed so many times.
    pub(crate) fn start(name: &str, orgs: u32, job_ms: u32, kills: usize) -> Self {
        let workspace = Workspace::find().expect("the workspace");
        let mut progress = Progress::new(1 + kills);
        let options = SandboxOptions {
            orgs: Some(orgs),
            more: vec!["--job-ms".into(), job_ms.to_string()],
            ..SandboxOptions::default()
        };
        let program = workspace.target().join("debug/orgcast-sandbox");
        let running = progress
            .step("Starting a Worker to kill", |step| {
                Stack::start(&workspace, name, program, &options, step)
            })
            .expect("a stack");
        let stack = SharedStack::of(&running);
        Self {
            running: RefCell::new((running, progress)),
            stack,
        }
    }

    /// Ends workerd at once, as a crash would, and starts it again on the same state.
    pub(crate) fn kill(&self) {
        let (stack, progress) = &mut *self.running.borrow_mut();
        let worker = &mut stack.worker;
        let restart = progress.step("Killing it", |step| worker.crash_and_restart(step));
        restart.expect("another start");
    }
}
