//! Makes a plan file from a plan.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;

use super::records::{RecordId, Records};
use super::{FileOrg, FileSource, PlanFile};
use crate::content::FolderNode;
use crate::id::{Digest, OrgId, QuickHasher};
use crate::plan::cells::Place;
use crate::plan::digest::{digest_cells, digest_org, digest_plan};
use crate::plan::row::{OutcomeId, Row, VerdictId};
use crate::plan::spots::SpotId;
use crate::plan::{OrgPlan, OrgView, PLANNER_VERSION, Plan, PlanInput, Planned};

impl PlanFile {
    /// The file of a plan; `input` is what the plan was made from. Costs what the plan's digest
    /// does, and the text of each distinct outcome.
    pub fn new(planned: &Planned, input: &PlanInput<'_>) -> Self {
        let plan = &planned.plan;
        let mut collector = Collector {
            plan,
            records: Records::default(),
            folders: HashMap::default(),
            leaves: HashMap::default(),
        };
        let views = input.targets.iter().map(|view| (&view.org, view));
        let views: BTreeMap<&OrgId, &OrgView> = views.collect();
        let mut needs = plan.needs();
        let mut orgs = BTreeMap::new();
        for (id, part) in plan.orgs() {
            let outcome = collector.root(part);
            let connections = needs.of(part).to_vec();
            let below = collector.records[outcome]
                .digests
                .below
                .unwrap_or(part.target);
            let cells = digest_cells(&below, &connections);
            let org = FileOrg {
                outcome,
                cells,
                digest: digest_org(id, &cells),
                root: part.target,
                base: views.get(id).and_then(|view| view.base),
                connections,
            };
            orgs.insert(id.clone(), org);
        }
        let digests: Vec<_> = orgs.values().map(|org| org.digest).collect();
        Self {
            planner: PLANNER_VERSION,
            digest: digest_plan(PLANNER_VERSION, plan.choices(), &digests),
            choices: plan.choices().clone(),
            source: FileSource {
                org: input.source.org.clone(),
                root: input.source.root,
            },
            report: planned.report.clone(),
            records: collector.records,
            orgs,
        }
    }
}

/// What was collected so far: folders and items by what happens and what the target has there.
struct Collector<'a> {
    plan: &'a Plan,
    records: Records,
    folders: HashMap<(OutcomeId, Option<Digest>), RecordId, BuildHasherDefault<QuickHasher>>,
    leaves: HashMap<(SpotId, VerdictId, Option<Digest>), RecordId, BuildHasherDefault<QuickHasher>>,
}

impl<'a> Collector<'a> {
    fn root(&mut self, org: &OrgPlan) -> RecordId {
        let below = self.rows(org.root, self.plan.node(&org.target));
        self.records.add(None, None, Some(below))
    }

    fn rows(&mut self, outcome: OutcomeId, folder: Option<&'a FolderNode>) -> Vec<RecordId> {
        let places = self.plan.below(outcome, folder);
        places.map(|place| self.row(place)).collect()
    }

    fn row(&mut self, place: Place<'a>) -> RecordId {
        let plan = self.plan;
        let there = place.target.map(|entry| entry.digest);
        let known = match place.row {
            Row::Leaf(verdict) => self.leaves.get(&(place.spot, verdict, there)),
            Row::Folder(outcome) => self.folders.get(&(outcome, there)),
        };
        if let Some(known) = known {
            return *known;
        }
        let name = Some(plan.sources.spots[place.spot].entry.name.clone());
        let cell = plan.cell_at(place);
        match place.row {
            Row::Leaf(verdict) => {
                let record = self.records.add(name, cell, None);
                self.leaves.insert((place.spot, verdict, there), record);
                record
            }
            Row::Folder(outcome) => {
                let below = self.rows(outcome, plan.folder_at(place));
                let record = self.records.add(name, cell, Some(below));
                self.folders.insert((outcome, there), record);
                record
            }
        }
    }
}
