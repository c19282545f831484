use orgcast_shared::id::{ItemPath, OrgId};
use orgcast_shared::plan::{Cell, Class, Dependency, Plan, PlanReport, Planned, Reason, RulingBy};

use super::{CellLine, Check, DependencyLine, OrgCells, Preview, PreviewGroup};

/// What the page needs of a plan.
pub(super) fn preview(planned: &Planned) -> Preview {
    let Planned { plan, report } = planned;
    let group = |group: orgcast_shared::plan::Group<'_>| PreviewGroup {
        orgs: group.orgs.into_iter().cloned().collect(),
        counts: group.plan.counts,
        connections: group.connections.to_vec(),
    };
    let PlanReport {
        not_in_source,
        reads,
        without_base,
        // The page knows which orgs were read.
        unread: _,
    } = report;
    Preview {
        choices: plan.choices().clone(),
        counts: plan.counts(),
        groups: plan.groups().into_iter().map(group).collect(),
        cost: plan.total_cost(),
        exceeded: plan.exceeded(),
        not_in_source: not_in_source.clone(),
        oldest_read: reads
            .iter()
            .min_by_key(|(_, at)| **at)
            .map(|(org, at)| (org.clone(), *at)),
        without_base: without_base.iter().cloned().collect(),
    }
}

/// The hash of a plan, with what the check found.
pub(super) fn check(plan: &Plan, mut findings: Vec<String>) -> Check {
    findings.dedup();
    Check {
        plan: plan.digest(),
        sides: plan
            .orgs()
            .filter_map(|(org, _)| Some((org.clone(), plan.org_digest(org)?)))
            .collect(),
        findings,
    }
}

/// What will happen in one org, item by item.
pub(super) fn cells(plan: &Plan, org: &OrgId) -> OrgCells {
    let cells = plan.cells(org).map(|(path, cell)| line(path, &cell));
    let orphans = plan.orphans(org).into_iter().map(|(path, _)| path);
    OrgCells {
        cells: cells.collect(),
        orphans: orphans.collect(),
        cost: plan.cost(org).unwrap_or_default(),
        dependencies: plan.dependencies(org).iter().map(dependency).collect(),
    }
}

fn dependency(dependency: &Dependency) -> DependencyLine {
    DependencyLine {
        status: dependency.status,
        why: dependency.sentence(),
        items: dependency.items.clone(),
        total: dependency.total,
    }
}

/// A cell without its digests.
pub(super) fn line(path: ItemPath, cell: &Cell) -> CellLine {
    CellLine {
        path,
        kind: cell.kind,
        action: cell.action,
        class: cell.class,
        stripped: cell.stripped,
        can_rule: can_rule(cell),
        why: cell.reason.sentence(),
    }
}

/// Whether another ruling for the cell would make a difference: what is the same or can't be pushed
/// stays as it is, and so does everything in a protected org.
fn can_rule(cell: &Cell) -> bool {
    match &cell.reason {
        Reason::Kept { by } | Reason::RuledOut { by, .. } => *by != RulingBy::Protection,
        _ => Class::WRITTEN.contains(&cell.class),
    }
}
