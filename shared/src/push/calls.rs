use std::cell::RefCell;
use std::rc::Rc;

use super::machine::Port;
use super::pace::Pace;
use super::retry::{
    JOB_TIME_LIMIT, LONGEST_ASKED_WAIT, MAX_AUTH_TRIES, MAX_TRIES, backoff, poll_interval,
};
use super::sabotage::{self, Sabotage};
use crate::api::LogLevel;
use crate::id::ContentId;
use crate::sumo::jobs::{Job, JobState};
use crate::sumo::{ApiAnswer, ApiRequest, CallError};

/// Calls to one org, with retries.
#[derive(Debug, Clone)]
pub(super) struct Calls {
    pub(super) port: Port,
    seed: u64,
    pace: Rc<RefCell<Pace>>,
}

impl Calls {
    /// `seed` spreads the waits of different orgs.
    pub(super) fn new(port: Port, seed: u64) -> Self {
        Self {
            port,
            seed,
            pace: Rc::default(),
        }
    }

    /// A call that may be repeated without harm.
    pub(super) async fn repeat(&self, request: ApiRequest) -> Result<ApiAnswer, CallError> {
        self.tries(request, |_| true).await
    }

    /// A call that must not take effect twice: it is repeated only after an answer that says that
    /// it had none.
    pub(super) async fn once(&self, request: ApiRequest) -> Result<ApiAnswer, CallError> {
        self.tries(request, |error| !error.outcome_unknown()).await
    }

    async fn tries(
        &self,
        request: ApiRequest,
        may_repeat: impl Fn(&CallError) -> bool,
    ) -> Result<ApiAnswer, CallError> {
        let mut tries = 0;
        loop {
            tries += 1;
            let error = match self.port.call(request.clone()).await {
                Ok(answer) => match answer.success() {
                    // A web page with status 200 is as good as no answer.
                    Ok(()) if answer.is_web_page() => CallError::NotJson {
                        status: answer.status,
                    },
                    Ok(()) => return Ok(answer),
                    Err(error) => error,
                },
                Err(fault) if sabotage::is(Sabotage::LostIsFailed) => return Err(fault.into()),
                Err(fault) => fault.into(),
            };
            let limit = if error.ends_org() {
                MAX_AUTH_TRIES
            } else {
                MAX_TRIES
            };
            if !error.is_transient() || !may_repeat(&error) || tries >= limit {
                return Err(error);
            }
            let wait = match error.retry_after() {
                Some(asked) => asked.min(LONGEST_ASKED_WAIT),
                None => backoff(self.seed, self.port.now().0, tries),
            };
            let path = request.path.split('?').next().unwrap_or_default();
            self.port.log(
                LogLevel::Warning,
                format!(
                    "{} {path}: {error}; trying again in {} s",
                    request.method.as_str(),
                    wait.0.div_ceil(1_000)
                ),
            );
            self.port.sleep(wait).await;
        }
    }

    /// Starts a job that may be started twice without harm, and waits for its end.
    pub(super) async fn run_job(&self, base: String, start: ApiRequest) -> Result<Job, CallError> {
        let job = Job::begun(base, &self.repeat(start).await?)?;
        self.finish_job(&job).await?;
        Ok(job)
    }

    /// Waits for the end of a job; gives the id of what it made, if it tells.
    pub(super) async fn finish_job(&self, job: &Job) -> Result<Option<ContentId>, CallError> {
        let started = self.port.now();
        let mut polls = 0;
        let mut wait = self.pace.borrow().first_wait(job);
        loop {
            self.port.sleep(wait).await;
            let after = self.port.now() - started;
            let answer = self.repeat(job.status()).await?;
            if let JobState::Success(made) = Job::state(&answer)? {
                self.pace.borrow_mut().ended(job, after, polls == 0);
                return Ok(made);
            }
            if after > JOB_TIME_LIMIT {
                return Err(CallError::JobTimeout {
                    after: JOB_TIME_LIMIT,
                });
            }
            polls += 1;
            wait = poll_interval(polls);
        }
    }
}
