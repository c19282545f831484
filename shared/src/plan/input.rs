use crate::content::{Facts, Nodes};
use crate::id::{Digest, OrgId};
use crate::select::Choices;

/// What an org holds, as read at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrgView {
    /// Which org.
    pub org: OrgId,
    /// The root of its tree; the node itself is in [`PlanInput::nodes`].
    pub root: Digest,
    /// What there is besides content.
    pub facts: Facts,
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
    /// Every org that was read, in any order; those that are no destination are passed over.
    pub targets: &'a [OrgView],
}
