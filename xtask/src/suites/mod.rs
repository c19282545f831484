//! The test suites that `cargo xtask test` runs, and how their results are counted.

mod browser;
mod budget;
mod edge;
mod module;
mod playwright;
mod rust;
mod sandbox;
mod tally;
mod unit;

use anyhow::Result;

use crate::cli::Suite;
use crate::progress::Progress;
use crate::workspace::Workspace;

pub use tally::Tally;

/// How many steps a suite takes.
pub fn steps(suite: Suite) -> usize {
    match suite {
        Suite::Unit => unit::STEPS,
        Suite::Budget => budget::STEPS,
        Suite::Module => module::STEPS,
        Suite::Sandbox => sandbox::STEPS,
        Suite::Edge => edge::STEPS,
        Suite::Browser => browser::STEPS,
    }
}

/// Runs one suite. An error means that its tests could not be run at all.
pub fn run(suite: Suite, workspace: &Workspace, progress: &mut Progress) -> Result<Tally> {
    match suite {
        Suite::Unit => unit::run(workspace, progress),
        Suite::Budget => budget::run(workspace, progress),
        Suite::Module => module::run(workspace, progress),
        Suite::Sandbox => sandbox::run(workspace, progress),
        Suite::Edge => edge::run(workspace, progress),
        Suite::Browser => browser::run(workspace, progress),
    }
}
