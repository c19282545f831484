use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::outcome::{OutcomeId, Outcomes};
use super::{Cell, Counts, PLANNER_VERSION};
use crate::content::{ConnectionKey, Facts};
use crate::id::{Digest, Hasher, ItemPath, OrgId};
use crate::select::Choices;
use crate::sorted::sorted;

/// What will happen to every selected item in every destination. It never changes; carrying it out
/// leaves no choice.
#[derive(Debug, Clone)]
pub struct Plan {
    choices: Choices,
    outcomes: Outcomes,
    orgs: BTreeMap<OrgId, OrgPlan>,
    counts: Counts,
    digest: Digest,
}

/// What will happen in one org.
#[derive(Debug, Clone)]
pub struct OrgPlan {
    root: OutcomeId,
    /// How many cells there are.
    pub counts: Counts,
    /// The connections that the written items need.
    pub connections: Vec<ConnectionNeed>,
    /// The org's part of the plan hash.
    pub digest: Digest,
}

/// A connection that written items need in an org.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionNeed {
    /// Which connection.
    pub key: ConnectionKey,
    /// `None` where it is there. Where it isn't, the source's definition that it will be created
    /// from; see [`crate::content::ConnectionFact::definition`]. Authorization headers and passwords
    /// are not in there: Sumo Logic never gives them out, so a person has to add them in the org.
    pub create: Option<Digest>,
}

impl ConnectionNeed {
    pub(super) fn new(key: ConnectionKey, source: &Facts, target: &Facts) -> Self {
        let is_there = target.matching(&key).next().is_some();
        let definition = source.matching(&key).next().map(|fact| fact.definition);
        let create = definition.filter(|_| !is_there);
        Self { key, create }
    }
}

/// Orgs in which exactly the same happens.
#[derive(Debug, Clone)]
pub struct Group<'a> {
    /// The orgs, by id.
    pub orgs: Vec<&'a OrgId>,
    /// What happens in each of them.
    pub plan: &'a OrgPlan,
}

impl OrgPlan {
    pub(super) fn new(
        org: &OrgId,
        root: OutcomeId,
        connections: Vec<ConnectionNeed>,
        outcomes: &Outcomes,
    ) -> Self {
        let outcome = outcomes.get(root);
        let mut hasher = Hasher::new("orgcast org 1");
        hasher
            .text(org.as_str())
            .optional(outcome.map(|outcome| &outcome.digest));
        hasher.count(connections.len());
        for need in &connections {
            hasher
                .text(&need.key.kind)
                .text(&need.key.name)
                .optional(need.create.as_ref());
        }
        let counts = outcome.map(|outcome| outcome.counts).unwrap_or_default();
        Self {
            root,
            counts,
            connections,
            digest: hasher.finish(),
        }
    }
}

impl Plan {
    pub(super) fn new(
        choices: Choices,
        outcomes: Outcomes,
        orgs: BTreeMap<OrgId, OrgPlan>,
    ) -> Self {
        let mut counts = Counts::default();
        let mut hasher = Hasher::new("orgcast plan 1");
        hasher.count(PLANNER_VERSION as usize);
        // Choices hold texts in sorted sets only, so writing them can't fail and has one result.
        hasher.text(&serde_json::to_string(&choices).unwrap_or_default());
        hasher.count(orgs.len());
        for org in orgs.values() {
            counts += org.counts;
            hasher.digest(&org.digest);
        }
        Self {
            choices,
            outcomes,
            orgs,
            counts,
            digest: hasher.finish(),
        }
    }

    /// The plan hash: it covers the planner's version, the choices and every cell of every org.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// What was chosen.
    pub fn choices(&self) -> &Choices {
        &self.choices
    }

    /// All cells, counted.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The destinations, by id.
    pub fn orgs(&self) -> impl Iterator<Item = (&OrgId, &OrgPlan)> {
        self.orgs.iter()
    }

    /// One destination.
    pub fn org(&self, org: &OrgId) -> Option<&OrgPlan> {
        self.orgs.get(org)
    }

    /// The destinations, those in which exactly the same happens together, the largest group first.
    pub fn groups<'a>(&'a self) -> Vec<Group<'a>> {
        let by_outcome = |(_, a): &(&OrgId, &OrgPlan), (_, b): &(&OrgId, &OrgPlan)| {
            let by_root = a.root.cmp(&b.root);
            by_root.then_with(|| a.connections.cmp(&b.connections))
        };
        let orgs = sorted(self.orgs.iter().collect(), by_outcome);
        let group = |same: &[(&'a OrgId, &'a OrgPlan)]| {
            let (_, plan) = *same.first()?;
            let orgs = same.iter().map(|(org, _)| *org).collect();
            Some(Group { orgs, plan })
        };
        let groups = orgs
            .chunk_by(|a, b| by_outcome(a, b).is_eq())
            .filter_map(group);
        sorted(groups.collect(), |a: &Group<'_>, b| {
            let by_size = b.orgs.len().cmp(&a.orgs.len());
            by_size.then_with(|| a.orgs.cmp(&b.orgs))
        })
    }

    /// One cell; `None` where the plan decides nothing.
    pub fn cell(&self, org: &OrgId, path: &ItemPath) -> Option<&Cell> {
        let mut outcome = self.outcomes.get(self.orgs.get(org)?.root)?;
        for name in path.names() {
            // Children are in the order of their names.
            let name_of = |id: &OutcomeId| self.outcomes.get(*id).and_then(|o| o.name.as_ref());
            let found = outcome
                .children
                .binary_search_by(|id| name_of(id).cmp(&Some(name)))
                .ok()?;
            outcome = self.outcomes.get(*outcome.children.get(found)?)?;
        }
        outcome.cell.as_ref()
    }

    /// The cells of an org with their paths, each folder before what is in it.
    pub fn cells(&self, org: &OrgId) -> Cells<'_> {
        let root = self.orgs.get(org).map(|plan| (ItemPath::root(), plan.root));
        Cells {
            outcomes: &self.outcomes,
            open: root.into_iter().collect(),
        }
    }
}

/// Walks the cells of one org; see [`Plan::cells`].
#[derive(Debug)]
pub struct Cells<'a> {
    outcomes: &'a Outcomes,
    open: Vec<(ItemPath, OutcomeId)>,
}

impl<'a> Iterator for Cells<'a> {
    type Item = (ItemPath, &'a Cell);

    fn next(&mut self) -> Option<Self::Item> {
        while let Some((path, id)) = self.open.pop() {
            let Some(outcome) = self.outcomes.get(id) else {
                continue;
            };
            for child in outcome.children.iter().rev() {
                if let Some(name) = self.outcomes.get(*child).and_then(|o| o.name.as_ref()) {
                    self.open.push((path.child(name), *child));
                }
            }
            if let Some(cell) = &outcome.cell {
                return Some((path, cell));
            }
        }
        None
    }
}
