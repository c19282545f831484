use std::cell::Cell;

use orgcast_shared::api::LogLine;
use orgcast_shared::history::{CellRecord, OrgState, Outcome};
use orgcast_shared::id::{Millis, OrgId, PushId};
use orgcast_shared::plan::Action;
use orgcast_shared::push::{ConnectionDefinition, Notice, OrgOrder, target_run};

use super::read::{OUR_FAULT, UNUSABLE_KEY, log_failure, save};
use super::run::{MAX_TRIES, Work, seed};
use super::{Agent, Login, Queued, journal};
use crate::ask::{OrgEnd, OrgReport, PushAsk, PushOrder};
use crate::platform::Platform;
use crate::problem::EdgeError;
use crate::store::{Database, bodies, orgs, snapshots};
use crate::vault::Purpose;

const GONE: &str = "The organization is not connected any more.";

/// Carries out the org's part of a push and tells the push what became of it.
pub(super) async fn carry_out<P: Platform, D: Database>(
    agent: &Agent<P, D>,
    queued: &Queued,
    wanted: &PushOrder,
) -> Result<(), EdgeError> {
    let last_try = queued.begun + 1 >= MAX_TRIES;
    let end = match attempt(agent, queued, wanted).await {
        Err(error) if last_try => {
            log_failure(&queued.org, Err(error));
            give_up(load_order(&agent.platform, wanted).await.ok(), OUR_FAULT)
        }
        other => other?,
    };
    let report = OrgReport {
        end: Some(end),
        ..empty_report(&queued.org)
    };
    tell_surely(&agent.platform, &wanted.push, report).await
}

async fn attempt<P: Platform, D: Database>(
    agent: &Agent<P, D>,
    queued: &Queued,
    wanted: &PushOrder,
) -> Result<OrgEnd, EdgeError> {
    let (platform, org) = (&agent.platform, &queued.org);
    let order = load_order(platform, wanted).await?;
    let Some(stored) = orgs::get(platform.db(), org).await? else {
        return Ok(give_up(Some(order), GONE));
    };
    let Ok(login) = Login::open(platform, &stored) else {
        return Ok(give_up(Some(order), UNUSABLE_KEY));
    };
    let definitions = definitions(platform, &wanted.source, &order).await?;
    let journal = journal::read_back(&agent.own, queued.seq).await?;
    let machine = target_run(order, definitions, journal, seed(org));
    let stop = agent.stop.arm(&wanted.push);
    if queued.stopping {
        agent.stop.stop(&wanted.push);
    }
    let work = Work {
        agent,
        queued,
        login: &login,
        calls: &Cell::new(0),
    };
    let deliver = async |news: Vec<Notice>| {
        let report = report(org, platform.now(), news);
        let told = platform
            .ask_push(&wanted.push, PushAsk::Report(report))
            .await;
        log_failure(org, told);
    };
    let outcome = work.drive(machine, stop, deliver).await?;
    if let Some(captured) = outcome.captured {
        save(platform, &stored, captured).await?;
    }
    Ok(OrgEnd {
        state: outcome.state,
        cells: outcome.cells,
        message: outcome.message,
    })
}

async fn load_order<P: Platform>(platform: &P, wanted: &PushOrder) -> Result<OrgOrder, EdgeError> {
    let failed = |what: &str| EdgeError::Object(format!("the order {what}"));
    let mut found = bodies::load(platform.bodies(), &[wanted.order]).await?;
    let text = found
        .remove(&wanted.order)
        .ok_or_else(|| failed("is missing or damaged"))?;
    let order: OrgOrder = serde_json::from_slice(&text).map_err(|_| failed("can't be read"))?;
    order
        .is_current()
        .then_some(order)
        .ok_or_else(|| failed("is of another version"))
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

/// An end without a run: what was to be written failed, the rest is as the plan said.
fn give_up(order: Option<OrgOrder>, message: &str) -> OrgEnd {
    let cells = order.map(|order| order.cells).unwrap_or_default();
    let record = |cell: orgcast_shared::push::OrderCell| {
        let (outcome, detail) = match cell.action {
            Action::Nothing if cell.blocked.is_empty() => (Outcome::Same, String::new()),
            Action::Nothing => (Outcome::Blocked, cell.blocked),
            Action::Create | Action::Replace => (Outcome::Failed, message.to_owned()),
        };
        CellRecord {
            path: cell.path,
            kind: cell.kind,
            outcome,
            detail,
        }
    };
    OrgEnd {
        state: OrgState::Failed,
        cells: cells.into_iter().map(record).collect(),
        message: message.to_owned(),
    }
}

fn empty_report(org: &OrgId) -> OrgReport {
    OrgReport {
        org: org.clone(),
        state: None,
        written: None,
        log: Vec::new(),
        end: None,
    }
}

fn report(org: &OrgId, now: Millis, news: Vec<Notice>) -> OrgReport {
    let mut report = empty_report(org);
    for notice in news {
        match notice {
            Notice::State(state) => report.state = Some(state),
            Notice::Written { cells } => report.written = Some(cells),
            Notice::Log(level, message) => {
                report.log.push(LogLine {
                    at: now,
                    org: org.clone(),
                    level,
                    message,
                });
            }
            Notice::Read { .. } => {}
        }
    }
    report
}

/// The end of an org must arrive: without it the push would never end.
async fn tell_surely<P: Platform>(
    platform: &P,
    push: &PushId,
    report: OrgReport,
) -> Result<(), EdgeError> {
    const TRIES: u64 = 4;
    for attempt in 1..TRIES {
        match platform
            .ask_push(push, PushAsk::Report(report.clone()))
            .await
        {
            Ok(()) => return Ok(()),
            Err(error) => log_failure(&report.org, Err(error)),
        }
        platform
            .sleep_until(platform.now() + Millis::from_secs(attempt))
            .await;
    }
    platform.ask_push(push, PushAsk::Report(report)).await
}
