use crate::content::{Facts, Nodes};
use crate::id::{Digest, Millis, OrgId};
use crate::select::Choices;

/// What an org holds, as read at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrgView {
    /// Which org.
    pub org: OrgId,
    /// The root of its tree; the node itself is in [`PlanInput::nodes`].
    pub root: Digest,
    /// The root of the tree of what Orgcast last wrote there; `None` where it never did.
    pub base: Option<Digest>,
    /// What there is besides content.
    pub facts: Facts,
    /// Whether nothing may ever be pushed there, whatever the choices say.
    pub protected: bool,
    /// When it was read. Nothing is decided by it.
    pub taken_at: Millis,
}

/// Everything a plan is made from.
#[derive(Debug, Clone, Copy)]
pub struct PlanInput<'a> {
    /// The folder nodes of all orgs.
    pub nodes: &'a Nodes,
    /// What was chosen.
    pub choices: &'a Choices,
    /// The source org.
    pub source: &'a OrgView,
    /// Every org that was read, once each and in any order; those that are no destination are passed
    /// over.
    pub targets: &'a [OrgView],
    /// Orgs that exist and were never read, in any order. The plan can only name them in its report.
    pub unread: &'a [OrgId],
}
