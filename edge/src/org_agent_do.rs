//! The Durable Object that is the only thing that talks to one org. It takes asks in and has its
//! alarm do the work, so that no job hangs on somebody's request, and a job goes on after the
//! runtime ended.

#![expect(missing_docs, reason = "the macro adds functions of its own")]

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures_channel::oneshot;
use futures_util::future::{Either, LocalBoxFuture, select};
use orgcast_shared::id::{Millis, OrgId};
use worker::{Delay, DurableObject, Env, Request, Response, State, durable_object, wasm_bindgen};

use crate::agent::{Agent, Gate, Job, Login, Queue, Switch, call_off, run, try_out};
use crate::ask::{OrgAsk, OrgReply, Trial};
use crate::drive::Interrupt;
use crate::platform::Platform;
use crate::problem::{EdgeError, chain};
use crate::store::ObjectSql;
use crate::workers::{Workers, read_ask};

type Running = LocalBoxFuture<'static, Result<Option<Millis>, EdgeError>>;

/// When the queue is looked at again after a job failed by our own fault; it knows what is due then.
const RETRY: Duration = Duration::from_secs(5);

/// See the module. It has requests and an alarm; nobody connects to it by a socket.
#[durable_object(alarm)]
#[derive(Debug)]
pub struct OrgAgent {
    state: State,
    env: Env,
    agent: RefCell<Option<Rc<Agent<Workers, ObjectSql>>>>,
    /// The job that goes on, between two alarms.
    resting: RefCell<Option<RunningJob>>,
    /// Ends the job that an alarm is working on.
    cancel: RefCell<Option<oneshot::Sender<()>>>,
}

struct RunningJob(Running);

impl std::fmt::Debug for RunningJob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RunningJob(…)")
    }
}

impl DurableObject for OrgAgent {
    fn new(state: State, env: Env) -> Self {
        Self {
            state,
            env,
            agent: RefCell::default(),
            resting: RefCell::default(),
            cancel: RefCell::default(),
        }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        match self.answer(&mut request).await {
            Ok(reply) => Response::from_json(&reply),
            Err(error) => {
                crate::log::error(&format!("org agent: {}", chain(&error)));
                Response::error("failed", 500)
            }
        }
    }

    async fn alarm(&self) -> worker::Result<Response> {
        let next = match self.shift().await {
            Ok(None) => return Response::ok(""),
            Ok(Some(pause)) => pause,
            Err(error) => {
                crate::log::error(&format!("org agent: {}", chain(&error)));
                RETRY
            }
        };
        self.state.storage().set_alarm(next).await?;
        Response::ok("")
    }
}

impl OrgAgent {
    async fn answer(&self, request: &mut Request) -> Result<OrgReply, EdgeError> {
        let (org, ask): (OrgId, OrgAsk) = read_ask(request).await?;
        let agent = self.agent()?;
        let queue = Queue::open(&agent.own).await?;
        match ask {
            OrgAsk::Try(org) => {
                let login = Login::open(&agent.platform, &org);
                let Ok(login) = login else {
                    return Ok(OrgReply::Tried(unusable()));
                };
                let user = agent.gate.enter(&agent.own).await?;
                let trial = try_out(&agent.platform, &agent.gate, &login).await;
                user.leave(&agent.own, agent.platform.now()).await;
                return Ok(OrgReply::Tried(trial));
            }
            OrgAsk::Read => queue.add(&org, &Job::Read).await?,
            OrgAsk::Push(order) => queue.add(&org, &Job::Push(order)).await?,
            OrgAsk::Stop(push) => {
                agent.switch.interrupt(&push, Interrupt::Stop);
                call_off(&agent, &queue, &push).await?;
                return Ok(OrgReply::Accepted);
            }
            OrgAsk::Pause(push) => {
                agent.switch.interrupt(&push, Interrupt::Pause);
                return Ok(OrgReply::Accepted);
            }
            OrgAsk::Stages(push) => return Ok(OrgReply::Stages(queue.stages(&push).await?)),
            OrgAsk::Forget => return self.forget().await,
        }
        self.wake().await?;
        Ok(OrgReply::Accepted)
    }

    /// Has the alarm ring now, or when it has done what it is doing.
    async fn wake(&self) -> Result<(), EdgeError> {
        let set = self.state.storage().set_alarm(Duration::ZERO).await;
        set.map_err(|error| EdgeError::Object(error.to_string()))
    }

    /// No open push needs the org any more, so all there can be is a read or an ask that came late.
    async fn forget(&self) -> Result<OrgReply, EdgeError> {
        self.resting.replace(None);
        self.cancel.replace(None);
        let storage = self.state.storage();
        let failed = |error: worker::Error| EdgeError::Object(error.to_string());
        storage.delete_alarm().await.map_err(failed)?;
        storage.delete_all().await.map_err(failed)?;
        Ok(OrgReply::Accepted)
    }

    /// Works until the job is done or the alarm's time is up; says how long to rest then.
    async fn shift(&self) -> Result<Option<Duration>, EdgeError> {
        let resting = self.resting.take();
        let job = if let Some(RunningJob(job)) = resting {
            job
        } else {
            let agent = self.agent()?;
            Box::pin(async move { run(&agent).await }) as Running
        };
        let shift = self.agent()?.platform.settings().shift;
        let (cancel, cancelled) = oneshot::channel();
        self.cancel.replace(Some(cancel));
        match select(job, select(Delay::from(shift), cancelled)).await {
            Either::Left((next, _)) => {
                let now = self.agent()?.platform.now();
                Ok(next?.map(|next| Duration::from_millis((next - now).0)))
            }
            Either::Right((Either::Left(_), job)) => {
                self.resting.replace(Some(RunningJob(job)));
                Ok(Some(Duration::ZERO))
            }
            Either::Right((Either::Right(_), _)) => Ok(None),
        }
    }

    fn agent(&self) -> Result<Rc<Agent<Workers, ObjectSql>>, EdgeError> {
        if let Some(agent) = &*self.agent.borrow() {
            return Ok(Rc::clone(agent));
        }
        let agent = Rc::new(Agent {
            platform: Workers::new(self.env.clone())?,
            own: ObjectSql::new(self.state.storage()),
            gate: Gate::default(),
            switch: Switch::default(),
        });
        self.agent.replace(Some(Rc::clone(&agent)));
        Ok(agent)
    }
}

fn unusable() -> Trial {
    Trial::Unavailable("The access key can't be sealed and opened again.".to_owned())
}
