//! Texts of more than one page.

use orgcast_shared::history::Outcome;
use orgcast_shared::id::{ItemName, ItemPath};
use orgcast_shared::plan::{Action, Class};

pub(crate) const CANCEL: &str = "Cancel";
pub(crate) const CLOSE: &str = "Close";
pub(crate) const TRY_AGAIN: &str = "Try again";
pub(crate) const LOADING: &str = "Loading…";
pub(crate) const ITEM: &str = "Item";
pub(crate) const EFFECT: &str = "Effect";
pub(crate) const REASON: &str = "Why";
pub(crate) const READ_NOW: &str = "Read now";
pub(crate) const EVERYTHING: &str = "Everything";
pub(crate) const CREATE: &str = "Create";
pub(crate) const REPLACE: &str = "Replace";
pub(crate) const REMOVE: &str = "Remove";
pub(crate) const SAME: &str = "Same";
pub(crate) const KEEP: &str = "Keep";
pub(crate) const BLOCKED: &str = "Blocked";

/// The name of the place that everything is in, in Sumo Logic's words.
pub(crate) const ROOT: &str = "Admin Recommended";

pub(crate) fn tab_title(page: &str) -> String {
    format!("{page} · Orgcast")
}

/// Where an item is, for reading.
pub(crate) fn folder_of(path: &ItemPath) -> String {
    match path.names().split_last() {
        Some((_, folders)) if !folders.is_empty() => folders
            .iter()
            .map(ItemName::as_str)
            .collect::<Vec<_>>()
            .join(" / "),
        _ => ROOT.to_owned(),
    }
}

/// An item's whole path, for reading.
pub(crate) fn place(path: &ItemPath) -> String {
    if path.is_root() {
        return format!("everything under {ROOT}");
    }
    path.names()
        .iter()
        .map(ItemName::as_str)
        .collect::<Vec<_>>()
        .join(" / ")
}

/// What will happen to an item, in a word.
pub(crate) fn action(action: Action, class: Class) -> &'static str {
    match (action, class) {
        (Action::Create, _) => CREATE,
        (Action::Replace, _) => REPLACE,
        (Action::Remove, _) => REMOVE,
        (Action::Keep, _) => KEEP,
        (Action::Nothing, Class::Blocked) => BLOCKED,
        (Action::Nothing, _) => SAME,
    }
}

/// A class, in a word.
pub(crate) fn class(class: Class) -> &'static str {
    match class {
        Class::New => "New",
        Class::Same => SAME,
        Class::Behind => "Behind",
        Class::Edited => "Edited",
        Class::Diverged => "Diverged",
        Class::Unknown => "Unknown",
        Class::Blocked => BLOCKED,
    }
}

/// What a class means.
pub(crate) fn class_meaning(class: Class) -> &'static str {
    match class {
        Class::New => "Not in the organization yet.",
        Class::Same => "The same in both.",
        Class::Behind => "As your last push left it; the source has moved on.",
        Class::Edited => "Edited by the customer since your push.",
        Class::Diverged => "Edited by the customer since your push, and the source has moved on.",
        Class::Unknown => {
            "Different, and Orgcast never wrote it, so nobody knows who changed what."
        }
        Class::Blocked => "Can't be pushed.",
    }
}

/// What became of an item, in a word.
pub(crate) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Created => "Created",
        Outcome::Replaced => "Replaced",
        Outcome::Removed => "Removed",
        Outcome::Same => "Same",
        Outcome::ChangedSincePreview => "Changed",
        Outcome::Unverified => "Not verified",
        Outcome::Failed => "Failed",
        Outcome::Stopped => "Stopped",
        Outcome::Kept => "Kept",
        Outcome::Blocked => "Blocked",
    }
}

/// What an outcome means, where nothing more was recorded.
pub(crate) fn outcome_meaning(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Created => "It was created, and reads back equal.",
        Outcome::Replaced => "It was replaced, and reads back equal.",
        Outcome::Removed => "It was removed, and is gone.",
        Outcome::Same => "There was nothing to do.",
        Outcome::ChangedSincePreview => {
            "It had changed in this org since the preview, so it was left alone."
        }
        Outcome::Unverified => "It was written, but reads back different from the source.",
        Outcome::Failed => "Writing it failed.",
        Outcome::Stopped => "The push was stopped before it was its turn.",
        Outcome::Kept => "The policy left it as it is.",
        Outcome::Blocked => "The plan said that it can't be pushed.",
    }
}
