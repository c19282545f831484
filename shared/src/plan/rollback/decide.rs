use super::RollbackReason;
use super::place::Place;
use crate::id::Digest;
use crate::plan::Action;
use crate::select::Edited;

/// What is known of one place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    /// Before the push.
    pub(super) before: Place,
    /// What the push meant to leave.
    pub(super) left: Option<Digest>,
    /// Whether that failed.
    pub(super) failed: bool,
    /// What was read back after the push, if anything was.
    pub(super) after: Option<Place>,
    /// What is there now.
    pub(super) now: Place,
}

impl Known {
    /// What is to happen to the place by itself.
    pub(super) fn decide(&self, edited: Edited) -> (Action, RollbackReason) {
        let left = Place::from(self.left);
        // What came to be so after the push had ended is another's doing.
        let was_left = !self.failed && self.after.is_none_or(|after| after == left);
        let as_pushed = was_left && self.now == left;
        let changed = match self.now {
            now if self.after == Some(now) => RollbackReason::ReadBackDifferent,
            Place::Nothing => RollbackReason::DeletedSince,
            _ => RollbackReason::EditedSince,
        };
        let (action, reason) = match (self.before, self.now) {
            // A run could not tell whether it still is so: it knows what is of the item's own kind.
            (Place::Other(_) | Place::Several, _) => {
                return (Action::Nothing, RollbackReason::BeforeUnclear);
            }
            (before, now) if before == now => return (Action::Nothing, RollbackReason::AsBefore),
            (Place::Nothing, _) if as_pushed => (Action::Remove, RollbackReason::AsPushed),
            // Nobody changed it since it was read back, so the choices may have it go.
            (Place::Nothing, Place::Item(_)) if !self.failed && self.after == Some(self.now) => {
                (Action::Remove, changed)
            }
            // It was nowhere before, so removing it would lose what somebody made of it.
            (Place::Nothing, _) => return (Action::Keep, changed),
            (Place::Item(_), Place::Other(now)) => {
                return (Action::Nothing, RollbackReason::KindClash { now });
            }
            (Place::Item(_), Place::Several) => {
                return (Action::Nothing, RollbackReason::Ambiguous);
            }
            (Place::Item(_), Place::Nothing) => (Action::Create, changed),
            (Place::Item(_), Place::Item(_)) => (Action::Replace, changed),
        };
        // Where the push left no trace there is nothing of it to take back.
        let no_trace = self.after.map_or(self.failed, |after| after == self.before);
        match edited {
            _ if as_pushed => (action, RollbackReason::AsPushed),
            Edited::Restore if !no_trace => (action, reason),
            Edited::Restore | Edited::Keep => (Action::Keep, reason),
        }
    }
}
