//! The planner's contest: natively and as WASM against plain JavaScript and git, on the same data.

mod goals;
mod results;

use std::path::Path;

use anyhow::Result;

use super::Report;
use crate::build;
use crate::chromium::Chromium;
use crate::process::{Program, Task};
use crate::progress::{Progress, Step};
use crate::tools::Toolbox;
use crate::workspace::Workspace;
use results::Results;

/// How many steps [`measure`] takes.
pub const STEPS: usize = 4;

/// The data sets; `tests/bench` says what they are.
const SETS: [&str; 4] = ["A", "B", "C", "D"];

/// Builds the contest and holds it. Times are medians; all contenders have to agree on the counts.
pub fn measure(
    workspace: &Workspace,
    tools: &Toolbox,
    chromium: &Chromium,
    progress: &mut Progress,
) -> Result<Report> {
    let native = progress.step("Building the native contest", |step| {
        build::contest(workspace, step)
    })?;
    let page = progress.step("Building the contest's page", |step| {
        build::page(workspace, tools, step)
    })?;
    let folder = workspace.target().join("bench");
    let output = folder.join("plan-native.json");
    let mut results = progress.step("Planning natively and comparing with git", |step| {
        let program = Program::new(native.join("contest"));
        hold(workspace, "bench-native", program, &output, step)
    })?;
    let output = folder.join("plan-browser.json");
    results.extend(progress.step("Planning in Chromium", |step| {
        let program = Program::new("node")
            .arg(workspace.path("tests/bench/run.mjs"))
            .arg(page)
            .env("CHROMIUM", &chromium.browser);
        hold(workspace, "bench-browser", program, &output, step)
    })?);
    results.check_counts()?;
    goals::report(&results)
}

/// Runs one half, which writes its results to a file.
fn hold(
    workspace: &Workspace,
    name: &str,
    program: Program,
    output: &Path,
    step: &Step,
) -> Result<Results> {
    let program = program.arg(output).args(SETS).folder(workspace.root());
    Task::new(workspace, name, program).run(step)?;
    Results::read(output)
}
