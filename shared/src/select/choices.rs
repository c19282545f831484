use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Destinations, Options, Policy, Selection};
use crate::id::OrgId;

/// Everything a person decides about a push. Together with what the orgs hold, it determines the
/// plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Choices {
    /// The org whose items are pushed.
    pub source: OrgId,
    /// The ticked items.
    pub selection: Selection,
    /// Where to.
    #[serde(default)]
    pub destinations: Destinations,
    /// What travels with them.
    #[serde(default)]
    pub options: Options,
    /// What the push may do.
    #[serde(default, skip_serializing_if = "Policy::is_default")]
    pub policy: Policy,
    /// Per org, the only items to push there, where that is less than the selection. A retry names
    /// the cells that are missing this way.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub only: BTreeMap<OrgId, Selection>,
}

impl Choices {
    /// What is selected for one org.
    pub fn selection_for(&self, org: &OrgId) -> Selection {
        match self.only.get(org) {
            None => self.selection.clone(),
            Some(only) => self.selection.intersect(only),
        }
    }
}
