use orgcast_shared::api::{OrgRollbackCells, OrgRollbackPreview, RollbackLine, RollbackPreview};
use orgcast_shared::id::{Digest, OrgId, PushId};
use orgcast_shared::plan::rollback::{RollbackCounts, rollback_digest};
use orgcast_shared::select::RollbackChoices;

use super::{Answer, json};
use crate::platform::Platform;
use crate::problem::EdgeError;
use crate::rolling_back::{Part, prepare};

/// What a rollback of these choices would do.
pub(super) async fn preview<P: Platform>(
    edge: &P,
    push: &PushId,
    body: &[u8],
) -> Result<Answer, EdgeError> {
    let choices = chosen(push, body)?;
    let mut preview = RollbackPreview {
        plan: rollback_digest(&choices, &[]),
        counts: RollbackCounts::default(),
        orgs: Vec::new(),
    };
    let mut digests = Vec::new();
    let mut rolling_back = prepare(edge, &choices).await?;
    loop {
        let parts = rolling_back.next(edge, None).await?;
        if parts.is_empty() {
            preview.plan = rollback_digest(&choices, &digests);
            return Answer::json(200, &preview);
        }
        for part in parts {
            digests.extend(digest_of(&part));
            let org = of_org(part);
            preview.counts += org.counts;
            preview.orgs.push(org);
        }
    }
}

/// What it would do in one org, item by item.
pub(super) async fn preview_org<P: Platform>(
    edge: &P,
    push: &PushId,
    org: &OrgId,
    body: &[u8],
) -> Result<Answer, EdgeError> {
    let choices = chosen(push, body)?;
    let mut rolling_back = prepare(edge, &choices).await?;
    let part = rolling_back.next(edge, Some(org)).await?.pop();
    let part = part.ok_or_else(|| EdgeError::not_found("organization in this push"))?;
    let decided = part.rollback.ok().flatten();
    let cells = decided.map(|decided| decided.rollback.cells);
    let cells = cells.unwrap_or_default();
    let cells = cells.iter().map(RollbackLine::from).collect();
    Answer::json(200, &OrgRollbackCells { cells })
}

fn chosen(push: &PushId, body: &[u8]) -> Result<RollbackChoices, EdgeError> {
    let choices: RollbackChoices = json::read(body)?;
    refuse_other(push, &choices)?;
    Ok(choices)
}

/// The choices name the push once more, so that nothing can be approved for another one.
pub(super) fn refuse_other(push: &PushId, choices: &RollbackChoices) -> Result<(), EdgeError> {
    if choices.push == *push {
        return Ok(());
    }
    Err(EdgeError::bad_request(
        "The choices are about another push.",
    ))
}

/// An org's part of the hash; none where nothing is chosen or nothing can be done.
pub(super) fn digest_of(part: &Part) -> Option<(OrgId, Digest)> {
    let rollback = &part.rollback.as_ref().ok()?.as_ref()?.rollback;
    let has_cells = !rollback.cells.is_empty();
    has_cells.then(|| (rollback.org.clone(), rollback.digest))
}

fn of_org(part: Part) -> OrgRollbackPreview {
    let mut preview = OrgRollbackPreview {
        org: part.pushed.org,
        name: part.pushed.name,
        taken_at: part.taken_at,
        counts: RollbackCounts::default(),
        connections: Vec::new(),
        obstacle: None,
    };
    match part.rollback {
        Ok(None) => {}
        Ok(Some(decided)) => {
            preview.counts = decided.rollback.counts;
            preview.connections = decided.rollback.connections;
        }
        Err(obstacle) => preview.obstacle = Some(obstacle),
    }
    preview
}
