//! What JavaScript gets: flat objects of names that `types/` declares.

use serde::Serialize;

use crate::content::{ItemKind, Reference};
use crate::id::{Digest, ItemPath, OrgId};
use crate::plan::{
    Action, Budget, Cell, Class, ConnectionNeed, Cost, Counts, Dependency, DependencyStatus, Plan,
    Reason,
};

/// One item in one org.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(serde::Deserialize))]
pub(super) struct CellView {
    path: ItemPath,
    kind: ItemKind,
    class: Class,
    action: Action,
    reason: Reason,
    sentence: String,
    stripped: bool,
    source: Digest,
    target: Option<Digest>,
}

/// One org of a plan, counted.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(serde::Deserialize))]
pub(super) struct OrgCountsView {
    pub(super) org: OrgId,
    pub(super) counts: Counts,
}

/// One org of a plan.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(serde::Deserialize))]
pub(super) struct OrgPlanView {
    org: OrgId,
    digest: Digest,
    counts: Counts,
    connections: Vec<ConnectionNeed>,
    cost: Cost,
}

/// What an org has of an earlier push and the source no longer has.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(serde::Deserialize))]
pub(super) struct OrphanView {
    path: ItemPath,
    kind: ItemKind,
}

/// Something that items of a push refer to, and what it means for one org.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(serde::Deserialize))]
pub(super) struct DependencyView {
    what: Reference,
    status: DependencyStatus,
    items: Vec<ItemPath>,
    total: u64,
    sentence: String,
}

/// A budget of the policy that a plan exceeds.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(serde::Deserialize))]
pub(super) struct ExceededView {
    budget: Budget,
    limit: u64,
    found: u64,
    sentence: String,
}

/// Orgs in which the same happens for the same reasons.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(serde::Deserialize))]
pub(super) struct GroupView {
    pub(super) orgs: Vec<OrgId>,
    pub(super) counts: Counts,
    pub(super) connections: Vec<ConnectionNeed>,
}

impl CellView {
    pub(super) fn new(path: ItemPath, cell: Cell) -> Self {
        Self {
            path,
            kind: cell.kind,
            class: cell.class,
            action: cell.action,
            sentence: cell.reason.sentence(),
            reason: cell.reason,
            stripped: cell.stripped,
            source: cell.source,
            target: cell.target,
        }
    }
}

/// The cells of an org, each folder before what is in it.
pub(super) fn cells(plan: &Plan, org: &OrgId) -> Vec<CellView> {
    let cells = plan.cells(org);
    cells
        .map(|(path, cell)| CellView::new(path, cell))
        .collect()
}

/// One cell.
pub(super) fn cell(plan: &Plan, org: &OrgId, path: ItemPath) -> Option<CellView> {
    let cell = plan.cell(org, &path)?;
    Some(CellView::new(path, cell))
}

/// The orgs of a plan, by id. Without their digests, which take longer than the plan.
pub(super) fn orgs(plan: &Plan) -> Vec<OrgCountsView> {
    let orgs = plan.orgs().map(|(org, part)| OrgCountsView {
        org: org.clone(),
        counts: part.counts,
    });
    orgs.collect()
}

/// One org of a plan.
pub(super) fn org(plan: &Plan, org: OrgId) -> Option<OrgPlanView> {
    Some(OrgPlanView {
        digest: plan.org_digest(&org)?,
        counts: plan.org(&org)?.counts,
        connections: plan.connections(&org),
        cost: plan.cost(&org)?,
        org,
    })
}

/// The orgs of a plan, those in which the same happens together.
pub(super) fn groups(plan: &Plan) -> Vec<GroupView> {
    let groups = plan.groups().into_iter().map(|group| GroupView {
        orgs: group.orgs.into_iter().cloned().collect(),
        counts: group.plan.counts,
        connections: group.connections.to_vec(),
    });
    groups.collect()
}

/// What an org has of earlier pushes and the source no longer has.
pub(super) fn orphans(plan: &Plan, org: &OrgId) -> Vec<OrphanView> {
    let orphans = plan.orphans(org).into_iter();
    let view = |(path, kind)| OrphanView { path, kind };
    orphans.map(view).collect()
}

/// What the items of a plan need in an org.
pub(super) fn dependencies(plan: &Plan, org: &OrgId) -> Vec<DependencyView> {
    let dependencies = plan.dependencies(org).into_iter();
    let view = |dependency: Dependency| DependencyView {
        sentence: dependency.sentence(),
        what: dependency.what,
        status: dependency.status,
        items: dependency.items,
        total: dependency.total,
    };
    dependencies.map(view).collect()
}

/// The budgets that a plan exceeds.
pub(super) fn exceeded(plan: &Plan) -> Vec<ExceededView> {
    let exceeded = plan.exceeded().into_iter().map(|exceeded| ExceededView {
        budget: exceeded.budget,
        limit: exceeded.limit,
        found: exceeded.found,
        sentence: exceeded.sentence(),
    });
    exceeded.collect()
}
