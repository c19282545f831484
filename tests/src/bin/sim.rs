//! Runs histories of the simulation; `cargo xtask sim` builds and starts it.
//!
//! `sim SEED` prints the events of one history, `sim SEED quiet` only how it ended, and
//! `sim FROM COUNT` runs many.

use std::env;
use std::process::ExitCode;
use std::time::Instant;

use orgcast_tests::simulation::history::{run, run_all};

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let number = |place: usize| args.get(place)?.parse::<u64>().ok();
    match (number(0), number(1)) {
        (Some(from), Some(count)) => many(from, count),
        (Some(seed), None) => one(seed, args.len() == 1),
        _ => {
            eprintln!("sim SEED [quiet] | sim FROM COUNT");
            ExitCode::FAILURE
        }
    }
}

fn one(seed: u64, verbose: bool) -> ExitCode {
    let (figures, result) = run(seed, verbose);
    println!("{figures}");
    match result {
        Ok(()) => {
            println!("seed {seed}: every promise was kept");
            ExitCode::SUCCESS
        }
        Err(broken) => {
            println!("seed {seed}: {broken}");
            ExitCode::FAILURE
        }
    }
}

fn many(from: u64, count: u64) -> ExitCode {
    let begun = Instant::now();
    let summary = run_all(from..from + count, |done| {
        if done.is_multiple_of(1_000) {
            println!(
                "{done} of {count} histories, {} s",
                begun.elapsed().as_secs()
            );
        }
    });
    let time = begun.elapsed();
    println!("{}{:.1} s in all", summary.figures, time.as_secs_f64());
    let Some((seed, broken)) = summary.failure else {
        println!("every promise was kept");
        return ExitCode::SUCCESS;
    };
    println!("seed {seed}: {broken}\nreplay it: cargo xtask sim --seed {seed} --verbose");
    ExitCode::FAILURE
}
