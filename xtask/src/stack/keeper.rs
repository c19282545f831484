//! Keeps a Worker running that a test kills.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{scope, sleep};
use std::time::Duration;

use anyhow::{Result, anyhow};

use super::Worker;
use crate::interrupt;
use crate::progress::Step;

const TICK: Duration = Duration::from_millis(100);

/// Does some work, and meanwhile starts the Worker again whenever it has ended. `file` holds the id of
/// its process group, so that the work can end it.
pub fn keep<T>(
    worker: &mut Worker,
    file: &Path,
    work: impl FnOnce() -> Result<T>,
) -> Result<T> {
    fs::write(file, worker.process_group().to_string())?;
    let done = AtomicBool::new(false);
    scope(|scope| {
        let keeper = scope.spawn(|| -> Result<()> {
            while !done.load(Ordering::Relaxed) {
                sleep(TICK);
                if worker.check().is_ok() {
                    continue;
                }
                // The person at the keyboard ended everything.
                interrupt::check()?;
                worker.crash_and_restart(&Step::silent())?;
                fs::write(file, worker.process_group().to_string())?;
            }
            Ok(())
        });
        let worked = work();
        done.store(true, Ordering::Relaxed);
        let kept = keeper.join().map_err(|_| anyhow!("the keeper of the Worker fell"))?;
        kept.and(worked)
    })
}
