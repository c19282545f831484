//! The only commands a person has to know: `cargo xtask setup | start | test | check | bench`.

use std::process::ExitCode;

use clap::Parser;
use xtask::{cli::Cli, commands, failure::NextStep, interrupt};

fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Err(error) = interrupt::listen() {
        eprintln!("error: {error:#}");
        return ExitCode::FAILURE;
    }
    match commands::run(cli.command) {
        Ok(code) => code,
        Err(error) if interrupt::requested() => {
            eprintln!("\nStopped: {error:#}");
            ExitCode::from(130)
        }
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            if let Some(next) = NextStep::of(&error) {
                eprintln!("\nWhat to do next: {next}");
            }
            ExitCode::FAILURE
        }
    }
}
