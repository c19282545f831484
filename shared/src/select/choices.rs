use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Destinations, Options, Policy, Selection};
use crate::id::{ItemPath, OrgId};

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
    /// the cells that are missing this way, each by itself.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub only: BTreeMap<OrgId, Selection>,
}

impl Choices {
    /// These choices for some cells of their plan alone, such as what is missing of a push. Each place
    /// counts by itself: what else is in a folder, or comes into it until then, is left out. So is a
    /// folder that isn't selected, since the plan has it only to make it for what goes into it. An org of
    /// which nothing is left is no destination.
    #[must_use]
    pub fn for_cells(
        self,
        cells: impl IntoIterator<Item = (OrgId, impl IntoIterator<Item = ItemPath>)>,
    ) -> Self {
        let cells = cells.into_iter();
        let only = cells.map(|(org, paths)| {
            let selection = self.selection_for(&org);
            let selected = paths.into_iter().filter(|path| selection.selects(path));
            (org, Selection::exactly(selected))
        });
        let only: BTreeMap<_, _> = only.filter(|(_, only)| !only.is_empty()).collect();
        Self {
            destinations: Destinations::These {
                orgs: only.keys().cloned().collect(),
            },
            only,
            ..self
        }
    }

    /// What is selected for one org.
    pub fn selection_for(&self, org: &OrgId) -> Selection {
        match self.only.get(org) {
            None => self.selection.clone(),
            Some(only) => self.selection.intersect(only),
        }
    }
}
