//! How many calls carrying out a plan takes, and how long the vendor's rate limit makes that last.

mod looks;

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;

use serde::{Deserialize, Serialize};

use super::limits::{MAX_OBJECTS_PER_JOB, MAX_REQUESTS_PER_SECOND};
use super::needs::Needs;
use super::row::{OutcomeId, Row};
use super::{Action, OrgPlan, Plan};
use crate::content::{FolderNode, ItemKind};
use crate::id::{Digest, OrgId, QuickHasher};
use crate::select::Rollout;

/// What carrying out a plan takes at least, in one org or in all of them.
///
/// It is a lower estimate. It counts one question for the state of each job, which is enough only
/// where the job ends within half a second; one page of connections; and no call that has to be
/// repeated. What is certain is counted exactly: the reads before and after, every write, and the
/// listings that find a folder's id. What is replaced later than [`LOOK_HOLDS_SECONDS`] after it was read
/// is looked at again, as often as the rate limit makes sure of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cost {
    /// Calls to Sumo Logic; over all orgs, their sum.
    pub calls: u64,
    /// The least time that they take under [`MAX_REQUESTS_PER_SECOND`], in seconds. The orgs of a wave
    /// don't wait for each other, so over several orgs it is that of the slowest, and more where they are
    /// in several waves.
    pub seconds: u64,
}

/// For how long, in seconds, a push goes by one look at what it replaces; then it looks again. Shorter
/// would take more calls, and what somebody edits in this time is overwritten.
pub const LOOK_HOLDS_SECONDS: u64 = 15;

/// Starting a job and asking once for its state.
const JOB: u64 = 2;
/// The same, and fetching its result.
const JOB_WITH_RESULT: u64 = JOB + 1;
/// Reading the connections.
const CONNECTIONS: u64 = 1;
/// Asking what is in a folder.
const LISTING: u64 = 1;

impl Plan {
    /// What the push takes in one org.
    pub fn cost(&self, org: &OrgId) -> Option<Cost> {
        let org = self.org(org)?;
        Some(Costs::new(self).of(org))
    }

    /// What the push takes in each org. Equal outcomes and equal trees are counted once.
    pub fn costs(&self) -> BTreeMap<OrgId, Cost> {
        let mut costs = Costs::new(self);
        let orgs = self.orgs();
        orgs.map(|(id, org)| (id.clone(), costs.of(org))).collect()
    }

    /// What the push takes in all orgs.
    pub fn total_cost(&self) -> Cost {
        self.cost_over(self.orgs().map(|(org, _)| org))
    }

    /// What the push takes in several orgs; those that are no destinations are passed over.
    pub fn cost_over<'a>(&self, orgs: impl IntoIterator<Item = &'a OrgId>) -> Cost {
        let mut costs = Costs::new(self);
        let mut total = Cost::default();
        for org in orgs.into_iter().filter_map(|org| self.org(org)) {
            let cost = costs.of(org);
            total.calls += cost.calls;
            total.seconds = total.seconds.max(cost.seconds);
        }
        total
    }

    /// The orgs that are called, as they will run: one wave after the other, the orgs of one at the same
    /// time. Those to which nothing is written are called, too: they are read, to record that their items
    /// still are as planned.
    pub fn waves(&self, rollout: &Rollout) -> Vec<Vec<OrgId>> {
        let mut waves = rollout.waves(self.orgs().map(|(id, _)| id));
        let is_called = |id: &OrgId| self.org(id).is_some_and(OrgPlan::is_called);
        for wave in &mut waves {
            wave.retain(is_called);
        }
        waves.retain(|wave| !wave.is_empty());
        waves
    }
}

impl OrgPlan {
    /// Whether a push calls the org at all: not where every item is blocked.
    fn is_called(&self) -> bool {
        self.counts.blocked < self.counts.cells()
    }
}

impl Cost {
    fn of_calls(calls: u64) -> Self {
        Self {
            calls,
            seconds: calls.div_ceil(MAX_REQUESTS_PER_SECOND as u64),
        }
    }
}

/// Counts for one org after the other, and looks at each distinct outcome and tree once.
struct Costs<'a> {
    plan: &'a Plan,
    needs: Needs<'a>,
    writes: BTreeMap<OutcomeId, Writing>,
    objects: HashMap<Digest, u64, BuildHasherDefault<QuickHasher>>,
    exports: HashMap<Digest, u64, BuildHasherDefault<QuickHasher>>,
}

/// What writing into a folder takes.
#[derive(Debug, Clone, Copy, Default)]
struct Writing {
    calls: u64,
    /// Whether the id of the folder has to be found: then the folder above has to be listed.
    needs_id: bool,
    /// Those of the calls that replace something.
    replacing: u64,
}

impl<'a> Costs<'a> {
    fn new(plan: &'a Plan) -> Self {
        Self {
            plan,
            needs: plan.needs(),
            writes: BTreeMap::new(),
            objects: HashMap::default(),
            exports: HashMap::default(),
        }
    }

    fn of(&mut self, org: &OrgPlan) -> Cost {
        if !org.is_called() {
            return Cost::default();
        }
        let read = CONNECTIONS + JOB_WITH_RESULT;
        let mut calls = read + self.export(&org.target);
        if org.counts.writes() > 0 {
            let connections = self.needs.of(org);
            let created = connections.iter().filter(|need| need.create.is_some());
            calls += created.count() as u64;
            calls += self.inside(org.root, true).calls;
            calls += self.looks(org);
            calls += CONNECTIONS + self.export_after(org);
        }
        Cost::of_calls(calls)
    }

    /// What writing a folder and into it takes.
    fn folder(&mut self, id: OutcomeId) -> Writing {
        if let Some(known) = self.writes.get(&id) {
            return *known;
        }
        let outcomes = &self.plan.sources.outcomes;
        let outcome = &outcomes[id];
        let own = outcome.own.map(|own| outcomes[own].action);
        let writing = if outcome.counts.writes() == 0 {
            Writing::default()
        } else if own == Some(Action::Create) {
            Writing {
                calls: JOB + self.left_over(id),
                needs_id: false,
                replacing: 0,
            }
        } else {
            let mut writing = self.inside(id, false);
            if own == Some(Action::Replace) {
                writing.calls += 1;
                writing.replacing += 1;
                writing.needs_id = true;
            }
            writing
        };
        self.writes.insert(id, writing);
        writing
    }

    /// What writing takes whatever doesn't fit into the import that makes a folder.
    fn left_over(&mut self, id: OutcomeId) -> u64 {
        let outcomes = &self.plan.sources.outcomes;
        let (mut room, mut calls) = (MAX_OBJECTS_PER_JOB as u64 - 1, 0);
        for row in outcomes.rows(id) {
            let (objects, below) = match row {
                Row::Leaf(verdict) => (outcomes[verdict].action.writes().into(), None),
                Row::Folder(below) => (outcomes[below].counts.writes(), Some(below)),
            };
            match (room.checked_sub(objects), below) {
                (Some(less), _) => room = less,
                (None, None) => calls += JOB,
                (None, Some(below)) => calls += self.folder(below).calls,
            }
        }
        calls
    }

    /// What writing into a folder takes; `listed`: whether it is known what is in it.
    fn inside(&mut self, id: OutcomeId, listed: bool) -> Writing {
        let outcomes = &self.plan.sources.outcomes;
        let (mut calls, mut needs_id, mut replacing, mut lists) = (0, false, 0, false);
        for row in outcomes.rows(id) {
            match row {
                Row::Leaf(verdict) if outcomes[verdict].action.writes() => {
                    calls += JOB;
                    needs_id = true;
                    if outcomes[verdict].action == Action::Replace {
                        replacing += JOB;
                    }
                }
                Row::Leaf(_) => {}
                Row::Folder(below) => {
                    let writing = self.folder(below);
                    calls += writing.calls;
                    replacing += writing.replacing;
                    needs_id |= writing.calls > 0;
                    lists |= writing.needs_id;
                }
            }
        }
        if lists && !listed {
            calls += LISTING;
        }
        Writing {
            calls,
            needs_id,
            replacing,
        }
    }

    /// What exporting Admin Recommended takes before the push. It is listed already, and where it is too
    /// much for one export an earlier read has told.
    fn export(&mut self, root: &Digest) -> u64 {
        let node = self.plan.node(root);
        match node.filter(|node| !node.entries.is_empty()) {
            None => 0,
            Some(_) if fits(self.objects(root)) => JOB_WITH_RESULT,
            Some(node) => self.parts(node),
        }
    }

    /// What exporting one folder after the other takes, where the whole is too much for one export.
    fn parts(&mut self, folder: &FolderNode) -> u64 {
        let mut calls = 0;
        for entry in &folder.entries {
            calls += match entry.kind {
                ItemKind::Folder => self.part(&entry.digest),
                _ => JOB_WITH_RESULT,
            };
        }
        calls
    }

    /// What exporting a folder takes: the whole, or after a refusal a listing and its parts.
    fn part(&mut self, folder: &Digest) -> u64 {
        if let Some(known) = self.exports.get(folder) {
            return *known;
        }
        let plan = self.plan;
        let calls = match plan.node(folder) {
            Some(node) if !fits(self.objects(folder)) => JOB + LISTING + self.parts(node),
            _ => JOB_WITH_RESULT,
        };
        self.exports.insert(*folder, calls);
        calls
    }

    /// What exporting Admin Recommended takes after the push. It is listed only where one export may not
    /// hold it all.
    fn export_after(&mut self, org: &OrgPlan) -> u64 {
        if fits(self.objects(&org.target) + org.counts.create) {
            return JOB_WITH_RESULT;
        }
        JOB_WITH_RESULT + self.parts_after(org.root, self.plan.node(&org.target))
    }

    /// The same as [`Self::parts`], after the push.
    fn parts_after(&mut self, outcome: OutcomeId, folder: Option<&FolderNode>) -> u64 {
        let plan = self.plan;
        let outcomes = &plan.sources.outcomes;
        let mut calls = folder.map_or(0, |folder| self.parts(folder));
        for place in plan.below(outcome, folder) {
            match place.row {
                Row::Leaf(verdict) if outcomes[verdict].action == Action::Create => {
                    calls += JOB_WITH_RESULT;
                }
                Row::Folder(below) if outcomes[below].counts.create > 0 => {
                    let inside = plan.folder_at(place);
                    let there = place.target.filter(|_| inside.is_some());
                    let there = there.map(|entry| entry.digest);
                    let objects = there.map_or(0, |there| self.objects(&there));
                    calls += if fits(objects + outcomes[below].counts.create) {
                        JOB_WITH_RESULT
                    } else {
                        JOB + LISTING + self.parts_after(below, inside)
                    };
                    // It is among the parts that were there.
                    calls -= there.map_or(0, |there| self.part(&there));
                }
                Row::Leaf(_) | Row::Folder(_) => {}
            }
        }
        calls
    }

    /// How many objects a folder is: itself and all that is in it.
    fn objects(&mut self, folder: &Digest) -> u64 {
        if let Some(known) = self.objects.get(folder) {
            return *known;
        }
        let plan = self.plan;
        let mut objects = 1;
        for entry in plan.node(folder).iter().flat_map(|node| &node.entries) {
            objects += match entry.kind {
                ItemKind::Folder => self.objects(&entry.digest),
                _ => 1,
            };
        }
        self.objects.insert(*folder, objects);
        objects
    }
}

/// Whether so many objects fit into one export or import.
fn fits(objects: u64) -> bool {
    objects <= MAX_OBJECTS_PER_JOB as u64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::plan::worlds::arb_world;

    proptest! {
        #[test]
        fn all_orgs_together_cost_the_sum_of_calls_and_the_time_of_the_slowest(
            world in arb_world()
        ) {
            let plan = world.plan();
            let all: Vec<_> = plan.orgs().map(|(org, _)| plan.cost(org).unwrap()).collect();
            prop_assert_eq!(plan.costs().into_values().collect::<Vec<_>>(), all.clone());
            let total = Cost {
                calls: all.iter().map(|cost| cost.calls).sum(),
                seconds: all.iter().map(|cost| cost.seconds).max().unwrap_or(0),
            };
            prop_assert_eq!(plan.total_cost(), total);
        }

        #[test]
        fn an_org_is_in_a_wave_exactly_where_it_costs_a_call(world in arb_world()) {
            let plan = world.plan();
            let waves: Vec<_> = plan.waves(&Rollout::default()).into_iter().flatten().collect();
            for (org, part) in plan.orgs() {
                let calls = plan.cost(org).unwrap().calls;
                prop_assert_eq!(waves.contains(org), calls > 0);
                prop_assert!(calls > 0 || part.counts.writes() == 0);
            }
        }
    }
}
