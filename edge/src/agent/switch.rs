use std::cell::RefCell;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use orgcast_shared::id::PushId;

use crate::drive::Interrupt;

/// Reaches the push that is running in this object, if there is one. One that isn't running yet
/// finds in the database that it was paused or stopped: it is written there before anybody is told.
#[derive(Debug, Default)]
pub struct Switch(RefCell<Option<(PushId, UnboundedSender<Interrupt>)>>);

impl Switch {
    /// A push begins; what comes out of the receiver interrupts it.
    pub fn arm(&self, push: &PushId) -> UnboundedReceiver<Interrupt> {
        let (sender, receiver) = unbounded();
        self.0.replace(Some((push.clone(), sender)));
        receiver
    }

    /// Interrupts the push if it is the one that is running.
    pub fn interrupt(&self, push: &PushId, interrupt: Interrupt) {
        if let Some((running, sender)) = &*self.0.borrow()
            && running == push
        {
            // It fails only when the push has ended by itself.
            let _ = sender.unbounded_send(interrupt);
        }
    }
}
