//! Playwright, counted.

use std::fs;

use anyhow::{Context, Result};

use super::Tally;
use crate::chromium::Chromium;
use crate::process::{Program, Task};
use crate::progress::Step;
use crate::workspace::Workspace;

const TAIL: usize = 120;

/// The tests of the folder `tests/NAME`.
pub(super) fn program(workspace: &Workspace, name: &str, chromium: &Chromium) -> Program {
    Program::new(workspace.npm_bin("playwright"))
        .args(["test", "--reporter=line,json", "--config"])
        .arg(format!("tests/{name}/playwright.config.ts"))
        .folder(workspace.root())
        .env("CHROMIUM", &chromium.browser)
        .env("NO_COLOR", "1")
}

/// Runs it, counts, and shows the end of the output where something failed.
pub(super) fn count(
    workspace: &Workspace,
    name: &str,
    program: Program,
    step: &Step,
) -> Result<Tally> {
    let report = workspace.traces().join(format!("playwright-{name}.json"));
    let _ = fs::remove_file(&report);
    let program = program.env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report);
    let finished = Task::new(workspace, &format!("test-{name}"), program).finish(step)?;
    let text = fs::read_to_string(&report);
    if text.is_err() {
        finished.require().context("Playwright wrote no report")?;
        anyhow::bail!("Playwright wrote no report");
    }
    let tally = Tally::of_playwright(&text?)?;
    step.outcome(tally.to_string());
    if !tally.is_good() {
        step.say(&finished.excerpt(TAIL).render());
    }
    Ok(tally)
}
