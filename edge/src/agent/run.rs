use std::cell::Cell;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::future::join;
use orgcast_shared::id::{Digest, Millis, OrgId};
use orgcast_shared::push::{Machine, Notice};

use super::courier::Deliver;
use super::{AgentHost, Gate, Job, Login, Queue, Queued, Switch, courier, push, read};
use crate::drive::{Advance, Interrupt, drive};
use crate::platform::Platform;
use crate::problem::EdgeError;
use crate::store::{Database, StoreError};

/// The object that talks to an org: where it runs, its own database, and what it shares between
/// the job that goes on and the requests that come in meanwhile.
#[derive(Debug)]
pub struct Agent<P, D> {
    /// Where it runs.
    pub platform: P,
    /// Its own database.
    pub own: D,
    /// The org's rate limits.
    pub gate: Gate,
    /// Reaches the push that goes on.
    pub switch: Switch,
}

/// Carries out the next job that is due; says when there is something to do next.
///
/// # Errors
///
/// When storage fails: the job stays in the queue and is begun again when it is due.
pub async fn run<P: Platform, D: Database>(
    agent: &Agent<P, D>,
) -> Result<Option<Millis>, EdgeError> {
    let queue = Queue::open(&agent.own).await?;
    let user = agent.gate.enter(&agent.own).await?;
    if let Some(queued) = queue.begin(agent.platform.now()).await? {
        match &queued.job {
            Job::Read => read::carry_out(agent, &queue, &queued).await?,
            Job::Push(order) => push::carry_out(agent, &queue, &queued, order).await?,
        }
    }
    user.leave(&agent.own, agent.platform.now()).await;
    Ok(queue.next().await?)
}

/// A job's machine with what it is run by.
pub(super) struct Work<'a, P, D> {
    pub(super) agent: &'a Agent<P, D>,
    pub(super) queued: &'a Queued,
    pub(super) login: &'a Login,
    pub(super) calls: &'a Cell<u64>,
}

impl<P: Platform, D: Database> Work<'_, P, D> {
    /// Runs a machine to its end and hands its news on meanwhile. Also gives the news that are left.
    pub(super) async fn drive<T>(
        &self,
        mut machine: Machine<T>,
        interrupts: UnboundedReceiver<Interrupt>,
        deliver: &Deliver<'_>,
    ) -> (Result<T, StoreError>, Vec<Notice>) {
        let mut output = None;
        let mut advance = |now, event| {
            let came = machine.step(now, event);
            output = came.output;
            (came.commands, output.is_some())
        };
        let (driven, left) = self.advance(&mut advance, interrupts, deliver).await;
        let output = || output.ok_or_else(|| StoreError::new("a machine gave nothing"));
        (driven.and_then(|()| output()), left)
    }

    /// What doesn't depend on what the machine gives, so that the Worker has it once.
    async fn advance(
        &self,
        advance: &mut Advance<'_>,
        interrupts: UnboundedReceiver<Interrupt>,
        deliver: &Deliver<'_>,
    ) -> (Result<(), StoreError>, Vec<Notice>) {
        let platform = &self.agent.platform;
        let (news, listener) = unbounded();
        let host = self.host(news);
        let work = async move {
            let driven = drive(advance, &host, interrupts).await;
            // The courier ends when nobody can send news any more.
            drop(host);
            driven
        };
        join(work, courier(platform, listener, deliver)).await
    }

    fn host(&self, news: UnboundedSender<Notice>) -> AgentHost<'_, P, D> {
        AgentHost {
            platform: &self.agent.platform,
            own: &self.agent.own,
            gate: &self.agent.gate,
            login: self.login,
            seq: self.queued.seq,
            news,
            calls: self.calls,
        }
    }
}

/// Never interrupts anything.
pub(super) fn uninterrupted() -> UnboundedReceiver<Interrupt> {
    unbounded().1
}

/// Spreads the waits of different orgs.
pub(super) fn seed(org: &OrgId) -> u64 {
    let digest = Digest::of(org.as_str().as_bytes());
    digest
        .bytes()
        .iter()
        .take(8)
        .fold(0, |seed, byte| seed << 8 | u64::from(*byte))
}
