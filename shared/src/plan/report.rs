use serde::{Deserialize, Serialize};

use crate::id::{ItemPath, OrgId};

/// What the planner had to leave out, so that nobody takes a plan for more than it is.
#[must_use]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanReport {
    /// Orgs that were chosen by name and whose content is not known; the plan doesn't touch them.
    pub unread: Vec<OrgId>,
    /// Selected places that the source doesn't have.
    pub not_in_source: Vec<ItemPath>,
}
