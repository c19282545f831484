//! What an org holds that could be meant by an item of another name.

use std::collections::BTreeMap;

use super::settle::{Held, Standing};
use super::{Journal, OrderCell, OrgOrder};
use crate::content::{FolderNode, ItemKind, TreeError};
use crate::id::{ItemName, ItemPath};
use crate::plan::{folded, title};

/// Looks in an org for what blocks a cell when it is planned: nobody knows what Sumo Logic would do,
/// so what came up since is left alone as well.
pub(super) struct Lookalikes<'a> {
    order: &'a OrgOrder,
    held: Held<'a>,
    journal: &'a Journal,
    /// By the folder that they are in; `None` where there is no folder.
    folders: BTreeMap<ItemPath, Option<Names<'a>>>,
}

/// The names in a folder by what they could be taken for.
struct Names<'a> {
    by_letters: BTreeMap<String, Vec<&'a ItemName>>,
    dashboards: BTreeMap<&'a ItemName, Vec<&'a ItemName>>,
}

impl<'a> Lookalikes<'a> {
    pub(super) fn new(order: &'a OrgOrder, held: Held<'a>, journal: &'a Journal) -> Self {
        Self {
            order,
            held,
            journal,
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
            let mut alike = names.by_letters.get(&folded(name)).into_iter().flatten();
            // What belongs to another selected item isn't meant by this one.
            if let Some(other) = alike.find(|other| !self.order.reaches(&folder.child(other))) {
                return Ok(Some(format!(
                    "since the preview there is {other}, which differs in upper and lower case only"
                )));
            }
        }
        if cell.kind == ItemKind::Dashboard {
            let title = cell.title.as_ref().unwrap_or(name);
            for other in names.dashboards.get(title).into_iter().flatten() {
                if *other != name && !self.is_ours(&folder.child(other))? {
                    return Ok(Some(format!(
                        "since the preview there is a dashboard with the same title, named {other}"
                    )));
                }
            }
        }
        Ok(None)
    }

    /// Whether an earlier part of this run wrote what is at `path`.
    fn is_ours(&self, path: &ItemPath) -> Result<bool, TreeError> {
        let place = self.order.place(path);
        let cell = place.and_then(|place| self.order.cells.get(place));
        let written = cell.filter(|_| self.journal.may_have_written(path));
        let standing = written.map(|cell| self.held.standing(cell, true));
        Ok(standing.transpose()? == Some(Standing::Written))
    }
}

impl<'a> Names<'a> {
    fn of(folder: &'a FolderNode) -> Self {
        let (mut by_letters, mut dashboards) = (BTreeMap::new(), BTreeMap::new());
        for entry in &folder.entries {
            let alike: &mut Vec<_> = by_letters.entry(folded(&entry.name)).or_default();
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
