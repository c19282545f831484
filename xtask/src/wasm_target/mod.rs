//! The wasm32 target: from rustup where it works, else from Debian's packages.

mod debian;
mod rustup;

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::failure::StepFailure;
use crate::process::Program;
use crate::progress::Step;
use crate::workspace::Workspace;

/// The target's name.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Which toolchain builds for wasm32. Native builds, clippy and rustfmt always use the active one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WasmToolchain {
    /// The active toolchain has the target.
    Active,
    /// Debian's rustc, known to rustup as `debian`.
    Debian,
}

impl WasmToolchain {
    /// Makes a program use this toolchain.
    #[must_use]
    pub fn apply(self, program: Program) -> Program {
        match self {
            Self::Active => program,
            Self::Debian => program.env("RUSTUP_TOOLCHAIN", debian::TOOLCHAIN),
        }
    }

    /// Whether its rustc finds a standard library for the target.
    fn has_target(self) -> bool {
        self.library_folder().is_some_and(|folder| {
            fs::read_dir(folder).is_ok_and(|mut files| {
                files.any(|file| {
                    file.is_ok_and(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
                })
            })
        })
    }

    /// Where its rustc looks for the target's standard library, whether that is there or not.
    fn library_folder(self) -> Option<PathBuf> {
        let rustc = Program::new("rustc").args(["--print", "target-libdir", "--target", TARGET]);
        self.apply(rustc).answer().map(PathBuf::from)
    }
}

/// Provides the target, by the first way that works.
pub fn provide(workspace: &Workspace, step: &Step) -> Result<WasmToolchain> {
    for toolchain in [WasmToolchain::Active, WasmToolchain::Debian] {
        if toolchain.has_target() {
            step.outcome("already there");
            return Ok(toolchain);
        }
    }
    let refusal = match rustup::add_target(workspace, step)? {
        rustup::Answer::Added if WasmToolchain::Active.has_target() => {
            return Ok(WasmToolchain::Active);
        }
        rustup::Answer::Added => "rustup added it, yet rustc does not find it".to_owned(),
        rustup::Answer::Refused(why) => why,
    };
    if let Some(obstacle) = debian::obstacle() {
        return Err(StepFailure::new(
            format!("rustc can't build for {TARGET}: {refusal}; {obstacle}"),
            format!(
                "run `rustup target add {TARGET}` where Rust's download server can be reached, \
                 or run this command as root on Debian 12, whose packages carry the target"
            ),
        )
        .into());
    }
    step.say(&format!("  {refusal}; taking Debian's packages"));
    debian::provide(workspace, step)?;
    if WasmToolchain::Debian.has_target() {
        step.outcome("done with Debian's packages");
        return Ok(WasmToolchain::Debian);
    }
    Err(StepFailure::new(
        format!("Debian's rustc was set up, yet it does not find its library for {TARGET}"),
        "compare the packages' versions (`rustc-web`, `cargo-web`, `rust-web-src`) and run it again",
    )
    .into())
}
