//! A running Orgcast: the sandbox, and the Worker on workerd in front of it.
//!
//! `cargo xtask start` runs one on fixed ports with a state that stays; a test runs its own on
//! free ports with a state that goes. Dropping any part ends its processes.

mod keeper;
mod ports;
mod sandbox;
mod worker;

use std::path::{Path, PathBuf};

use anyhow::Result;
use tempfile::TempDir;

use crate::interrupt;
use crate::progress::Step;
use crate::secrets::Secrets;
use crate::token;
use crate::workspace::Workspace;

pub use keeper::WORKER_GROUP;
pub use ports::{check_free, free};
pub use sandbox::{Sandbox, SandboxOptions};
pub use worker::{Worker, WorkerOptions};

/// The Worker's base URL, for the test processes.
pub const URL: &str = "ORGCAST_URL";
/// The sandbox's base URL, for the test processes.
pub const SANDBOX_URL: &str = "SANDBOX_URL";

/// A sandbox and a Worker that knows it as the endpoint `sandbox`, on free ports of loopback,
/// with fresh keys and a state that goes with it. No org is connected yet.
#[derive(Debug)]
pub struct Stack {
    /// The Worker; it stands first to be dropped first.
    pub worker: Worker,
    /// The sandbox.
    pub sandbox: Sandbox,
    secrets: Secrets,
    folder: TempDir,
}

/// How the Worker of a [`Stack`] runs.
#[derive(Debug, Clone)]
pub struct WorkerWays {
    /// The folder that its state is made in.
    pub place: PathBuf,
    /// See [`WorkerOptions::shift_seconds`].
    pub shift_seconds: Option<u64>,
}

impl Default for WorkerWays {
    fn default() -> Self {
        Self {
            place: std::env::temp_dir(),
            shift_seconds: None,
        }
    }
}

impl Stack {
    /// Starts both from what is built (see [`crate::build::all`]) and waits until they answer.
    /// Their logs go to `target/xtask/logs/NAME/`.
    pub fn start(
        workspace: &Workspace,
        name: &str,
        program: PathBuf,
        options: &SandboxOptions,
        step: &Step,
    ) -> Result<Self> {
        let ways = WorkerWays::default();
        Self::start_with(&ways, workspace, name, program, options, step)
    }

    /// The same, with a Worker that runs in other ways.
    pub fn start_with(
        ways: &WorkerWays,
        workspace: &Workspace,
        name: &str,
        program: PathBuf,
        options: &SandboxOptions,
        step: &Step,
    ) -> Result<Self> {
        interrupt::guard();
        let folder = tempfile::Builder::new()
            .prefix("orgcast-stack-")
            .tempdir_in(&ways.place)?;
        let secrets_file = folder.path().join("secrets.env");
        let secrets = Secrets::load_or_create(&secrets_file)?;
        let logs = workspace.traces().join("logs").join(name);
        let sandbox = Sandbox::start(program, options, &logs, step)?;
        let worker = WorkerOptions {
            port: free()?,
            state: folder.path().join("state"),
            secrets_file,
            sandbox_api: sandbox.api_url(),
            logs,
            shift_seconds: ways.shift_seconds,
        };
        let worker = Worker::start(workspace, worker, step)?;
        Ok(Self {
            worker,
            sandbox,
            secrets,
            folder,
        })
    }

    /// A fresh one-time sign-in token for this Worker.
    pub fn sign_in_token(&self) -> Result<String> {
        token::mint(&self.secrets.sign_in)
    }

    /// Does `work` while the Worker, whenever it ends, is started again on the same state. `work` gets
    /// what [`WORKER_GROUP`] is to be set to.
    pub fn keep<T>(&mut self, work: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
        let file = self.folder.path().join("worker.group");
        keeper::keep(&mut self.worker, &file, || work(&file))
    }

    /// What a test process has to know: both base URLs and the key for sign-in tokens (base64).
    pub fn env(&self) -> [(&'static str, String); 3] {
        [
            (URL, self.worker.url()),
            (SANDBOX_URL, self.sandbox.url()),
            (
                crate::secrets::SIGN_IN_KEY,
                self.secrets.sign_in.to_base64(),
            ),
        ]
    }
}
