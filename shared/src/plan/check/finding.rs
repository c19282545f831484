use thiserror::Error;

use crate::content::TreeError;
use crate::id::{ItemPath, OrgId};

/// Something that is wrong with a plan. A plan with findings must not be carried out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Finding {
    /// The plan rests on other choices than the ones it is checked against.
    #[error("the plan was made for other choices")]
    OtherChoices,
    /// The counts of the orgs don't add up to the plan's.
    #[error("the counts of the whole plan don't add up")]
    WrongTotal,
    /// An org of the plan is no destination.
    #[error("{0} is not a destination")]
    NotADestination(OrgId),
    /// A destination that was read is missing.
    #[error("{0} is a destination and not in the plan")]
    OrgMissing(OrgId),
    /// A cell lies outside the selection, or where nothing is to be decided.
    #[error("{1} is not selected for {0}")]
    NotSelected(OrgId, ItemPath),
    /// A selected item has no cell.
    #[error("{1} has no cell in {0}")]
    CellMissing(OrgId, ItemPath),
    /// A cell doesn't say what the source or the target holds.
    #[error("{1} is not what the plan says it is in {0}")]
    WrongContent(OrgId, ItemPath),
    /// A cell's class is not how source, target and base relate.
    #[error("the class of {1} in {0} doesn't fit")]
    WrongClass(OrgId, ItemPath),
    /// A cell's action is not what its class and the policy ask for.
    #[error("the action for {1} in {0} doesn't fit")]
    WrongAction(OrgId, ItemPath),
    /// A cell's reason is not true.
    #[error("the reason for {1} in {0} doesn't hold")]
    WrongReason(OrgId, ItemPath),
    /// An item would be written with a schedule that it must not have, or without one that it must.
    #[error("the schedule of {1} in {0} is not treated as chosen")]
    WrongStripping(OrgId, ItemPath),
    /// An item would be written where no folder is.
    #[error("{1} would have no folder in {0}")]
    NoParent(OrgId, ItemPath),
    /// The connections are not the ones that the written items need, or are created where they
    /// exist, or not created where they don't.
    #[error("the connections of {0} are not the ones that are needed")]
    WrongConnections(OrgId),
    /// The counts of an org are not those of its cells.
    #[error("the counts of {0} don't add up")]
    WrongCounts(OrgId),
    /// A tree can't be read.
    #[error("a tree can't be read")]
    Tree(#[from] TreeError),
}
