//! Dashboards by what they are shown as.

use std::collections::BTreeMap;

use crate::content::{Entry, FolderNode, ItemKind};
use crate::id::ItemName;

/// What a dashboard is shown as.
pub(crate) fn title(dashboard: &Entry) -> &ItemName {
    dashboard.title().unwrap_or(&dashboard.name)
}

/// The selected dashboards of a source folder that have a title in common, by name, each with the
/// first of the others.
///
/// One that isn't selected is in nobody's way: it isn't pushed, and where the target has it already,
/// its title is taken there. Neither is one of several items of a name, which is never pushed.
pub(super) fn sharing(
    folder: &FolderNode,
    is_selected: impl Fn(&ItemName) -> bool,
) -> BTreeMap<&ItemName, &ItemName> {
    let mut by_title: BTreeMap<&ItemName, Vec<&ItemName>> = BTreeMap::new();
    for same_name in folder.entries.chunk_by(|a, b| a.name == b.name) {
        if let [entry] = same_name
            && entry.kind == ItemKind::Dashboard
            && is_selected(&entry.name)
        {
            by_title.entry(title(entry)).or_default().push(&entry.name);
        }
    }
    let mut found = BTreeMap::new();
    for names in by_title.values() {
        if let [first, second, others @ ..] = &names[..] {
            found.insert(*first, *second);
            let others = others.iter().chain([second]);
            found.extend(others.map(|name| (*name, *first)));
        }
    }
    found
}
