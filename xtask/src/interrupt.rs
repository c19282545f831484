//! Ctrl-C: the first one asks every wait to end, the second one ends everything at once.
//!
//! Children run in process groups of their own, so the terminal's Ctrl-C reaches only this
//! program, which then ends them in order.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::Duration;

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

/// How long children have to end by themselves; shorter than what this program itself is given.
const GRACE: Duration = Duration::from_secs(2);

static REQUESTED: AtomicBool = AtomicBool::new(false);
static GROUPS: Mutex<BTreeSet<i32>> = Mutex::new(BTreeSet::new());

/// A person pressed Ctrl-C, or the system asked this program to end.
#[derive(Debug, thiserror::Error)]
#[error("ended by request; everything it had started is ended too")]
pub struct Interrupted;

/// Begins to listen for SIGINT, SIGTERM and SIGHUP. Every wait then ends in good order; a second
/// signal ends everything at once.
pub fn listen() -> Result<(), ctrlc::Error> {
    ctrlc::set_handler(|| {
        if REQUESTED.swap(true, Ordering::SeqCst) {
            end_groups(Signal::SIGKILL);
            std::process::exit(130);
        }
    })
}

/// For a program that does not call [`listen`], such as a test that starts a stack: the first
/// signal ends what was started and then the program, which would else leave it behind.
pub(crate) fn guard() {
    // An error means that a handler is there already, which is all that is wanted.
    let _ = ctrlc::set_handler(|| {
        end_groups(Signal::SIGTERM);
        sleep(GRACE);
        end_groups(Signal::SIGKILL);
        std::process::exit(130);
    });
}

fn end_groups(signal: Signal) {
    for group in lock().iter() {
        // A group that is already gone needs no signal.
        let _ = killpg(Pid::from_raw(*group), signal);
    }
}

/// Whether this program was asked to end.
pub fn requested() -> bool {
    REQUESTED.load(Ordering::SeqCst)
}

/// Fails once this program was asked to end: every wait calls it in its loop.
pub fn check() -> Result<(), Interrupted> {
    if requested() {
        Err(Interrupted)
    } else {
        Ok(())
    }
}

/// Remembers a process group for the second Ctrl-C.
pub(crate) fn remember(group: i32) {
    lock().insert(group);
}

/// Forgets a process group that has ended, because its number may be used again.
pub(crate) fn forget(group: i32) {
    lock().remove(&group);
}

fn lock() -> std::sync::MutexGuard<'static, BTreeSet<i32>> {
    GROUPS
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
