use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::id::{ItemPath, Millis, OrgId};

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
