use std::cell::RefCell;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use orgcast_shared::id::PushId;

/// Reaches the push that is running in this object, if there is one.
#[derive(Debug, Default)]
pub struct StopSwitch(RefCell<Option<(PushId, UnboundedSender<()>)>>);

impl StopSwitch {
    /// A push begins; what comes out of the receiver stops it.
    pub fn arm(&self, push: &PushId) -> UnboundedReceiver<()> {
        let (sender, receiver) = unbounded();
        self.0.replace(Some((push.clone(), sender)));
        receiver
    }

    /// The push has ended.
    pub fn disarm(&self) {
        self.0.replace(None);
    }

    /// Stops the push if it is the one that is running.
    pub fn stop(&self, push: &PushId) {
        if let Some((running, sender)) = &*self.0.borrow()
            && running == push
        {
            // It fails only when the push has just ended by itself.
            let _ = sender.unbounded_send(());
        }
    }
}
