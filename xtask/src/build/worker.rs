//! The Worker: worker-build compiles it into `build/`, from which wrangler runs it.

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::Result;

use super::inputs;
use crate::process::Task;
use crate::progress::Step;
use crate::stamp::Stamp;
use crate::tools::Toolbox;
use crate::workspace::Workspace;

/// What rustc emits for wasm32 by default and wasm-bindgen adds, and workerd has: the list that
/// worker-build itself gives wasm-opt.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-exception-handling",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

pub(super) fn build(workspace: &Workspace, tools: &Toolbox, step: &Step) -> Result<()> {
    let _lock = workspace.lock_builds(step)?;
    let inputs = inputs(workspace, &["edge"]);
    let outputs = ["build/index.js", "build/index_bg.wasm"].map(|file| workspace.path(file));
    let stamp = Stamp::of(
        workspace,
        "worker",
        &inputs,
        &tools.facts(),
        outputs.to_vec(),
    )?;
    if stamp.is_current() {
        step.outcome("already current");
        return Ok(());
    }
    let program = tools
        .wasm_program("worker-build")
        .args(["--release", "--out-dir", "../build"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", remapped())
        .folder(workspace.path("edge"));
    Task::new(workspace, "build-worker", program)
        .or_else("mend the Worker's source (folders edge/ and shared/) and run it again")
        .run(step)?;
    optimise(workspace, tools, step)?;
    stamp.record()
}

/// Flags that leave out where the crates lie on this machine: panics name it in every Worker.
fn remapped() -> String {
    let home = env::home_dir().map(|home| home.join(".cargo"));
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or(home);
    let sources = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok());
    let folders = sources.into_iter().flatten().flatten();
    let flag = |folder: fs::DirEntry| format!("--remap-path-prefix={}/=", folder.path().display());
    // A flag with a space in it would be two.
    let flags = folders.map(flag).filter(|flag| !flag.contains(' '));
    flags.collect::<Vec<_>>().join(" ")
}

/// Optimises for size, then takes the functions' names out, which are a quarter of the file. The
/// file with the names stays in `target/xtask/symbols`, to read a stack trace with.
fn optimise(workspace: &Workspace, tools: &Toolbox, step: &Step) -> Result<()> {
    let shipped = workspace.path("build/index_bg.wasm");
    let folder = workspace.traces().join("symbols");
    fs::create_dir_all(&folder)?;
    let named = folder.join("index_bg.wasm");
    let wasm_opt = |flags: &[&str], from: &Path, to: &Path| {
        let program = tools.wasm_program("wasm-opt").args(flags).args(FEATURES);
        let program = program.arg(from).arg("-o").arg(to);
        Task::new(workspace, "optimise-worker", program).run(step)
    };
    step.note("optimising for size");
    // The first kilobyte is the far end of the stack, which lies below everything else.
    let smaller = [
        "--merge-similar-functions",
        "--low-memory-unused",
        "-Oz",
        "--debuginfo",
    ];
    wasm_opt(&smaller, &shipped, &named)?;
    wasm_opt(&["--strip-debug"], &named, &shipped)?;
    Ok(())
}
