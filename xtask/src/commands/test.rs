//! `cargo xtask test`: every suite once, or one.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;
use clap::ValueEnum;

use crate::cli::{Suite, Test};
use crate::failure::NextStep;
use crate::interrupt;
use crate::progress::{Progress, seconds};
use crate::suites::{self, Tally};
use crate::workspace::Workspace;

pub(super) fn run(workspace: &Workspace, options: &Test) -> Result<ExitCode> {
    let chosen = match options.suite {
        Some(suite) => vec![suite],
        None => Suite::value_variants().to_vec(),
    };
    let mut progress = Progress::new(chosen.iter().map(|suite| suites::steps(*suite)).sum());
    let results: Result<Vec<_>> = chosen
        .into_iter()
        .map(|suite| one(suite, workspace, &mut progress))
        .collect();
    Ok(report(&results?))
}

/// A suite's result and how long it took. One that can't run at all counts as one failure, so
/// that the others still run.
fn one(
    suite: Suite,
    workspace: &Workspace,
    progress: &mut Progress,
) -> Result<(Suite, Tally, Duration)> {
    let begun = Instant::now();
    let done = progress.done() + suites::steps(suite);
    let tally = match suites::run(suite, workspace, progress) {
        Ok(tally) => tally,
        Err(error) if interrupt::requested() => return Err(error),
        Err(error) => {
            eprintln!("\nThe {} suite could not run: {error:#}", name(suite));
            if let Some(next) = NextStep::of(&error) {
                eprintln!("What to do next: {next}\n");
            }
            Tally {
                failed: 1,
                ..Tally::default()
            }
        }
    };
    progress.skip_to(done);
    Ok((suite, tally, begun.elapsed()))
}

fn report(results: &[(Suite, Tally, Duration)]) -> ExitCode {
    let mut total = Tally::default();
    println!();
    for (suite, tally, time) in results {
        println!("{:<8} {tally} ({})", name(*suite), seconds(*time));
        total += *tally;
    }
    println!("{total}");
    let good = results.iter().all(|(_, tally, _)| tally.is_good());
    if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn name(suite: Suite) -> String {
    suite
        .to_possible_value()
        .map(|value| value.get_name().to_owned())
        .unwrap_or_default()
}
