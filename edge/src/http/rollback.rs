use orgcast_shared::api::{OrgRollbackPreview, RollbackLine, RollbackPreview};
use orgcast_shared::id::{Digest, OrgId, PushId};
use orgcast_shared::plan::rollback::{RollbackCounts, rollback_digest};
use orgcast_shared::select::RollbackChoices;

use super::{Answer, Head, json};
use crate::platform::Platform;
use crate::problem::EdgeError;
use crate::rolling_back::{Part, prepare};

/// What a rollback of these choices would do.
pub(super) async fn preview<P: Platform>(
    edge: &P,
    head: &Head,
    push: &PushId,
    body: &[u8],
) -> Result<Answer, EdgeError> {
    let choices: RollbackChoices = json::read(body)?;
    refuse_other(push, &choices)?;
    let mut preview = RollbackPreview {
        plan: rollback_digest(&choices, &[]),
        counts: RollbackCounts::default(),
        orgs: Vec::new(),
        lines: Vec::new(),
    };
    let mut digests = Vec::new();
    let mut rolling_back = prepare(edge, &choices).await?;
    loop {
        let parts = rolling_back.next(edge, None).await?;
        if parts.is_empty() {
            break;
        }
        for part in parts {
            digests.extend(digest_of(&part));
            let org = of_org(part);
            preview.counts += org.counts;
            preview.orgs.push(org);
        }
    }
    preview.plan = rollback_digest(&choices, &digests);
    let asked = head.query_value("org");
    let asked = asked.and_then(|id| preview.orgs.iter().find(|of| of.org.as_str() == id));
    if let Some(of) = asked.or_else(|| preview.orgs.first()) {
        preview.lines = lines(edge, &choices, &of.org).await?;
    }
    Answer::json(200, &preview)
}

/// What would happen to everything that the push may have written in an org, if all of it were chosen.
async fn lines<P: Platform>(
    edge: &P,
    choices: &RollbackChoices,
    org: &OrgId,
) -> Result<Vec<RollbackLine>, EdgeError> {
    let everything = RollbackChoices {
        edited: choices.edited,
        ..RollbackChoices::everything(choices.push.clone())
    };
    let mut rolling_back = prepare(edge, &everything).await?;
    let part = rolling_back.next(edge, Some(org)).await?.pop();
    let decided = part.and_then(|part| part.rollback.ok().flatten());
    let cells = decided.map(|decided| decided.rollback.cells);
    Ok(cells.iter().flatten().map(RollbackLine::from).collect())
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
