//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Sets up, runs, tests and measures Orgcast.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    disable_help_subcommand = true
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Provide every tool that building and testing need, and do nothing else
    Setup,
    /// Build the sandbox, the console and the Worker, or one part, where they are not current
    Build {
        /// One part; all that `start` needs when it is left out
        #[arg(value_enum)]
        part: Option<Part>,
    },
    /// Build and run everything on this machine, and print a sign-in link
    Start(Start),
    /// Print a sign-in link for a deployed Worker
    ///
    /// Its sign-in key (the secret `ORGCAST_SIGN_IN_KEY` of the Worker) is taken from the
    /// environment variable of the same name.
    SignInLink {
        /// Where the console is, for instance `https://orgcast.example.com`
        #[arg(long)]
        url: String,
    },
    /// Run every test suite, or one
    Test(Test),
    /// Format, clippy, rustdoc, licences and dependencies, all with warnings denied
    Check,
    /// Run histories of the simulation: a seed decides what goes wrong, and when
    Sim(Sim),
    /// Measure, print a table and write target/bench/NAME.json
    Bench {
        /// What to measure; sizes when it is left out
        #[command(subcommand)]
        what: Option<Bench>,
    },
}

/// Options of `start`.
#[derive(Debug, Args)]
pub struct Start {
    /// The console's port
    #[arg(long, default_value_t = 8787, value_name = "N")]
    pub port: u16,
    /// The sandbox's port
    #[arg(long, default_value_t = 8788, value_name = "N")]
    pub sandbox_port: u16,
    /// How many demo orgs, the source org included
    #[arg(long, value_name = "N")]
    pub orgs: Option<u32>,
    /// A folder of Sumo Logic exports (*.json) to fill the source org with, instead of the demo
    #[arg(long, value_name = "DIR")]
    pub library: Option<PathBuf>,
    /// Open the sign-in link in the browser
    #[arg(long)]
    pub open: bool,
}

/// Options of `test`.
#[derive(Debug, Args)]
pub struct Test {
    /// One suite; all of them when it is left out
    #[arg(value_enum)]
    pub suite: Option<Suite>,
}

/// Options of `sim`.
#[derive(Debug, Args)]
pub struct Sim {
    /// Replay the history of this seed
    #[arg(long, value_name = "N", conflicts_with_all = ["seeds", "from"])]
    pub seed: Option<u64>,
    /// Print every event of it
    #[arg(long, requires = "seed")]
    pub verbose: bool,
    /// Run so many histories, and stop at the first that breaks a promise
    #[arg(long, value_name = "COUNT", default_value_t = 2_000)]
    pub seeds: u64,
    /// The first of their seeds
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub from: u64,
}

/// What can be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// The stand-in for Sumo Logic
    Sandbox,
    /// The console, into dist/
    Console,
    /// The Worker, into build/
    Worker,
    /// The planner as an npm package for other admin consoles, into pkg/
    Module,
}

/// The test suites, in the order they run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Suite {
    /// Every crate's own tests
    Unit,
    /// Instructions of planning and of normalising, against their budgets
    Budget,
    /// The browser module: its goldens in Chromium and workerd, its types, its package
    Module,
    /// The sandbox's program over HTTP
    Sandbox,
    /// The Worker on workerd over HTTP, against the sandbox
    Edge,
    /// The console in Chromium, against the Worker and the sandbox
    Browser,
}

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub enum Bench {
    /// Bytes of the Worker, the console's first load and the browser module, raw and compressed
    Size,
    /// Times of the planner, natively and in Chromium, against plain JavaScript and git
    Plan,
    /// Pushes through the Worker into a sandbox with Sumo Logic's limits: time, calls, 429s
    Push,
    /// Instructions of planning and of normalising, against their budgets
    Instructions {
        /// Make what is counted the new budgets
        #[arg(long)]
        accept: bool,
    },
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_holds_together() {
        Cli::command().debug_assert();
    }
}
