//! The page Manage Content.

use super::{common, many};
use crate::preview::{Tally, Trouble};

pub(crate) const TITLE: &str = "Manage Content";
pub(crate) const SOURCE: &str = "Source Org";
pub(crate) const SOURCE_PROMPT: &str = "Choose an organization";
pub(crate) const CONTENT: &str = "Content";
pub(crate) const LIBRARY: &str = "Library";
pub(crate) const READ: &str = "Read";
pub(crate) const READ_AGAIN: &str = "Read again";
pub(crate) const VIEW_HISTORY: &str = "View History";
pub(crate) const FILTER: &str = "Filter items";
pub(crate) const TREE: &str = "Items of the source org";
pub(crate) const SELECTED: &str = "Selected";
pub(crate) const SELECTED_NONE: &str = "Tick items or folders. A ticked folder means everything in it, also what is added to it later.";
pub(crate) const CLEAR: &str = "Clear";
pub(crate) const PUSH: &str = "Push Selected Items";
pub(crate) const EXPAND: &str = "Expand all";
pub(crate) const COLLAPSE: &str = "Collapse all";

pub(crate) const NO_ORGS: &str = "No organization is connected yet";
pub(crate) const NO_ORGS_HINT: &str =
    "Connect the organization that holds the content to push, and those to push it to.";
pub(crate) const GO_TO_ORGS: &str = "Go to Organizations";
pub(crate) const CHOOSE: &str = "Choose a source org";
pub(crate) const CHOOSE_HINT: &str =
    "Its items under Admin Recommended appear here. Tick what is to be pushed to the other orgs.";
pub(crate) const UNREAD: &str = "This organization was never read";
pub(crate) const UNREAD_HINT: &str = "Read it to see its items.";
pub(crate) const UNREAD_BUSY: &str = "It is being read; its items appear when that is done.";
pub(crate) const NOTHING: &str = "Nothing is under Admin Recommended in this organization";
pub(crate) const NOTHING_HINT: &str = "Only items under Admin Recommended can be pushed. Move some there in Sumo Logic, then read the \
     organization again.";
pub(crate) const NO_MATCH: &str = "No item's name holds this text.";

pub(crate) fn everything(tally: Tally) -> String {
    format!("Everything under {} ({})", common::ROOT, amount(tally))
}

/// An amount: *60 items in 8 folders*.
pub(crate) fn amount(tally: Tally) -> String {
    let items = many(tally.items as u64, "item", "items");
    match tally.folders {
        0 => items,
        folders => format!("{items} in {}", many(folders as u64, "folder", "folders")),
    }
}

pub(crate) fn ticked(tally: Tally) -> String {
    format!("{} ticked", amount(tally))
}

/// A ticked place without what is in it.
pub(crate) fn by_itself(place: &str) -> String {
    format!("{place} by itself")
}

pub(crate) fn untick(place: &str) -> String {
    format!("Untick {place}")
}

/// The trouble that the preview worker reports.
pub(crate) fn trouble(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Api(error) => error.sentence(),
        Trouble::Incomplete => {
            "Part of what was read is missing. Read the organizations again.".to_owned()
        }
        Trouble::SourceUnread => "The source org was never read. Read it first.".to_owned(),
        Trouble::NoPlan => {
            "The plan has changed meanwhile. Close this and open it again.".to_owned()
        }
        Trouble::NoWorker => {
            "The part of the console that plans didn't start. Reload the page.".to_owned()
        }
    }
}
