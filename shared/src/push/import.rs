use serde_json::Value as Json;

use super::JournalEntry;
use super::assemble::{AssembleError, Assembler};
use super::turn::Taken;
use super::units::Unit;
use super::write::{Made, Writer};
use super::write_error::WriteError;
use crate::id::ContentId;
use crate::plan::Action;
use crate::sumo::CallError;
use crate::sumo::jobs::Job;
use crate::sumo::library::{self, ImportFailure};

impl Writer<'_> {
    /// Imports a unit into a folder and waits for the end. The turn to hold its content ends when it has
    /// begun.
    pub(super) async fn import(
        &self,
        unit: &Unit<'_>,
        folder: &ContentId,
        turn: Option<Taken<'_>>,
    ) -> Result<Made, WriteError> {
        let (write, job) = self.start_import(unit, folder).await?;
        drop(turn);
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
            Ok(id) => {
                self.settled(write).await;
                let import = Some(job);
                Ok(Made { import, id })
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

    /// Announces an import and starts it.
    async fn start_import(
        &self,
        unit: &Unit<'_>,
        folder: &ContentId,
    ) -> Result<(u32, Job), WriteError> {
        let (base, top) = (library::imports(folder), unit.top());
        let overwrite = top.action == Action::Replace;
        let definition = self.definition(unit).await?;
        let request = library::start_import(folder, &definition, overwrite);
        drop(definition);
        let write = self.intend(unit).await;
        let started = if overwrite {
            // Replacing an item twice by the same content is the same as replacing it once.
            let started = self.calls.repeat(request).await;
            started.map_err(WriteError::Repeated)
        } else {
            self.make(folder, &top.path, request).await
        };
        let begun = |answer| Job::begun(base, &answer).map_err(WriteError::from);
        match started.and_then(begun) {
            Ok(job) => Ok((write, job)),
            Err(WriteError::Call(error) | WriteError::Repeated(error))
                if error.outcome_unknown() =>
            {
                Err(WriteError::Open(error))
            }
            Err(WriteError::Open(error)) => Err(WriteError::Open(error)),
            Err(error) => {
                self.settled(write).await;
                Err(error)
            }
        }
    }

    /// What a unit's import holds.
    async fn definition(&self, unit: &Unit<'_>) -> Result<Json, AssembleError> {
        let cells = unit.cells();
        let digests = cells.iter().filter_map(|cell| cell.body).collect();
        let bodies = self.calls.port.load(digests).await;
        let assembler = Assembler {
            options: self.order.options,
            connections: &self.connections,
            bodies: &bodies,
        };
        assembler.take(&mut cells.into_iter().peekable())
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
}
