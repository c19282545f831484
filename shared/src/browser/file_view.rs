//! What JavaScript gets of plan files.

use serde::Serialize;

use super::view::{CellView, GroupView, OrgCountsView};
use crate::id::{Digest, ItemPath, OrgId};
use crate::plan::file::{CellChange, OrgDifference, PlanFile, Stale};
use crate::plan::{ConnectionNeed, Counts};

/// One org of a plan file.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(serde::Deserialize))]
pub(super) struct FileOrgView {
    org: OrgId,
    digest: Digest,
    counts: Counts,
    connections: Vec<ConnectionNeed>,
    root: Digest,
    base: Option<Digest>,
}

/// How much differs in one org that two plan files have.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(serde::Deserialize))]
pub(super) struct OrgDifferenceView {
    org: OrgId,
    added: u64,
    removed: u64,
    changed: u64,
    connections: bool,
}

/// A cell that differs between two plan files.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(serde::Deserialize))]
pub(super) struct CellChangeView {
    path: ItemPath,
    change: CellChangeKind,
    before: Option<CellView>,
    after: Option<CellView>,
}

/// What became of a cell between two plan files.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(serde::Deserialize))]
pub(super) enum CellChangeKind {
    Added,
    Removed,
    Changed,
}

/// Why a plan file can't be used any more.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(serde::Deserialize))]
pub(super) struct StalenessView {
    reason: Stale,
    sentence: String,
}

/// The orgs of a plan file, by id.
pub(super) fn orgs(file: &PlanFile) -> Vec<OrgCountsView> {
    let orgs = file.orgs().map(|(org, _)| OrgCountsView {
        org: org.clone(),
        counts: file.org_counts(org).unwrap_or_default(),
    });
    orgs.collect()
}

/// One org of a plan file.
pub(super) fn org(file: &PlanFile, org: OrgId) -> Option<FileOrgView> {
    let part = file.org(&org)?;
    Some(FileOrgView {
        digest: part.digest,
        counts: file.org_counts(&org)?,
        connections: part.connections.clone(),
        root: part.root,
        base: part.base,
        org,
    })
}

/// The orgs of a plan file, those in which the same happens together.
pub(super) fn groups(file: &PlanFile) -> Vec<GroupView> {
    let groups = file.groups().into_iter().map(|group| GroupView {
        orgs: group.orgs.into_iter().cloned().collect(),
        counts: group.counts,
        connections: group.connections.to_vec(),
    });
    groups.collect()
}

/// The cells of an org, each folder before what is in it.
pub(super) fn cells(file: &PlanFile, org: &OrgId) -> Vec<CellView> {
    let cells = file.cells(org);
    cells
        .map(|(path, cell)| CellView::new(path, cell.clone()))
        .collect()
}

/// One cell.
pub(super) fn cell(file: &PlanFile, org: &OrgId, path: ItemPath) -> Option<CellView> {
    let cell = file.cell(org, &path)?.clone();
    Some(CellView::new(path, cell))
}

/// How much differs in one org.
pub(super) fn difference(difference: &OrgDifference<'_>) -> OrgDifferenceView {
    OrgDifferenceView {
        org: difference.org.clone(),
        added: difference.added,
        removed: difference.removed,
        changed: difference.changed,
        connections: difference.connections,
    }
}

/// The cells of an org that differ between two plan files.
pub(super) fn changes(before: &PlanFile, after: &PlanFile, org: &OrgId) -> Vec<CellChangeView> {
    let changes = before.cell_changes(after, org);
    changes.map(|(path, change)| view(path, change)).collect()
}

fn view(path: ItemPath, change: CellChange<'_>) -> CellChangeView {
    let (kind, before, after) = match change {
        CellChange::Added(after) => (CellChangeKind::Added, None, Some(after)),
        CellChange::Removed(before) => (CellChangeKind::Removed, Some(before), None),
        CellChange::Changed { before, after } => {
            (CellChangeKind::Changed, Some(before), Some(after))
        }
    };
    let [before, after] =
        [before, after].map(|cell| Some(CellView::new(path.clone(), cell?.clone())));
    CellChangeView {
        path,
        change: kind,
        before,
        after,
    }
}

/// Why a plan file can't be used any more, given the plan that its choices make now.
pub(super) fn staleness(file: &PlanFile, now: &PlanFile) -> Vec<StalenessView> {
    let stale = file.staleness(now).into_iter();
    let view = |reason: Stale| StalenessView {
        sentence: reason.sentence(),
        reason,
    };
    stale.map(view).collect()
}
