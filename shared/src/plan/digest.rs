//! The plan hash, a tree: cell, folder, org, plan.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;

use super::cells::Place;
use super::outcome::{OutcomeId, Row, VerdictId};
use super::spots::SpotId;
use super::{PLANNER_VERSION, Plan};
use crate::content::FolderNode;
use crate::id::{Digest, Hasher, OrgId, QuickHasher};

/// The digests of a plan.
#[derive(Debug, Clone)]
pub(super) struct PlanDigests {
    pub(super) plan: Digest,
    pub(super) orgs: BTreeMap<OrgId, OrgDigests>,
}

/// The digests of one org's part.
#[derive(Debug, Clone)]
pub(super) struct OrgDigests {
    pub(super) org: Digest,
    /// Without the org's name: equal where everything is.
    pub(super) cells: Digest,
}

/// What was digested so far: folders by what happens in them and what the target has, and leaves
/// that are the same in both.
struct Digester<'a> {
    plan: &'a Plan,
    folders: HashMap<(OutcomeId, Option<Digest>), Digest, BuildHasherDefault<QuickHasher>>,
    equals: HashMap<(SpotId, VerdictId), Digest, BuildHasherDefault<QuickHasher>>,
}

impl PlanDigests {
    pub(super) fn of(plan: &Plan) -> Self {
        let mut digester = Digester {
            plan,
            folders: HashMap::default(),
            equals: HashMap::default(),
        };
        let mut needs = plan.needs();
        let mut orgs = BTreeMap::new();
        for (org, part) in &plan.orgs {
            let root = (part.root, Some(part.target));
            let below = digester.folder(root, plan.node(&part.target));
            let mut hasher = Hasher::new("orgcast cells 2");
            hasher.digest(&below);
            let connections = needs.of(part);
            hasher.count(connections.len());
            for need in connections.iter() {
                hasher
                    .text(&need.key.kind)
                    .text(&need.key.name)
                    .optional(need.create.as_ref());
            }
            let cells = hasher.finish();
            let mut hasher = Hasher::new("orgcast org 2");
            hasher.text(org.as_str()).digest(&cells);
            let digests = OrgDigests {
                org: hasher.finish(),
                cells,
            };
            orgs.insert(org.clone(), digests);
        }
        let mut hasher = Hasher::new("orgcast plan 2");
        hasher.count(PLANNER_VERSION as usize);
        // Choices hold texts in sorted sets only, so writing them can't fail and has one result.
        hasher.text(&serde_json::to_string(&plan.choices).unwrap_or_default());
        hasher.count(orgs.len());
        for digests in orgs.values() {
            hasher.digest(&digests.org);
        }
        Self {
            plan: hasher.finish(),
            orgs,
        }
    }
}

impl<'a> Digester<'a> {
    /// What happens below a folder of which the target has `folder`.
    fn folder(
        &mut self,
        key: (OutcomeId, Option<Digest>),
        folder: Option<&'a FolderNode>,
    ) -> Digest {
        if let Some(known) = self.folders.get(&key) {
            return *known;
        }
        let plan = self.plan;
        let rows = plan.sources.outcomes[key.0].content.rows.len();
        let mut hasher = Hasher::new("orgcast folder of cells 2");
        hasher.count(rows);
        for place in plan.below(key.0, folder) {
            let spot = &plan.sources.spots[place.spot];
            hasher.text(spot.entry.name.as_str());
            hasher.optional(self.cell(place).as_ref());
            if let Row::Folder(outcome) = place.row {
                let inside = plan.folder_at(place);
                let there = place.target.filter(|_| inside.is_some());
                let key = (outcome, there.map(|entry| entry.digest));
                hasher.digest(&self.folder(key, inside));
            }
        }
        let digest = hasher.finish();
        self.folders.insert(key, digest);
        digest
    }

    fn cell(&mut self, place: Place<'_>) -> Option<Digest> {
        let source = &self.plan.sources.spots[place.spot].entry;
        let key = match place.row {
            Row::Leaf(verdict) => place
                .target
                .filter(|target| target.digest == source.digest)
                .map(|_| (place.spot, verdict)),
            Row::Folder(_) => None,
        };
        if let Some(known) = key.and_then(|key| self.equals.get(&key)) {
            return Some(*known);
        }
        let digest = self.plan.cell_at(place)?.digest();
        if let Some(key) = key {
            self.equals.insert(key, digest);
        }
        Some(digest)
    }
}
