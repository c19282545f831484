//! `cargo xtask check`: what a reader should not have to look for, with warnings denied.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;

use crate::failure::NextStep;
use crate::interrupt;
use crate::process::{Program, Task};
use crate::progress::{Progress, Step};
use crate::tools;
use crate::wasm_target::{self, TARGET, WasmToolchain};
use crate::workspace::Workspace;

/// The advisory database comes from GitHub, which not every network reaches.
const DATABASE_LIMIT: Duration = Duration::from_secs(90);

type Check = (&'static str, fn(&Workspace, &Step) -> Result<()>);

const CHECKS: [Check; 7] = [
    ("Checking the format", format),
    ("Clippy, natively", clippy),
    ("Clippy for wasm32", clippy_wasm),
    ("Rustdoc", rustdoc),
    ("Providing cargo-deny", provide_deny),
    ("Licences, duplicates and sources", deny),
    ("Security advisories", advisories),
];

/// Runs every check, also after one that failed, so that one run tells everything.
pub(super) fn run(workspace: &Workspace) -> Result<ExitCode> {
    let mut progress = Progress::new(CHECKS.len());
    let mut failed = Vec::new();
    for (title, check) in CHECKS {
        if let Err(error) = progress.step(title, |step| check(workspace, step)) {
            interrupt::check()?;
            eprintln!(
                "{error:#}\nWhat to do next: {}\n",
                NextStep::of(&error).unwrap_or(MEND)
            );
            failed.push(title);
        }
    }
    if failed.is_empty() {
        println!("All checks passed");
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "{} of {} checks failed: {}",
        failed.len(),
        CHECKS.len(),
        failed.join("; ")
    );
    Ok(ExitCode::FAILURE)
}

fn format(workspace: &Workspace, step: &Step) -> Result<()> {
    let args = ["fmt", "--all", "--check"];
    cargo(workspace, "fmt", &args)
        .or_else("run `cargo fmt --all`")
        .run(step)
        .map(drop)
}

fn clippy(workspace: &Workspace, step: &Step) -> Result<()> {
    let args = [
        "clippy",
        "--keep-going",
        "--workspace",
        "--all-targets",
        "--all-features",
        "--",
        "-Dwarnings",
    ];
    cargo(workspace, "clippy", &args)
        .or_else(MEND)
        .run(step)
        .map(drop)
}

fn rustdoc(workspace: &Workspace, step: &Step) -> Result<()> {
    let args = [
        "doc",
        "--keep-going",
        "--workspace",
        "--no-deps",
        "--document-private-items",
    ];
    let program = program(workspace, &args).env("RUSTDOCFLAGS", "-Dwarnings");
    Task::new(workspace, "check-doc", program)
        .or_else(MEND)
        .run(step)
        .map(drop)
}

fn provide_deny(workspace: &Workspace, step: &Step) -> Result<()> {
    tools::cargo_deny().provide(workspace, step)
}

fn deny(workspace: &Workspace, step: &Step) -> Result<()> {
    let args = ["--offline", "check", "licenses", "bans", "sources"];
    deny_task(workspace, "deny", &args).run(step).map(drop)
}

const MEND: &str = "mend what the log names and run `cargo xtask check` again";

fn clippy_wasm(workspace: &Workspace, step: &Step) -> Result<()> {
    if wasm_target::provide(workspace, step)? == WasmToolchain::Debian {
        // Debian's packages have no clippy for this target.
        step.outcome("left out: the active toolchain has no wasm32 target");
        return Ok(());
    }
    let crates = ["orgcast-bench", "orgcast-edge", "orgcast-frontend"];
    let packages = crates.map(|name| ["--package", name]).concat();
    let args = [
        "clippy",
        "--keep-going",
        "--target",
        TARGET,
        "--lib",
        "--bins",
    ];
    let args = [args.as_slice(), &packages, &["--", "-Dwarnings"]].concat();
    step.outcome("done");
    cargo(workspace, "clippy-wasm", &args)
        .or_else(MEND)
        .run(step)
        .map(drop)
}

fn advisories(workspace: &Workspace, step: &Step) -> Result<()> {
    let fetch = deny_task(workspace, "deny-fetch", &["fetch", "db"]).limit(DATABASE_LIMIT);
    if !fetch.finish(step)?.success() {
        step.outcome("left out: the advisory database can't be had here");
        return Ok(());
    }
    deny_task(workspace, "deny-advisories", &["check", "advisories"])
        .run(step)
        .map(drop)
}

fn deny_task(workspace: &Workspace, name: &str, args: &[&str]) -> Task {
    let program = Program::new(tools::cargo_deny().binary(workspace, "cargo-deny"))
        .args(args)
        .folder(workspace.root());
    Task::new(workspace, &format!("check-{name}"), program)
        .or_else("read the log; what is known and accepted stands in deny.toml with its reason")
}

fn program(workspace: &Workspace, args: &[&str]) -> Program {
    Program::new("cargo").args(args).folder(workspace.root())
}

fn cargo(workspace: &Workspace, name: &str, args: &[&str]) -> Task {
    Task::new(
        workspace,
        &format!("check-{name}"),
        program(workspace, args),
    )
}
