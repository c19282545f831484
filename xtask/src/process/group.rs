//! A child's process group: whatever it started ends with it.

use std::process::{Child, ExitStatus};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::Result;
use nix::errno::Errno;
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::interrupt;

const PATIENCE: Duration = Duration::from_secs(5);
const TICK: Duration = Duration::from_millis(20);

/// A running child and everything in its process group; dropping it ends them.
#[derive(Debug)]
pub(super) struct Group {
    child: Child,
    id: i32,
}

impl Group {
    /// Takes over a child that was started as the leader of its own group.
    pub(super) fn adopt(child: Child) -> Result<Self> {
        let id = i32::try_from(child.id())?;
        interrupt::remember(id);
        Ok(Self { child, id })
    }

    /// Its number.
    pub(super) fn id(&self) -> i32 {
        self.id
    }

    /// How the leader ended, or `None` while it runs.
    pub(super) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Asks the whole group to end and, after five seconds, ends it.
    pub(super) fn stop(&mut self) {
        self.signal(Signal::SIGTERM);
        let begun = Instant::now();
        while self.lives() && begun.elapsed() < PATIENCE {
            sleep(TICK);
        }
        self.kill();
    }

    /// Ends the whole group at once, as a crash would.
    pub(super) fn kill(&mut self) {
        if self.lives() {
            self.signal(Signal::SIGKILL);
        }
        let _ = self.child.wait();
        interrupt::forget(self.id);
    }

    /// Whether any process of the group is left, the leader or one that outlived it.
    fn lives(&mut self) -> bool {
        // The leader is reaped first: as a zombie it would still count as a member.
        let _ = self.child.try_wait();
        killpg(Pid::from_raw(self.id), None) != Err(Errno::ESRCH)
    }

    fn signal(&self, signal: Signal) {
        // A group that is already gone needs no signal.
        let _ = killpg(Pid::from_raw(self.id), signal);
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.stop();
    }
}
