use orgcast_shared::id::OrgId;
use orgcast_shared::plan::{Plan, Planned};

use super::{CellLine, Preview, PreviewGroup};

/// What the page needs of a plan.
pub(super) fn preview(planned: &Planned) -> Preview {
    let plan = &planned.plan;
    let group = |group: orgcast_shared::plan::Group<'_>| PreviewGroup {
        orgs: group.orgs.into_iter().cloned().collect(),
        counts: group.plan.counts,
        connections: group.connections.to_vec(),
    };
    Preview {
        plan: plan.digest(),
        choices: plan.choices().clone(),
        counts: plan.counts(),
        groups: plan.groups().into_iter().map(group).collect(),
        sides: plan
            .orgs()
            .filter_map(|(org, _)| Some((org.clone(), plan.org_digest(org)?)))
            .collect(),
        not_in_source: planned.report.not_in_source.clone(),
    }
}

/// What will happen in one org, item by item.
pub(super) fn cells(plan: &Plan, org: &OrgId) -> Vec<CellLine> {
    plan.cells(org)
        .map(|(path, cell)| CellLine {
            path,
            kind: cell.kind,
            action: cell.action,
            class: cell.class,
            why: cell.reason.sentence(),
        })
        .collect()
}
