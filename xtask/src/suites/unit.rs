//! Every crate's own tests.

use anyhow::Result;

use super::{Tally, rust};
use crate::progress::Progress;
use crate::workspace::Workspace;

pub(super) const STEPS: usize = 1;

pub(super) fn run(workspace: &Workspace, progress: &mut Progress) -> Result<Tally> {
    progress.step("Testing every crate", |step| {
        rust::count(workspace, "unit", rust::cargo_test(workspace), step)
    })
}
