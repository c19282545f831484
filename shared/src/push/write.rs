use std::collections::BTreeMap;

use serde_json::Value as Json;
use thiserror::Error;

use super::assemble::{AssembleError, Assembler};
use super::calls::Calls;
use super::connect::ConnectError;
use super::folders::Folders;
use super::machine::Notice;
use super::units::{Unit, single_units, units};
use super::{ConnectionDefinition, JournalEntry, OrderCell, OrgOrder};
use crate::api::LogLevel;
use crate::content::{ConnectionKey, Connections};
use crate::id::{ContentId, ItemPath, Millis};
use crate::plan::{Action, MAX_OBJECTS_PER_JOB};
use crate::sumo::jobs::Job;
use crate::sumo::library::{self, ImportFailure};
use crate::sumo::{ApiAnswer, ApiRequest, CallError, guess};

/// Writes units into one org and remembers what went wrong with which cell.
pub(super) struct Writer<'a> {
    pub(super) calls: &'a Calls,
    pub(super) order: &'a OrgOrder,
    /// The source's connections.
    pub(super) definitions: &'a [ConnectionDefinition],
    /// Those that are there.
    pub(super) connections: Connections,
    /// Those that couldn't be created, and why.
    pub(super) unconnected: Vec<(ConnectionKey, ConnectError)>,
    /// The number of the next write.
    next_write: u32,
    folders: Folders<'a>,
    /// The cells that were left out because the push was stopped.
    pub(super) stopped: Vec<&'a OrderCell>,
    /// What was written, as far as the calls say.
    pub(super) done: Written,
    /// Why nothing more can be written to this org.
    pub(super) fatal: Option<String>,
    written: u64,
}

/// What the calls say about what was written. What is there is another question.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// What went wrong, by cell.
    pub(super) errors: BTreeMap<ItemPath, String>,
    /// The imports that succeeded, with the cells they covered.
    pub(super) imports: Vec<(Job, Vec<ItemPath>)>,
}

/// How often the answer to one creating call may get lost before it is given up.
const MAX_LOST_ANSWERS: u32 = 2;

/// Why a unit couldn't be written.
#[derive(Debug, Error)]
enum WriteError {
    #[error("{0}")]
    Call(#[from] CallError),
    /// Nobody saw the end of what was started.
    #[error("{0}; it may still be at work in the org, so try again later")]
    Open(CallError),
    #[error("{0}")]
    Assemble(#[from] AssembleError),
    #[error("{0}")]
    Connect(#[from] ConnectError),
    #[error("its folder isn't there")]
    NoFolder,
    #[error("Sumo Logic's answer was lost")]
    LostAnswer,
    #[error("{}", .0.iter().map(|f| f.error.as_str()).collect::<Vec<_>>().join("; "))]
    Items(Vec<ImportFailure>),
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        calls: &'a Calls,
        order: &'a OrgOrder,
        definitions: &'a [ConnectionDefinition],
        connections: Connections,
        next_write: u32,
        folders: Folders<'a>,
    ) -> Self {
        Self {
            calls,
            order,
            definitions,
            connections,
            unconnected: Vec::new(),
            next_write,
            folders,
            stopped: Vec::new(),
            done: Written::default(),
            fatal: None,
            written: 0,
        }
    }

    /// Writes the cells, parents first.
    pub(super) async fn write(&mut self, cells: &[&'a OrderCell]) {
        for unit in units(cells, MAX_OBJECTS_PER_JOB) {
            self.write_unit(&unit).await;
            self.written += unit.cells().len() as u64;
            self.calls.port.tell(Notice::Written {
                cells: self.written,
            });
        }
    }

    async fn write_unit(&mut self, unit: &Unit<'a>) {
        if self.calls.port.is_stopping() {
            self.stopped.extend(unit.cells());
            return;
        }
        if let Some(fatal) = self.fatal.clone() {
            self.fail(unit, &fatal);
            return;
        }
        let Err(error) = self.try_unit(unit).await else {
            return;
        };
        if let WriteError::Call(call) | WriteError::Open(call) = &error
            && call.ends_org()
        {
            self.fatal = Some(error.to_string());
        }
        let message = error.to_string();
        let line = format!("Couldn't write {}: {message}", unit.top().path);
        self.calls.port.log(LogLevel::Error, line);
        let is_open = matches!(error, WriteError::Open(_));
        match unit {
            Unit::Tree { folder, below } if self.fatal.is_none() && !is_open => {
                self.write_apart(folder, below).await;
            }
            _ => self.fail(unit, &message),
        }
    }

    fn fail(&mut self, unit: &Unit<'_>, message: &str) {
        for cell in unit.cells() {
            self.done
                .errors
                .insert(cell.path.clone(), message.to_owned());
        }
    }

    /// An import of a whole folder failed, perhaps for one bad item, perhaps after part of its
    /// work: what isn't there yet is written one by one, so that each item has its own outcome.
    async fn write_apart(&mut self, folder: &'a OrderCell, below: &[&'a OrderCell]) {
        self.folders.forget(&folder.path);
        match self.folders.child(&folder.path).await {
            Ok(Some(_)) => {}
            Ok(None) => Box::pin(self.write_unit(&Unit::Folder(folder))).await,
            Err(error) => {
                let failed = Unit::Tree {
                    folder,
                    below: below.to_vec(),
                };
                self.fail(&failed, &error.to_string());
                return;
            }
        }
        let mut missing = Vec::new();
        for cell in below {
            // A place below one that is missing is missing, too, and a failed look is told later.
            if !matches!(self.folders.child(&cell.path).await, Ok(Some(_))) {
                missing.push(*cell);
            }
        }
        for unit in single_units(missing) {
            Box::pin(self.write_unit(&unit)).await;
        }
    }

    async fn try_unit(&mut self, unit: &Unit<'a>) -> Result<(), WriteError> {
        let top = unit.top();
        let name = top.path.name().ok_or(WriteError::NoFolder)?.clone();
        let parent = top.path.parent().ok_or(WriteError::NoFolder)?;
        let parent = self
            .folders
            .id(&parent)
            .await?
            .ok_or(WriteError::NoFolder)?;
        match unit {
            Unit::Description(cell) => {
                let id = self
                    .folders
                    .id(&cell.path)
                    .await?
                    .ok_or(WriteError::NoFolder)?;
                let request = library::update_folder(&id, &name, &cell.description);
                let write = self.intend(unit).await;
                // Setting a description twice is the same as setting it once.
                let answer = self.calls.repeat(request).await;
                self.settled(write).await;
                answer?;
            }
            Unit::Folder(cell) => {
                let write = self.intend(unit).await;
                let request = library::create_folder(&parent, &name, &cell.description);
                let made = self.make(&cell.path, request).await;
                self.settled(write).await;
                if let Some(answer) = made? {
                    self.folders.add(&cell.path, answer.json()?);
                }
            }
            Unit::Tree { .. } | Unit::Item(_) => {
                let cells = unit.cells();
                self.connect(&cells).await?;
                let digests = cells.iter().filter_map(|cell| cell.body).collect();
                let bodies = self.calls.port.load(digests).await;
                let assembler = Assembler {
                    options: self.order.options,
                    connections: &self.connections,
                    bodies: &bodies,
                };
                let definition = assembler.take(&mut cells.into_iter().peekable())?;
                let overwrite = top.action == Action::Replace;
                self.import(unit, &parent, &definition, overwrite).await?;
            }
        }
        Ok(())
    }

    async fn import(
        &mut self,
        unit: &Unit<'a>,
        folder: &ContentId,
        definition: &Json,
        overwrite: bool,
    ) -> Result<(), WriteError> {
        let base = library::imports(folder);
        let write = self.intend(unit).await;
        let request = library::start_import(folder, definition, overwrite);
        let started = if overwrite {
            // Replacing an item twice by the same content is the same as replacing it once.
            self.calls.repeat(request).await.map(Some)
        } else {
            self.make(&unit.top().path, request).await
        };
        let job = match started.and_then(|a| a.map(|answer| Job::begun(base, &answer)).transpose())
        {
            Ok(Some(job)) => job,
            Ok(None) => {
                self.settled(write).await;
                return Err(WriteError::LostAnswer);
            }
            Err(error) if error.outcome_unknown() => return Err(WriteError::Open(error)),
            Err(error) => {
                self.settled(write).await;
                return Err(error.into());
            }
        };
        let (base, id) = (job.base.clone(), job.id.clone());
        self.calls
            .port
            .journal(JournalEntry::Job {
                write,
                base,
                job: id,
            })
            .await;
        match self.calls.finish_job(&job).await {
            Ok(_) => {
                self.settled(write).await;
                self.done.imports.push((job, paths_of(unit)));
                Ok(())
            }
            Err(error @ CallError::JobFailed { .. }) => {
                let failures = self.failures(&job).await;
                self.settled(write).await;
                if failures.iter().all(ImportFailure::says_nothing) {
                    return Err(error.into());
                }
                Err(WriteError::Items(failures))
            }
            // The job may go on although it can't be asked.
            Err(error) => Err(WriteError::Open(error)),
        }
    }

    /// A call that creates what isn't at `path` yet. Where its outcome is unknown the org is looked
    /// at before anything is repeated; `None` says that the answer was lost and something is there.
    async fn make(
        &mut self,
        path: &ItemPath,
        request: ApiRequest,
    ) -> Result<Option<ApiAnswer>, CallError> {
        for _ in 0..MAX_LOST_ANSWERS {
            let error = match self.calls.once(request.clone()).await {
                Err(error) if error.is_transient() && error.outcome_unknown() => error,
                other => return other.map(Some),
            };
            self.calls.port.log(
                LogLevel::Warning,
                format!("{path}: {error}; looking what is there before trying again"),
            );
            self.calls
                .port
                .sleep(Millis(guess::LOST_IMPORT_MAY_RUN_MS))
                .await;
            self.folders.forget(path);
            if self.folders.child(path).await?.is_some() {
                return Ok(None);
            }
        }
        self.calls.once(request).await.map(Some)
    }

    /// What a failed import says of its items: for messages only.
    async fn failures(&self, job: &Job) -> Vec<ImportFailure> {
        let Ok(answer) = self.calls.port.call(job.result()).await else {
            return Vec::new();
        };
        library::import_failures(&answer)
            .ok()
            .flatten()
            .unwrap_or_default()
    }

    async fn intend(&mut self, unit: &Unit<'_>) -> u32 {
        let write = self.next_write();
        let paths = paths_of(unit);
        self.calls
            .port
            .journal(JournalEntry::Intent { write, paths })
            .await;
        write
    }

    pub(super) fn next_write(&mut self) -> u32 {
        let write = self.next_write;
        self.next_write += 1;
        write
    }

    pub(super) async fn settled(&self, write: u32) {
        self.calls
            .port
            .journal(JournalEntry::Settled { write })
            .await;
    }
}

fn paths_of(unit: &Unit<'_>) -> Vec<ItemPath> {
    let cells = unit.cells().into_iter();
    cells.map(|cell| cell.path.clone()).collect()
}
