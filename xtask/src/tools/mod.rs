//! The build tools: which versions, where they are kept, how a program finds them.

mod cargo_tool;
mod fetch;
mod npm;
mod versions;

use std::path::PathBuf;

use anyhow::Result;

use crate::process::Program;
use crate::progress::Progress;
use crate::wasm_target::{self, WasmToolchain};
use crate::workspace::Workspace;

pub use cargo_tool::CargoTool;
pub use versions::{cargo_deny, trunk, wasm_bindgen, worker_build};

/// How many steps [`Toolbox::provide`] takes.
pub const STEPS: usize = 6;

/// Everything that building the console and the Worker needs.
#[derive(Debug)]
pub struct Toolbox {
    workspace: Workspace,
    toolchain: WasmToolchain,
    tools: Vec<CargoTool>,
}

impl Toolbox {
    /// Provides whatever is missing.
    pub fn provide(workspace: &Workspace, progress: &mut Progress) -> Result<Self> {
        progress.step("Providing the npm tools", |step| {
            npm::provide(workspace, step)
        })?;
        progress.step("Fetching the crates", |step| fetch::crates(workspace, step))?;
        let toolchain = progress.step("Providing the wasm32 target", |step| {
            wasm_target::provide(workspace, step)
        })?;
        let tools = vec![wasm_bindgen(workspace)?, worker_build(), trunk()];
        for tool in &tools {
            let title = format!("Providing {} {}", tool.name, tool.version);
            progress.step(&title, |step| tool.provide(workspace, step))?;
        }
        Ok(Self {
            workspace: workspace.clone(),
            toolchain,
            tools,
        })
    }

    /// A program that finds all tools, and the toolchain that can build for wasm32.
    pub fn wasm_program(&self, name: &str) -> Program {
        let npm = |tool: &str| self.workspace.npm_bin(tool);
        let bindgen = self
            .tools
            .first()
            .map(|tool| tool.binary(&self.workspace, "wasm-bindgen"));
        let mut program = Program::new(self.find(name).unwrap_or_else(|| name.into()))
            .folder(self.workspace.root())
            .path_first(self.folders())
            // A tool's own backtrace would push the reason out of the log's last lines.
            .env("RUST_BACKTRACE", "0")
            .env("WASM_OPT_BIN", npm("wasm-opt"))
            .env("ESBUILD_BIN", npm("esbuild"));
        if let Some(bindgen) = bindgen {
            program = program.env("WASM_BINDGEN_BIN", bindgen);
        }
        self.toolchain.apply(program)
    }

    /// The toolchain that builds for wasm32.
    pub fn toolchain(&self) -> WasmToolchain {
        self.toolchain
    }

    /// What a build's result depends on besides its sources: tool and compiler versions.
    pub fn facts(&self) -> Vec<String> {
        let mut facts: Vec<String> = self
            .tools
            .iter()
            .map(|tool| format!("{} {}", tool.name, tool.version))
            .collect();
        let rustc = self.toolchain.apply(Program::new("rustc").arg("-vV"));
        facts.push(rustc.answer().unwrap_or_default());
        facts
    }

    fn folders(&self) -> Vec<PathBuf> {
        let mut folders: Vec<PathBuf> = self
            .tools
            .iter()
            .map(|tool| tool.bin_folder(&self.workspace))
            .collect();
        folders.push(self.workspace.path("node_modules/.bin"));
        folders
    }

    fn find(&self, name: &str) -> Option<PathBuf> {
        self.folders()
            .into_iter()
            .map(|folder| folder.join(name))
            .find(|path| path.is_file())
    }
}
