//! What an org holds that could be meant by an item of another name.

use std::collections::BTreeMap;

use super::settle::Held;
use super::{OrderCell, OrgOrder};
use crate::content::{FolderNode, ItemKind, TreeError};
use crate::id::{ItemName, ItemPath};
use crate::plan::title;

/// Looks in an org for what blocks a cell when it is planned: nobody knows what Sumo Logic would do,
/// so what came up since is left alone as well.
pub(super) struct Lookalikes<'a> {
    order: &'a OrgOrder,
    held: Held<'a>,
    /// By the folder that they are in; `None` where there is no folder.
    folders: BTreeMap<ItemPath, Option<Names<'a>>>,
}

/// The names in a folder by what they could be taken for.
struct Names<'a> {
    by_letters: BTreeMap<String, Vec<&'a ItemName>>,
    dashboards: BTreeMap<&'a ItemName, Vec<&'a ItemName>>,
}

impl<'a> Lookalikes<'a> {
    pub(super) fn new(order: &'a OrgOrder, held: Held<'a>) -> Self {
        Self {
            order,
            held,
            folders: BTreeMap::new(),
        }
    }

    /// What could be meant by a cell that stands as planned, and why.
    pub(super) fn of(&mut self, cell: &OrderCell) -> Result<Option<String>, TreeError> {
        let (Some(name), Some(folder)) = (cell.path.name(), cell.path.parent()) else {
            return Ok(None);
        };
        if !self.folders.contains_key(&folder) {
            let names = self.held.folder(&folder)?.map(Names::of);
            self.folders.insert(folder.clone(), names);
        }
        let Some(Some(names)) = self.folders.get(&folder) else {
            return Ok(None);
        };
        if cell.target.is_none() {
            let mut alike = names.by_letters.get(&name.folded()).into_iter().flatten();
            // What belongs to another selected item isn't meant by this one.
            if let Some(other) = alike.find(|other| !self.order.reaches(&folder.child(other))) {
                return Ok(Some(format!(
                    "since the preview there is {other}, which differs in upper and lower case only"
                )));
            }
        }
        if cell.kind == ItemKind::Dashboard {
            let title = cell.title.as_ref().unwrap_or(name);
            let mut alike = names.dashboards.get(title).into_iter().flatten();
            if let Some(other) = alike.find(|other| **other != name) {
                return Ok(Some(format!(
                    "since the preview there is a dashboard with the same title, named {other}"
                )));
            }
        }
        Ok(None)
    }
}

impl<'a> Names<'a> {
    fn of(folder: &'a FolderNode) -> Self {
        let (mut by_letters, mut dashboards) = (BTreeMap::new(), BTreeMap::new());
        for entry in &folder.entries {
            let alike: &mut Vec<_> = by_letters.entry(entry.name.folded()).or_default();
            alike.push(&entry.name);
            if entry.kind == ItemKind::Dashboard {
                let alike: &mut Vec<_> = dashboards.entry(title(entry)).or_default();
                alike.push(&entry.name);
            }
        }
        Self {
            by_letters,
            dashboards,
        }
    }
}
