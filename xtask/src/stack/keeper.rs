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
    let look = || {
        if worker.check().is_err() {
            worker.crash_and_restart(&Step::silent())?;
            tell(worker, file)?;
        }
        Ok(())
    };
    looking_after(look, work)
}

/// Does `work`, and calls `look` again and again meanwhile.
fn looking_after<T>(
    mut look: impl FnMut() -> Result<()> + Send,
    work: impl FnOnce() -> Result<T>,
) -> Result<T> {
    let over = AtomicBool::new(false);
    scope(|scope| {
        let keeper = scope.spawn(|| -> Result<()> {
            while !over.load(Ordering::SeqCst) {
                look()?;
                sleep(TICK);
            }
            Ok(())
        });
        let at_end = SetOnDrop(&over);
        let done = work();
        drop(at_end);
        let kept = keeper.join();
        kept.map_err(|_| anyhow!("whoever kept the Worker running panicked"))?
            .context("the Worker ended and didn't start again")?;
        done
    })
}

/// Ends the keeper even when the work panics: a scope waits for its threads, whatever happens.
struct SetOnDrop<'a>(&'a AtomicBool);

impl Drop for SetOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn tell(worker: &Worker, file: &Path) -> Result<()> {
    fs::write(file, worker.group().to_string())
        .with_context(|| format!("{} can't be written", file.display()))
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    #[test]
    fn work_that_panics_ends_the_looking_after_it() {
        let work = || -> Result<()> { panic!("as a test that fails") };
        let done = catch_unwind(AssertUnwindSafe(|| looking_after(|| Ok(()), work)));
        assert!(done.is_err());
    }
}
