//! Deliberate faults of the engine, each of which the simulation has to find. They are there with the
//! feature `sabotage` alone, for that test, and even then off until they are asked for.

/// A fault that breaks a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "sabotage"),
    expect(unreachable_pub, reason = "nobody else can ask for it then")
)]
pub enum Sabotage {
    /// Writes aren't announced in the journal.
    SkipIntent,
    /// What may have had its effect is repeated without a look at the org.
    RetryUnread,
    /// The bodies that are read aren't stored.
    ForgetBodies,
    /// Questions for the state of a job aren't counted by the budget.
    FreePolls,
    /// An org that asks to be left alone is so by the call that it refused alone.
    RestAlone,
    /// A folder that is there is imported over.
    ImportOver,
    /// A call whose answer is lost counts as one that failed.
    LostIsFailed,
    /// The base takes over whatever is there, whether it was verified or not.
    UnverifiedBase,
    /// What moved since the preview is written all the same.
    IgnoreMoved,
    /// What is to be removed isn't looked at again before.
    RemoveUnlooked,
    /// What is to be replaced isn't looked at again, however long ago it was read.
    ReplaceUnlooked,
}

#[cfg(feature = "sabotage")]
pub use switched::{aside, commit};

#[cfg(feature = "sabotage")]
pub(super) use switched::is;

/// Whether this fault is on.
#[cfg(not(feature = "sabotage"))]
pub(super) const fn is(_: Sabotage) -> bool {
    false
}

#[cfg(feature = "sabotage")]
mod switched {
    use std::cell::Cell;

    use super::Sabotage;

    thread_local! {
        static ON: Cell<Option<Sabotage>> = const { Cell::new(None) };
    }

    /// Has this thread's engine commit this fault from now on.
    pub fn commit(sabotage: Sabotage) {
        ON.set(Some(sabotage));
    }

    /// Does something without any fault.
    pub fn aside<T>(work: impl FnOnce() -> T) -> T {
        let on = ON.take();
        let done = work();
        ON.set(on);
        done
    }

    pub(in crate::push) fn is(sabotage: Sabotage) -> bool {
        ON.get() == Some(sabotage)
    }
}
