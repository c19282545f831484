use std::cell::Cell;

use orgcast_shared::api::Snapshot;
use orgcast_shared::id::OrgId;
use orgcast_shared::push::{Captured, Notice, capture};

use super::run::{MAX_TRIES, Work, no_stop, seed};
use super::{Agent, Login, Queued, sentence};
use crate::platform::Platform;
use crate::problem::{EdgeError, chain};
use crate::store::orgs::StoredOrg;
use crate::store::snapshots::SealedConnection;
use crate::store::{Database, orgs, reads, snapshots};
use crate::vault::Purpose;

/// Reads the org and stores what was found. A read that fails leaves the older snapshot in use.
pub(super) async fn carry_out<P: Platform, D: Database>(
    agent: &Agent<P, D>,
    queued: &Queued,
) -> Result<(), EdgeError> {
    let (platform, org) = (&agent.platform, &queued.org);
    let db = platform.db();
    // The org may have been deleted since.
    let Some(stored) = orgs::get(db, org).await? else {
        return Ok(());
    };
    let Ok(login) = Login::open(platform, &stored) else {
        return Ok(reads::fail(db, org, platform.now(), UNUSABLE_KEY).await?);
    };
    reads::begin(db, std::slice::from_ref(org), platform.now()).await?;
    let calls = Cell::new(0);
    let work = Work {
        agent,
        queued,
        login: &login,
        calls: &calls,
    };
    let deliver = async |news: Vec<Notice>| {
        let items = news.iter().rev().find_map(|notice| match notice {
            Notice::Read { items } => Some(*items),
            _ => None,
        });
        let shown = reads::progress(db, org, items, calls.get()).await;
        log_failure(org, shown.map_err(EdgeError::from));
    };
    let captured = match work.drive(capture(seed(org)), no_stop(), deliver).await {
        Ok(Ok(captured)) => save(platform, &stored, captured).await,
        Ok(Err(error)) => {
            let message = sentence::of_capture(&error, &platform.settings().endpoints);
            return Ok(reads::fail(db, org, platform.now(), &message).await?);
        }
        Err(error) => Err(error.into()),
    };
    match captured {
        Err(error) if queued.begun + 1 >= MAX_TRIES => {
            log_failure(org, Err(error));
            Ok(reads::fail(db, org, platform.now(), OUR_FAULT).await?)
        }
        other => other,
    }
}

/// What is said of a sealed key that doesn't open, or an endpoint that is no longer configured.
pub(super) const UNUSABLE_KEY: &str =
    "The saved access key can't be used any more; enter the key again.";
/// What is said of a fault of ours.
pub(super) const OUR_FAULT: &str = "Orgcast couldn't store what it read; its log has the cause.";

/// Stores a snapshot of the org; its nodes and bodies are stored already.
pub(super) async fn save<P: Platform>(
    platform: &P,
    from: &StoredOrg,
    captured: Captured,
) -> Result<(), EdgeError> {
    let org = &from.id;
    let vault = &platform.settings().vault;
    let mut connections = Vec::with_capacity(captured.connections.len());
    for connection in captured.connections {
        let text = connection.definition.to_string();
        let sealed = vault.seal(Purpose::Connection, org, &text, platform.random()?)?;
        connections.push(SealedConnection {
            key: connection.key,
            sealed,
        });
    }
    let snapshot = Snapshot {
        org: org.clone(),
        taken_at: captured.taken_at,
        root: captured.root,
        facts: captured.facts,
    };
    Ok(snapshots::save(platform.db(), from, &snapshot, captured.items, &connections).await?)
}

pub(super) fn log_failure(org: &OrgId, result: Result<(), EdgeError>) {
    if let Err(error) = result {
        crate::log::error(&format!("org {org}: {}", chain(&error)));
    }
}
