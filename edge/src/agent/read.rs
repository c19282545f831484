use std::cell::Cell;

use futures_util::future::LocalBoxFuture;
use orgcast_shared::api::NodeRecord;
use orgcast_shared::content::{FolderNode, json_text, rebase};
use orgcast_shared::id::{Digest, OrgId};
use orgcast_shared::push::{Captured, Notice, TakesBack, capture};

use super::run::{Work, seed, uninterrupted};
use super::{Agent, Login, Queue, Queued, hints, sentence};
use crate::platform::Platform;
use crate::problem::{EdgeError, chain};
use crate::store::orgs::StoredOrg;
use crate::store::snapshots::{NewSnapshot, SealedConnection};
use crate::store::{Database, nodes, orgs, reads, snapshots};
use crate::vault::Purpose;

/// Reads the org and stores what was found. A read that fails leaves the older snapshot in use.
pub(super) async fn carry_out<P: Platform, D: Database>(
    agent: &Agent<P, D>,
    queue: &Queue<'_, D>,
    queued: &Queued,
) -> Result<(), EdgeError> {
    if let Some(failure) = read(agent, queued).await? {
        let (platform, org) = (&agent.platform, &queued.org);
        reads::fail(platform.db(), org, platform.now(), &failure).await?;
    }
    Ok(queue.remove(queued).await?)
}

/// Gives why it failed, if it did.
async fn read<P: Platform, D: Database>(
    agent: &Agent<P, D>,
    queued: &Queued,
) -> Result<Option<String>, EdgeError> {
    let (platform, org) = (&agent.platform, &queued.org);
    let db = platform.db();
    // The org may have been deleted since.
    let Some(stored) = orgs::get(db, org).await? else {
        return Ok(None);
    };
    if queued.is_hopeless() {
        return Ok(Some(OUR_FAULT.to_owned()));
    }
    let Ok(login) = Login::open(platform, &stored) else {
        return Ok(Some(UNUSABLE_KEY.to_owned()));
    };
    reads::begin(db, std::slice::from_ref(org), platform.now()).await?;
    let calls = Cell::new(0);
    let work = Work {
        agent,
        queued,
        login: &login,
        calls: &calls,
    };
    let deliver = |news: Vec<Notice>| -> LocalBoxFuture<'_, ()> {
        let items = news.iter().rev().find_map(|notice| match notice {
            Notice::Read { items } => Some(*items),
            _ => None,
        });
        let calls = calls.get();
        Box::pin(async move {
            let shown = reads::progress(db, org, items, calls).await;
            log_failure(org, shown.map_err(EdgeError::from));
        })
    };
    let machine = capture(seed(org), hints::kept(&agent.own).await?).knowing(platform.memo());
    // How far it came is of no interest when it has ended.
    let (driven, _) = work.drive(machine, uninterrupted(), &deliver).await;
    match driven? {
        Ok(captured) => {
            hints::keep(&agent.own, &captured.hints).await?;
            save(platform, &stored, captured, None).await.map(|()| None)
        }
        Err(error) => Ok(Some(sentence::of_capture(
            &error,
            &platform.settings().endpoints,
        ))),
    }
}

/// What is said of a sealed key that doesn't open, or an endpoint that is no longer configured.
pub(super) const UNUSABLE_KEY: &str =
    "The saved access key can't be used any more; enter the key again.";
/// What is said of a fault of ours.
pub(super) const OUR_FAULT: &str =
    "Orgcast couldn't finish this by a fault of its own; its log has the cause.";

/// Stores a snapshot of the org, with the base that follows from it where a push ended, perhaps one that
/// took another back; the snapshot's nodes and bodies are stored already.
pub(super) async fn save<P: Platform>(
    platform: &P,
    from: &StoredOrg,
    captured: Captured,
    takes_back: Option<TakesBack>,
) -> Result<(), EdgeError> {
    let org = &from.id;
    let base = new_base(platform, from, &captured, takes_back).await?;
    let vault = &platform.settings().vault;
    let mut connections = Vec::with_capacity(captured.connections.len());
    for connection in captured.connections {
        let text = json_text(&connection.definition);
        let sealed = vault.seal(Purpose::Connection, org, &text, platform.random()?)?;
        connections.push(SealedConnection {
            key: connection.key,
            sealed,
        });
    }
    let new = NewSnapshot {
        taken_at: captured.taken_at,
        root: captured.root,
        items: captured.items,
        facts: captured.facts,
        connections,
        base,
    };
    Ok(snapshots::save(platform.db(), from, &new).await?)
}

/// The root of the org's base tree after a push, with its nodes stored; nothing where nothing is
/// verified. The base comes from what is stored of the org, so that a run which is repeated after an
/// end between here and the snapshot makes the same one again.
async fn new_base<P: Platform>(
    platform: &P,
    from: &StoredOrg,
    captured: &Captured,
    takes_back: Option<TakesBack>,
) -> Result<Option<Digest>, EdgeError> {
    if captured.verified.is_empty() {
        return Ok(None);
    }
    let (db, bucket, base) = (platform.db(), platform.bodies(), from.base);
    if takes_back.is_none() && base == Some(captured.root) {
        // All that may be taken over into it is in it.
        return Ok(None);
    }
    let mut known = captured.nodes.clone();
    let nothing = FolderNode::default();
    let ours = match takes_back {
        None => captured.root,
        Some(former) => former.base.unwrap_or(nothing.digest()),
    };
    let record = |(digest, node): (&Digest, &FolderNode)| NodeRecord {
        digest: *digest,
        node: node.into(),
    };
    if ours == nothing.digest() {
        nodes::save(db, bucket, &[record((&ours, &nothing))]).await?;
    }
    let roots: Vec<Digest> = base.into_iter().chain([ours]).collect();
    nodes::complete(db, bucket, &mut known, &roots).await?;
    let rebased = rebase(&known, base.as_ref(), &ours, &captured.verified)
        .map_err(|error| EdgeError::Object(error.to_string()))?;
    let remembered = platform.remembered();
    let is_new = |digest: &Digest| !remembered.borrow_mut().knows(digest);
    let new = rebased.nodes.iter().map(|(digest, node)| (digest, &**node));
    let new = new.filter(|(digest, _)| is_new(digest));
    let records: Vec<NodeRecord> = new.map(record).collect();
    nodes::save(db, bucket, &records).await?;
    Ok(rebased.root)
}

pub(super) fn log_failure(org: &OrgId, result: Result<(), EdgeError>) {
    if let Err(error) = result {
        crate::log::error(&format!("org {org}: {}", chain(&error)));
    }
}
