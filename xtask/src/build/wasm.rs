//! What the builds of WASM have in common: the compiler's flags and wasm-opt.

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::Result;

use crate::process::Task;
use crate::progress::Step;
use crate::tools::Toolbox;
use crate::workspace::Workspace;

/// Where flags for wasm32 alone go.
pub(super) const RUSTFLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// What rustc emits for wasm32 by default and wasm-bindgen adds, and every runtime of ours has: the
/// list that worker-build itself gives wasm-opt; and SIMD, which only the Worker's build makes use of.
const FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-exception-handling",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

/// Flags that leave out where the crates lie on this machine: panics would name it.
pub(super) fn remapped() -> String {
    let home = env::home_dir().map(|home| home.join(".cargo"));
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or(home);
    let sources = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok());
    let folders = sources.into_iter().flatten().flatten();
    let flag = |folder: fs::DirEntry| format!("--remap-path-prefix={}/=", folder.path().display());
    // A flag with a space in it would be two.
    let flags = folders.map(flag).filter(|flag| !flag.contains(' '));
    flags.collect::<Vec<_>>().join(" ")
}

/// What wasm-opt is to bring about.
#[derive(Debug, Clone, Copy)]
pub(super) enum Aim {
    Size,
    Speed,
}

/// Optimises a file in place, then takes the functions' names out, which are a quarter of it. The file
/// with the names stays in `target/xtask/symbols/NAME.wasm`, to read a stack trace with.
pub(super) fn optimise(
    workspace: &Workspace,
    tools: &Toolbox,
    name: &str,
    shipped: &Path,
    aim: Aim,
    step: &Step,
) -> Result<()> {
    let folder = workspace.traces().join("symbols");
    fs::create_dir_all(&folder)?;
    let named = folder.join(format!("{name}.wasm"));
    let wasm_opt = |flags: &[&str], from: &Path, to: &Path| {
        let program = tools.wasm_program("wasm-opt").args(flags).args(FEATURES);
        let program = program.arg(from).arg("-o").arg(to);
        Task::new(workspace, &format!("optimise-{name}"), program).run(step)
    };
    step.note("optimising the WASM");
    let aimed: &[&str] = match aim {
        Aim::Size => &["--merge-similar-functions", "-Oz"],
        Aim::Speed => &["-O3"],
    };
    // The first kilobyte is the far end of the stack, which lies below everything else.
    let flags = [&["--low-memory-unused", "--debuginfo"], aimed].concat();
    wasm_opt(&flags, shipped, &named)?;
    wasm_opt(&["--strip-debug"], &named, shipped)?;
    Ok(())
}
