//! One file per command.

mod bench;
mod build;
mod check;
mod setup;
mod sign_in_link;
mod sim;
mod start;
mod test;

use std::process::ExitCode;

use anyhow::Result;

use crate::cli::{Bench, Command};
use crate::workspace::Workspace;

/// Runs a command to its end.
pub fn run(command: Command) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    match command {
        Command::Setup => setup::run(&workspace),
        Command::Build { part } => build::run(&workspace, part),
        Command::Start(options) => start::run(&workspace, &options),
        Command::SignInLink { url } => sign_in_link::run(&url),
        Command::Test(options) => test::run(&workspace, &options),
        Command::Check => check::run(&workspace),
        Command::Sim(options) => sim::run(&workspace, &options),
        Command::Bench { what } => bench::run(&workspace, what.unwrap_or(Bench::Size)),
    }
}
