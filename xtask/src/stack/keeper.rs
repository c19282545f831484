//! Keeps a Worker running that a test ends.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{scope, sleep};
use std::time::Duration;

use anyhow::{Context, Result, anyhow};

use super::Worker;
use crate::progress::Step;

/// The file that holds the number of the Worker's process group, for the test processes: whoever kills
/// that group ends the Worker as a crash would.
pub const WORKER_GROUP: &str = "ORGCAST_WORKER_GROUP";

const TICK: Duration = Duration::from_millis(50);

/// Does `work`, and whenever the Worker ends meanwhile, starts it again on the same state and port.
/// `file` always holds the number of its process group.
pub(super) fn keep<T>(
    worker: &mut Worker,
    file: &Path,
    work: impl FnOnce() -> Result<T>,
) -> Result<T> {
    tell(worker, file)?;
    let over = AtomicBool::new(false);
    scope(|scope| {
        let keeper = scope.spawn(|| -> Result<()> {
            while !over.load(Ordering::SeqCst) {
                if worker.check().is_err() {
                    worker.crash_and_restart(&Step::silent())?;
                    tell(worker, file)?;
                }
                sleep(TICK);
            }
            Ok(())
        });
        let done = work();
        over.store(true, Ordering::SeqCst);
        let kept = keeper.join();
        kept.map_err(|_| anyhow!("whoever kept the Worker running panicked"))?
            .context("the Worker ended and didn't start again")?;
        done
    })
}

fn tell(worker: &Worker, file: &Path) -> Result<()> {
    fs::write(file, worker.group().to_string())
        .with_context(|| format!("{} can't be written", file.display()))
}
