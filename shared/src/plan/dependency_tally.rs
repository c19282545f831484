use std::collections::{BTreeMap, BTreeSet};

use super::dependencies::View;
use super::row::OutcomeId;
use super::uses::{Fate, Users, Uses};
use super::{Dependency, DependencyStatus, Plan};
use crate::content::Reference;
use crate::id::{ItemPath, OrgId};

/// Something that items of a push refer to, over several orgs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DependencyTally {
    /// What they refer to.
    pub what: Reference,
    /// In how many of the orgs it has which status, by status. Where it has two in one org, for
    /// different items, the org counts for both.
    pub statuses: Vec<(DependencyStatus, u64)>,
    /// The first of the items that refer to it, in an org where most do; at most
    /// [`Dependency::MAX_ITEMS`].
    pub items: Vec<ItemPath>,
    /// How many items there are in that org.
    pub total: u64,
}

impl Plan {
    /// The [dependencies](Self::dependencies) of several orgs together, by what they are. Orgs that are
    /// no destinations are passed over. What is equal in several orgs is looked into once.
    pub fn dependency_tally<'a>(
        &'a self,
        orgs: impl IntoIterator<Item = &'a OrgId>,
    ) -> Vec<DependencyTally> {
        let mut by_outcome: BTreeMap<OutcomeId, Vec<View<'_>>> = BTreeMap::new();
        let known = orgs
            .into_iter()
            .filter_map(|org| self.org(org).map(|part| (org, part)));
        for (org, part) in known {
            let plan = self;
            let views = by_outcome.entry(part.root).or_default();
            views.push(View { plan, org, part });
        }
        let mut uses = Uses::new(self);
        let mut tallies = BTreeMap::new();
        for (outcome, views) in &by_outcome {
            let found = uses.of(*outcome);
            let found: Vec<_> = found
                .iter()
                .map(|((what, fate), users)| (*what, *fate, users))
                .collect();
            for alike in found.chunk_by(|(a, ..), (b, ..)| a == b) {
                if let [(what, ..), ..] = alike {
                    let tally: &mut Tally = tallies.entry(*what).or_default();
                    let (statuses, items) = count(alike, views);
                    tally.add(&statuses, items);
                }
            }
        }
        tallies
            .into_iter()
            .filter_map(|(what, tally)| tally.of(what))
            .collect()
    }
}

/// In how many of the orgs, which share an outcome, one reference has which status, and the items that
/// it matters for.
fn count(
    fates: &[(&Reference, Fate, &Users)],
    views: &[View<'_>],
) -> (BTreeMap<DependencyStatus, u64>, Users) {
    let mut statuses = vec![BTreeSet::new(); views.len()];
    let mut all = Users::default();
    for (what, fate, users) in fates {
        let mut matters = false;
        for (view, statuses) in views.iter().zip(&mut statuses) {
            let status = view.status(what, *fate);
            matters |= status.is_some();
            statuses.extend(status);
        }
        if matters {
            all.merge(users);
        }
    }
    let mut counts = BTreeMap::new();
    for status in statuses.into_iter().flatten() {
        *counts.entry(status).or_insert(0) += 1;
    }
    (counts, all)
}

/// What is known of one reference so far.
#[derive(Debug, Default)]
struct Tally {
    statuses: BTreeMap<DependencyStatus, u64>,
    users: Users,
}

impl Tally {
    fn add(&mut self, statuses: &BTreeMap<DependencyStatus, u64>, users: Users) {
        for (status, orgs) in statuses {
            *self.statuses.entry(*status).or_default() += orgs;
        }
        if users.total > self.users.total {
            self.users = users;
        }
    }

    /// `None` where it doesn't matter in any of the orgs.
    fn of(self, what: &Reference) -> Option<DependencyTally> {
        (!self.statuses.is_empty()).then(|| DependencyTally {
            what: what.clone(),
            statuses: self.statuses.into_iter().collect(),
            items: self.users.first,
            total: self.users.total,
        })
    }
}

impl Users {
    /// Adds other items.
    fn merge(&mut self, other: &Self) {
        self.total += other.total;
        self.first.extend(other.first.iter().cloned());
        self.first.sort();
        self.first.truncate(Dependency::MAX_ITEMS);
    }
}
