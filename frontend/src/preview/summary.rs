use std::collections::BTreeMap;

use orgcast_shared::id::{ItemPath, Millis, OrgId};
use orgcast_shared::plan::{
    Cell, Class, Dependency, DependencyTally, Plan, PlanReport, Planned, Reason, RulingBy,
};

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
        oldest_read: oldest(reads),
        without_base: without_base.iter().cloned().collect(),
    }
}

/// The org that was read longest ago, and when.
pub(super) fn oldest(reads: &BTreeMap<OrgId, Millis>) -> Option<(OrgId, Millis)> {
    let (org, at) = reads.iter().min_by_key(|(_, at)| **at)?;
    Some((org.clone(), *at))
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

/// What will happen in orgs in which the same happens, item by item; `None` without an org.
pub(super) fn cells(plan: &Plan, orgs: &[OrgId]) -> Option<OrgCells> {
    let first = orgs.first()?;
    let cells = plan.cells(first).map(|(path, cell)| line(path, &cell));
    let orphans = plan.orphans(first).into_iter().map(|(path, _)| path);
    Some(OrgCells {
        cells: cells.collect(),
        orphans: orphans.collect(),
        cost: plan.cost_over(orgs),
        dependencies: match orgs {
            [org] => in_one(plan.dependencies(org)),
            _ => in_several(plan.dependency_tally(orgs)),
        },
    })
}

fn in_one(dependencies: Vec<Dependency>) -> Vec<DependencyLine> {
    let line = |dependency: Dependency| DependencyLine {
        statuses: vec![(dependency.status, 1)],
        what: dependency.sentence(),
        items: dependency.items,
        total: dependency.total,
    };
    dependencies.into_iter().map(line).collect()
}

fn in_several(tallies: Vec<DependencyTally>) -> Vec<DependencyLine> {
    let line = |tally: DependencyTally| DependencyLine {
        what: tally.sentence(),
        statuses: tally.statuses,
        items: tally.items,
        total: tally.total,
    };
    tallies.into_iter().map(line).collect()
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
