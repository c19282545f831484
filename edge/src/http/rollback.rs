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
    let mut digests: Vec<(OrgId, Digest)> = Vec::new();
    let mut counts = RollbackCounts::default();
    let mut rolling_back = prepare(edge, &choices).await?;
    let orgs = rolling_back.each(edge, None, async |part, _| {
        digests.extend(digest_of(&part));
        let preview = of_org(part);
        counts += preview.counts;
        Ok(preview)
    });
    let orgs = orgs.await?;
    let plan = rollback_digest(&choices, &digests);
    Answer::json(200, &RollbackPreview { plan, counts, orgs })
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
    let cells = rolling_back.each(edge, Some(org), async |part, _| {
        let decided = part.rollback.ok().flatten();
        let cells = decided.map(|decided| decided.rollback.cells);
        Ok(cells
            .unwrap_or_default()
            .iter()
            .map(RollbackLine::from)
            .collect())
    });
    let cells = cells.await?.into_iter().next();
    let cells = cells.ok_or_else(|| EdgeError::not_found("organization in this push"))?;
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
pub(super) fn digest_of(part: &Part<'_>) -> Option<(OrgId, Digest)> {
    let rollback = &part.rollback.as_ref().ok()?.as_ref()?.rollback;
    let has_cells = !rollback.cells.is_empty();
    has_cells.then(|| (rollback.org.clone(), rollback.digest))
}

fn of_org(part: Part<'_>) -> OrgRollbackPreview {
    let mut preview = OrgRollbackPreview {
        org: part.pushed.org.clone(),
        name: part.pushed.name.clone(),
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
