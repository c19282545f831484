use std::cell::RefCell;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use orgcast_shared::id::PushId;

/// Reaches the push that is running in this object, if there is one. One that isn't running yet
/// finds in the database that it was stopped: it is written there before anybody is told.
#[derive(Debug, Default)]
pub struct StopSwitch(RefCell<Option<(PushId, UnboundedSender<()>)>>);

impl StopSwitch {
    /// A push begins; what comes out of the receiver stops it.
    pub fn arm(&self, push: &PushId) -> UnboundedReceiver<()> {
        let (sender, receiver) = unbounded();
        self.0.replace(Some((push.clone(), sender)));
        receiver
    }

    /// Stops the push if it is the one that is running.
    pub fn stop(&self, push: &PushId) {
        if let Some((running, sender)) = &*self.0.borrow()
            && running == push
        {
            // It fails only when the push has ended by itself.
            let _ = sender.unbounded_send(());
        }
    }
}
