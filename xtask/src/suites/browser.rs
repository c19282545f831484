//! The console in Chromium, against the Worker and the sandbox.

use std::fs;

use anyhow::{Context, Result};

use super::Tally;
use crate::chromium::{self, Chromium};
use crate::process::{Program, Task};
use crate::progress::{Progress, Step};
use crate::stack::{SandboxOptions, Stack};
use crate::tools::{self, Toolbox};
use crate::workspace::Workspace;
use crate::{build, register};

pub(super) const STEPS: usize = tools::STEPS + build::STEPS + 4;

pub(super) fn run(workspace: &Workspace, progress: &mut Progress) -> Result<Tally> {
    let tools = Toolbox::provide(workspace, progress)?;
    let built = build::all(workspace, &tools, progress)?;
    let chromium = progress.step("Providing Chromium", |step| {
        chromium::provide(workspace, step)
    })?;
    let stack = progress.step("Starting a Worker and a sandbox", |step| {
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
        playwright(workspace, &stack, &chromium, step)
    })
}

fn playwright(
    workspace: &Workspace,
    stack: &Stack,
    chromium: &Chromium,
    step: &Step,
) -> Result<Tally> {
    let report = workspace.traces().join("playwright.json");
    let _ = fs::remove_file(&report);
    let program = Program::new(workspace.npm_bin("playwright"))
        .args([
            "test",
            "--config",
            "tests/browser/playwright.config.ts",
            "--reporter=line,json",
        ])
        .folder(workspace.root())
        .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report)
        .env("CHROMIUM", &chromium.browser)
        .env("NO_COLOR", "1")
        .envs(stack.env());
    let finished = Task::new(workspace, "test-browser", program).finish(step)?;
    let text = fs::read_to_string(&report);
    if text.is_err() {
        finished.require().context("Playwright wrote no report")?;
        anyhow::bail!("Playwright wrote no report");
    }
    let tally = Tally::of_playwright(&text?)?;
    step.outcome(tally.to_string());
    if !tally.is_good() {
        step.say(&finished.excerpt(120).render());
    }
    Ok(tally)
}
