use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use super::machine::Port;
use crate::id::Millis;

/// Lets so many pieces of work hold something at the same time that more must not: the content of an
/// import, for instance, which may take a good part of a Worker's memory.
#[derive(Debug)]
pub(super) struct Turn {
    free: Cell<usize>,
}

/// Whose turn it is; dropping it ends the turn.
#[derive(Debug)]
pub(super) struct Taken<'a> {
    turn: &'a Turn,
    port: &'a Port,
}

impl Turn {
    /// At most `places` have their turn at the same time.
    pub(super) fn of(places: usize) -> Self {
        let free = Cell::new(places);
        Self { free }
    }

    /// Waits for the turn.
    pub(super) async fn take<'a>(&'a self, port: &'a Port) -> Taken<'a> {
        poll_fn(|_| {
            let Some(free) = self.free.get().checked_sub(1) else {
                return Poll::Pending;
            };
            self.free.set(free);
            Poll::Ready(())
        })
        .await;
        Taken { turn: self, port }
    }
}

/// Counts work that others leave the way to.
#[derive(Debug, Default)]
pub(super) struct First {
    open: Cell<usize>,
}

/// Such a piece of work; dropping it ends it.
#[derive(Debug)]
pub(super) struct Before<'a> {
    first: &'a First,
    port: &'a Port,
}

impl First {
    /// Begins such a piece of work.
    pub(super) fn enter<'a>(&'a self, port: &'a Port) -> Before<'a> {
        self.open.set(self.open.get() + 1);
        Before { first: self, port }
    }

    /// Waits until there is none, but no longer than a few seconds: what is in the way may itself have to wait.
    pub(super) async fn over(&self, port: &Port) {
        const LONGEST: Millis = Millis::from_secs(5);
        let mut limit = pin!(port.sleep(LONGEST));
        poll_fn(|context| match self.open.get() {
            0 => Poll::Ready(()),
            _ => limit.as_mut().poll(context),
        })
        .await;
    }
}

impl Drop for Before<'_> {
    fn drop(&mut self) {
        self.first.open.set(self.first.open.get() - 1);
        self.port.stir();
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.turn.free.set(self.turn.free.get() + 1);
        // Whoever waits may have been polled before this.
        self.port.stir();
    }
}
