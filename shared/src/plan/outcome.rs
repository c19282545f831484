use std::collections::{BTreeMap, BTreeSet};

use super::{Cell, Counts};
use crate::content::ConnectionKey;
use crate::id::{Digest, Hasher, ItemName};

/// What happens to a place and everything below it. Equal outcomes are stored once.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    pub(super) name: Option<ItemName>,
    /// `None` where nothing is decided about the place itself: the root, and an existing folder of
    /// which only some items are selected.
    pub(super) cell: Option<Cell>,
    pub(super) children: Vec<OutcomeId>,
    pub(super) counts: Counts,
    /// The connections that the items written here and below need.
    pub(super) connections: BTreeSet<ConnectionKey>,
    pub(super) digest: Digest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct OutcomeId(usize);

/// Every distinct outcome of a plan.
#[derive(Debug, Clone, Default)]
pub(super) struct Outcomes {
    all: Vec<Outcome>,
    by_digest: BTreeMap<Digest, OutcomeId>,
}

impl Outcomes {
    pub(super) fn get(&self, id: OutcomeId) -> Option<&Outcome> {
        self.all.get(id.0)
    }

    /// Stores an outcome; `needs` are the connections that the place itself needs.
    pub(super) fn insert(
        &mut self,
        name: Option<ItemName>,
        cell: Option<Cell>,
        children: Vec<OutcomeId>,
        needs: Vec<ConnectionKey>,
    ) -> OutcomeId {
        let digest = self.digest(name.as_ref(), cell.as_ref(), &children);
        if let Some(id) = self.by_digest.get(&digest) {
            return *id;
        }
        let mut outcome = Outcome {
            name,
            cell,
            children,
            counts: Counts::default(),
            connections: BTreeSet::new(),
            digest,
        };
        outcome.connections.extend(needs);
        if let Some(cell) = &outcome.cell {
            outcome.counts.add(cell);
        }
        for child in outcome.children.iter().filter_map(|id| self.get(*id)) {
            outcome.counts += child.counts;
            outcome
                .connections
                .extend(child.connections.iter().cloned());
        }
        let id = OutcomeId(self.all.len());
        self.all.push(outcome);
        self.by_digest.insert(digest, id);
        id
    }

    fn digest(
        &self,
        name: Option<&ItemName>,
        cell: Option<&Cell>,
        children: &[OutcomeId],
    ) -> Digest {
        let mut hasher = Hasher::new("orgcast outcome 1");
        hasher.text(name.map_or("", ItemName::as_str));
        hasher.optional(cell.map(Cell::digest).as_ref());
        hasher.count(children.len());
        for child in children.iter().filter_map(|id| self.get(*id)) {
            hasher.digest(&child.digest);
        }
        hasher.finish()
    }
}
