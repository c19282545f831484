use std::cell::Cell;
use std::future::poll_fn;
use std::task::Poll;

use super::machine::Port;

/// Lets one piece of work after the other hold something that must not be held twice: the content of
/// an import, which may take a good part of a Worker's memory.
#[derive(Debug, Default)]
pub(super) struct Turn(Cell<bool>);

/// Whose turn it is; dropping it ends the turn.
#[derive(Debug)]
pub(super) struct Taken<'a> {
    turn: &'a Turn,
    port: &'a Port,
}

impl Turn {
    /// Waits for the turn.
    pub(super) async fn take<'a>(&'a self, port: &'a Port) -> Taken<'a> {
        poll_fn(|_| {
            if self.0.replace(true) {
                Poll::Pending
            } else {
                Poll::Ready(())
            }
        })
        .await;
        Taken { turn: self, port }
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.turn.0.set(false);
        // Whoever waits may have been polled before this.
        self.port.stir();
    }
}
