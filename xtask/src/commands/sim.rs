//! `cargo xtask sim`: histories of the simulation, one to look at or many.

use std::process::ExitCode;

use anyhow::Result;

use crate::cli::Sim;
use crate::process::{Program, Task};
use crate::progress::Progress;
use crate::workspace::Workspace;

const MEND: &str = "mend the simulation's source (folders tests/src/ and shared/) and run it again";

pub(super) fn run(workspace: &Workspace, options: &Sim) -> Result<ExitCode> {
    let mut progress = Progress::new(1);
    progress.step("Building the simulation", |step| {
        let build = Program::new("cargo")
            .args(["build", "--profile", "native", "--package", "orgcast-tests"])
            .args(["--bin", "sim"])
            .folder(workspace.root());
        Task::new(workspace, "build-sim", build)
            .or_else(MEND)
            .run(step)
    })?;
    let sim = Program::new(workspace.target().join("native/sim"));
    let (from, count) = (options.from.to_string(), options.seeds.to_string());
    let sim = match options.seed {
        Some(seed) if options.verbose => sim.arg(seed.to_string()),
        Some(seed) => sim.args([seed.to_string().as_str(), "quiet"]),
        None => sim.args([from, count]),
    };
    sim.show()
}
