use std::cell::RefCell;

use futures_util::lock::Mutex;
use futures_util::stream::{self, StreamExt};
use orgcast_shared::api::{LiveEvent, LogLine};
use orgcast_shared::history::OutcomeCounts;
use orgcast_shared::id::{OrgId, PushId};
use orgcast_shared::push::{CoordinatorCommand, CoordinatorEvent};

use super::{Audience, PushRun};
use crate::ask::{OrgAsk, OrgEnd, OrgReport, PushAsk};
use crate::platform::Platform;
use crate::problem::{EdgeError, chain};
use crate::store::pushes::{self, StoredPush};
use crate::store::results;

/// Runs one push. Requests come in while others are being answered, so the state is never held
/// across a wait, and what changed is written by one of them at a time.
#[derive(Debug)]
pub struct Conductor<P, A> {
    platform: P,
    audience: A,
    run: RefCell<Option<PushRun>>,
    /// Orgs whose change isn't stored yet; one may be in here twice.
    dirty: RefCell<Vec<OrgId>>,
    writing: Mutex<()>,
}

/// Workers has six connections that may wait for an answer at once.
const AT_ONCE: usize = 6;
/// How many of the newest log lines somebody gets who begins to watch.
const LOG_LINES: u64 = 500;

impl<P: Platform, A: Audience> Conductor<P, A> {
    /// A conductor that hasn't taken up its push yet.
    pub fn new(platform: P, audience: A) -> Self {
        Self {
            platform,
            audience,
            run: RefCell::default(),
            dirty: RefCell::default(),
            writing: Mutex::default(),
        }
    }

    /// Where it runs.
    pub fn platform(&self) -> &P {
        &self.platform
    }

    /// Gives the push up; another conductor can take it over from the database.
    pub fn into_platform(self) -> P {
        self.platform
    }

    /// Does what is asked about a push; says whether the push goes on.
    pub async fn handle(&self, push: &PushId, ask: PushAsk) -> Result<bool, EdgeError> {
        self.take_up(push).await?;
        match ask {
            PushAsk::Start => self.tell([CoordinatorEvent::Start]).await?,
            PushAsk::Stop => self.tell([CoordinatorEvent::Stop]).await?,
            PushAsk::Report(report) => self.report(push, report).await?,
        }
        self.with(|run| !run.push().state.is_final())
    }

    /// What somebody sees who begins to watch now, and whether that is all there will be.
    pub async fn welcome(
        &self,
        push: &PushId,
    ) -> Result<(LiveEvent, Option<LiveEvent>), EdgeError> {
        self.take_up(push).await?;
        let log = results::log(self.platform.db(), push, LOG_LINES).await?;
        let choices = self.with(|run| run.choices())?;
        let choices = StoredPush::unpack(self.platform.bodies(), &choices).await?;
        self.with(|run| {
            let push = run.push().clone();
            let end = push.state.is_final().then_some(LiveEvent::End { push });
            (
                LiveEvent::Start {
                    detail: run.detail(choices),
                    log,
                },
                end,
            )
        })
    }

    async fn take_up(&self, push: &PushId) -> Result<(), EdgeError> {
        if self.run.borrow().is_some() {
            return Ok(());
        }
        let loaded = PushRun::load(self.platform.db(), push).await?;
        let loaded = loaded.ok_or_else(|| EdgeError::not_found("push"))?;
        // Another request may have been faster, and things may have happened since.
        self.run.borrow_mut().get_or_insert(loaded);
        Ok(())
    }

    fn with<T>(&self, look: impl FnOnce(&mut PushRun) -> T) -> Result<T, EdgeError> {
        let mut run = self.run.borrow_mut();
        run.as_mut()
            .map(look)
            .ok_or_else(|| EdgeError::Object("no push was taken up".into()))
    }

    async fn report(&self, push: &PushId, report: OrgReport) -> Result<(), EdgeError> {
        let OrgReport {
            org,
            state,
            written,
            log,
            end,
        } = report;
        self.log(push, log).await?;
        let mut events = Vec::new();
        events.extend(state.map(|state| CoordinatorEvent::Entered(org.clone(), state)));
        events.extend(written.map(|cells| CoordinatorEvent::Written(org.clone(), cells)));
        if let Some(OrgEnd {
            state,
            cells,
            message,
        }) = end
        {
            // The cells first: an org that has ended has them all.
            results::save_cells(self.platform.db(), push, &org, &cells).await?;
            let counts: OutcomeCounts = cells.iter().collect();
            events.push(CoordinatorEvent::Ended(org, state, counts, message));
        }
        self.tell(events).await
    }

    async fn log(&self, push: &PushId, lines: Vec<LogLine>) -> Result<(), EdgeError> {
        if lines.is_empty() {
            return Ok(());
        }
        results::add_log(self.platform.db(), push, &lines).await?;
        for line in lines {
            self.audience.show(&LiveEvent::Log { line });
        }
        Ok(())
    }

    async fn tell(
        &self,
        events: impl IntoIterator<Item = CoordinatorEvent>,
    ) -> Result<(), EdgeError> {
        let now = self.platform.now();
        let stopping = |event: &CoordinatorEvent| matches!(event, CoordinatorEvent::Stop);
        let (mut asks, mut changed, mut ended) = (Vec::new(), Vec::new(), false);
        let mut stopped = false;
        for event in events {
            stopped |= stopping(&event);
            for command in self.with(|run| run.handle(event, now))? {
                match command {
                    CoordinatorCommand::StartOrg(org) => {
                        let order = self.with(|run| run.order(&org))?;
                        asks.extend(order.map(|order| (org, OrgAsk::Push(order))));
                    }
                    CoordinatorCommand::StopOrg(org) => {
                        let push = self.with(|run| run.push().id.clone())?;
                        asks.push((org, OrgAsk::Stop(push)));
                    }
                    CoordinatorCommand::Show(org) => changed.push(org),
                    CoordinatorCommand::End(_) => ended = true,
                }
            }
        }
        self.dirty.borrow_mut().extend(changed.iter().cloned());
        if ended || stopped || !changed.is_empty() {
            self.write().await?;
        }
        self.show(&changed)?;
        if ended {
            self.audience.show(&LiveEvent::End {
                push: self.with(|run| run.push().clone())?,
            });
            self.audience.close();
        }
        self.ask(asks).await;
        Ok(())
    }

    /// Stores what changed. Whoever waits for its turn finds its changes stored already, more often
    /// than not.
    async fn write(&self) -> Result<(), EdgeError> {
        let _turn = self.writing.lock().await;
        let dirty = std::mem::take(&mut *self.dirty.borrow_mut());
        let (push, orgs) = self.with(|run| {
            let orgs: Vec<_> = dirty
                .iter()
                .filter_map(|org| run.org(org).cloned())
                .collect();
            (run.push().clone(), orgs)
        })?;
        let written = pushes::update(self.platform.db(), &push, &orgs).await;
        if written.is_err() {
            self.dirty.borrow_mut().extend(dirty);
        }
        Ok(written?)
    }

    fn show(&self, orgs: &[OrgId]) -> Result<(), EdgeError> {
        for org in orgs {
            let event = self.with(|run| {
                let org = run.org(org)?.clone();
                Some(LiveEvent::Org {
                    org,
                    push: run.push().clone(),
                })
            })?;
            if let Some(event) = event {
                self.audience.show(&event);
            }
        }
        Ok(())
    }

    /// Asks agents. One that doesn't answer is asked again by the alarm.
    async fn ask(&self, asks: Vec<(OrgId, OrgAsk)>) {
        let ask = async |(org, ask): (OrgId, OrgAsk)| {
            if let Err(error) = self.platform.ask_org(&org, ask).await {
                crate::log::error(&format!("asking org {org}: {}", chain(&error)));
            }
        };
        stream::iter(asks).for_each_concurrent(AT_ONCE, ask).await;
    }
}
