//! What an org lacks of what the source's items need.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Lacks;
use super::outcome::Outcomes;
use super::row::{OutcomeId, Row};
use super::spots::Spots;
use super::{Action, OrgView};
use crate::content::{ConnectionKey, Facts, ItemKind, Nodes, Reference, TreeError};
use crate::id::{Digest, ItemPath};
use crate::select::Selection;

/// What the source's items need from outside, whether they are selected or not: so a tick changes
/// nothing here.
#[derive(Debug, Default)]
pub(super) struct Needed {
    connections: BTreeSet<ConnectionKey>,
    /// Lookup tables that schedules save to, and whether the source has them.
    lookups: BTreeMap<String, (ItemPath, bool)>,
}

/// What an org lacks, as far as it can be told before anything is decided there.
#[derive(Debug)]
pub(super) struct Lacking<'a> {
    /// This takes for granted that the push brings every table that is selected.
    pub(super) lacks: Lacks,
    /// Those tables, with their places: the policy, or what is there, may keep one from being created.
    pub(super) awaited: Vec<(&'a String, &'a ItemPath)>,
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
    ) -> Result<Lacking<'_>, TreeError> {
        let counts = count(&target.facts);
        let missing = |key: &&ConnectionKey| !counts.contains_key(*key);
        let (mut lookups, mut awaited) = (BTreeSet::new(), Vec::new());
        for (path, (place, source_has)) in &self.lookups {
            let there = nodes.find(&target.root, place)?;
            if there.iter().any(|entry| entry.kind == ItemKind::Lookup) {
                continue;
            }
            if *source_has && selection.pick(place).is_selected() {
                awaited.push((path, place));
            } else {
                lookups.insert(path.clone());
            }
        }
        let lacks = Lacks {
            missing: self.connections.iter().filter(missing).cloned().collect(),
            ambiguous: self.ambiguous(&target.facts),
            lookups,
        };
        Ok(Lacking { lacks, awaited })
    }
}

/// The tables that were awaited and that a push with this outcome doesn't create.
pub(super) fn not_created(
    awaited: &[(&String, &ItemPath)],
    outcome: OutcomeId,
    outcomes: &Outcomes,
    spots: &Spots,
) -> BTreeSet<String> {
    let is_lacked = |(_, place): &&(&String, &ItemPath)| {
        action_at(place, outcome, outcomes, spots) != Some(Action::Create)
    };
    let lacked = awaited.iter().filter(is_lacked);
    lacked.map(|(path, _)| (*path).clone()).collect()
}

/// What happens to an item of the source that lies in folders only.
fn action_at(
    place: &ItemPath,
    outcome: OutcomeId,
    outcomes: &Outcomes,
    spots: &Spots,
) -> Option<Action> {
    let mut row = Row::Folder(outcome);
    for name in place.names() {
        let Row::Folder(folder) = row else {
            return None;
        };
        let children = &spots[outcomes[folder].spot].children;
        let found = children.binary_search_by(|id| spots[*id].entry.name.cmp(name));
        row = outcomes.rows(folder).nth(found.ok()?)?;
    }
    match row {
        Row::Leaf(verdict) => Some(outcomes[verdict].action),
        Row::Folder(_) => None,
    }
}

fn count(facts: &Facts) -> BTreeMap<&ConnectionKey, usize> {
    let mut counts = BTreeMap::new();
    for fact in &facts.connections {
        *counts.entry(&fact.key).or_insert(0) += 1;
    }
    counts
}
