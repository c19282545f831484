//! What a plan file answers: the same as the plan that it was made from.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;

use super::records::{Record, RecordId};
use super::{FileOrg, FileSource, PlanFile};
use crate::id::{Digest, ItemPath, Millis, OrgId, QuickHasher};
use crate::plan::digest::FolderHasher;
use crate::plan::{Cell, ConnectionNeed, Counts, PlanReport};
use crate::select::Choices;
use crate::sorted::sorted;

/// Orgs in which the same happens for the same reasons. What they hold now may differ.
#[derive(Debug, Clone)]
pub struct FileGroup<'a> {
    /// The orgs, by id.
    pub orgs: Vec<&'a OrgId>,
    /// The cells of one of them.
    pub counts: Counts,
    /// The connections that the written items need there.
    pub connections: &'a [ConnectionNeed],
}

impl PlanFile {
    /// The version of the planner that made it.
    pub fn planner(&self) -> u32 {
        self.planner
    }

    /// The plan hash.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// What was chosen.
    pub fn choices(&self) -> &Choices {
        &self.choices
    }

    /// Where the items come from.
    pub fn source(&self) -> &FileSource {
        &self.source
    }

    /// What the planner left out, assumed or could not know.
    pub fn report(&self) -> &PlanReport {
        &self.report
    }

    /// When an org, or the source, was read.
    pub fn taken_at(&self, org: &OrgId) -> Option<Millis> {
        self.report.reads.get(org).copied()
    }

    /// The destinations, by id.
    pub fn orgs(&self) -> impl Iterator<Item = (&OrgId, &FileOrg)> {
        self.orgs.iter()
    }

    /// One destination.
    pub fn org(&self, org: &OrgId) -> Option<&FileOrg> {
        self.orgs.get(org)
    }

    /// All cells, counted.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for org in self.orgs.values() {
            counts += self.records[org.outcome].counts;
        }
        counts
    }

    /// The cells of one org, counted.
    pub fn org_counts(&self, org: &OrgId) -> Option<Counts> {
        let org = self.orgs.get(org)?;
        Some(self.records[org.outcome].counts)
    }

    /// One cell; `None` where the plan decides nothing.
    pub fn cell(&self, org: &OrgId, path: &ItemPath) -> Option<&Cell> {
        let mut record = &self.records[self.orgs.get(org)?.outcome];
        for name in path.names() {
            let found = record
                .rows()
                .binary_search_by(|id| self.records[*id].name.as_ref().cmp(&Some(name)))
                .ok()?;
            record = &self.records[*record.rows().get(found)?];
        }
        record.cell.as_ref()
    }

    /// The cells of an org with their paths, each folder before what is in it.
    pub fn cells(&self, org: &OrgId) -> impl Iterator<Item = (ItemPath, &Cell)> {
        let root = self.orgs.get(org).map(|org| &self.records[org.outcome]);
        let mut open: Vec<_> = root
            .map(|root| (ItemPath::root(), root))
            .into_iter()
            .collect();
        std::iter::from_fn(move || {
            while let Some((path, record)) = open.pop() {
                for below in self.rows(record).rev() {
                    open.extend(below.name.as_ref().map(|name| (path.child(name), below)));
                }
                if let Some(cell) = &record.cell {
                    return Some((path, cell));
                }
            }
            None
        })
    }

    /// The destinations, those in which the same happens together, the largest group first.
    pub fn groups(&self) -> Vec<FileGroup<'_>> {
        let mut known = HashMap::default();
        let mut groups: BTreeMap<_, FileGroup<'_>> = BTreeMap::new();
        for (id, org) in &self.orgs {
            let happens = self.happens(org.outcome, &mut known);
            let group = groups
                .entry((happens, &org.connections))
                .or_insert_with(|| FileGroup {
                    orgs: Vec::new(),
                    counts: self.records[org.outcome].counts,
                    connections: &org.connections,
                });
            group.orgs.push(id);
        }
        sorted(groups.into_values().collect(), |a: &FileGroup<'_>, b| {
            let by_size = b.orgs.len().cmp(&a.orgs.len());
            by_size.then_with(|| a.orgs.cmp(&b.orgs))
        })
    }

    /// A digest of what happens at and below a place, whatever the target holds there now.
    fn happens(&self, id: RecordId, known: &mut Known) -> Digest {
        if let Some(known) = known.get(&id) {
            return *known;
        }
        let record = &self.records[id];
        let mut hasher = FolderHasher::new(record.rows().len());
        for id in record.rows() {
            let row = &self.records[*id];
            let cell = row.cell.clone().map(|cell| {
                Cell {
                    target: None,
                    ..cell
                }
                .digest()
            });
            let below = row.below.as_ref().map(|_| self.happens(*id, known));
            if let Some(name) = &row.name {
                hasher.add(name, cell.as_ref(), below.as_ref());
            }
        }
        let digest = hasher.finish();
        known.insert(id, digest);
        digest
    }

    /// What is in a folder.
    pub(super) fn rows<'a>(
        &'a self,
        record: &'a Record,
    ) -> impl DoubleEndedIterator<Item = &'a Record> {
        record.rows().iter().map(|id| &self.records[*id])
    }
}

/// What was digested so far.
type Known = HashMap<RecordId, Digest, BuildHasherDefault<QuickHasher>>;
