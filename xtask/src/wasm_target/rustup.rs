//! The usual way: `rustup target add`.

use std::time::Duration;

use anyhow::Result;

use super::TARGET;
use crate::failure::last_lines;
use crate::process::{Program, Task};
use crate::progress::Step;
use crate::workspace::Workspace;

/// A firewall that swallows packets makes rustup wait for ever.
const LIMIT: Duration = Duration::from_mins(3);

pub(super) enum Answer {
    Added,
    /// Why not, as a person reads it.
    Refused(String),
}

/// Asks rustup for the target; it not being there, or not reaching its server, is an answer.
pub(super) fn add_target(workspace: &Workspace, step: &Step) -> Result<Answer> {
    if Program::new("rustup").arg("--version").answer().is_none() {
        return Ok(Answer::Refused("rustup is not installed".into()));
    }
    let program = Program::new("rustup").args(["target", "add", TARGET]);
    let finished = Task::new(workspace, "rustup-target", program)
        .limit(LIMIT)
        .finish(step)?;
    if finished.success() {
        return Ok(Answer::Added);
    }
    let why = last_lines(&finished.output()?, 1)
        .pop()
        .unwrap_or_else(|| "no answer".into());
    Ok(Answer::Refused(format!(
        "`rustup target add` did not work ({why})"
    )))
}
