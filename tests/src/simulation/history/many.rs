use std::ops::Range;
use std::panic::catch_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use orgcast_shared::id::Millis;

use super::{Broken, Figures, Promise, run};

/// What came of many histories.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// What happened in them.
    pub figures: Figures,
    /// The lowest seed that failed, and how. The others may not have been run then.
    pub failure: Option<(u64, Broken)>,
}

/// Runs the histories of these seeds on all cores, and no further once one has failed. `progress` gets
/// how many are done, after each.
///
/// # Panics
///
/// When `progress` does.
pub fn run_all(seeds: Range<u64>, progress: impl Fn(u64) + Sync) -> Summary {
    run_all_prepared(seeds, || {}, progress)
}

/// The same; each thread is prepared first.
///
/// # Panics
///
/// When `progress` or `prepare` does.
pub fn run_all_prepared(
    seeds: Range<u64>,
    prepare: impl Fn() + Sync,
    progress: impl Fn(u64) + Sync,
) -> Summary {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let (next, done) = (AtomicU64::new(seeds.start), AtomicU64::new(0));
    let failed = AtomicBool::new(false);
    let summary = Mutex::new(Summary::default());
    let work = || {
        prepare();
        let mut figures = Figures::default();
        while !failed.load(Ordering::Relaxed) {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                break;
            }
            if let Some(broken) = one(seed, &mut figures) {
                failed.store(true, Ordering::Relaxed);
                let mut summary = summary.lock().expect("no holder panics");
                let lower = summary
                    .failure
                    .as_ref()
                    .is_none_or(|(known, _)| seed < *known);
                if lower {
                    summary.failure = Some((seed, broken));
                }
            }
            progress(done.fetch_add(1, Ordering::Relaxed) + 1);
        }
        let mut summary = summary.lock().expect("no holder panics");
        summary.figures.merge(&figures);
    };
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(work);
        }
    });
    summary.into_inner().expect("no holder panics")
}

/// Runs one history; says how it failed.
fn one(seed: u64, figures: &mut Figures) -> Option<Broken> {
    match catch_unwind(|| run(seed, false)) {
        Ok((found, result)) => {
            figures.merge(&found);
            result.err()
        }
        Err(_) => Some(Broken {
            promise: Promise::End,
            at: Millis(0),
            how: "it panicked".to_owned(),
        }),
    }
}
