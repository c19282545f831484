use crate::content::{ConnectionKey, Facts, ItemKind};
use crate::id::{Digest, ItemPath, OrgId};

/// What a push did in one org, and what the org holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollbackView {
    /// Which org.
    pub org: OrgId,
    /// What the push may have written there, each place once and in any order.
    pub written: Vec<Written>,
    /// The connections that the push was to create.
    pub connections: Vec<ConnectionKey>,
    /// The root of the org's tree before the push wrote anything.
    pub before: Digest,
    /// The root of the tree that was read back when the push ended there; `None` if none was.
    pub after: Option<Digest>,
    /// The root of the org's tree now.
    pub now: Digest,
    /// What there is now besides content.
    pub facts: Facts,
    /// Whether nothing may ever be written there.
    pub protected: bool,
}

/// A place that a push may have written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Which item.
    pub path: ItemPath,
    /// What it is.
    pub kind: ItemKind,
    /// What the push meant to leave there: a body, a folder's own digest, or nothing.
    pub left: Option<Digest>,
    /// Whether that failed. Where it is so now all the same, it is another's doing.
    pub failed: bool,
}
