//! The page Organizations.

use orgcast_shared::api::{OrgStatus, ReadProgress};

use super::{many, number};

pub(crate) const TITLE: &str = "Organizations";
pub(crate) const SEARCH: &str = "Search organizations";
pub(crate) const CONNECT: &str = "Connect an organization";
pub(crate) const CONNECT_BUTTON: &str = "Connect";
pub(crate) const READ_ALL: &str = "Read all";
pub(crate) const EDIT: &str = "Edit";
pub(crate) const DISCONNECT: &str = "Disconnect";
pub(crate) const SAVE: &str = "Save";
pub(crate) const CHECKING: &str = "Trying the key…";

pub(crate) const COLUMN_NAME: &str = "Name";
pub(crate) const COLUMN_ENDPOINT: &str = "Deployment";
pub(crate) const COLUMN_STATE: &str = "State";
pub(crate) const COLUMN_READ: &str = "Last read";
pub(crate) const COLUMN_ITEMS: &str = "Items";
pub(crate) const COLUMN_ACTIONS: &str = "Actions";

pub(crate) const NAME: &str = "Name";
pub(crate) const NAME_HINT: &str = "As you know the organization; up to 100 characters.";
pub(crate) const ENDPOINT: &str = "Deployment";
pub(crate) const ENDPOINT_PROMPT: &str = "Choose one";
pub(crate) const ACCESS_ID: &str = "Access ID";
pub(crate) const ACCESS_KEY: &str = "Access key";
pub(crate) const KEY_HINT: &str = "Of an access key whose person has the capabilities Manage \
     Content and View Connections and, for orgs to push to, Manage Connections. Orgcast tries it \
     before saving, seals it, and never shows it again.";
pub(crate) const NEVER_PUSH: &str = "Never push to this organization";
pub(crate) const PROTECTED: &str = "Never push";
pub(crate) const REPLACE_KEY: &str = "Replace the access key";
pub(crate) const NEVER: &str = "never";

pub(crate) const EMPTY: &str = "No organization is connected yet";
pub(crate) const EMPTY_HINT: &str = "Connect the organization that holds the content to push, then \
     the ones to push it to. Each needs an access ID and an access key.";
pub(crate) const NO_MATCH: &str = "No organization matches";
pub(crate) const NO_MATCH_HINT: &str = "Search for another part of a name or a deployment.";

pub(crate) fn summary(orgs: usize, items: u64) -> String {
    format!(
        "{} · {}",
        many(orgs as u64, "organization", "organizations"),
        many(items, "item and folder", "items and folders")
    )
}

/// The state in a word.
pub(crate) fn state(status: &OrgStatus) -> &'static str {
    match status {
        OrgStatus::Unread => "Not read yet",
        OrgStatus::Reading(_) => "Reading",
        OrgStatus::Ready => "Ready",
        OrgStatus::Failed(_) => "Read failed",
    }
}

pub(crate) fn reading(progress: &ReadProgress) -> String {
    format!(
        "{} so far, {}",
        many(progress.items, "item", "items"),
        many(progress.calls, "call", "calls")
    )
}

pub(crate) fn items(items: u64) -> String {
    number(items)
}

pub(crate) fn edit_title(name: &str) -> String {
    format!("Edit {name}")
}

pub(crate) fn disconnect_title(name: &str) -> String {
    format!("Disconnect {name}?")
}

pub(crate) fn disconnect_text(name: &str) -> String {
    format!(
        "Orgcast forgets {name}'s access key and what it read. Nothing changes in {name} itself, \
         and past pushes stay in the history."
    )
}

pub(crate) fn connected(name: &str) -> String {
    format!("{name} is connected and is being read.")
}

pub(crate) fn saved(name: &str) -> String {
    format!("{name} is saved.")
}

pub(crate) fn disconnected(name: &str) -> String {
    format!("{name} is disconnected.")
}

pub(crate) fn of(action: &str, name: &str) -> String {
    format!("{action}: {name}")
}
