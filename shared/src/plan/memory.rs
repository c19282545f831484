use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;
use std::ops::Index;

use super::Reason;
use super::context::Context;
use super::decide::{Settings, ruled, same};
use super::outcome::Outcomes;
use super::row::{OutcomeId, VerdictId};
use super::spots::SpotId;
use crate::content::{Lineage, Number};
use crate::id::QuickHasher;
use crate::select::Class;

/// What was decided so far. It holds as long as the settings do.
#[derive(Debug, Default)]
pub(super) struct Memory {
    pub(super) settings: Settings,
    /// What the numbers hold for.
    pub(super) lineage: Lineage,
    /// Where target and source are equal, by the number of the spot.
    equal: Vec<Option<OutcomeId>>,
    pub(super) subtrees: HashMap<Key, OutcomeId, BuildHasherDefault<QuickHasher>>,
    contexts: Vec<Known>,
    context_ids: BTreeMap<Context, ContextId>,
}

/// What the decision on a folder and what is below it depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) spot: SpotId,
    pub(super) context: ContextId,
    pub(super) there: ThereKey,
    pub(super) base: Option<Number>,
}

/// What a target has at a place, as far as it can be told by a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum ThereKey {
    Unreachable,
    LeftOut,
    Nothing,
    One(Number),
}

/// The number of a context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ContextId(u32);

/// A context, and its verdicts on items about which a digest says everything.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) context: Context,
    pub(super) absent: VerdictId,
    pub(super) removed: VerdictId,
    pub(super) behind: VerdictId,
    pub(super) edited: VerdictId,
    pub(super) diverged: VerdictId,
    pub(super) unknown: VerdictId,
    pub(super) same: VerdictId,
}

impl Memory {
    pub(super) fn new(settings: Settings, lineage: Lineage) -> Self {
        Self {
            settings,
            lineage,
            ..Self::default()
        }
    }

    /// The outcome where target and source are equal.
    pub(super) fn equal(&self, spot: SpotId) -> Option<OutcomeId> {
        self.equal.get(spot.index()).copied().flatten()
    }

    pub(super) fn set_equal(&mut self, spot: SpotId, outcome: OutcomeId) {
        if self.equal.len() <= spot.index() {
            self.equal.resize(spot.index() + 1, None);
        }
        if let Some(free) = self.equal.get_mut(spot.index()) {
            *free = Some(outcome);
        }
    }

    /// Makes room for what so many folders may bring.
    pub(super) fn expect(&mut self, folders: usize) {
        let room = folders.saturating_sub(self.subtrees.len());
        self.subtrees.reserve(room);
    }

    pub(super) fn add_context(&mut self, context: Context, outcomes: &mut Outcomes) -> ContextId {
        if let Some(known) = self.context_ids.get(&context) {
            return *known;
        }
        let mut plain = |class, reason| outcomes.add_verdict(ruled(class, reason, &context));
        let known = Known {
            absent: plain(Class::New, Reason::Absent),
            removed: plain(Class::New, Reason::Removed),
            behind: plain(Class::Behind, Reason::SourceMoved),
            edited: plain(Class::Edited, Reason::EditedThere),
            diverged: plain(Class::Diverged, Reason::BothMoved),
            unknown: plain(Class::Unknown, Reason::Differs),
            same: outcomes.add_verdict(same()),
            context: context.clone(),
        };
        let id = ContextId(u32::try_from(self.contexts.len()).unwrap_or(u32::MAX));
        self.contexts.push(known);
        self.context_ids.insert(context, id);
        id
    }
}

impl Index<ContextId> for Memory {
    type Output = Known;

    #[allow(
        clippy::indexing_slicing,
        reason = "a number is only given out with its context"
    )]
    fn index(&self, id: ContextId) -> &Known {
        &self.contexts[id.0 as usize]
    }
}
