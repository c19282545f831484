use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::spots::not_in_source;
use super::{Plan, PlanInput};
use crate::content::TreeError;
use crate::id::{ItemPath, Millis, OrgId};
use crate::select::Destinations;

/// What the planner left out, assumed or could not know, so that nobody takes a plan for more than
/// it is.
#[must_use]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanReport {
    /// Orgs that were chosen by name and whose content is not known; the plan doesn't touch them.
    pub unread: Vec<OrgId>,
    /// Selected places that the source doesn't have.
    pub not_in_source: Vec<ItemPath>,
    /// When the source and every org of the plan were read. What happened since isn't known.
    pub reads: BTreeMap<OrgId, Millis>,
    /// Orgs of the plan that Orgcast has not written to yet, so that edits can't be told from
    /// differences of other origins.
    pub without_base: BTreeSet<OrgId>,
}

impl PlanReport {
    pub(super) fn of(input: &PlanInput<'_>, plan: &Plan) -> Result<Self, TreeError> {
        let (choices, source) = (input.choices, input.source);
        let mut unread = Vec::new();
        if let Destinations::These { orgs: wanted } = &choices.destinations {
            let missing = |org: &&_| **org != choices.source && plan.org(org).is_none();
            unread.extend(wanted.iter().filter(missing).cloned());
        }
        let planned = || {
            let targets = input.targets.iter();
            targets.filter(|view| choices.destinations.holds(&view.org, &choices.source))
        };
        let reads = planned().chain([source]);
        let without_base = planned().filter(|view| view.base.is_none());
        Ok(Self {
            unread,
            not_in_source: not_in_source(input.nodes, &source.root, &choices.selection)?,
            reads: reads
                .map(|view| (view.org.clone(), view.taken_at))
                .collect(),
            without_base: without_base.map(|view| view.org.clone()).collect(),
        })
    }
}
