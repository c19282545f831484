//! Removing items, which only a rollback does.

use std::cell::Cell;
use std::collections::BTreeSet;

use super::attempt::{Attempt, Made};
use super::looks;
use super::sabotage::{self, Sabotage};
use super::settle::Held;
use super::units::Unit;
use super::write::Writer;
use super::write_error::WriteError;
use super::{JournalEntry, OrderCell};
use crate::api::LogLevel;
use crate::content::{FolderNode, ItemKind, TreeBuilder, TreeError};
use crate::id::{ContentId, Digest, ItemPath};
use crate::plan::Action;
use crate::sumo::jobs::Job;
use crate::sumo::library::Child;
use crate::sumo::{CallError, library};

/// The folders among these cells, which come in the order of their paths, that are to be removed and
/// hold something that isn't.
pub(super) fn staying(
    cells: &[&OrderCell],
    held: Held<'_>,
) -> Result<BTreeSet<ItemPath>, TreeError> {
    let (mut going, mut staying) = (BTreeSet::new(), BTreeSet::new());
    let removed = cells.iter().filter(|cell| cell.action == Action::Remove);
    for cell in removed.rev() {
        let goes = |name| going.contains(&cell.path.child(name));
        let is_emptied = match held.folder(&cell.path)? {
            Some(folder) => folder.entries.iter().all(|entry| goes(&entry.name)),
            None => true,
        };
        if is_emptied {
            going.insert(cell.path.clone());
        } else {
            staying.insert(cell.path.clone());
        }
    }
    Ok(staying)
}

/// What became of an item since the org was read.
enum Look {
    /// It holds this.
    Holds(Digest),
    /// It has another name, so somebody wants to keep it.
    Renamed,
}

impl<'a> Writer<'a> {
    /// Removes an item, or a folder with the cells below it. It is read once more before: what
    /// somebody put into it, or made of it, since the org was read stays.
    pub(super) async fn remove(
        &mut self,
        top: &'a OrderCell,
        below: &[&'a OrderCell],
    ) -> Result<Attempt, WriteError> {
        // Whether it is gone is read from the org in the end.
        let child = self.folders.child_now(&top.path).await;
        let (_, Some(child)) = child.map_err(WriteError::Unseen)? else {
            return Ok(Attempt::Done(Made::default()));
        };
        let (expected, looked_at) = (self.expected(top, below)?, self.calls.port.now());
        let looked = if sabotage::is(Sabotage::RemoveUnlooked) {
            Ok(expected.map_or(Look::Renamed, Look::Holds))
        } else {
            self.look_at(&child).await
        };
        let there = match looked {
            // It may be too much for one export.
            Err(error) if !below.is_empty() && !error.call().is_some_and(CallError::ends_org) => {
                None
            }
            Err(error) => return Err(error),
            Ok(Look::Renamed) => return Ok(Attempt::Moved),
            Ok(Look::Holds(digest)) => Some(digest),
        };
        if there.is_none() || there != expected {
            if below.is_empty() && self.holds_what_failed(top) {
                return Err(WriteError::NotEmptied);
            }
            if below.is_empty() {
                return Ok(Attempt::Moved);
            }
            self.remove_apart(top, below).await;
            return Ok(Attempt::Done(Made::default()));
        }
        // Somebody may have stopped the push while that was read.
        if let Some(attempt) = self.hindered() {
            return Ok(attempt);
        }
        let unit = Unit::Remove {
            top,
            below: below.to_vec(),
        };
        let this = &*self;
        let changed = Cell::new(false);
        let still = async || {
            if looks::holds(looked_at, this.calls.port.now()) {
                return true;
            }
            match this.is_still(top, &child, expected).await {
                Ok(is_still) => {
                    changed.set(!is_still);
                    is_still
                }
                Err(error) => {
                    this.attempted(Err(error));
                    false
                }
            }
        };
        let removed = this.remove_item(&unit, &child.id, still).await;
        match removed {
            Err(error) if changed.get() && below.is_empty() && !error.is_unsure() => {
                return Ok(Attempt::Moved);
            }
            Err(WriteError::Call(error) | WriteError::Repeated(error))
                if !below.is_empty() && !error.ends_org() =>
            {
                let line = format!("{}: {error}; removing one by one", top.path);
                self.calls.port.log(LogLevel::Warning, line);
                // Part of it may be gone.
                self.done.unsure.extend(unit.paths());
                self.remove_apart(top, below).await;
            }
            other => other?,
        }
        Ok(Attempt::Done(Made::default()))
    }

    /// Removes what is in a folder one by one, and then the folder if nothing else is in it.
    async fn remove_apart(&mut self, top: &'a OrderCell, below: &[&'a OrderCell]) {
        self.folders.forget(&top.path);
        for cell in below.iter().rev().chain([&top]) {
            let unit = Unit::Remove {
                top: cell,
                below: Vec::new(),
            };
            Box::pin(self.remove_unit(unit)).await;
        }
    }

    /// Whether something couldn't be removed that is in this folder.
    fn holds_what_failed(&self, folder: &OrderCell) -> bool {
        let mut failed = self.done.errors.keys();
        failed.any(|path| folder.path.holds(path))
    }

    /// What has to be there for a removal. A folder without cells below it is empty by then.
    fn expected(&self, top: &OrderCell, below: &[&OrderCell]) -> Result<Option<Digest>, TreeError> {
        if top.kind == ItemKind::Folder && below.is_empty() {
            let folder = self.before.folder(&top.path)?;
            let emptied = folder.map(|folder| FolderNode::new(&folder.description, Vec::new()));
            return Ok(emptied.map(|folder| folder.digest()));
        }
        let found = self.before.nodes.find(self.before.root, &top.path)?;
        Ok(found.first().map(|entry| entry.digest))
    }

    /// Whether an item still is where it was, and as it is expected.
    async fn is_still(
        &self,
        top: &OrderCell,
        item: &Child,
        expected: Option<Digest>,
    ) -> Result<bool, WriteError> {
        let there = self.folders.child_now(&top.path).await;
        let (_, there) = there.map_err(WriteError::Unseen)?;
        if there.is_none_or(|there| there.id != item.id) {
            return Ok(false);
        }
        let look = self.look_at(item).await?;
        Ok(matches!(look, Look::Holds(digest) if Some(digest) == expected))
    }

    async fn look_at(&self, item: &Child) -> Result<Look, WriteError> {
        let start = library::start_export(&item.id);
        let exported = async {
            let base = library::exports(&item.id);
            let job = self.calls.run_job(base, start).await?;
            self.calls.repeat(job.result()).await?.json()
        };
        let definition = exported.await.map_err(WriteError::Unseen)?;
        let entry = TreeBuilder::new(&self.connections).add(definition)?;
        Ok(if entry.name == item.name {
            Look::Holds(entry.digest)
        } else {
            Look::Renamed
        })
    }

    /// `still` says whether it is to be tried again.
    async fn remove_item(
        &self,
        unit: &Unit<'a>,
        item: &ContentId,
        still: impl AsyncFn() -> bool,
    ) -> Result<(), WriteError> {
        let write = self.intend(unit).await;
        // Removing an item twice is the same as removing it once.
        let start = library::start_removal(item);
        let started = self.calls.rewrite(start, still).await;
        let base = library::removals(item);
        let begun = |answer| Job::begun(base, &answer).map_err(WriteError::from);
        let job = match started.and_then(begun) {
            Ok(job) => job,
            Err(WriteError::Call(error) | WriteError::Repeated(error))
                if error.outcome_unknown() =>
            {
                return Err(WriteError::Open(error));
            }
            Err(error) => {
                self.settled(write).await;
                return Err(error);
            }
        };
        let entry = JournalEntry::Job {
            write,
            base: job.base.clone(),
            job: job.id.clone(),
        };
        self.calls.port.journal(entry).await;
        match self.calls.finish_job(&job).await {
            Ok(_) => {
                self.settled(write).await;
                self.folders.removed(&unit.top().path);
                self.forbidden.set(false);
                Ok(())
            }
            Err(error @ CallError::JobFailed { .. }) => {
                self.settled(write).await;
                Err(error.into())
            }
            // The job may go on although it can't be asked.
            Err(error) => Err(WriteError::Open(error)),
        }
    }
}
