use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, BuildHasherDefault};
use std::ops::{Index, Range};

use super::Counts;
use super::cell::Verdict;
use super::row::{OutcomeId, PackedRow, Row, VerdictId};
use super::spots::SpotId;
use crate::content::ItemKind;
use crate::id::{ItemName, QuickHasher};

/// What happens to a selected folder and everything below it. Equal outcomes are stored once.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    pub(super) spot: SpotId,
    /// `None` where nothing is decided about the place itself: the root, and an existing folder of
    /// which only some items are selected.
    pub(super) own: Option<VerdictId>,
    /// Where its rows lie.
    rows: Range<u32>,
    /// What Orgcast wrote here and the source no longer has.
    pub(super) orphans: Box<[Orphan]>,
    pub(super) counts: Counts,
    /// Another outcome whose content has the same hash.
    next: Option<OutcomeId>,
}

/// An item that Orgcast wrote and the source no longer has.
pub(super) type Orphan = (ItemName, ItemKind);

/// Every distinct verdict and outcome of the plans that a planner made.
#[derive(Debug, Clone, Default)]
pub(super) struct Outcomes {
    verdicts: Vec<Verdict>,
    verdict_ids: BTreeMap<Verdict, VerdictId>,
    all: Vec<Outcome>,
    /// What happens to the children of every outcome's spot, an outcome's side by side.
    rows: Vec<PackedRow>,
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
        let id = VerdictId::new(self.verdicts.len());
        self.verdicts.push(verdict.clone());
        self.verdict_ids.insert(verdict, id);
        id
    }

    /// The number of an outcome. Its parts are copied only where it is a new one.
    pub(super) fn add_outcome(
        &mut self,
        spot: SpotId,
        own: Option<VerdictId>,
        rows: &[PackedRow],
        orphans: Vec<Orphan>,
    ) -> OutcomeId {
        let hash =
            BuildHasherDefault::<QuickHasher>::default().hash_one((spot, own, rows, orphans.len()));
        let first = self.by_hash.get(&hash).copied();
        let mut next = first;
        while let Some(id) = next {
            let known = &self[id];
            if (known.spot, known.own, self.packed_rows(id)) == (spot, own, rows)
                && *known.orphans == *orphans
            {
                return id;
            }
            next = known.next;
        }
        let counts = self.count(own, rows);
        let start = place(self.rows.len());
        self.rows.extend_from_slice(rows);
        let id = OutcomeId::new(self.all.len());
        self.all.push(Outcome {
            spot,
            own,
            rows: start..place(self.rows.len()),
            orphans: orphans.into_boxed_slice(),
            counts,
            next: first,
        });
        self.by_hash.insert(hash, id);
        id
    }

    /// What happens to the children of an outcome's spot, in their order.
    pub(super) fn rows(
        &self,
        id: OutcomeId,
    ) -> impl DoubleEndedIterator<Item = Row> + ExactSizeIterator {
        self.packed_rows(id).iter().map(|row| Row::from(*row))
    }

    pub(super) fn packed_rows(&self, id: OutcomeId) -> &[PackedRow] {
        let Range { start, end } = self[id].rows;
        let rows = self.rows.get(start as usize..end as usize);
        rows.unwrap_or_default()
    }

    fn count(&self, own: Option<VerdictId>, rows: &[PackedRow]) -> Counts {
        let mut counts = Counts::default();
        if let Some(own) = own {
            counts.add_verdicts(&self[own], 1);
        }
        // Most rows are like their neighbours.
        for alike in rows.chunk_by(|a, b| a == b) {
            match alike.first().map(|row| Row::from(*row)) {
                Some(Row::Leaf(id)) => counts.add_verdicts(&self[id], alike.len() as u64),
                Some(Row::Folder(id)) => counts += self[id].counts,
                None => {}
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
        &self.all[id.index()]
    }
}

impl Index<VerdictId> for Outcomes {
    type Output = Verdict;

    #[allow(
        clippy::indexing_slicing,
        reason = "a number is only given out with its verdict"
    )]
    fn index(&self, id: VerdictId) -> &Verdict {
        &self.verdicts[id.index()]
    }
}

/// Where rows lie has 32 bits: there is no memory for more of them.
fn place(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}
