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

/// Asks for portable bodies; at most [`GetBodies::MAX`] at once.
///
/// A body is stored under the digest that an [`crate::content::Entry`] gives. The stripped digest of
/// an entry is no body's: who wants to compare without schedules asks for the whole body and strips
/// it ([`crate::content::strip`]).
///
/// A body names connections by kind and name, so it holds no connection's address, token or header,
/// and of a lookup it holds the columns and no rows. What people typed stands in it as they typed
/// it, for instance a webhook's payload, a query or the text of a panel: whoever may see it there
/// sees it here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetBodies {
    /// Their digests.
    pub digests: Vec<Digest>,
}

impl GetBodies {
    /// The most bodies that one request may ask for.
    pub const MAX: usize = 20;
    /// The bodies of one answer have at most so many bytes, unless there is a single one.
    pub const MAX_BYTES: usize = 8 << 20;
}

/// Portable bodies, in the order they were asked for. One that isn't known is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BodyList {
    /// The bodies.
    pub bodies: Vec<BodyRecord>,
    /// Digests for which the answer had no room: ask for them again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<Digest>,
}

/// A portable body and what it is stored under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BodyRecord {
    /// Its digest.
    pub digest: Digest,
    /// The body: JSON, as text, so that its SHA-256 is the digest.
    pub body: String,
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
    /// The nodes of one answer have about so many bytes of JSON at most, unless there is a single one.
    pub const MAX_BYTES: usize = 8 << 20;
}

/// Nodes. One that isn't known is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeList {
    /// The nodes.
    pub nodes: Vec<NodeRecord>,
    /// Digests for which the answer had no room: ask for them again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<Digest>,
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
