//! What an org lacks of what the source's items need.

use std::collections::{BTreeMap, BTreeSet};

use super::OrgView;
use super::context::Lacks;
use crate::content::{ConnectionKey, Facts, ItemKind, Nodes, Reference, TreeError};
use crate::id::{Digest, ItemPath};
use crate::select::{Pick, Selection};

/// What the source's items need from outside, whether they are selected or not: so a tick changes
/// nothing here.
#[derive(Debug, Default)]
pub(super) struct Needed {
    connections: BTreeSet<ConnectionKey>,
    /// Lookup tables that schedules save to, and whether the source has them.
    lookups: BTreeMap<String, (ItemPath, bool)>,
}

impl Needed {
    pub(super) fn of(nodes: &Nodes, root: &Digest) -> Result<Self, TreeError> {
        let mut needed = Self::default();
        needed.add(nodes, root)?;
        for (place, has) in needed.lookups.values_mut() {
            *has = matches!(nodes.find(root, place)?, [one] if one.kind == ItemKind::Lookup);
        }
        Ok(needed)
    }

    fn add(&mut self, nodes: &Nodes, folder: &Digest) -> Result<(), TreeError> {
        for entry in &nodes.get(folder)?.entries {
            if entry.kind == ItemKind::Folder {
                self.add(nodes, &entry.digest)?;
            }
            for reference in entry.references() {
                match reference {
                    Reference::Connection(key) => {
                        self.connections.insert(key.clone());
                    }
                    Reference::Lookup { path } => {
                        // Of tables elsewhere nothing is known.
                        if let Some(place) = Reference::place_of_lookup(path) {
                            self.lookups.insert(path.clone(), (place, false));
                        }
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// The needed connections that an org has several of.
    pub(super) fn ambiguous(&self, facts: &Facts) -> BTreeSet<ConnectionKey> {
        let counts = count(facts);
        let several = |key: &&ConnectionKey| counts.get(*key).is_some_and(|count| *count > 1);
        self.connections.iter().filter(several).cloned().collect()
    }

    /// Whether no item needs anything.
    pub(super) fn is_empty(&self) -> bool {
        self.connections.is_empty() && self.lookups.is_empty()
    }

    /// What `target` lacks when `selection` is pushed to it.
    pub(super) fn lacked_by(
        &self,
        target: &OrgView,
        selection: &Selection,
        nodes: &Nodes,
    ) -> Result<Lacks, TreeError> {
        let counts = count(&target.facts);
        let missing = |key: &&ConnectionKey| !counts.contains_key(*key);
        let mut lookups = BTreeSet::new();
        for (path, (place, source_has)) in &self.lookups {
            let pushed = *source_has && selection.pick(place) == Pick::Whole;
            let there = nodes.find(&target.root, place)?;
            let is_there = there.iter().any(|entry| entry.kind == ItemKind::Lookup);
            if !pushed && !is_there {
                lookups.insert(path.clone());
            }
        }
        Ok(Lacks {
            missing: self.connections.iter().filter(missing).cloned().collect(),
            ambiguous: self.ambiguous(&target.facts),
            lookups,
        })
    }
}

fn count(facts: &Facts) -> BTreeMap<&ConnectionKey, usize> {
    let mut counts = BTreeMap::new();
    for fact in &facts.connections {
        *counts.entry(&fact.key).or_insert(0) += 1;
    }
    counts
}
