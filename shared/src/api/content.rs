use serde::{Deserialize, Serialize};

use crate::content::{Facts, StoredNode};
use crate::id::{Digest, Millis, OrgId};
use crate::plan::OrgView;

/// Asks for the newest snapshots of orgs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetSnapshots {
    /// Which orgs; all connected ones when it is left out.
    #[serde(default)]
    pub orgs: Option<Vec<OrgId>>,
}

/// Snapshots, one for every org that was read at least once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SnapshotList {
    /// The snapshots.
    pub snapshots: Vec<Snapshot>,
}

/// What an org holds under Admin Recommended, as read at one time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// Which org.
    pub org: OrgId,
    /// When the read was complete.
    pub taken_at: Millis,
    /// The tree's root.
    pub root: Digest,
    /// What a plan has to know besides.
    pub facts: Facts,
    /// The root of the tree of what Orgcast last wrote there; left out where it never did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Digest>,
    /// Whether nothing may ever be pushed there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protected: bool,
}

impl From<Snapshot> for OrgView {
    fn from(snapshot: Snapshot) -> Self {
        Self {
            org: snapshot.org,
            root: snapshot.root,
            base: snapshot.base,
            facts: snapshot.facts,
            protected: snapshot.protected,
            taken_at: snapshot.taken_at,
        }
    }
}

/// Asks for tree nodes; at most [`GetNodes::MAX`] at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetNodes {
    /// Their digests.
    pub digests: Vec<Digest>,
}

impl GetNodes {
    /// The most nodes that one request may ask for.
    pub const MAX: usize = 500;
}

/// Nodes. One that isn't known is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeList {
    /// The nodes.
    pub nodes: Vec<NodeRecord>,
}

/// A node and what it is stored under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeRecord {
    /// Its digest.
    pub digest: Digest,
    /// The node.
    pub node: StoredNode,
}
