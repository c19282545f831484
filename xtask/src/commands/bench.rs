//! `cargo xtask bench`: figures, as a table and as `target/bench/NAME.json`.

use std::process::ExitCode;

use anyhow::Result;

use crate::bench::{self, size};
use crate::build;
use crate::cli::Bench;
use crate::progress::Progress;
use crate::tools::{self, Toolbox};
use crate::workspace::Workspace;

pub(super) fn run(workspace: &Workspace, what: Bench) -> Result<ExitCode> {
    let mut progress = Progress::new(tools::STEPS + build::STEPS + 1);
    let tools = Toolbox::provide(workspace, &mut progress)?;
    build::all(workspace, &tools, &mut progress)?;
    let (name, report) = match what {
        Bench::Size => (
            "size",
            progress.step("Compressing", |_| size::measure(workspace))?,
        ),
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
