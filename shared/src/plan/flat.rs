//! What the brute-force planner looks up in flat maps.

use super::Reason;
use super::model::{Item, Library};
use crate::content::{ConnectionKey, Entry, Facts, FolderNode, ItemKind, Reference};
use crate::id::{Digest, ItemName, ItemPath};
use crate::select::{Include, Options};

impl Library {
    pub(super) fn items(&self, path: &ItemPath) -> &[Item] {
        self.0.get(path).map_or(&[], Vec::as_slice)
    }

    /// What is at a path, unless something above it isn't one folder.
    pub(super) fn reach(&self, path: &ItemPath) -> &[Item] {
        let mut above = path.parent();
        while let Some(folder) = above {
            if !self.is_folder(&folder) {
                return &[];
            }
            above = folder.parent();
        }
        self.items(path)
    }

    /// The names and items in a folder, by name, those of one name as a tree orders them.
    pub(super) fn children(&self, folder: &ItemPath) -> Vec<(ItemName, Item)> {
        let inside = self.0.iter();
        let inside = inside.filter(|(at, _)| at.parent().as_ref() == Some(folder));
        let all = inside.flat_map(|(at, items)| {
            let name = at.name().unwrap();
            in_order(items).into_iter().map(|item| (name.clone(), item))
        });
        all.collect()
    }
}

pub(super) fn in_order(items: &[Item]) -> Vec<Item> {
    let mut items = items.to_vec();
    items.sort_by_key(|item| match item {
        Item::Folder(_) => (ItemKind::Folder, None),
        Item::Leaf(entry) => (entry.kind, Some(entry.digest)),
    });
    items
}

pub(super) fn kind(item: &Item) -> ItemKind {
    match item {
        Item::Folder(_) => ItemKind::Folder,
        Item::Leaf(entry) => entry.kind,
    }
}

/// What an item holds: a folder its description, anything else its body under the options.
pub(super) fn held(item: &Item, options: Options) -> Digest {
    match item {
        Item::Folder(description) => FolderNode::new(description.clone(), vec![]).own_digest(),
        Item::Leaf(entry) => match (entry.kind, entry.stripped()) {
            (ItemKind::Search, Some(plain)) if options.connections == Include::Ignore => *plain,
            (ItemKind::Dashboard, Some(plain)) if options.reports == Include::Ignore => *plain,
            _ => entry.digest,
        },
    }
}

pub(super) fn title(item: &Item, name: &ItemName) -> Option<ItemName> {
    match item {
        Item::Leaf(entry) if entry.kind == ItemKind::Dashboard => {
            Some(entry.title().unwrap_or(name).clone())
        }
        _ => None,
    }
}

pub(super) fn connections_of(entry: &Entry) -> impl Iterator<Item = ConnectionKey> {
    let references = entry.references().iter();
    references.filter_map(|reference| match reference {
        Reference::Connection(key) => Some(key.clone()),
        _ => None,
    })
}

/// Whether a push under the options takes a reference along, by the schedule that it belongs to.
pub(super) fn goes_along(reference: &Reference, options: Options) -> bool {
    let part = match reference {
        Reference::LinkedDashboard { .. }
        | Reference::QueryLookup { .. }
        | Reference::QueryView { .. } => Include::Include,
        Reference::ReportRecipient { .. } => options.reports,
        _ => options.connections,
    };
    part == Include::Include
}

/// What no push of such an item can do.
pub(super) fn limit(path: &ItemPath, item: &Item, there: Option<&Item>) -> Option<Reason> {
    let length = path.name().unwrap().as_str().chars().count();
    match (item, there) {
        (Item::Folder(_), None) if length > 128 => Some(Reason::NameTooLong { max: 128 }),
        (Item::Folder(text), Some(_)) if text.chars().count() > 255 => {
            Some(Reason::DescriptionTooLong { max: 255 })
        }
        (Item::Leaf(entry), _) if entry.kind == ItemKind::Unrecognised => {
            Some(Reason::UnrecognisedKind)
        }
        (Item::Leaf(entry), None) if entry.kind == ItemKind::Lookup && length > 255 => {
            Some(Reason::NameTooLong { max: 255 })
        }
        _ => None,
    }
}

pub(super) fn how_many(facts: &Facts, key: &ConnectionKey) -> usize {
    facts
        .connections
        .iter()
        .filter(|fact| fact.key == *key)
        .count()
}

pub(super) fn differs_in_case_only(a: &ItemName, b: &ItemName) -> bool {
    let lower = |name: &ItemName| name.as_str().chars().flat_map(char::to_lowercase).collect();
    let (a, b): (Vec<_>, Vec<_>) = (lower(a), lower(b));
    a == b
}
