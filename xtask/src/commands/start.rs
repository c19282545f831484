//! `cargo xtask start`: a running Orgcast with demo orgs, and a link to sign in with.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::build::Built;
use crate::cli::Start;
use crate::process::Program;
use crate::progress::Progress;
use crate::secrets::Secrets;
use crate::stack::{Sandbox, SandboxOptions, Worker, WorkerOptions, check_free};
use crate::tools::{self, Toolbox};
use crate::workspace::Workspace;
use crate::{build, interrupt, register, token};

const TICK: Duration = Duration::from_millis(200);

pub(super) fn run(workspace: &Workspace, options: &Start) -> Result<ExitCode> {
    check_free(options.port, "the console", "--port")?;
    check_free(options.sandbox_port, "the sandbox", "--sandbox-port")?;
    let library = options.library.as_ref().map(|folder| {
        folder
            .canonicalize()
            .with_context(|| format!("{} can't be read", folder.display()))
    });
    let library = library.transpose()?;

    let mut progress = Progress::new(tools::STEPS + build::STEPS + Running::STEPS);
    let tools = Toolbox::provide(workspace, &mut progress)?;
    let built = build::all(workspace, &tools, &mut progress)?;
    let mut running = Running::start(workspace, options, library, built, &mut progress)?;
    running.announce(options.open)?;
    running.stay()?;
    eprintln!("\nEnding the Worker and the sandbox …");
    Ok(ExitCode::SUCCESS)
}

/// What runs until Ctrl-C; the Worker stands first to be ended first.
struct Running {
    worker: Worker,
    sandbox: Sandbox,
    secrets: Secrets,
}

impl Running {
    const STEPS: usize = 3;

    fn start(
        workspace: &Workspace,
        options: &Start,
        library: Option<PathBuf>,
        built: Built,
        progress: &mut Progress,
    ) -> Result<Self> {
        let secrets_file = workspace.path(".dev.vars");
        let secrets = Secrets::load_or_create(&secrets_file)?;
        let logs = workspace.traces().join("logs");
        let (port, orgs) = (Some(options.sandbox_port), options.orgs);
        let chosen = SandboxOptions {
            port,
            orgs,
            library,
            more: Vec::new(),
        };
        let sandbox = progress.step("Starting the sandbox", |step| {
            Sandbox::start(built.sandbox, &chosen, &logs, step)
        })?;
        let chosen = WorkerOptions {
            port: options.port,
            state: workspace.path(".orgcast/state"),
            secrets_file,
            sandbox_api: sandbox.api_url(),
            logs,
            shift_seconds: None,
        };
        let worker = progress.step("Starting the Worker", |step| {
            Worker::start(workspace, chosen, step)
        })?;
        progress.step("Connecting and reading the demo orgs", |step| {
            let token = token::mint(&secrets.sign_in)?;
            let count = register::sandbox_orgs(&worker.url(), &sandbox.url(), &token, step)?;
            step.outcome(if count == 0 {
                "already there; read anew".into()
            } else {
                format!("{count} new")
            });
            Ok(())
        })?;
        Ok(Self {
            worker,
            sandbox,
            secrets,
        })
    }

    fn link(&self) -> Result<String> {
        token::link(&self.worker.url(), &self.secrets.sign_in)
    }

    fn announce(&self, open: bool) -> Result<()> {
        let link = self.link()?;
        eprintln!("\nOrgcast runs. Sign in with this link; it works once, within 15 minutes:\n");
        println!("  {link}");
        eprintln!(
            "\nThe sandbox that stands in for Sumo Logic: {}",
            self.sandbox.url()
        );
        if io::stdin().is_terminal() {
            eprint!("Enter prints a new link. ");
        }
        eprintln!("Ctrl-C ends everything.");
        if open {
            open_in_browser(&link);
        }
        Ok(())
    }

    /// Stays until this program is asked to end; fails when the Worker or the sandbox ends.
    fn stay(&mut self) -> Result<()> {
        watch_for_enter();
        while !interrupt::requested() {
            if ENTER.swap(false, Ordering::SeqCst) {
                println!("  {}", self.link()?);
            }
            self.worker.check()?;
            self.sandbox.check()?;
            thread::sleep(TICK);
        }
        Ok(())
    }
}

static ENTER: AtomicBool = AtomicBool::new(false);

/// Notes every line that a person types; the thread ends with the program.
fn watch_for_enter() {
    if !io::stdin().is_terminal() {
        return;
    }
    thread::spawn(|| {
        for line in io::stdin().lines() {
            if line.is_err() {
                break;
            }
            ENTER.store(true, Ordering::SeqCst);
        }
    });
}

/// Opens a link in the user's browser; where that does not work the printed link is enough.
fn open_in_browser(link: &str) {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    if Program::new(opener).arg(link).answer().is_none() {
        eprintln!("No browser could be opened; use the link above.");
    }
}
