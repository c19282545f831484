//! `cargo xtask bench`: figures, as a table and as `target/bench/NAME.json`.

use std::process::ExitCode;

use anyhow::{Result, ensure};

use crate::bench::{self, Report, instructions, plan, push, size};
use crate::cli::Bench;
use crate::progress::Progress;
use crate::tools::{self, Toolbox};
use crate::workspace::Workspace;
use crate::{build, chromium, valgrind};

pub(super) fn run(workspace: &Workspace, what: Bench) -> Result<ExitCode> {
    let (name, report) = match what {
        Bench::Size => ("size", size(workspace)?),
        Bench::Plan => ("plan", plan(workspace)?),
        Bench::Push => ("push", push(workspace)?),
        Bench::Instructions { accept } => ("instructions", instructions(workspace, accept)?),
    };
    let file = bench::write(workspace, name, &report.figures)?;
    println!("\n{}", report.table);
    println!("{}", file.display());
    Ok(if report.holds() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn size(workspace: &Workspace) -> Result<Report> {
    let mut progress = Progress::new(tools::STEPS + build::STEPS + 2);
    let tools = Toolbox::provide(workspace, &mut progress)?;
    build::all(workspace, &tools, &mut progress)?;
    build::module(workspace, &tools, &mut progress)?;
    progress.step("Compressing", |_| size::measure(workspace))
}

fn plan(workspace: &Workspace) -> Result<Report> {
    let mut progress = Progress::new(tools::STEPS + 1 + plan::STEPS);
    let tools = Toolbox::provide(workspace, &mut progress)?;
    let chromium = progress.step("Providing Chromium", |step| {
        chromium::provide(workspace, step)
    })?;
    plan::measure(workspace, &tools, &chromium, &mut progress)
}

fn push(workspace: &Workspace) -> Result<Report> {
    let mut progress = Progress::new(tools::STEPS + 1 + push::STEPS);
    let tools = Toolbox::provide(workspace, &mut progress)?;
    push::measure(workspace, &tools, &mut progress)
}

fn instructions(workspace: &Workspace, accept: bool) -> Result<Report> {
    ensure!(
        valgrind::SUPPORTED,
        "instructions are counted on Linux on x86-64"
    );
    let mut progress = Progress::new(2);
    progress.step("Providing Valgrind", |step| {
        valgrind::provide(workspace, step)
    })?;
    let mut counts = progress.step("Counting instructions", |step| {
        instructions::count(workspace, step)
    })?;
    if accept {
        instructions::accept(workspace, &mut counts)?;
    }
    for advice in counts.iter().filter_map(instructions::Count::advice) {
        eprintln!("{advice}");
    }
    Ok(instructions::report(&counts))
}
