//! The Worker as a running program: workerd under wrangler, with local D1, R2 and Durable Objects.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use serde_json::json;

use crate::process::{Program, Service, Task};
use crate::progress::Step;
use crate::workspace::Workspace;

const LIMIT: Duration = Duration::from_secs(90);
/// The D1 binding in `wrangler.jsonc`.
const DATABASE: &str = "DB";

/// How the Worker is started.
#[derive(Debug, Clone)]
pub struct WorkerOptions {
    /// The port.
    pub port: u16,
    /// The folder of its state: D1, R2 and Durable Objects.
    pub state: PathBuf,
    /// The env file with its keys.
    pub secrets_file: PathBuf,
    /// The URL of the endpoint that the operator configured as `sandbox`.
    pub sandbox_api: String,
    /// Where its logs go.
    pub logs: PathBuf,
    /// How long an alarm of an org works at most, in seconds; the Worker's own default when it is left out.
    pub shift_seconds: Option<u64>,
}

/// A running Worker; dropping it ends it.
#[derive(Debug)]
pub struct Worker {
    workspace: Workspace,
    options: WorkerOptions,
    service: Service,
}

impl Worker {
    /// Applies the migrations, starts it and waits until it answers.
    pub fn start(workspace: &Workspace, options: WorkerOptions, step: &Step) -> Result<Self> {
        fs::create_dir_all(&options.state)?;
        // Wrangler refuses to start without the console's folder, which the API's tests don't need.
        fs::create_dir_all(workspace.path("dist"))?;
        step.note("applying the migrations");
        migrate(workspace, &options, step)?;
        let service = serve(workspace, &options, step)?;
        Ok(Self {
            workspace: workspace.clone(),
            options,
            service,
        })
    }

    /// Its base URL, without a slash at the end.
    pub fn url(&self) -> String {
        base(self.options.port)
    }

    /// Fails when it has ended.
    pub fn check(&mut self) -> Result<()> {
        self.service.check()
    }

    /// The number of its process group.
    pub fn group(&self) -> i32 {
        self.service.group()
    }

    /// Ends it at once, as a crash would, and starts it again on the same state and port.
    pub fn crash_and_restart(&mut self, step: &Step) -> Result<()> {
        self.service.kill();
        self.service = serve(&self.workspace, &self.options, step)?;
        Ok(())
    }
}

fn migrate(workspace: &Workspace, options: &WorkerOptions, step: &Step) -> Result<()> {
    let program = wrangler(workspace, options)
        .args([
            "d1",
            "migrations",
            "apply",
            DATABASE,
            "--local",
            "--persist-to",
        ])
        .arg(&options.state)
        // Else it asks for a confirmation.
        .env("CI", "true");
    Task::at(options.logs.join("migrations.log"), program)
        .or_else("mend the newest file in migrations/ and run the command again")
        .run(step)?;
    Ok(())
}

fn serve(workspace: &Workspace, options: &WorkerOptions, step: &Step) -> Result<Service> {
    let endpoints = json!([{ "name": "sandbox", "url": options.sandbox_api }]);
    let program = wrangler(workspace, options)
        .args([
            "dev",
            "--local",
            "--ip",
            "127.0.0.1",
            "--port",
            &options.port.to_string(),
        ])
        .args([
            "--inspector-port",
            "0",
            "--show-interactive-dev-session=false",
        ])
        .arg("--persist-to")
        .arg(&options.state)
        .arg("--env-file")
        .arg(&options.secrets_file)
        .args(["--var", &format!("ORGCAST_ENDPOINTS:{endpoints}")]);
    let shift = options.shift_seconds.iter();
    let shift = shift.flat_map(|seconds| {
        [
            "--var".to_owned(),
            format!("ORGCAST_SHIFT_SECONDS:{seconds}"),
        ]
    });
    let program = program.args(shift);
    let mut service = Service::start("the Worker", &program, &options.logs.join("worker.log"))?;
    service.wait_until_ready(&format!("{}/api/health", base(options.port)), LIMIT, step)?;
    Ok(service)
}

fn wrangler(workspace: &Workspace, options: &WorkerOptions) -> Program {
    Program::new(workspace.npm_bin("wrangler"))
        .folder(workspace.root())
        .env("WRANGLER_SEND_METRICS", "false")
        .env("WRANGLER_HIDE_BANNER", "true")
        .env("CLOUDFLARE_CF_FETCH_ENABLED", "false")
        .env("NO_COLOR", "1")
        // Makes wrangler attach no inspector: that copies every body through it, and with many
        // large ones at a time it stalls the runtime for good.
        .env("VSCODE_INSPECTOR_OPTIONS", "{}")
        .env("WRANGLER_LOG_PATH", options.logs.join("wrangler"))
        // Stacks that run side by side must not find each other's Durable Objects.
        .env("WRANGLER_REGISTRY_PATH", options.state.join("registry"))
}

fn base(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}
