//! Asynchronous jobs in virtual time: a job does its work when its end has come, not when it is started.

mod run;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use serde_json::Value;

use crate::clock::Millis;
use crate::error::ApiError;
use crate::faults::{Faults, NeverEnding};
use crate::guesses::{Guesses, JOBS_KEPT};
use crate::ids::{HexId, IdSource};
use crate::org::Org;
use crate::tree::access::Viewer;
use crate::tree::definition::Snapshot;
use crate::tree::import::ImportReport;

/// The jobs of one org.
#[derive(Debug, Clone, Default)]
pub(crate) struct Jobs {
    all: BTreeMap<HexId, Job>,
    /// Every job in the order of its start, so that the oldest can be forgotten.
    order: VecDeque<HexId>,
    running: Vec<HexId>,
}

/// One job.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    pub(crate) id: HexId,
    pub(crate) task: Task,
    viewer: Viewer,
    pub(crate) started: Millis,
    /// When the work is done; never for a job that hangs without effect.
    ends: Option<Millis>,
    /// The status stays `InProgress` whatever happens.
    hangs: bool,
    outcome: Option<Outcome>,
}

/// What a job has to do.
#[derive(Debug, Clone)]
pub(crate) enum Task {
    AdminRecommended,
    InstalledApps,
    GlobalView,
    Export {
        item: HexId,
    },
    Import {
        folder: HexId,
        definition: Arc<Value>,
        overwrite: bool,
    },
    Delete {
        item: HexId,
    },
    Copy {
        item: HexId,
        folder: HexId,
    },
}

/// How a job ended.
#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    Done {
        message: Option<String>,
        result: JobResult,
    },
    Failed {
        error: ApiError,
        report: Option<ImportReport>,
    },
}

/// What a finished job gives.
#[derive(Debug, Clone)]
pub(crate) enum JobResult {
    Nothing,
    Listing(Value),
    Definition(Snapshot),
    Import(ImportReport),
}

impl Task {
    /// What the routes of this sort of job are called.
    pub(crate) fn family(&self) -> &'static str {
        match self {
            Self::AdminRecommended => "adminRecommended",
            Self::InstalledApps => "installedApps",
            Self::GlobalView => "global",
            Self::Export { .. } => "export",
            Self::Import { .. } => "import",
            Self::Delete { .. } => "delete",
            Self::Copy { .. } => "copy",
        }
    }

    /// The item whose id stands in the routes of this job.
    pub(crate) fn subject(&self) -> Option<HexId> {
        match self {
            Self::AdminRecommended | Self::InstalledApps | Self::GlobalView => None,
            Self::Export { item } | Self::Delete { item } | Self::Copy { item, .. } => Some(*item),
            Self::Import { folder, .. } => Some(*folder),
        }
    }
}

impl Job {
    /// The outcome as far as a client may know it.
    pub(crate) fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref().filter(|_| !self.hangs)
    }
}

impl Jobs {
    /// Starts a job that takes `duration` milliseconds.
    pub(crate) fn start(
        &mut self,
        ids: &mut IdSource,
        faults: &Faults,
        task: Task,
        viewer: Viewer,
        now: Millis,
        duration: u64,
    ) -> HexId {
        let id = ids.job();
        let duration = duration.saturating_mul(faults.slow_jobs.unwrap_or(1));
        let ends = match faults.never_ending_jobs {
            Some(NeverEnding::WithoutEffect) => None,
            _ => Some(now.saturating_add(duration)),
        };
        let hangs = faults.never_ending_jobs.is_some();
        self.all.insert(
            id,
            Job {
                id,
                task,
                viewer,
                started: now,
                ends,
                hangs,
                outcome: None,
            },
        );
        self.running.push(id);
        self.order.push_back(id);
        if self.order.len() > JOBS_KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            self.all.remove(&oldest);
            self.running.retain(|id| *id != oldest);
        }
        id
    }

    pub(crate) fn get(&self, id: HexId) -> Option<&Job> {
        self.all.get(&id)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Job> {
        self.order.iter().filter_map(|id| self.all.get(id))
    }

    /// The running job that ends first, if its end has come.
    fn due(&self, now: Millis) -> Option<&Job> {
        self.running
            .iter()
            .filter_map(|id| self.all.get(id))
            .filter(|job| job.ends.is_some_and(|ends| ends <= now))
            .min_by_key(|job| job.ends)
    }

    fn finish(&mut self, id: HexId, outcome: Outcome) {
        self.running.retain(|running| *running != id);
        if let Some(job) = self.all.get_mut(&id) {
            job.outcome = Some(outcome);
        }
    }
}

/// Does the work of all jobs whose end has come, in the order of their ends.
pub(crate) fn settle(org: &mut Org, guesses: Guesses, now: Millis) {
    while let Some(job) = org.jobs.due(now).cloned() {
        let at = job.ends.unwrap_or(now);
        let outcome = run::run(org, guesses, &job.task, &job.viewer, at);
        org.jobs.finish(job.id, outcome);
    }
}
