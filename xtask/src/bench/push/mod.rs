//! Pushes through the Worker on workerd into a sandbox that keeps Sumo Logic's limits.

mod report;
mod results;

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::Result;

use super::Report;
use crate::build;
use crate::process::{Program, Task};
use crate::progress::Progress;
use crate::stack::{SandboxOptions, Stack, WorkerWays};
use crate::tools::Toolbox;
use crate::workspace::Workspace;
use results::Round;

/// How many steps [`measure`] takes.
pub const STEPS: usize = 1 + 2 * SCENES.len();

/// How long a call takes in the sandbox, in milliseconds.
const LATENCY_MS: u64 = 80;
/// How long a job takes, in milliseconds, and how much longer for each object.
const JOB_MS: u64 = 1_000;
const OBJECT_MS: u64 = 2;

/// Orgs and content to push.
struct Scene {
    name: &'static str,
    targets: u32,
    folders: u32,
    items: u32,
    rounds: &'static [&'static str],
}

/// The first scene is what the engine takes, the second what the machine makes of it: all that Cloudflare
/// spreads runs in one process here.
const SCENES: [Scene; 3] = [
    Scene {
        name: "few orgs",
        targets: 5,
        folders: 12,
        items: 150,
        rounds: &["new", "same", "differing"],
    },
    Scene {
        name: "many orgs",
        targets: 100,
        folders: 12,
        items: 150,
        rounds: &["new", "same", "differing"],
    },
    Scene {
        name: "many items",
        targets: 1,
        folders: 50,
        items: 5_000,
        rounds: &["new", "same"],
    },
];

/// Builds what is needed and pushes.
pub fn measure(workspace: &Workspace, tools: &Toolbox, progress: &mut Progress) -> Result<Report> {
    build::worker(workspace, tools, progress)?;
    let programs = progress.step("Building the sandbox and the bench for speed", |step| {
        build::bench_push(workspace, step)
    })?;
    let outputs = workspace.target().join("bench");
    fs::create_dir_all(&outputs)?;
    let mut rounds: Vec<(&Scene, Vec<Round>)> = Vec::new();
    let ways = WorkerWays {
        place: place(),
        ..WorkerWays::default()
    };
    for scene in &SCENES {
        let folder = tempfile::Builder::new()
            .prefix("orgcast-library-")
            .tempdir()?;
        let options = SandboxOptions {
            orgs: Some(scene.targets + 1),
            library: Some(folder.path().to_owned()),
            more: sandbox_options(),
            ..SandboxOptions::default()
        };
        let name = format!("bench-push-{}", scene.name.replace(' ', "-"));
        let sizes = [scene.folders, scene.items].map(|number| number.to_string());
        let library = Program::new(programs.join("push")).arg("library");
        let library = library.arg(folder.path()).args(sizes);
        let sandbox = programs.join("orgcast-sandbox");
        let stack = progress.step(&format!("Starting a stack: {}", scene.name), |step| {
            Task::new(workspace, &name, library).run(step)?;
            Stack::start_with(&ways, workspace, &name, sandbox, &options, step)
        })?;
        let output = outputs.join(format!("{name}.json"));
        let program = Program::new(programs.join("push")).arg("measure");
        let program = program
            .arg(&output)
            .args(scene.rounds)
            .envs(stack.env())
            .env("ORGCAST_SIGN_IN_TOKEN", &stack.sign_in_token()?)
            .env("ORGCAST_WORKER_GROUP", stack.worker.group().to_string());
        progress.step(&format!("Pushing: {}", scene.name), |step| {
            Task::new(workspace, &name, program).run(step)
        })?;
        rounds.push((scene, Round::read(&output)?));
    }
    Ok(report::report(&rounds))
}

/// Where the Worker's state is kept: in memory, where the system has a folder for that. The local runtime
/// waits for the disk in the one thread that it has for all orgs, which Cloudflare's doesn't.
fn place() -> PathBuf {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        memory.to_owned()
    } else {
        env::temp_dir()
    }
}

fn sandbox_options() -> Vec<String> {
    let mut options = vec!["--empty-targets".to_owned()];
    for (option, value) in [
        ("--latency-ms", LATENCY_MS),
        ("--job-ms", JOB_MS),
        ("--object-ms", OBJECT_MS),
    ] {
        options.extend([option.to_owned(), value.to_string()]);
    }
    options
}
