//! What is to be replaced is looked at once more where the last look was a while ago: what somebody
//! made of it since is theirs.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::attempt::{Attempt, Made};
use super::folders::list;
use super::sabotage::{self, Sabotage};
use super::settle::{Held, Standing};
use super::units::Unit;
use super::write::Writer;
use super::write_error::WriteError;
use super::{Journal, OrderCell};
use crate::content::{Entry, FolderNode, ItemKind, TreeBuilder, TreeError};
use crate::id::{Digest, ItemPath, Millis};
use crate::plan::{Action, LOOK_HOLDS_SECONDS, MAX_OBJECTS_PER_JOB};
use crate::sumo::CallError;
use crate::sumo::jobs::Job;
use crate::sumo::library::{self, Child};

const LOOK_HOLDS: Millis = Millis::from_secs(LOOK_HOLDS_SECONDS);

/// Whether a look of this time holds by now.
pub(super) fn holds(at: Millis, now: Millis) -> bool {
    now.0.saturating_sub(at.0) <= LOOK_HOLDS.0
}

/// Where the cells that are to be written stand, as far as it was looked at.
pub(super) struct Looks<'a> {
    /// What the org held when it was read, and since when that is known.
    before: Held<'a>,
    read_at: Millis,
    /// What an earlier part of the run left behind.
    journal: &'a Journal,
    /// What later looks found, and when.
    seen: RefCell<BTreeMap<ItemPath, (Millis, Standing)>>,
    /// Folders that turned out to be too much for one export.
    refused: RefCell<BTreeSet<ItemPath>>,
    /// Cells that weren't tried again, since they don't stand as planned any more.
    given_up: RefCell<BTreeSet<ItemPath>>,
}

impl<'a> Looks<'a> {
    /// `before` was read since `read_at`, and every cell that is to be written stood there as planned.
    pub(super) fn new(before: Held<'a>, read_at: Millis, journal: &'a Journal) -> Self {
        Self {
            before,
            read_at,
            journal,
            seen: RefCell::default(),
            refused: RefCell::default(),
            given_up: RefCell::default(),
        }
    }

    /// Where a cell stood by the newest look, and when that was.
    fn newest(&self, cell: &OrderCell) -> (Millis, Standing) {
        let seen = self.seen.borrow().get(&cell.path).copied();
        seen.unwrap_or((self.read_at, Standing::AsPlanned))
    }

    /// The outermost place around a cell that one export may hold; the cell's own where none is.
    fn around(&self, cell: &OrderCell) -> Result<ItemPath, TreeError> {
        for depth in 0..cell.path.names().len() {
            let place: ItemPath = cell.path.names().iter().take(depth).cloned().collect();
            if !self.refused.borrow().contains(&place)
                && let Some(folder) = self.before.folder(&place)?
                && self.objects(folder)? <= MAX_OBJECTS_PER_JOB
            {
                return Ok(place);
            }
        }
        Ok(cell.path.clone())
    }

    /// How many objects a folder is: itself and all that is in it.
    fn objects(&self, folder: &FolderNode) -> Result<usize, TreeError> {
        let mut objects = 1;
        for entry in &folder.entries {
            objects += match entry.kind {
                ItemKind::Folder => self.objects(self.before.nodes.get(&entry.digest)?)?,
                _ => 1,
            };
        }
        Ok(objects)
    }
}

impl Writer<'_> {
    /// Why something isn't replaced, if it doesn't stand as planned any more.
    pub(super) async fn unlike_planned(&self, cell: &OrderCell) -> Option<Attempt> {
        let standing = if self.is_listed_otherwise(cell) {
            Ok(Standing::Moved)
        } else {
            match self.calls.port.unless_ending(self.stands(cell)).await {
                Some(standing) => standing,
                None => return self.hindered(),
            }
        };
        match standing {
            Ok(Standing::AsPlanned) => self.hindered(),
            Ok(Standing::Moved) if !self.may_be_ours(cell) => Some(Attempt::Moved),
            // What came of it is read from the org in the end.
            Ok(_) => Some(Attempt::Done(Made::default())),
            Err(error) => Some(self.attempted(Err(error))),
        }
    }

    /// Why something isn't created, if a look that was made for others has found something there.
    pub(super) fn is_taken(&self, unit: &Unit<'_>) -> Option<Attempt> {
        let cell = unit.top();
        match self.looks.newest(cell).1 {
            Standing::AsPlanned => None,
            _ if self.may_be_ours(cell) => None,
            Standing::Moved => Some(Attempt::Moved),
            Standing::Written | Standing::Equal if matches!(unit, Unit::Tree { .. }) => {
                Some(Attempt::Apart)
            }
            Standing::Written | Standing::Equal => Some(Attempt::Done(Made::default())),
        }
    }

    /// Whether a listing that was made for an id contradicts the plan.
    fn is_listed_otherwise(&self, cell: &OrderCell) -> bool {
        self.folders.lists_otherwise(&cell.path, |child| {
            let description = child.description.as_deref();
            let description = description.filter(|_| cell.kind == ItemKind::Folder);
            description.is_none_or(|description| {
                let folder = FolderNode::new(description, Vec::new());
                Some(folder.own_digest()) == cell.target
            })
        })
    }

    /// Whether what writes over a cell may be tried again: it stands as planned, by a look that holds.
    pub(super) async fn may_try_again(&self, cell: &OrderCell) -> bool {
        let may = self.unlike_planned(cell).await.is_none();
        if !may {
            self.looks.given_up.borrow_mut().insert(cell.path.clone());
        }
        may
    }

    /// Whether a cell wasn't tried again.
    pub(super) fn was_given_up(&self, cell: &OrderCell) -> bool {
        self.looks.given_up.borrow().contains(&cell.path)
    }

    /// Whether the newest look found that somebody changed what a cell is to replace.
    pub(super) fn was_moved(&self, cell: &OrderCell) -> bool {
        self.is_listed_otherwise(cell) || self.looks.newest(cell).1 == Standing::Moved
    }

    async fn stands(&self, cell: &OrderCell) -> Result<Standing, WriteError> {
        let (at, standing) = self.looks.newest(cell);
        if holds(at, self.calls.port.now()) || sabotage::is(Sabotage::ReplaceUnlooked) {
            return Ok(standing);
        }
        loop {
            let place = self.looks.around(cell)?;
            if place == cell.path && cell.kind == ItemKind::Folder {
                self.look_at_description(cell).await?;
                break;
            }
            let Err(error) = self.look_around(&place).await else {
                break;
            };
            let refusal = error.call();
            let is_refused = refusal.is_some_and(|call| !call.ends_org() && !call.is_transient());
            if place == cell.path || !is_refused {
                return Err(error);
            }
            // It has grown since, and is too much for one export.
            self.looks.refused.borrow_mut().insert(place);
        }
        Ok(self.looks.newest(cell).1)
    }

    /// Looks at a folder's description alone.
    async fn look_at_description(&self, cell: &OrderCell) -> Result<(), WriteError> {
        let child = self.folders.child_now(&cell.path).await;
        let (at, child) = child.map_err(WriteError::Unseen)?;
        let mut builder = TreeBuilder::new(&self.connections);
        let mut entries = Vec::new();
        if let Some(folder) = child.filter(Child::is_folder) {
            // A listing may leave it out.
            let description = match folder.description {
                Some(description) => description,
                None => list(self.calls, &folder.id)
                    .await
                    .map_err(WriteError::Unseen)?
                    .description
                    .unwrap_or_default(),
            };
            entries.push(builder.add_folder(folder.name, &description, Vec::new()));
        }
        self.looks_like(at, builder, &cell.path, entries, [cell])
    }

    /// Looks where the cells at and below a place stand.
    async fn look_around(&self, place: &ItemPath) -> Result<(), WriteError> {
        let mut builder = TreeBuilder::new(&self.connections);
        let mut at = self.calls.port.now();
        let entries = match self.export_at(place, &mut at).await {
            Ok(Some(mut export)) if place.is_root() => {
                let children = export.get_mut("children").map(Json::take);
                let Some(Json::Array(children)) = children else {
                    let what = "an export of Admin Recommended without children".to_owned();
                    return Err(WriteError::Unseen(CallError::Unexpected { what }));
                };
                let mut entries = Vec::with_capacity(children.len());
                for child in children {
                    entries.push(builder.add(child)?);
                    // Only what they are is asked for.
                    builder.bodies.clear();
                }
                entries
            }
            Ok(Some(export)) => vec![builder.add(export)?],
            Ok(None) => Vec::new(),
            Err(error) => return Err(WriteError::Unseen(error)),
        };
        self.looks_like(at, builder, place, entries, self.order.below(place))
    }

    /// Takes over what was seen at a place.
    fn looks_like<'c>(
        &self,
        at: Millis,
        mut builder: TreeBuilder<'_>,
        place: &ItemPath,
        entries: Vec<Entry>,
        cells: impl IntoIterator<Item = &'c OrderCell>,
    ) -> Result<(), WriteError> {
        let root = within(&mut builder, place, entries);
        let held = Held {
            nodes: &builder.nodes,
            root: &root,
            options: self.order.options,
        };
        for cell in cells {
            if matches!(cell.action, Action::Create | Action::Replace) {
                let standing = held.standing(cell, self.may_be_ours(cell))?;
                let mut seen = self.looks.seen.borrow_mut();
                seen.insert(cell.path.clone(), (at, standing));
            }
        }
        Ok(())
    }

    /// Exports what is at a place; `None` where nothing is. `at` becomes the time when that was made out:
    /// how long an export takes is Sumo Logic's.
    async fn export_at(
        &self,
        place: &ItemPath,
        at: &mut Millis,
    ) -> Result<Option<Json>, CallError> {
        let id = if place.is_root() {
            self.folders.id(place).await?
        } else {
            let (_, child) = self.folders.child_now(place).await?;
            child.map(|child| child.id)
        };
        let Some(id) = id else { return Ok(None) };
        let started = match self.calls.repeat(library::start_export(&id)).await {
            Err(error) if error.is_not_found() => return Ok(None),
            started => started?,
        };
        let job = Job::begun(library::exports(&id), &started)?;
        self.calls.finish_job(&job).await?;
        *at = self.calls.port.now();
        Ok(Some(self.calls.repeat(job.result()).await?.json()?))
    }

    /// Whether a write of this run may have been at work there.
    fn may_be_ours(&self, cell: &OrderCell) -> bool {
        let path = &cell.path;
        self.announced.borrow().contains(path) || self.looks.journal.may_have_written(path)
    }
}

/// A tree that holds these entries in the folder around a place, or at the root in it, and nothing else.
fn within(builder: &mut TreeBuilder<'_>, place: &ItemPath, entries: Vec<Entry>) -> Digest {
    let mut root = builder.nodes.insert(FolderNode::new("", entries));
    let above = place.parent().unwrap_or_default();
    for name in above.names().iter().rev() {
        let entry = Entry::folder(name.clone(), root);
        root = builder.nodes.insert(FolderNode::new("", vec![entry]));
    }
    root
}

#[cfg(test)]
mod tests;
