//! `orgcast-sandbox`: the stand-in for Sumo Logic as a program.

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Parser;
use orgcast_sandbox::{LibraryFile, ServerConfig, World, WorldConfig, serve};
use tokio::net::TcpListener;

/// Serves many made-up Sumo Logic organizations on loopback. All state is in memory.
#[derive(Debug, Parser)]
#[command(name = "orgcast-sandbox", version)]
struct Options {
    /// Port to listen on; 0 takes any free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Orgs in all: the source org and its targets.
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    orgs: u32,
    /// Decides names, ids, keys and how the targets differ.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Folder whose *.json files are exports; they become the content of the source org.
    #[arg(long, value_name = "DIR")]
    library: Option<PathBuf>,
    /// Holds every API answer back for so many milliseconds.
    #[arg(long, default_value_t = 0, value_name = "MS")]
    latency_ms: u64,
    /// How long a job takes, in milliseconds; 1 % more for each object.
    #[arg(long, default_value_t = 300, value_name = "MS")]
    job_ms: u64,
    /// How much longer a job takes for each object, in milliseconds, instead of 1 %.
    #[arg(long, value_name = "MS")]
    object_ms: Option<u64>,
    /// Leaves every target empty, instead of giving them different histories.
    #[arg(long)]
    empty_targets: bool,
    /// Gives targets with an earlier release lookups of other columns, which nothing can replace.
    #[arg(long)]
    lookup_clashes: bool,
    /// Lifts the limits of 4 requests a second and 10 under way.
    #[arg(long)]
    no_rate_limit: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let library = options.library.as_deref().map(read_library).transpose()?;
    let world = World::new(WorldConfig {
        orgs: usize::try_from(options.orgs)?,
        seed: options.seed,
        job_ms: options.job_ms,
        object_ms: options.object_ms,
        empty_targets: options.empty_targets,
        rate_limit: !options.no_rate_limit,
        library,
        lookup_clashes: options.lookup_clashes,
        ..WorldConfig::default()
    });
    for remark in world.remarks() {
        eprintln!("{remark}");
    }
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))
        .await
        .with_context(|| format!("cannot listen on port {}", options.port))?;
    println!("listening on http://{}", listener.local_addr()?);
    serve(
        listener,
        world,
        ServerConfig {
            latency_ms: options.latency_ms,
        },
        stopped(),
    )
    .await?;
    Ok(())
}

/// Every `*.json` file directly in the folder, in the order of the names.
fn read_library(folder: &Path) -> anyhow::Result<Vec<LibraryFile>> {
    let shown = folder.display();
    let mut paths = Vec::new();
    for entry in
        std::fs::read_dir(folder).with_context(|| format!("cannot read the library {shown}"))?
    {
        let path = entry?.path();
        if path.is_file()
            && path
                .extension()
                .is_some_and(|extension| extension == "json")
        {
            paths.push(path);
        }
    }
    paths.sort();
    anyhow::ensure!(!paths.is_empty(), "there is no *.json file in {shown}");
    let mut files = Vec::new();
    for path in paths {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let text =
            std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        match serde_json::from_slice(&text) {
            Ok(definition) => files.push(LibraryFile { name, definition }),
            Err(error) => eprintln!("{name}: left out, it is not JSON: {error}"),
        }
    }
    Ok(files)
}

/// Resolves on Ctrl-C and on SIGTERM.
async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
