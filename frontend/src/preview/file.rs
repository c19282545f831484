use orgcast_shared::api::Org;
use orgcast_shared::id::{Digest, Millis, OrgId};
use orgcast_shared::plan::file::PlanFile;
use orgcast_shared::plan::{Cost, Counts, PLANNER_VERSION};
use orgcast_shared::select::Policy;
use serde::{Deserialize, Serialize};

use super::summary::line;
use super::{OrgCells, PreviewGroup};
use crate::text::plan_file as text;

/// A plan file, as the page shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct OpenedFile {
    /// The plan hash.
    pub(crate) plan: Digest,
    /// Whether this version plans otherwise than the one that made the file.
    pub(crate) is_other_planner: bool,
    pub(crate) source: OrgId,
    /// When the newest of its reads was.
    pub(crate) read: Option<Millis>,
    pub(crate) policy: Policy,
    pub(crate) counts: Counts,
    pub(crate) groups: Vec<PreviewGroup>,
}

/// How a plan file compares with what would happen now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct FileComparison {
    /// Why the file can't be used any more, in sentences; nothing while it can.
    pub(crate) stale: Vec<String>,
    /// Orgs in which cells differ: how many were added, removed and changed.
    pub(crate) orgs: Vec<(OrgId, [u64; 3])>,
}

/// What the page needs of a plan file.
pub(super) fn opened(file: &PlanFile) -> OpenedFile {
    let groups = file.groups().into_iter().map(|group| PreviewGroup {
        orgs: group.orgs.into_iter().cloned().collect(),
        counts: group.counts,
        connections: group.connections.to_vec(),
    });
    OpenedFile {
        plan: file.digest(),
        is_other_planner: file.planner() != PLANNER_VERSION,
        source: file.source().org.clone(),
        read: file.report().reads.values().max().copied(),
        policy: file.choices().policy.clone(),
        counts: file.counts(),
        groups: groups.collect(),
    }
}

/// What a plan file says about one org.
pub(super) fn cells(file: &PlanFile, org: &OrgId) -> OrgCells {
    OrgCells {
        cells: file
            .cells(org)
            .map(|(path, cell)| line(path, cell))
            .collect(),
        // A file has none of these.
        orphans: Vec::new(),
        cost: Cost::default(),
        dependencies: Vec::new(),
    }
}

/// Compares a plan file with the plan that its choices make now. The sentences are made here, so that
/// the page needn't know what there is to say.
pub(super) fn compare(file: &PlanFile, now: &PlanFile, orgs: &[Org]) -> FileComparison {
    let name = |id: &OrgId| {
        let known = orgs.iter().find(|org| org.id == *id);
        known.map_or_else(|| id.to_string(), |org| org.name.clone())
    };
    let stale = file.staleness(now);
    let difference = file.compare(now);
    let orgs = difference.changed.iter().map(|org| {
        let counts = [org.added, org.removed, org.changed];
        (org.org.clone(), counts)
    });
    FileComparison {
        stale: stale.iter().map(|stale| text::stale(stale, name)).collect(),
        orgs: orgs.collect(),
    }
}
