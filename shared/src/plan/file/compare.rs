//! Two plan files, compared org by org and cell by cell.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;
use std::ops::AddAssign;

use super::PlanFile;
use super::causes::Causes;
use super::records::{Record, RecordId};
use crate::id::{ItemName, ItemPath, OrgId, QuickHasher};
use crate::plan::Cell;

/// How two plan files differ. Cells are compared when they are asked for.
#[derive(Debug)]
pub struct PlanDifference<'a> {
    before: &'a PlanFile,
    after: &'a PlanFile,
    /// Whether the choices differ.
    pub choices: bool,
    /// Orgs that only the second plan has, by id.
    pub added: Vec<&'a OrgId>,
    /// Orgs that only the first plan has, by id.
    pub removed: Vec<&'a OrgId>,
    /// Orgs that both have and in which something differs, by id.
    pub changed: Vec<OrgDifference<'a>>,
}

/// How much differs in one org.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrgDifference<'a> {
    /// The org.
    pub org: &'a OrgId,
    /// Cells that only the second plan has.
    pub added: u64,
    /// Cells that only the first plan has.
    pub removed: u64,
    /// Cells that both have and that differ.
    pub changed: u64,
    /// Whether the needed connections differ.
    pub connections: bool,
    pub(super) causes: Causes,
}

/// What became of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellChange<'a> {
    /// Only the second plan has it.
    Added(&'a Cell),
    /// Only the first plan has it.
    Removed(&'a Cell),
    /// Both have it, and they differ.
    Changed {
        /// In the first plan.
        before: &'a Cell,
        /// In the second plan.
        after: &'a Cell,
    },
}

impl PlanFile {
    /// How `after` differs from this plan. Outcomes that both share, and pairs of outcomes that many
    /// orgs share, are looked at once.
    pub fn compare<'a>(&'a self, after: &'a Self) -> PlanDifference<'a> {
        let only = |one: &'a Self, other: &'a Self| -> Vec<&'a OrgId> {
            let orgs = one.orgs.keys();
            orgs.filter(|org| !other.orgs.contains_key(*org)).collect()
        };
        let mut counter = Counter {
            before: self,
            after,
            known: HashMap::default(),
        };
        let mut changed = Vec::new();
        for (org, then) in &self.orgs {
            let Some(now) = after.orgs.get(org) else {
                continue;
            };
            if then.cells != now.cells {
                let count = counter.count(Some(then.outcome), Some(now.outcome));
                changed.push(OrgDifference {
                    org,
                    added: count.added,
                    removed: count.removed,
                    changed: count.changed,
                    connections: then.connections != now.connections,
                    causes: count.causes,
                });
            }
        }
        PlanDifference {
            before: self,
            after,
            choices: self.choices != after.choices,
            added: only(after, self),
            removed: only(self, after),
            changed,
        }
    }

    /// The cells of an org that differ between this plan and `after`; see [`PlanDifference::cells`].
    pub fn cell_changes<'a>(
        &'a self,
        after: &'a Self,
        org: &OrgId,
    ) -> impl Iterator<Item = (ItemPath, CellChange<'a>)> {
        let before = self;
        let root = |file: &'a PlanFile| Some(&file.records[file.orgs.get(org)?.outcome]);
        let mut open = vec![(ItemPath::root(), root(before), root(after))];
        std::iter::from_fn(move || {
            while let Some((path, then, now)) = open.pop() {
                if then.map(|then| then.digests) == now.map(|now| now.digests) {
                    continue;
                }
                let pairs = pairs((before, then), (after, now));
                for (name, (then, now)) in pairs.into_iter().rev() {
                    let then = then.map(|then| &before.records[then]);
                    let now = now.map(|now| &after.records[now]);
                    open.push((path.child(name), then, now));
                }
                if let Some(change) = CellChange::of(then, now) {
                    return Some((path, change));
                }
            }
            None
        })
    }
}

impl<'a> PlanDifference<'a> {
    /// Whether the two plans are one, down to what the orgs hold now.
    pub fn is_empty(&self) -> bool {
        let orgs = [
            self.added.is_empty(),
            self.removed.is_empty(),
            self.changed.is_empty(),
        ];
        !self.choices && orgs.iter().all(|is_empty| *is_empty)
    }

    /// The cells of an org that differ, each folder before what is in it. Of an org that only one of
    /// the plans has, that is every cell.
    pub fn cells(&self, org: &OrgId) -> impl Iterator<Item = (ItemPath, CellChange<'a>)> {
        self.before.cell_changes(self.after, org)
    }
}

impl<'a> CellChange<'a> {
    fn of(then: Option<&'a Record>, now: Option<&'a Record>) -> Option<Self> {
        let cell = |record: Option<&'a Record>| record?.cell.as_ref();
        match (cell(then), cell(now)) {
            (None, None) => None,
            (None, Some(cell)) => Some(Self::Added(cell)),
            (Some(cell), None) => Some(Self::Removed(cell)),
            (Some(before), Some(after)) if before == after => None,
            (Some(before), Some(after)) => Some(Self::Changed { before, after }),
        }
    }
}

type Pair = (Option<RecordId>, Option<RecordId>);

/// What is in two folders, by name.
fn pairs<'a>(
    (before, then): (&'a PlanFile, Option<&'a Record>),
    (after, now): (&'a PlanFile, Option<&'a Record>),
) -> BTreeMap<&'a ItemName, Pair> {
    let mut pairs: BTreeMap<&ItemName, Pair> = BTreeMap::new();
    for id in then.iter().flat_map(|record| record.rows()) {
        if let Some(name) = &before.records[*id].name {
            pairs.entry(name).or_default().0 = Some(*id);
        }
    }
    for id in now.iter().flat_map(|record| record.rows()) {
        if let Some(name) = &after.records[*id].name {
            pairs.entry(name).or_default().1 = Some(*id);
        }
    }
    pairs
}

/// How many cells differ at and below a place.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    added: u64,
    removed: u64,
    changed: u64,
    causes: Causes,
}

/// Counts what differs, and looks at each pair of outcomes once.
struct Counter<'a> {
    before: &'a PlanFile,
    after: &'a PlanFile,
    known: HashMap<Pair, Count, BuildHasherDefault<QuickHasher>>,
}

impl Counter<'_> {
    fn count(&mut self, then: Option<RecordId>, now: Option<RecordId>) -> Count {
        let (before, after) = (self.before, self.after);
        let first = then.map(|then| &before.records[then]);
        let second = now.map(|now| &after.records[now]);
        let cells = |record: &Record| record.counts.cells();
        match (first, second) {
            (None, None) => return Count::default(),
            (None, Some(now)) => {
                return Count {
                    added: cells(now),
                    ..Count::default()
                };
            }
            (Some(then), None) => {
                return Count {
                    removed: cells(then),
                    ..Count::default()
                };
            }
            (Some(then), Some(now)) if then.digests == now.digests => return Count::default(),
            (Some(_), Some(_)) => {}
        }
        if let Some(known) = self.known.get(&(then, now)) {
            return *known;
        }
        let mut count = match CellChange::of(first, second) {
            None => Count::default(),
            Some(change) => Count::of(change),
        };
        for (_, (then, now)) in pairs((before, first), (after, second)) {
            count += self.count(then, now);
        }
        self.known.insert((then, now), count);
        count
    }
}

impl Count {
    fn of(change: CellChange<'_>) -> Self {
        let mut count = Self {
            causes: Causes::of(change),
            ..Self::default()
        };
        *match change {
            CellChange::Added(_) => &mut count.added,
            CellChange::Removed(_) => &mut count.removed,
            CellChange::Changed { .. } => &mut count.changed,
        } = 1;
        count
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.added += other.added;
        self.removed += other.removed;
        self.changed += other.changed;
        self.causes.add(other.causes);
    }
}
