use std::cell::{Cell, RefCell};

use futures_channel::mpsc::UnboundedReceiver;
use futures_util::future::LocalBoxFuture;
use orgcast_shared::api::{LogLevel, LogLine};
use orgcast_shared::history::{OrgState, Outcome, PushState};
use orgcast_shared::id::{Millis, OrgId, PushId};
use orgcast_shared::push::{
    ConnectionDefinition, Notice, OrgOrder, OrgOutcome, called_off, given_up, target_run,
};

use super::read::{OUR_FAULT, UNUSABLE_KEY, log_failure, save};
use super::run::{Work, seed};
use super::{Agent, Job, Login, Queue, Queued, hints, journal, stage};
use crate::ask::{OrgEnd, OrgReport, PushAsk, PushOrder};
use crate::drive::Interrupt;
use crate::platform::Platform;
use crate::problem::EdgeError;
use crate::store::orgs::StoredOrg;
use crate::store::{Database, StoreError, bodies, pushes, snapshots};
use crate::vault::Purpose;

const GONE: &str = "The organization is not connected any more.";
const PROTECTED: &str = "The organization is protected: nothing is ever pushed there.";
const LOST_ORDER: &str = "What was to be done here is missing, damaged or of another version.";

/// Carries out the org's part of a push, or tells the push what became of it. Only an org whose end
/// the database doesn't know is written to: an ask that comes late does nothing.
pub(super) async fn carry_out<P: Platform, D: Database>(
    agent: &Agent<P, D>,
    queue: &Queue<'_, D>,
    queued: &Queued,
    wanted: &PushOrder,
) -> Result<(), EdgeError> {
    let platform = &agent.platform;
    // From here on a stop or a pause is heard; one that came before is in the database.
    let interrupts = agent.switch.arm(&wanted.push);
    let open = open_part(platform, &wanted.push, &queued.org).await?;
    let Some((state, part, stored)) = open else {
        return Ok(queue.remove(queued).await?);
    };
    let is_connected = stored.is_some();
    let news = queue.news(queued).await?;
    if queued.ended
        && let Some(news) = news
    {
        return deliver_end(agent, queue, queued, wanted, news).await;
    }
    let mut news = news.unwrap_or_else(|| OrgReport::about(&queued.org));
    match state {
        // Its report was lost.
        _ if queued.ended => {}
        PushState::Stopping => agent.switch.interrupt(&wanted.push, Interrupt::Stop),
        PushState::Paused => return rest(agent, queue, queued, wanted, news).await,
        // What is at work goes on; nothing else begins.
        PushState::Halted
            if !part.is_at_work()
                && journal::read_back(&agent.own, queued.seq)
                    .await
                    .is_ok_and(|journal| journal.is_empty()) =>
        {
            return hold(agent, queue, queued, wanted, PushState::Halted).await;
        }
        _ => {}
    }
    match attempt(agent, queued, wanted, stored, interrupts, &mut news).await {
        Ok(Some(end)) => {
            tell(
                &mut news,
                platform.now(),
                LogLevel::Info,
                stage::ended(&end),
            );
            let mut cells = end.cells.iter();
            let is_unknown =
                end.after.is_none() && cells.any(|cell| cell.outcome == Outcome::Unverified);
            news.end = Some(end);
            queue.end(queued, &news).await?;
            if is_unknown && is_connected {
                // Nobody knows what is there now.
                queue.add(&queued.org, &Job::Read).await?;
            }
            deliver_end(agent, queue, queued, wanted, news).await
        }
        Ok(None) => rest(agent, queue, queued, wanted, news).await,
        Err(error) => {
            queue.keep(queued, &news).await?;
            Err(error)
        }
    }
}

/// A push is stopped. Where its job here waits behind another one and has written nothing, it ends without a
/// call, as nothing is gained by having somebody wait for the other one; an end that couldn't be told yet is
/// told again.
pub async fn call_off<P: Platform, D: Database>(
    agent: &Agent<P, D>,
    queue: &Queue<'_, D>,
    push: &PushId,
) -> Result<(), EdgeError> {
    let Some(queued) = queue.waiting(push).await? else {
        return Ok(());
    };
    let Job::Push(wanted) = &queued.job else {
        return Ok(());
    };
    let open = open_part(&agent.platform, push, &queued.org).await?;
    if open.is_none_or(|(state, ..)| state != PushState::Stopping) {
        return Ok(());
    }
    let news = queue.news(&queued).await?;
    let mut news = news.unwrap_or_else(|| OrgReport::about(&queued.org));
    if !queued.ended {
        let order = load_order(&agent.platform, wanted).await?;
        let ended = order.map_or_else(lost_order, |order| end(called_off(&order)));
        let line = stage::ended(&ended);
        tell(&mut news, agent.platform.now(), LogLevel::Info, line);
        news.end = Some(ended);
        queue.end(&queued, &news).await?;
    }
    if news.end.is_none() {
        return Ok(());
    }
    deliver_end(agent, queue, &queued, wanted, news).await
}

/// Tells the push the end of a job that is kept until the push knows it.
async fn deliver_end<P: Platform, D: Database>(
    agent: &Agent<P, D>,
    queue: &Queue<'_, D>,
    queued: &Queued,
    wanted: &PushOrder,
    news: OrgReport,
) -> Result<(), EdgeError> {
    let report = PushAsk::Report(news);
    agent.platform.ask_push(&wanted.push, report).await?;
    Ok(queue.remove(queued).await?)
}

/// Holds the job until the push goes on; it begins again then, with its journal.
async fn rest<P: Platform, D: Database>(
    agent: &Agent<P, D>,
    queue: &Queue<'_, D>,
    queued: &Queued,
    wanted: &PushOrder,
    mut news: OrgReport,
) -> Result<(), EdgeError> {
    news.state = Some(OrgState::Paused);
    let report = PushAsk::Report(news.clone());
    if let Err(error) = agent.platform.ask_push(&wanted.push, report).await {
        queue.keep(queued, &news).await?;
        return Err(error);
    }
    hold(agent, queue, queued, wanted, PushState::Paused).await
}

/// Holds the job as long as the push stands like this. It is looked at after the job is held, since
/// whoever has the push go on may have asked for the org a moment before.
async fn hold<P: Platform, D: Database>(
    agent: &Agent<P, D>,
    queue: &Queue<'_, D>,
    queued: &Queued,
    wanted: &PushOrder,
    while_it: PushState,
) -> Result<(), EdgeError> {
    queue.hold(queued).await?;
    let open = open_part(&agent.platform, &wanted.push, &queued.org).await?;
    if open.is_none_or(|(state, ..)| state != while_it) {
        queue.release(&wanted.push).await?;
    }
    Ok(())
}

/// Where a push stands, its part in this org, and the org; nothing when that part has ended.
async fn open_part<P: Platform>(
    platform: &P,
    push: &PushId,
    org: &OrgId,
) -> Result<Option<(PushState, OrgState, Option<StoredOrg>)>, StoreError> {
    let part = pushes::part(platform.db(), push, org).await?;
    Ok(part.filter(|(_, part, _)| !part.is_final()))
}

/// Nothing comes of it where the run only rests. What the push couldn't be told meanwhile is left in
/// `news`.
async fn attempt<P: Platform, D: Database>(
    agent: &Agent<P, D>,
    queued: &Queued,
    wanted: &PushOrder,
    stored: Option<StoredOrg>,
    interrupts: UnboundedReceiver<Interrupt>,
    news: &mut OrgReport,
) -> Result<Option<OrgEnd>, EdgeError> {
    let (platform, org) = (&agent.platform, &queued.org);
    let Some(order) = load_order(platform, wanted).await? else {
        return Ok(Some(lost_order()));
    };
    let journal = journal::read_back(&agent.own, queued.seq).await;
    if queued.ended || queued.is_hopeless() {
        crate::log::error(&format!("org {org}: push {} is given up", wanted.push));
        // That of a run that has ended is gone.
        let journal = journal.as_ref().ok().filter(|_| !queued.ended);
        return Ok(Some(end(given_up(&order, journal, OUR_FAULT))));
    }
    let journal = journal?;
    let give_up = |message| Ok(Some(end(given_up(&order, Some(&journal), message))));
    let Some(stored) = stored else {
        return give_up(GONE);
    };
    // It may have become so since the plan was made.
    if stored.protected && order.writes().next().is_some() {
        return give_up(PROTECTED);
    }
    let Ok(login) = Login::open(platform, &stored) else {
        return give_up(UNUSABLE_KEY);
    };
    let definitions = definitions(platform, &wanted.source, &order).await?;
    let takes_back = order.takes_back;
    let hints = hints::kept(&agent.own).await?;
    let machine = target_run(order, stored.base, definitions, journal, hints, seed(org));
    let machine = machine.knowing(platform.memo());
    let work = Work {
        agent,
        queued,
        login: &login,
        calls: &Cell::new(0),
    };
    let untold = RefCell::new(news);
    let untold = &untold;
    let deliver = |notices: Vec<Notice>| -> LocalBoxFuture<'_, ()> {
        let report = {
            let report = &mut **untold.borrow_mut();
            note(report, platform.now(), notices);
            report.clone()
        };
        Box::pin(async move {
            if report == OrgReport::about(org) {
                return;
            }
            match platform
                .ask_push(&wanted.push, PushAsk::Report(report))
                .await
            {
                Ok(()) => **untold.borrow_mut() = OrgReport::about(org),
                failed => log_failure(org, failed),
            }
        })
    };
    let (driven, left) = work.drive(machine, interrupts, &deliver).await;
    note(&mut untold.borrow_mut(), platform.now(), left);
    let mut outcome = driven?;
    if outcome.state == OrgState::Paused {
        return Ok(None);
    }
    let captured = outcome.captured.take();
    let mut ended = end(outcome);
    if let Some(captured) = &captured {
        let kept = hints::keep(&agent.own, &captured.hints).await;
        log_failure(org, kept.map_err(EdgeError::from));
    }
    ended.after = captured.as_ref().map(|captured| captured.root);
    if let Some(captured) = captured
        && let Err(error) = save(platform, &stored, captured, takes_back).await
    {
        // What was written is no reason to write again, but the org has to be read again.
        log_failure(org, Err(error));
        Queue::open(&agent.own).await?.add(org, &Job::Read).await?;
    }
    Ok(Some(ended))
}

fn lost_order() -> OrgEnd {
    OrgEnd {
        state: OrgState::Failed,
        cells: Vec::new(),
        message: LOST_ORDER.to_owned(),
        before: None,
        after: None,
        base: None,
    }
}

fn end(outcome: OrgOutcome) -> OrgEnd {
    OrgEnd {
        state: outcome.state,
        cells: outcome.cells,
        message: outcome.message,
        before: outcome.before.map(|before| before.root),
        after: None,
        base: outcome.before.and_then(|before| before.base),
    }
}

async fn load_order<P: Platform>(
    platform: &P,
    wanted: &PushOrder,
) -> Result<Option<OrgOrder>, StoreError> {
    let mut found = bodies::load(platform.bodies(), &[wanted.order]).await?;
    let order: Option<OrgOrder> = found
        .remove(&wanted.order)
        .and_then(|text| orgcast_shared::json::from_slice(&text).ok());
    Ok(order.filter(OrgOrder::is_current))
}

/// The source's connections that are to be created.
async fn definitions<P: Platform>(
    platform: &P,
    source: &OrgId,
    order: &OrgOrder,
) -> Result<Vec<ConnectionDefinition>, EdgeError> {
    let vault = &platform.settings().vault;
    let keys: Vec<_> = order.created_connections().cloned().collect();
    let sealed = snapshots::connections(platform.db(), source, &keys).await?;
    let open = |(key, sealed)| {
        let text = vault.open(Purpose::Connection, source, &sealed)?;
        let definition = serde_json::from_slice(text.as_bytes())
            .map_err(|_| EdgeError::Object("a stored connection can't be read".into()))?;
        Ok(ConnectionDefinition { key, definition })
    };
    sealed.into_iter().map(open).collect()
}

/// Adds what a machine tells to what the push will be told.
fn note(report: &mut OrgReport, now: Millis, notices: Vec<Notice>) {
    for notice in notices {
        match notice {
            Notice::State(state) => {
                report.state = Some(state);
                for line in stage::entered(state) {
                    tell(report, now, LogLevel::Info, (*line).to_owned());
                }
            }
            Notice::Written { cells } => report.written = Some(cells),
            Notice::Log(level, message) => tell(report, now, level, message),
            Notice::Read { .. } => {}
        }
    }
}

/// Adds a line to the log.
fn tell(report: &mut OrgReport, at: Millis, level: LogLevel, message: String) {
    report.log.push(LogLine {
        at,
        org: report.org.clone(),
        level,
        message,
    });
}
