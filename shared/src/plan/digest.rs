//! The plan hash, a tree: cell, folder, org, plan.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::cells::Place;
use super::row::{OutcomeId, Row, VerdictId};
use super::spots::SpotId;
use super::{ConnectionNeed, PLANNER_VERSION, Plan};
use crate::content::FolderNode;
use crate::id::{Digest, Hasher, ItemName, OrgId, QuickHasher};
use crate::select::Choices;

/// The digests of a plan.
#[derive(Debug, Clone)]
pub(super) struct PlanDigests {
    pub(super) plan: Digest,
    /// In the order of the plan's orgs.
    pub(super) orgs: Vec<OrgDigests>,
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
        let mut orgs = Vec::with_capacity(plan.orgs.len());
        for (org, part) in &plan.orgs {
            let root = (part.root, Some(part.target));
            let below = digester.folder(root, plan.node(&part.target));
            let cells = digest_cells(&below, &needs.of(part));
            orgs.push(OrgDigests {
                org: digest_org(org, &cells),
                cells,
            });
        }
        let of_orgs: Vec<_> = orgs.iter().map(|digests| digests.org).collect();
        Self {
            plan: digest_plan(PLANNER_VERSION, &plan.choices, &of_orgs),
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
        let rows = plan.sources.outcomes.rows(key.0).len();
        let mut hasher = FolderHasher::new(rows);
        for place in plan.below(key.0, folder) {
            let spot = &plan.sources.spots[place.spot];
            let cell = self.cell(place);
            let below = match place.row {
                Row::Leaf(_) => None,
                Row::Folder(outcome) => {
                    let inside = plan.folder_at(place);
                    let there = place.target.filter(|_| inside.is_some());
                    let key = (outcome, there.map(|entry| entry.digest));
                    Some(self.folder(key, inside))
                }
            };
            hasher.add(&spot.entry.name, cell.as_ref(), below.as_ref());
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

/// Digests what happens in a folder, row by row.
pub(super) struct FolderHasher(Hasher);

impl FolderHasher {
    /// A folder of so many rows.
    pub(super) fn new(rows: usize) -> Self {
        let mut hasher = Hasher::new("orgcast folder of cells 2");
        hasher.count(rows);
        Self(hasher)
    }

    /// Adds a row: what was decided about the place itself, and, of a folder, what happens in it.
    pub(super) fn add(&mut self, name: &ItemName, cell: Option<&Digest>, below: Option<&Digest>) {
        self.0.text(name.as_str()).optional(cell);
        if let Some(below) = below {
            self.0.digest(below);
        }
    }

    pub(super) fn finish(self) -> Digest {
        self.0.finish()
    }
}

/// Digests what happens in an org, whatever its name.
pub(super) fn digest_cells(below: &Digest, connections: &[ConnectionNeed]) -> Digest {
    let mut hasher = Hasher::new("orgcast cells 2");
    hasher.digest(below).count(connections.len());
    for need in connections {
        hasher
            .text(&need.key.kind)
            .text(&need.key.name)
            .optional(need.create.as_ref());
    }
    hasher.finish()
}

/// Digests an org's part of a plan.
pub(super) fn digest_org(org: &OrgId, cells: &Digest) -> Digest {
    let mut hasher = Hasher::new("orgcast org 2");
    hasher.text(org.as_str()).digest(cells);
    hasher.finish()
}

/// Digests a plan, whose orgs come by id.
pub(super) fn digest_plan(planner: u32, choices: &Choices, orgs: &[Digest]) -> Digest {
    let mut hasher = Hasher::new("orgcast plan 2");
    hasher.count(planner as usize);
    // Choices hold texts in sorted sets only, so writing them can't fail and has one result.
    hasher.text(&serde_json::to_string(choices).unwrap_or_default());
    hasher.count(orgs.len());
    for org in orgs {
        hasher.digest(org);
    }
    hasher.finish()
}
