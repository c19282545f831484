//! Instructions against their budgets: one test per program that is counted.

use anyhow::Result;

use super::Tally;
use crate::bench::instructions::{self, COUNTED};
use crate::progress::{Progress, Step};
use crate::valgrind;
use crate::workspace::Workspace;

pub(super) const STEPS: usize = 2;

pub(super) fn run(workspace: &Workspace, progress: &mut Progress) -> Result<Tally> {
    progress.step("Providing Valgrind", |step| {
        valgrind::provide(workspace, step)
    })?;
    progress.step("Counting instructions", |step| count(workspace, step))
}

fn count(workspace: &Workspace, step: &Step) -> Result<Tally> {
    let mut tally = Tally::default();
    if !valgrind::SUPPORTED {
        tally.skipped = COUNTED.len() as u64;
        step.outcome(tally.to_string());
        return Ok(tally);
    }
    for count in instructions::count(workspace, step)? {
        if let Some(advice) = count.advice() {
            step.say(&format!("  {advice}"));
        }
        let outcome = if count.holds() {
            &mut tally.passed
        } else {
            &mut tally.failed
        };
        *outcome += 1;
    }
    step.outcome(tally.to_string());
    Ok(tally)
}
