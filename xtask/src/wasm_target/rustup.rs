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
    let program = Program::new("rustup")
        .args(["target", "add", TARGET])
        .env("RUST_BACKTRACE", "0");
    let finished = Task::new(workspace, "rustup-target", program)
        .limit(LIMIT)
        .finish(step)?;
    if finished.success() {
        return Ok(Answer::Added);
    }
    let why = reason(&finished.output()?);
    Ok(Answer::Refused(format!(
        "`rustup target add` did not work ({why})"
    )))
}

/// rustup's own error, or else the last thing it said.
fn reason(output: &str) -> String {
    let error = output
        .lines()
        .find_map(|line| line.trim().strip_prefix("error: "));
    let last = || {
        last_lines(output, 1)
            .pop()
            .unwrap_or_else(|| "it took too long".to_owned())
    };
    error.map_or_else(last, str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_rustup_s_error() {
        let output = "info: downloading\nerror: could not download file\n\nCaused by:\n  0: x\n";
        assert_eq!(reason(output), "could not download file");
        assert_eq!(
            reason("info: downloading component\n"),
            "info: downloading component"
        );
        assert_eq!(reason(""), "it took too long");
    }
}
