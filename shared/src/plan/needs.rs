//! Which connections the written items of an org need.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use super::row::{OutcomeId, Row, VerdictId};
use super::spots::Spot;
use super::{ConnectionNeed, OrgPlan, Plan};
use crate::content::ConnectionKey;
use crate::id::{OrgId, QuickHasher};
use crate::sorted::sorted;

/// Answers for one org after the other, and looks into each distinct outcome once.
#[derive(Debug)]
pub(super) struct Needs<'a> {
    plan: &'a Plan,
    keys: HashMap<OutcomeId, Arc<[&'a ConnectionKey]>, BuildHasherDefault<QuickHasher>>,
}

impl Plan {
    /// The connections that the items written to an org need.
    pub fn connections(&self, org: &OrgId) -> Vec<ConnectionNeed> {
        let org = self.org(org);
        org.map_or_else(Vec::new, |org| self.needs().of(org).to_vec())
    }

    pub(super) fn needs(&self) -> Needs<'_> {
        Needs {
            plan: self,
            keys: HashMap::default(),
        }
    }
}

impl<'a> Needs<'a> {
    pub(super) fn of(&mut self, org: &OrgPlan) -> Arc<[ConnectionNeed]> {
        let need = |key: &&ConnectionKey| {
            let definition = self.plan.sources.definition(key);
            ConnectionNeed {
                key: (*key).clone(),
                create: definition
                    .filter(|_| org.lacks.missing.contains(key))
                    .map(|fact| fact.definition),
            }
        };
        let keys = self.keys.get(&org.root).cloned();
        let keys = keys.unwrap_or_else(|| {
            let mut keys = Vec::new();
            self.collect(org.root, &mut keys);
            let mut keys = sorted(keys, Ord::cmp);
            keys.dedup();
            keys.into()
        });
        let needs = keys.iter().map(need).collect();
        self.keys.insert(org.root, keys);
        needs
    }

    fn collect(&self, outcome: OutcomeId, keys: &mut Vec<&'a ConnectionKey>) {
        let sources = &self.plan.sources;
        let spot = &sources.spots[sources.outcomes[outcome].spot];
        if !spot.refers {
            return;
        }
        let rows = sources.outcomes.rows(outcome);
        for (child, row) in spot.children.iter().zip(rows) {
            match row {
                Row::Folder(below) => self.collect(below, keys),
                Row::Leaf(verdict) => self.add(&sources.spots[*child], verdict, keys),
            }
        }
    }

    fn add(&self, spot: &'a Spot, verdict: VerdictId, keys: &mut Vec<&'a ConnectionKey>) {
        if spot.refers && self.plan.sources.outcomes[verdict].action.writes() {
            let options = self.plan.options_under(verdict);
            keys.extend(spot.entry.connections(options));
        }
    }
}
