use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::attempt::{Attempt, Made};
use super::calls::Calls;
use super::connect::ConnectError;
use super::folders::Folders;
use super::looks::Looks;
use super::machine::Notice;
use super::settle::Held;
use super::together::together;
use super::turn::{First, Turn};
use super::units::{Unit, removals, rounds, single_rounds};
use super::write_error::WriteError;
use super::{ConnectionDefinition, Journal, OrderCell, OrgOrder};
use crate::content::{ConnectionKey, Connections};
use crate::id::{ContentId, ItemPath, Millis};
use crate::plan::MAX_OBJECTS_PER_JOB;
use crate::sumo::guess;
use crate::sumo::jobs::Job;
use crate::sumo::library::{self, Listing};

/// Writes units into one org, several at the same time, and remembers what went wrong with which cell.
pub(super) struct Writer<'a> {
    pub(super) calls: &'a Calls,
    pub(super) order: &'a OrgOrder,
    /// The source's connections.
    pub(super) definitions: &'a [ConnectionDefinition],
    /// Those that are there.
    pub(super) connections: Connections,
    /// Those that couldn't be created, and why.
    pub(super) unconnected: Vec<(ConnectionKey, ConnectError)>,
    pub(super) folders: Folders<'a>,
    /// What the org held before anything was written.
    pub(super) before: Held<'a>,
    pub(super) looks: Looks<'a>,
    /// The cells that were left out because the push was stopped.
    pub(super) stopped: Vec<&'a OrderCell>,
    /// Whether something was left out because the push is paused.
    pub(super) paused: bool,
    /// What was written, as far as the calls say.
    pub(super) done: Written,
    /// Why nothing more can be written to this org.
    pub(super) fatal: RefCell<Option<String>>,
    /// Whether the last unit was refused for what the access key may do.
    pub(super) forbidden: Cell<bool>,
    /// The number of the next write.
    pub(super) next_write: Cell<u32>,
    /// What this run has announced.
    pub(super) announced: RefCell<BTreeSet<ItemPath>>,
    /// How many cells are done with, by an earlier part of the run, too.
    pub(super) written: Cell<u64>,
    /// Held by an import from the look at what it replaces, or else from the loading of its bodies, until it
    /// has begun; and by any other look.
    pub(super) loading: Turn,
    /// Imports that wait for their turn to begin; one that replaces counts when it has looked. While there are
    /// any, the others are asked how they stand a few seconds later: a question would take a call from those
    /// that are to begin, and the last one to begin is the last one to end.
    pub(super) beginning: First,
}

/// What one round left to be done.
#[derive(Default)]
struct Round<'a> {
    /// The folders whose import failed as a whole, with what is below them.
    broken: Vec<(&'a OrderCell, Vec<&'a OrderCell>)>,
    /// What was too much for one import.
    left: Vec<&'a OrderCell>,
}

/// What the calls say about what was written. What is there is another question.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// What went wrong, by cell.
    pub(super) errors: BTreeMap<ItemPath, String>,
    /// Cells that may have been written although something went wrong.
    pub(super) unsure: BTreeSet<ItemPath>,
    /// The imports that succeeded, with the cells they covered.
    pub(super) imports: Vec<(Job, Vec<ItemPath>)>,
    /// What was to be replaced or removed and had been changed by then.
    pub(super) moved: Vec<ItemPath>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        calls: &'a Calls,
        order: &'a OrgOrder,
        definitions: &'a [ConnectionDefinition],
        connections: Connections,
        journal: &'a Journal,
        folders: Folders<'a>,
        (before, read_at): (Held<'a>, Millis),
    ) -> Self {
        Self {
            calls,
            order,
            definitions,
            connections,
            unconnected: Vec::new(),
            folders,
            before,
            looks: Looks::new(before, read_at, journal),
            stopped: Vec::new(),
            paused: false,
            done: Written::default(),
            fatal: RefCell::default(),
            forbidden: Cell::default(),
            next_write: Cell::new(journal.next()),
            announced: RefCell::default(),
            written: Cell::default(),
            loading: Turn::of(1),
            beginning: First::default(),
        }
    }

    /// Writes the cells, parents first.
    pub(super) async fn write(&mut self, cells: &[&'a OrderCell]) {
        self.connect(cells).await;
        let mut later = Vec::new();
        let rounds_of = |cells: &[&'a OrderCell]| rounds(cells, MAX_OBJECTS_PER_JOB);
        let mut rounds = VecDeque::from(rounds_of(cells));
        while let Some(round) = rounds.pop_front() {
            let Round { broken, left } = self.round(round).await;
            for round in rounds_of(&left).into_iter().rev() {
                rounds.push_front(round);
            }
            for (folder, below) in broken {
                let mut units = rounds.iter().flatten();
                if units.any(|unit| folder.path.holds(&unit.top().path)) {
                    // What was left over of it needs it.
                    self.write_apart(folder, &below).await;
                } else {
                    later.push((folder, below));
                }
            }
        }
        // After everything else, since what it lacked may be there now.
        for (folder, below) in later {
            self.write_apart(folder, &below).await;
        }
        for unit in removals(cells) {
            if !matches!(self.hindered(), Some(Attempt::Paused)) {
                self.count(&unit);
            }
            self.remove_unit(unit).await;
        }
    }

    /// Removes what a unit says, after everything was written.
    pub(super) async fn remove_unit(&mut self, unit: Unit<'a>) {
        let attempt = match (self.hindered(), &unit) {
            (Some(attempt), _) => attempt,
            (None, Unit::Remove { top, below }) => {
                let removed = self.remove(top, below).await;
                removed.unwrap_or_else(|error| self.attempted(Err(error)))
            }
            (None, _) => return,
        };
        drop(self.note(unit, attempt));
    }

    /// Writes the units of one round.
    async fn round(&mut self, units: Vec<Unit<'a>>) -> Round<'a> {
        let (mut ready, mut round) = (Vec::with_capacity(units.len()), Round::default());
        for unit in units {
            match self.folder(&unit).await {
                Ok(folder) => ready.push((unit, folder)),
                Err(attempt) => round.broken.extend(self.note(unit, attempt)),
            }
        }
        let attempts = RefCell::new(Vec::with_capacity(ready.len()));
        let (this, known) = (&*self, &attempts);
        let work = ready.into_iter().map(|(unit, folder)| async move {
            let tried = this.attempt(unit, &folder).await;
            if !matches!(tried.attempt, Attempt::Paused) {
                this.count(&tried.unit);
            }
            known.borrow_mut().push(tried);
        });
        together(guess::JOBS_AT_ONCE, work).await;
        for tried in attempts.into_inner() {
            round.left.extend(tried.left);
            round.broken.extend(self.note(tried.unit, tried.attempt));
        }
        round.left.sort_by(|one, other| one.path.cmp(&other.path));
        round
    }

    /// The id of the folder that a unit is written into, or is.
    async fn folder(&mut self, unit: &Unit<'_>) -> Result<ContentId, Attempt> {
        if let Some(attempt) = self.hindered() {
            return Err(attempt);
        }
        let top = &unit.top().path;
        let path = match unit {
            Unit::Description(_) => Some(top.clone()),
            _ => top.parent(),
        };
        let id = match path {
            Some(path) => self.folders.id(&path).await,
            None => Ok(None),
        };
        let id = id.map_err(|error| self.attempted(Err(error.into())))?;
        id.ok_or(Attempt::Failed(WriteError::NoFolder))
    }

    fn count(&self, unit: &Unit<'_>) {
        let cells = self.written.get() + unit.cells().len() as u64;
        self.written.set(cells);
        self.calls.port.tell(Notice::Written { cells });
    }

    /// An import of a whole folder failed, perhaps for one bad item, perhaps after part of its
    /// work: what isn't there yet is written one by one, so that each item has its own outcome.
    async fn write_apart(&mut self, folder: &'a OrderCell, below: &[&'a OrderCell]) {
        self.folders.forget(&folder.path);
        match self.folders.child(&folder.path).await {
            Ok(Some(_)) => {}
            Ok(None) => drop(self.round(vec![Unit::Folder(folder)]).await),
            Err(error) => {
                let below = below.to_vec();
                self.fail(&Unit::Tree { folder, below }, |_| error.to_string());
                drop(self.attempted(Err(error.into())));
                return;
            }
        }
        let mut missing = Vec::new();
        for cell in below {
            // A place below one that is missing is missing, too. What couldn't be looked for may be there.
            let ended = self.fatal.borrow().clone();
            if let Some(message) = ended {
                self.fail(&Unit::Item(cell), |_| message.clone());
                continue;
            }
            match self.folders.child(&cell.path).await {
                Ok(Some(_)) => {}
                Ok(None) => missing.push(*cell),
                Err(error) => {
                    self.fail(&Unit::Item(cell), |_| error.to_string());
                    drop(self.attempted(Err(error.into())));
                }
            }
        }
        for round in single_rounds(&missing) {
            self.round(round).await;
        }
    }

    /// Writes a unit that brings no content with it.
    pub(super) async fn write_plain(
        &self,
        unit: &Unit<'a>,
        folder: &ContentId,
    ) -> Result<Made, WriteError> {
        let cell = unit.top();
        let name = cell.path.name().ok_or(WriteError::NoFolder)?;
        let write = self.intend(unit).await;
        if matches!(unit, Unit::Description(_)) {
            let request = library::update_folder(folder, name, &cell.description);
            // Setting a description twice is the same as setting it once.
            let still = async || {
                let _turn = self.loading.take(&self.calls.port).await;
                self.may_try_again(cell).await
            };
            let answer = self.calls.rewrite(request, still).await;
            self.settled(write).await;
            answer?;
            return Ok(Made::default());
        }
        let request = library::create_folder(folder, name, &cell.description);
        let made = self.make(folder, &cell.path, 1, request).await;
        if !matches!(made, Err(WriteError::Open(_))) {
            self.settled(write).await;
        }
        let id = match made {
            Ok(answer) => Some(answer.json::<Listing>()?.id),
            Err(WriteError::LostAnswer) => None,
            Err(error) => return Err(error),
        };
        Ok(Made { import: None, id })
    }
}
