use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::Counts;
use super::context::Lacks;
use super::digest::{OrgDigests, PlanDigests};
use super::outcome::Outcomes;
use super::row::OutcomeId;
use super::spots::Spots;
use crate::content::{ConnectionFact, ConnectionKey, Facts, Nodes};
use crate::id::{Digest, OrgId};
use crate::select::Choices;
use crate::sorted::sorted;

/// What will happen to every selected item in every destination. It never changes; carrying it out
/// leaves no choice.
///
/// Cells are not stored: a plan knows the distinct outcomes and finds the rest in the trees.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(super) choices: Choices,
    pub(super) sources: Sources,
    /// The destinations, by id.
    pub(super) orgs: Vec<(OrgId, OrgPlan)>,
    counts: Counts,
    digests: OnceLock<PlanDigests>,
}

/// What a plan's answers are made from; shared with the planner and with other plans.
#[derive(Debug, Clone)]
pub(super) struct Sources {
    pub(super) nodes: Nodes,
    pub(super) spots: Arc<Spots>,
    pub(super) outcomes: Arc<Outcomes>,
    /// What the source has besides content.
    pub(super) facts: Facts,
}

/// What will happen in one org.
#[derive(Debug, Clone)]
pub struct OrgPlan {
    pub(super) root: OutcomeId,
    /// The root of the org's tree.
    pub(super) target: Digest,
    pub(super) lacks: Arc<Lacks>,
    /// How many cells there are.
    pub counts: Counts,
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

/// Orgs for which the same items are chosen and in which the same happens for the same reasons. What
/// they hold now may differ; see [`Plan::cells_digest`].
#[derive(Debug, Clone)]
pub struct Group<'a> {
    /// The orgs, by id.
    pub orgs: Vec<&'a OrgId>,
    /// What happens in each of them.
    pub plan: &'a OrgPlan,
    /// The connections that the written items need there.
    pub connections: Arc<[ConnectionNeed]>,
}

impl Sources {
    /// What would create a connection of the source elsewhere.
    pub(super) fn definition(&self, key: &ConnectionKey) -> Option<&ConnectionFact> {
        self.facts.matching(key).last()
    }
}

impl OrgPlan {
    pub(super) fn new(root: OutcomeId, target: Digest, lacks: Arc<Lacks>, counts: Counts) -> Self {
        Self {
            root,
            target,
            lacks,
            counts,
        }
    }
}

impl Plan {
    pub(super) fn new(choices: Choices, sources: Sources, orgs: Vec<(OrgId, OrgPlan)>) -> Self {
        let mut orgs = sorted(orgs, |(a, _), (b, _)| a.cmp(b));
        orgs.dedup_by(|(a, _), (b, _)| a == b);
        let mut counts = Counts::default();
        for (_, org) in &orgs {
            counts += org.counts;
        }
        Self {
            choices,
            sources,
            orgs,
            counts,
            digests: OnceLock::new(),
        }
    }

    /// The plan hash: it covers the planner's version, the choices and every cell of every org.
    /// Computed when it is first asked for, as most plans are only looked at while somebody ticks.
    pub fn digest(&self) -> Digest {
        self.digests().plan
    }

    /// An org's part of the plan hash.
    pub fn org_digest(&self, org: &OrgId) -> Option<Digest> {
        Some(self.digests_of(org)?.org)
    }

    /// What happens in an org, whatever its name: equal for two orgs exactly when all their cells
    /// and connections are, down to what they hold now.
    pub fn cells_digest(&self, org: &OrgId) -> Option<Digest> {
        Some(self.digests_of(org)?.cells)
    }

    fn digests_of(&self, org: &OrgId) -> Option<&OrgDigests> {
        self.digests().orgs.get(self.place(org)?)
    }

    fn digests(&self) -> &PlanDigests {
        self.digests.get_or_init(|| PlanDigests::of(self))
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
        self.orgs.iter().map(|(org, part)| (org, part))
    }

    /// One destination.
    pub fn org(&self, org: &OrgId) -> Option<&OrgPlan> {
        let (_, part) = self.orgs.get(self.place(org)?)?;
        Some(part)
    }

    /// The number of an org among the destinations.
    fn place(&self, org: &OrgId) -> Option<usize> {
        self.orgs.binary_search_by(|(known, _)| known.cmp(org)).ok()
    }

    /// The destinations, those in which the same happens together, the largest group first.
    pub fn groups(&self) -> Vec<Group<'_>> {
        let mut by_outcome: BTreeMap<(OutcomeId, Arc<[ConnectionNeed]>), Group<'_>> =
            BTreeMap::new();
        let mut needs = self.needs();
        for (org, plan) in &self.orgs {
            let connections = needs.of(plan);
            let key = (plan.root, Arc::clone(&connections));
            let group = by_outcome.entry(key).or_insert_with(|| Group {
                orgs: Vec::new(),
                plan,
                connections,
            });
            group.orgs.push(org);
        }
        sorted(by_outcome.into_values().collect(), |a: &Group<'_>, b| {
            let by_size = b.orgs.len().cmp(&a.orgs.len());
            by_size.then_with(|| a.orgs.cmp(&b.orgs))
        })
    }
}
