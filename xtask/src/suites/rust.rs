//! `cargo test`, counted.

use anyhow::Result;

use super::Tally;
use crate::process::{Program, Task};
use crate::progress::Step;
use crate::workspace::Workspace;

const TAIL: usize = 80;

/// `cargo test` over the workspace. Always all of it, with a filter where only a part shall run:
/// selecting packages would change the features of common dependencies and compile them again.
pub(super) fn cargo_test(workspace: &Workspace) -> Program {
    Program::new("cargo")
        .args(["test", "--workspace", "--no-fail-fast"])
        // Its declarations are held against the Rust types natively.
        .args(["--features", "orgcast-shared/browser"])
        // Its deliberate faults are off but in the one test that commits them.
        .args(["--features", "orgcast-tests/sabotage"])
        .folder(workspace.root())
        // A snapshot that is missing or differs fails instead of being written.
        .env("INSTA_UPDATE", "no")
}

/// One of the test programs of `tests/` that need a running stack.
pub(super) fn against_stack(workspace: &Workspace, name: &str) -> Program {
    cargo_test(workspace).args(["--features", "orgcast-tests/stack", "--test", name])
}

/// Runs it, counts, and shows the end of the output where something failed.
pub(super) fn count(
    workspace: &Workspace,
    name: &str,
    program: Program,
    step: &Step,
) -> Result<Tally> {
    let finished = Task::new(workspace, &format!("test-{name}"), program).finish(step)?;
    let tally = Tally::of_rust(&finished.output()?, finished.success());
    step.outcome(tally.to_string());
    if !tally.is_good() {
        step.say(&finished.excerpt(TAIL).render());
    }
    Ok(tally)
}
