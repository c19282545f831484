use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Index;

use serde::{Deserialize, Serialize};

use crate::id::{Digest, ItemName, QuickHasher};
use crate::plan::digest::FolderHasher;
use crate::plan::{Cell, Counts};

/// The distinct outcomes of a plan file, those that others refer to first.
#[derive(Debug, Clone, Default)]
pub(super) struct Records {
    all: Vec<Record>,
    by_key: HashMap<Key, RecordId, BuildHasherDefault<QuickHasher>>,
}

/// What happens to one item, or to a folder and what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// `None` for Admin Recommended itself.
    pub(super) name: Option<ItemName>,
    /// `None` where nothing was decided about the place itself.
    pub(super) cell: Option<Cell>,
    /// What is in the folder, by name; `None` for anything else.
    pub(super) below: Option<Box<[RecordId]>>,
    pub(super) digests: RowDigests,
    pub(super) counts: Counts,
    /// How many places there are here and below, whether something was decided about them or not.
    pub(super) places: u64,
    /// How many levels there are below.
    pub(super) depth: u32,
}

/// Two rows are equal exactly when these and their names are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct RowDigests {
    pub(super) cell: Option<Digest>,
    pub(super) below: Option<Digest>,
}

/// The number of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct RecordId(u32);

type Key = (Option<ItemName>, RowDigests);

impl Records {
    /// Adds a record, unless an equal one is there; gives its number.
    pub(super) fn add(
        &mut self,
        name: Option<ItemName>,
        cell: Option<Cell>,
        below: Option<Vec<RecordId>>,
    ) -> RecordId {
        let (mut counts, mut places, mut depth) = (Counts::default(), 1, 0);
        if let Some(cell) = &cell {
            counts.add(cell);
        }
        let mut hasher = FolderHasher::new(below.as_ref().map_or(0, Vec::len));
        for id in below.iter().flatten() {
            let record = &self[*id];
            if let Some(name) = &record.name {
                let RowDigests { cell, below } = &record.digests;
                hasher.add(name, cell.as_ref(), below.as_ref());
            }
            counts += record.counts;
            places += record.places;
            depth = depth.max(record.depth + 1);
        }
        let digests = RowDigests {
            cell: cell.as_ref().map(Cell::digest),
            below: below.as_ref().map(|_| hasher.finish()),
        };
        let key = (name.clone(), digests);
        if let Some(known) = self.by_key.get(&key) {
            return *known;
        }
        let id = RecordId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.all.push(Record {
            name,
            cell,
            below: below.map(Vec::into_boxed_slice),
            digests,
            counts,
            places,
            depth,
        });
        self.by_key.insert(key, id);
        id
    }

    /// Whether `below` are records with different names, in the order of names.
    pub(super) fn are_rows(&self, below: &[RecordId]) -> bool {
        let name = |id: &RecordId| self.find(*id)?.name.as_ref();
        below.iter().all(|id| name(id).is_some()) && below.is_sorted_by(|a, b| name(a) < name(b))
    }

    pub(super) fn find(&self, id: RecordId) -> Option<&Record> {
        self.all.get(id.0 as usize)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Record> {
        self.all.iter()
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// The place of the first record that is neither one of `roots` nor in another one.
    pub(super) fn first_unused(&self, roots: impl Iterator<Item = RecordId>) -> Option<usize> {
        let mut used = vec![false; self.all.len()];
        let inner = self.all.iter().flat_map(Record::rows);
        for id in roots.chain(inner.copied()) {
            if let Some(used) = used.get_mut(id.0 as usize) {
                *used = true;
            }
        }
        used.iter().position(|used| !used)
    }
}

impl PartialEq for Records {
    fn eq(&self, other: &Self) -> bool {
        self.all == other.all
    }
}

impl Eq for Records {}

impl Index<RecordId> for Records {
    type Output = Record;

    #[allow(
        clippy::indexing_slicing,
        reason = "a number is only kept where its record is"
    )]
    fn index(&self, id: RecordId) -> &Record {
        &self.all[id.0 as usize]
    }
}

impl Record {
    /// What is in it.
    pub(super) fn rows(&self) -> &[RecordId] {
        self.below.as_deref().unwrap_or_default()
    }
}
