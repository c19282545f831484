use std::collections::BTreeSet;

use super::JournalEntry;
use super::assemble::{AssembleError, Assembler};
use super::attempt::Made;
use super::failed_import::FailedImport;
use super::turn::{Before, Taken};
use super::units::Unit;
use super::write::Writer;
use super::write_error::WriteError;
use crate::content::Bodies;
use crate::id::ContentId;
use crate::plan::Action;
use crate::sumo::CallError;
use crate::sumo::jobs::Job;
use crate::sumo::library::{self, ImportFailure};

/// How many bytes of bodies one import may hold; more only where one item alone is bigger. A Worker has
/// 128 MB for these, the text that is made of them, and a copy of it that is sent; and for whatever else
/// goes on in its isolate.
pub(super) const MAX_BYTES_PER_IMPORT: usize = 12 << 20;

impl Writer<'_> {
    /// Imports a unit into a folder and waits for the end. The turn to hold its content ends when it has
    /// begun, and so does what keeps others from their questions.
    pub(super) async fn import(
        &self,
        unit: &Unit<'_>,
        folder: &ContentId,
        bodies: Bodies,
        until_begun: (Option<Taken<'_>>, Option<Before<'_>>),
    ) -> Result<Made, WriteError> {
        let (write, job) = self.start_import(unit, folder, bodies).await?;
        drop(until_begun);
        let (base, id) = (job.base.clone(), job.id.clone());
        self.calls
            .port
            .journal(JournalEntry::Job {
                write,
                base,
                job: id,
            })
            .await;
        let others = async || self.beginning.over(&self.calls.port).await;
        match self.calls.finish_job_after(&job, others).await {
            Ok(id) => {
                self.settled(write).await;
                let import = Some(job);
                Ok(Made { import, id })
            }
            Err(CallError::JobFailed { code, message }) => {
                let failures = self.failures(&job).await;
                self.settled(write).await;
                Err(WriteError::Items(FailedImport {
                    code,
                    message,
                    failures,
                }))
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
        bodies: Bodies,
    ) -> Result<(u32, Job), WriteError> {
        let (base, top) = (library::imports(folder), unit.top());
        let overwrite = top.action == Action::Replace;
        let definition = self.definition(unit, &bodies)?;
        drop(bodies);
        let request = library::start_import(folder, definition, overwrite);
        let write = self.intend(unit).await;
        let started = if overwrite {
            // Replacing an item twice by the same content is the same as replacing it once.
            let still = async || self.may_try_again(top).await;
            self.calls.rewrite(request, still).await
        } else {
            self.make(folder, &top.path, unit.paths().len(), request)
                .await
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

    /// The bodies of a unit, as far as one import may hold them.
    pub(super) async fn load(&self, unit: &Unit<'_>) -> Bodies {
        let (mut digests, mut known) = (Vec::new(), BTreeSet::new());
        for digest in unit.cells().iter().filter_map(|cell| cell.body) {
            if known.insert(digest) {
                digests.push(digest);
            }
        }
        self.calls.port.load(digests, MAX_BYTES_PER_IMPORT).await
    }

    /// What a unit's import holds, as JSON text.
    fn definition(&self, unit: &Unit<'_>, bodies: &Bodies) -> Result<Vec<u8>, AssembleError> {
        let assembler = Assembler {
            options: self.order.options,
            connections: &self.connections,
            bodies,
        };
        let mut text = Vec::new();
        assembler.take(&mut unit.cells().into_iter().peekable(), &mut text)?;
        Ok(text)
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
