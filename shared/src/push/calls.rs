use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::Hints;
use super::hints::Top;
use super::machine::Port;
use super::pace::{Asked, Pace};
use super::read::Library;
use super::retry::{JOB_TIME_LIMIT, LONGEST_ASKED_WAIT, MAX_AUTH_TRIES, MAX_TRIES, backoff};
use super::sabotage::{self, Sabotage};
use super::write_error::WriteError;
use crate::api::LogLevel;
use crate::id::{ContentId, Millis};
use crate::sumo::jobs::{Job, JobState};
use crate::sumo::{ApiAnswer, ApiRequest, CallError, TransportFault};

/// Calls to one org, with retries.
#[derive(Debug, Clone)]
pub(super) struct Calls {
    pub(super) port: Port,
    seed: u64,
    pace: Rc<RefCell<Pace>>,
}

/// What a call does to the org; when it may be made again depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    None,
    /// The same, however often it is made.
    Idempotent,
    /// Another one each time.
    Creates,
}

impl Calls {
    /// `seed` spreads the waits of different orgs; `pace` is how long jobs have taken so far.
    pub(super) fn new(port: Port, seed: u64, pace: Pace) -> Self {
        Self {
            port,
            seed,
            pace: Rc::new(RefCell::new(pace)),
        }
    }

    /// What is known of the org by now, which holds this.
    pub(super) fn hints(&self, library: &Library) -> Hints {
        let top = || Top {
            id: library.id.clone(),
            items: library.items,
        };
        Hints {
            top: (library.items > 0).then(top),
            pace: self.pace.borrow().clone(),
        }
    }

    /// A call that reads, or that starts what only reads.
    pub(super) async fn repeat(&self, request: ApiRequest) -> Result<ApiAnswer, CallError> {
        self.tries(request, Effect::None).await
    }

    /// A call that writes, but the same however often it is made. It isn't made again when nothing new
    /// is to be begun, nor where `still` says no: what it writes over may be another by then.
    pub(super) async fn rewrite(
        &self,
        request: ApiRequest,
        still: impl AsyncFn() -> bool,
    ) -> Result<ApiAnswer, WriteError> {
        let unsure = Cell::new(false);
        let tried = self.tried(request, Effect::Idempotent, &unsure, still);
        let answer = tried.await;
        answer.map_err(|error| {
            if unsure.get() {
                WriteError::Repeated(error)
            } else {
                WriteError::Call(error)
            }
        })
    }

    /// A call that must not take effect twice: it is repeated only after an answer that says that
    /// it had none, and not when nothing new is to be begun.
    pub(super) async fn once(&self, request: ApiRequest) -> Result<ApiAnswer, CallError> {
        self.tries(request, Effect::Creates).await
    }

    async fn tries(&self, request: ApiRequest, effect: Effect) -> Result<ApiAnswer, CallError> {
        let unsure = Cell::default();
        self.tried(request, effect, &unsure, async || true).await
    }

    /// `unsure` is set when a try may have had its effect although it failed; `still` is asked before
    /// another one.
    async fn tried(
        &self,
        request: ApiRequest,
        effect: Effect,
        unsure: &Cell<bool>,
        still: impl AsyncFn() -> bool,
    ) -> Result<ApiAnswer, CallError> {
        let mut tries = 0;
        loop {
            tries += 1;
            let answer = self.port.call(request.clone()).await;
            let is_made = !matches!(answer, Err(TransportFault::LeftAlone(_)));
            let error = match answer {
                Ok(answer) => match answer.success() {
                    // A web page with status 200 is as good as no answer.
                    Ok(()) if answer.is_web_page() => CallError::not_json(&answer),
                    Ok(()) => return Ok(answer),
                    Err(error) => error,
                },
                Err(fault) if sabotage::is(Sabotage::LostIsFailed) => return Err(fault.into()),
                Err(fault) => fault.into(),
            };
            if !is_made {
                // It is no try. The call that was told so has said it in the log.
                tries -= 1;
            }
            let limit = if error.ends_org() {
                MAX_AUTH_TRIES
            } else {
                MAX_TRIES
            };
            if error.outcome_unknown() {
                unsure.set(true);
            }
            let twice = effect == Effect::Creates && error.outcome_unknown();
            if !error.is_transient() || twice || tries >= limit || self.is_over(effect) {
                return Err(error);
            }
            let wait = self.wait_after(&error, tries);
            if is_made {
                let path = request.path.split('?').next().unwrap_or_default();
                let (method, seconds) = (request.method.as_str(), wait.0.div_ceil(1_000));
                let line = format!("{method} {path}: {error}; trying again in {seconds} s");
                self.port.log(LogLevel::Warning, line);
            }
            if effect == Effect::None {
                self.port.sleep(wait).await;
            } else {
                self.port.rest(wait).await;
            }
            if self.is_over(effect) || !still().await || self.is_over(effect) {
                return Err(error);
            }
        }
    }

    /// How long to wait after so many tries: as long as the org asks for, and no shorter than without that.
    fn wait_after(&self, error: &CallError, tries: u32) -> Millis {
        let backoff = match tries {
            0 => Millis(0),
            tries => backoff(self.seed, self.port.now().0, tries),
        };
        let asked = error.retry_after().unwrap_or_default();
        asked.min(LONGEST_ASKED_WAIT).max(backoff)
    }

    /// Whether such a call isn't made again, since nothing new is to be begun.
    fn is_over(&self, effect: Effect) -> bool {
        effect != Effect::None && self.port.is_ending()
    }

    /// Starts a job that may be started twice without harm.
    pub(super) async fn begin_job(
        &self,
        base: String,
        start: ApiRequest,
    ) -> Result<Job, CallError> {
        Job::begun(base, &self.repeat(start).await?)
    }

    /// The same, and waits for its end.
    pub(super) async fn run_job(&self, base: String, start: ApiRequest) -> Result<Job, CallError> {
        let job = self.begin_job(base, start).await?;
        self.finish_job(&job).await?;
        Ok(job)
    }

    /// Waits for the end of a job; gives the id of what it made, if it tells.
    pub(super) async fn finish_job(&self, job: &Job) -> Result<Option<ContentId>, CallError> {
        self.finish_job_after(job, async || ()).await
    }

    /// The same, but no question is asked before `others` come to their end.
    pub(super) async fn finish_job_after(
        &self,
        job: &Job,
        others: impl AsyncFn(),
    ) -> Result<Option<ContentId>, CallError> {
        let started = self.port.now();
        let mut before = None;
        let mut wait = self.pace.borrow().first_wait(job);
        loop {
            self.port.sleep(wait).await;
            let due = self.port.now() - started;
            others().await;
            let answer = self.repeat(job.status()).await?;
            let answered = self.port.now() - started;
            let asked = Asked { due, answered };
            if let JobState::Success(made) = Job::state(&answer)? {
                self.pace.borrow_mut().ended(job, before, asked);
                return Ok(made);
            }
            if due > JOB_TIME_LIMIT {
                return Err(CallError::JobTimeout {
                    after: JOB_TIME_LIMIT,
                });
            }
            before = Some(asked);
            wait = self.pace.borrow().next_wait(job, asked);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::push::{Command, Event, Machine, Reply};
    use crate::sumo::Method;

    const SECOND: Millis = Millis::from_secs(1);

    fn answer(status: u16, content_type: &str, retry_after: Option<Millis>) -> ApiAnswer {
        ApiAnswer {
            status,
            content_type: content_type.into(),
            location: None,
            retry_after,
            body: b"{}".to_vec(),
        }
    }

    /// Makes a call that is refused once by `first`, and gives how long it waits then.
    fn wait_after(first: ApiAnswer) -> Millis {
        let mut machine = Machine::new(|port| async move {
            let request = ApiRequest::new(Method::Get, "/v1/thing");
            Calls::new(port, 7, Pace::default()).repeat(request).await
        });
        let mut step = machine.step(SECOND, Event::Start);
        let Some(Command::Call(id, _)) = step.commands.pop_front() else {
            panic!("a call comes first");
        };
        let reply = Event::Reply(id, Reply::Answer(Ok(first)));
        let step = machine.step(SECOND, reply);
        let mut wakes = step
            .commands
            .into_iter()
            .filter_map(|command| match command {
                Command::Wake(_, until) => Some(until - SECOND),
                _ => None,
            });
        wakes.next().expect("it waits")
    }

    #[test]
    fn what_an_answer_asks_for_is_waited_whatever_the_answer_looks_like() {
        let seven = Some(Millis::from_secs(7));
        for content_type in ["application/json", "text/html", "text/plain"] {
            for status in [429, 503] {
                let wait = wait_after(answer(status, content_type, seven));
                assert_eq!(wait, Millis::from_secs(7), "{status} {content_type}");
                assert!(wait_after(answer(status, content_type, None)) < SECOND);
            }
        }
        let at_once = wait_after(answer(429, "application/json", Some(Millis(0))));
        assert!(at_once > Millis(300), "{at_once:?}");
        let hour = Some(Millis::from_secs(3_600));
        assert_eq!(
            wait_after(answer(429, "application/json", hour)),
            LONGEST_ASKED_WAIT
        );
    }

    #[test]
    fn a_call_that_is_not_made_is_no_try_and_is_not_made_after_a_stop() {
        let start = || {
            let mut machine = Machine::new(|port| async move {
                let request = ApiRequest::new(Method::Post, "/v1/thing");
                Calls::new(port, 7, Pace::default()).once(request).await
            });
            let step = machine.step(SECOND, Event::Start);
            (machine, step)
        };
        let unmade = || Reply::Answer(Err(TransportFault::LeftAlone(SECOND)));
        let (mut machine, mut step) = start();
        let mut now = SECOND;
        for _ in 0..3 * MAX_TRIES {
            let Some(Command::Call(id, _)) = step.commands.pop_front() else {
                panic!("it is to be made");
            };
            let mut waits = machine.step(now, Event::Reply(id, unmade()));
            let Some(Command::Wake(id, until)) = waits.commands.pop_front() else {
                panic!("it waits");
            };
            assert_eq!(until, now + SECOND);
            now = until;
            step = machine.step(now, Event::Reply(id, Reply::Done));
        }
        let (mut machine, mut step) = start();
        let Some(Command::Call(id, _)) = step.commands.pop_front() else {
            panic!("a call comes first");
        };
        machine.step(SECOND, Event::Reply(id, unmade()));
        let error = machine
            .step(SECOND, Event::Stop)
            .output
            .unwrap()
            .unwrap_err();
        assert!(error.is_transient() && !error.outcome_unknown());
    }

    #[test]
    fn a_write_is_not_made_again_after_a_stop_and_a_read_is() {
        for effect in [Effect::None, Effect::Idempotent, Effect::Creates] {
            for interrupt in [Event::Stop, Event::Pause] {
                let mut machine = Machine::new(move |port| async move {
                    let request = ApiRequest::new(Method::Post, "/v1/thing");
                    Calls::new(port, 7, Pace::default())
                        .tries(request, effect)
                        .await
                });
                let mut step = machine.step(SECOND, Event::Start);
                let Some(Command::Call(id, _)) = step.commands.pop_front() else {
                    panic!("a call comes first");
                };
                let busy = Reply::Answer(Ok(answer(429, "application/json", None)));
                assert!(
                    machine
                        .step(SECOND, Event::Reply(id, busy))
                        .output
                        .is_none()
                );
                let ended = machine.step(SECOND, interrupt).output.is_some();
                assert_eq!(ended, effect != Effect::None, "{effect:?}");
            }
        }
    }
}
