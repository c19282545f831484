use std::fmt;

use orgcast_shared::id::Millis;

use super::state::History;

/// What must hold in every history; those with numbers are the promises of the architecture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Promise {
    /// 1: nothing is written that isn't in the plan.
    Plan,
    /// 2: what moved since the preview is left alone.
    Moved,
    /// 3: no body is replaced before it is stored.
    Stored,
    /// 3: a rollback brings back what its push replaced, takes away what that created, and does nothing
    /// else.
    Undone,
    /// 4: nothing is there twice.
    Once,
    /// 4: what may have had its effect is looked for before it is repeated.
    Look,
    /// 4: a write is announced in the journal before it is made.
    Announced,
    /// Nothing new is begun once a run is to rest or to end.
    Rest,
    /// 5: a read is complete or refused.
    Complete,
    /// 6: one org's trouble is no other's, and what passes does no harm.
    Apart,
    /// 7: never more than 4 calls in a second or 10 at once.
    Limits,
    /// Every cell has one outcome, and it is true of the world.
    Truth,
    /// The base tree holds what was verified, and nothing else.
    Base,
    /// Nothing outside the plan changes.
    Outside,
    /// Every history comes to its end.
    End,
}

/// A promise that was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Which.
    pub promise: Promise,
    /// When, since the history began.
    pub at: Millis,
    /// How.
    pub how: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { promise, at, how } = self;
        let seconds = at.0 / 1_000;
        write!(f, "{promise:?} was broken after {seconds} s: {how}")
    }
}

impl History {
    /// Notes that a promise was broken; the first one counts.
    pub(super) fn breaks(&mut self, promise: Promise, how: String) {
        self.note(|| format!("BROKEN {promise:?}: {how}"));
        let at = self.now - self.began_at;
        self.broken.get_or_insert(Broken { promise, at, how });
    }
}
