//! Who may see and change what.

use serde::{Deserialize, Serialize};

use crate::ids::HexId;
use crate::tree::Tree;
use crate::tree::node::Node;

/// The six rights, in the order the API lists them.
pub(crate) const ALL_RIGHTS: [&str; 6] = [
    "View",
    "GrantView",
    "Edit",
    "GrantEdit",
    "Manage",
    "GrantManage",
];

/// A right that was given on an item, as `ContentPermissionAssignment`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Grant {
    pub(crate) permission_name: String,
    pub(crate) source_type: String,
    pub(crate) source_id: String,
    pub(crate) content_id: String,
}

/// Whom a request acts for.
#[derive(Debug, Clone)]
pub(crate) struct Viewer {
    pub(crate) user: HexId,
    pub(crate) role: HexId,
    /// The account id of the org, to which content is shared with everybody.
    pub(crate) account: HexId,
    /// Acts as a content administrator: sees and changes everything.
    pub(crate) admin_mode: bool,
}

impl Viewer {
    fn is_source(&self, grant: &Grant) -> bool {
        let source = match grant.source_type.as_str() {
            "user" => self.user,
            "role" => self.role,
            "org" => self.account,
            _ => return false,
        };
        grant.source_id.parse() == Ok(source)
    }
}

impl Tree {
    /// The rights of the viewer on the item, inherited ones included.
    pub(crate) fn rights(&self, viewer: &Viewer, node: &Node) -> Vec<&'static str> {
        if viewer.admin_mode || self.personal_root(viewer.user) == Some(self.root_of(node)) {
            return ALL_RIGHTS.to_vec();
        }
        let given: Vec<&Grant> = self
            .ancestry(node)
            .flat_map(|n| &n.grants)
            .filter(|g| viewer.is_source(g))
            .collect();
        ALL_RIGHTS
            .into_iter()
            .filter(|right| given.iter().any(|g| g.permission_name == *right))
            .collect()
    }

    /// The item, if it exists and the viewer may see it.
    pub(crate) fn visible(&self, viewer: &Viewer, id: HexId) -> Option<&Node> {
        self.get(id)
            .filter(|node| self.rights(viewer, node).contains(&"View"))
    }

    /// The item, if it exists and the viewer may change it.
    pub(crate) fn editable(&self, viewer: &Viewer, id: HexId) -> Option<&Node> {
        self.get(id)
            .filter(|node| self.rights(viewer, node).contains(&"Edit"))
    }

    /// The rights that the item inherits from the folders above it.
    pub(crate) fn inherited_grants(&self, node: &Node) -> Vec<Grant> {
        self.ancestry(node)
            .skip(1)
            .flat_map(|n| n.grants.clone())
            .collect()
    }
}
