use std::collections::BTreeSet;

use super::decide::Known;
use super::digest::digest_org;
use super::place::Place;
use super::{RollbackCell, RollbackCounts, RollbackReason, RollbackView, Written, obstacles};
use crate::content::{ConnectionKey, Entry, FolderNode, ItemKind, Nodes, Reference, TreeError};
use crate::id::{Digest, ItemName, ItemPath, OrgId};
use crate::plan::Action;
use crate::select::RollbackChoices;
use crate::sorted::sorted;

/// What a rollback does in one org.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrgRollback {
    /// Which org.
    pub org: OrgId,
    /// Every chosen item that the push may have written, each folder before what is in it.
    pub cells: Vec<RollbackCell>,
    /// The connections that the push created and that stay, sorted.
    pub connections: Vec<ConnectionKey>,
    /// How many cells there are.
    pub counts: RollbackCounts,
    /// The org's part of the hash.
    pub digest: Digest,
}

/// Decides what a rollback does in one org. `nodes` holds the trees that `view` names.
///
/// # Errors
///
/// When a node of one of these trees is missing.
pub fn roll_back(
    view: &RollbackView,
    choices: &RollbackChoices,
    nodes: &Nodes,
) -> Result<OrgRollback, TreeError> {
    let selection = choices.selection_for(&view.org);
    let chosen = view.written.iter();
    let chosen = chosen.filter(|written| selection.pick(&written.path).is_selected());
    let mut planner = Planner {
        view,
        choices,
        nodes,
        cells: Vec::new(),
        former: Vec::new(),
        written: sorted(chosen.collect(), |a, b| a.path.cmp(&b.path)),
    };
    for written in planner.written.clone() {
        planner.add(written)?;
    }
    planner.block_without_lookups()?;
    planner.keep_full_folders()?;
    Ok(planner.finish())
}

struct Planner<'a> {
    view: &'a RollbackView,
    choices: &'a RollbackChoices,
    nodes: &'a Nodes,
    /// What was chosen, by path.
    written: Vec<&'a Written>,
    /// Those decided so far, by path.
    cells: Vec<RollbackCell>,
    /// What each of them was before.
    former: Vec<Option<&'a Entry>>,
}

impl<'a> Planner<'a> {
    fn add(&mut self, written: &Written) -> Result<(), TreeError> {
        let Written {
            path,
            kind,
            left,
            failed,
        } = written;
        let (nodes, view) = (self.nodes, self.view);
        let at = |root: &Digest| Place::of(nodes, root, path, *kind);
        let known = Known {
            before: at(&view.before)?,
            left: *left,
            failed: *failed,
            after: view.after.as_ref().map(at).transpose()?,
            now: at(&view.now)?,
        };
        let former = nodes.find(&view.before, path)?.first();
        let (mut action, mut reason) = known.decide(self.choices.edited);
        if action.writes() && view.protected {
            (action, reason) = (Action::Keep, RollbackReason::Protected);
        }
        if let (Action::Create | Action::Replace, Some(former)) = (action, former)
            && let Some(obstacle) = self.obstacle(path, action, former)?
        {
            (action, reason) = (Action::Nothing, obstacle);
        }
        self.cells.push(RollbackCell {
            path: path.clone(),
            kind: *kind,
            action,
            reason,
            before: known.before.item(),
            now: known.now.item(),
        });
        self.former.push(former);
        Ok(())
    }

    /// What keeps a former item from being written.
    fn obstacle(
        &self,
        path: &ItemPath,
        action: Action,
        former: &Entry,
    ) -> Result<Option<RollbackReason>, TreeError> {
        let (Some(above), Some(name)) = (path.parent(), path.name()) else {
            return Ok(Some(RollbackReason::BeforeUnclear));
        };
        let is_new = action == Action::Create;
        let makes_folder =
            |cell: &RollbackCell| cell.kind == ItemKind::Folder && cell.action == Action::Create;
        match self.folder_now(&above)? {
            Some(folder) => {
                let is_ours = |other: &ItemName| self.has_chosen(&above.child(other));
                let alike = obstacles::lookalike(name, former, is_new, folder, is_ours);
                if alike.is_some() {
                    return Ok(alike);
                }
            }
            None if self.cell(&above).is_some_and(makes_folder) => {}
            None => return Ok(Some(RollbackReason::FolderMissing)),
        }
        if former.kind == ItemKind::Folder && !is_new {
            return Ok(obstacles::overlong(self.nodes.get(&former.digest)?));
        }
        Ok(obstacles::unconnected(former, &self.view.facts))
    }

    /// A search comes back only where the lookup table that it saves to is or comes back, if it was there.
    fn block_without_lookups(&mut self) -> Result<(), TreeError> {
        let mut missing = Vec::new();
        for (number, (cell, former)) in self.cells.iter().zip(&self.former).enumerate() {
            if !matches!(cell.action, Action::Create | Action::Replace) {
                continue;
            }
            let references = former.map(Entry::references).unwrap_or_default();
            for reference in references {
                if let Reference::Lookup { path } = reference
                    && let Some(place) = Reference::place_of_lookup(path)
                    && self.had_lookup(&place)?
                    && !self.will_have_lookup(&place)?
                {
                    missing.push((number, path.clone()));
                    break;
                }
            }
        }
        for (number, path) in missing {
            if let Some(cell) = self.cells.get_mut(number) {
                cell.action = Action::Nothing;
                cell.reason = RollbackReason::LookupMissing { path };
            }
        }
        Ok(())
    }

    fn had_lookup(&self, place: &ItemPath) -> Result<bool, TreeError> {
        let before = self.nodes.find(&self.view.before, place)?;
        Ok(before.iter().any(|entry| entry.kind == ItemKind::Lookup))
    }

    fn will_have_lookup(&self, place: &ItemPath) -> Result<bool, TreeError> {
        let action = self.cell(place).map(|cell| cell.action);
        let now = self.nodes.find(&self.view.now, place)?;
        Ok(match now {
            [one] if one.kind == ItemKind::Lookup => action != Some(Action::Remove),
            _ => action == Some(Action::Create),
        })
    }

    /// A folder is removed only with everything that is in it.
    fn keep_full_folders(&mut self) -> Result<(), TreeError> {
        let mut going: BTreeSet<ItemPath> = BTreeSet::new();
        let mut full = Vec::new();
        for (number, cell) in self.cells.iter().enumerate().rev() {
            if cell.action != Action::Remove {
                continue;
            }
            let entries = match self.folder_now(&cell.path)? {
                Some(folder) if cell.kind == ItemKind::Folder => &folder.entries[..],
                _ => &[],
            };
            let mut stays = entries
                .iter()
                .filter(|entry| !going.contains(&cell.path.child(&entry.name)));
            match stays.next() {
                Some(entry) => full.push((number, entry.name.clone())),
                None => drop(going.insert(cell.path.clone())),
            }
        }
        for (number, name) in full {
            if let Some(cell) = self.cells.get_mut(number) {
                cell.action = Action::Keep;
                cell.reason = RollbackReason::NotEmpty { name };
            }
        }
        Ok(())
    }

    fn folder_now(&self, path: &ItemPath) -> Result<Option<&'a FolderNode>, TreeError> {
        let digest = match self.nodes.find(&self.view.now, path)? {
            _ if path.is_root() => &self.view.now,
            [one] if one.kind == ItemKind::Folder => &one.digest,
            _ => return Ok(None),
        };
        Ok(Some(self.nodes.get(digest)?))
    }

    fn has_chosen(&self, path: &ItemPath) -> bool {
        let found = self
            .written
            .binary_search_by(|written| written.path.cmp(path));
        found.is_ok()
    }

    fn cell(&self, path: &ItemPath) -> Option<&RollbackCell> {
        let found = self.cells.binary_search_by(|cell| cell.path.cmp(path));
        found.ok().and_then(|place| self.cells.get(place))
    }

    fn finish(self) -> OrgRollback {
        let Self { view, cells, .. } = self;
        let stays = |key: &&ConnectionKey| view.facts.matching(key).next().is_some();
        let connections = view.connections.iter().filter(stays).cloned().collect();
        let connections = sorted(connections, Ord::cmp);
        OrgRollback {
            digest: digest_org(&view.org, &cells, &connections),
            org: view.org.clone(),
            counts: cells.iter().collect(),
            cells,
            connections,
        }
    }
}
