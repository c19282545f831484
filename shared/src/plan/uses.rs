//! Which items of a plan refer to what, found once per outcome.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;
use std::iter::once;
use std::sync::Arc;

use super::cell::Verdict;
use super::row::{OutcomeId, Row, VerdictId};
use super::spots::Spot;
use super::{Dependency, Plan, Reason};
use crate::content::Reference;
use crate::id::{ItemName, ItemPath, QuickHasher};

/// What happens to an item's reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fate {
    /// The item is written with it.
    Travels,
    /// The item is written without its schedule, and so without it.
    LeftOut,
    /// The item isn't written because of it.
    Blocks,
}

/// The items that share a reference and its fate.
#[derive(Debug, Clone, Default)]
pub(super) struct Users {
    pub(super) total: u64,
    /// The first of them, by path; at most [`Dependency::MAX_ITEMS`].
    pub(super) first: Vec<ItemPath>,
}

/// What is referred to in one outcome, and by which items below it.
pub(super) type Found<'a> = BTreeMap<(&'a Reference, Fate), Users>;

/// Looks into one outcome after the other, and into each once.
#[derive(Debug)]
pub(super) struct Uses<'a> {
    plan: &'a Plan,
    known: HashMap<OutcomeId, Arc<Found<'a>>, BuildHasherDefault<QuickHasher>>,
}

impl<'a> Uses<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        Self {
            plan,
            known: HashMap::default(),
        }
    }

    pub(super) fn of(&mut self, outcome: OutcomeId) -> Arc<Found<'a>> {
        if let Some(known) = self.known.get(&outcome) {
            return Arc::clone(known);
        }
        let sources = &self.plan.sources;
        let children = &sources.spots[sources.outcomes[outcome].spot].children;
        let mut found = Found::new();
        for (child, row) in children.iter().zip(sources.outcomes.rows(outcome)) {
            let spot = &sources.spots[*child];
            if !spot.refers {
                continue;
            }
            let name = &spot.entry.name;
            match row {
                Row::Leaf(verdict) => self.add(spot, verdict, &mut found),
                Row::Folder(below) => {
                    for (key, users) in &*self.of(below) {
                        found.entry(*key).or_default().add(users, name);
                    }
                }
            }
        }
        let found = Arc::new(found);
        self.known.insert(outcome, Arc::clone(&found));
        found
    }

    fn add(&self, spot: &'a Spot, id: VerdictId, found: &mut Found<'a>) {
        let item = Users {
            total: 1,
            first: vec![ItemPath::root()],
        };
        for reference in spot.entry.references() {
            if let Some(fate) = self.fate(reference, id) {
                let users = found.entry((reference, fate)).or_default();
                users.add(&item, &spot.entry.name);
            }
        }
    }

    fn fate(&self, reference: &Reference, id: VerdictId) -> Option<Fate> {
        let verdict: &Verdict = &self.plan.sources.outcomes[id];
        if !verdict.action.writes() {
            return blocks(reference, &verdict.reason).then_some(Fate::Blocks);
        }
        if reference.travels(self.plan.options_under(id)) {
            Some(Fate::Travels)
        } else {
            let chosen = reference.travels(self.plan.choices.options);
            chosen.then_some(Fate::LeftOut)
        }
    }
}

impl Users {
    /// Adds the items of a folder, or an item, of this name.
    fn add(&mut self, below: &Self, name: &ItemName) {
        self.total += below.total;
        let room = Dependency::MAX_ITEMS.saturating_sub(self.first.len());
        let at = |path: &ItemPath| once(name).chain(path.names()).cloned().collect();
        self.first.extend(below.first.iter().take(room).map(at));
    }
}

/// Whether an item isn't written because of this reference.
fn blocks(reference: &Reference, reason: &Reason) -> bool {
    match (reference, reason) {
        (
            Reference::Connection(key),
            Reason::ConnectionMissing { connection }
            | Reason::ConnectionAmbiguousInSource { connection }
            | Reason::ConnectionAmbiguousInTarget { connection },
        ) => key == connection,
        (Reference::LostConnection { id }, Reason::ConnectionLost { id: named })
        | (Reference::ScriptAction { id }, Reason::ScriptAction { id: named }) => id == named,
        (Reference::Lookup { path }, Reason::LookupMissing { path: missing }) => path == missing,
        (Reference::ScheduledView { .. }, Reason::ScheduledViewUnknown { .. })
        | (Reference::LinkedDashboard { .. }, Reason::DashboardLinked { .. })
        | (
            Reference::Recipient { .. } | Reference::ReportRecipient { .. },
            Reason::WouldMail { .. },
        ) => true,
        _ => false,
    }
}
