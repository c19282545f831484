use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher};
use std::ops::Index;

use super::Counts;
use super::cell::Verdict;
use super::spots::SpotId;
use crate::content::ItemKind;
use crate::id::{ItemName, QuickHasher};

/// What happens to a selected folder and everything below it. Equal outcomes are stored once.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    pub(super) content: OutcomeContent,
    pub(super) counts: Counts,
    /// Another outcome whose content has the same hash.
    next: Option<OutcomeId>,
}

/// What an outcome is; equal ones are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OutcomeContent {
    pub(super) spot: SpotId,
    /// `None` where nothing is decided about the place itself: the root, and an existing folder of
    /// which only some items are selected.
    pub(super) own: Option<VerdictId>,
    /// What happens to the spot's children, in their order.
    pub(super) rows: Box<[Row]>,
    /// What Orgcast wrote here and the source no longer has.
    pub(super) orphans: Box<[(ItemName, ItemKind)]>,
}

/// What happens to one child of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    Leaf(VerdictId),
    Folder(OutcomeId),
}

/// One number instead of two, since rows are what most of all is hashed.
impl Hash for Row {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(match self {
            Self::Leaf(VerdictId(id)) => u64::from(*id) << 1,
            Self::Folder(OutcomeId(id)) => u64::from(*id) << 1 | 1,
        });
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct OutcomeId(u32);

/// The number of a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct VerdictId(u32);

/// Every distinct verdict and outcome of the plans that a planner made.
#[derive(Debug, Clone, Default)]
pub(super) struct Outcomes {
    verdicts: Vec<Verdict>,
    verdict_ids: BTreeMap<Verdict, VerdictId>,
    all: Vec<Outcome>,
    by_hash: HashMap<u64, OutcomeId, BuildHasherDefault<QuickHasher>>,
}

impl Outcomes {
    /// How many outcomes there are.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn add_verdict(&mut self, verdict: Verdict) -> VerdictId {
        if let Some(known) = self.verdict_ids.get(&verdict) {
            return *known;
        }
        let id = VerdictId(number(self.verdicts.len()));
        self.verdicts.push(verdict.clone());
        self.verdict_ids.insert(verdict, id);
        id
    }

    /// The number of an outcome. Its parts are copied only where it is a new one.
    pub(super) fn add_outcome(
        &mut self,
        spot: SpotId,
        own: Option<VerdictId>,
        rows: &[Row],
        orphans: Vec<(ItemName, ItemKind)>,
    ) -> OutcomeId {
        let hash =
            BuildHasherDefault::<QuickHasher>::default().hash_one((spot, own, rows, orphans.len()));
        let first = self.by_hash.get(&hash).copied();
        let mut next = first;
        while let Some(id) = next {
            let known = &self[id];
            let content = &known.content;
            if (content.spot, content.own, &*content.rows) == (spot, own, rows)
                && *content.orphans == *orphans
            {
                return id;
            }
            next = known.next;
        }
        let content = OutcomeContent {
            spot,
            own,
            rows: rows.into(),
            orphans: orphans.into_boxed_slice(),
        };
        let outcome = Outcome {
            counts: self.count(&content),
            content,
            next: first,
        };
        let id = OutcomeId(number(self.all.len()));
        self.all.push(outcome);
        self.by_hash.insert(hash, id);
        id
    }

    fn count(&self, content: &OutcomeContent) -> Counts {
        let mut counts = Counts::default();
        if let Some(own) = content.own {
            counts.add_verdicts(&self[own], 1);
        }
        // Most rows are like their neighbours.
        for alike in content.rows.chunk_by(|a, b| a == b) {
            match alike {
                [Row::Leaf(id), ..] => counts.add_verdicts(&self[*id], alike.len() as u64),
                [Row::Folder(id), ..] => counts += self[*id].counts,
                [] => {}
            }
        }
        counts
    }
}

impl Index<OutcomeId> for Outcomes {
    type Output = Outcome;

    #[allow(
        clippy::indexing_slicing,
        reason = "a number is only given out with its outcome"
    )]
    fn index(&self, id: OutcomeId) -> &Outcome {
        &self.all[id.0 as usize]
    }
}

impl Index<VerdictId> for Outcomes {
    type Output = Verdict;

    #[allow(
        clippy::indexing_slicing,
        reason = "a number is only given out with its verdict"
    )]
    fn index(&self, id: VerdictId) -> &Verdict {
        &self.verdicts[id.0 as usize]
    }
}

/// Ids have 32 bits: there is no memory for more things than that.
fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
