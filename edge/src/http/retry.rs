use std::collections::BTreeMap;

use orgcast_shared::api::{ProblemCode, Push, RetryChoices};
use orgcast_shared::history::{CellRecord, Outcome, Retry};
use orgcast_shared::id::{OrgId, PushId};
use orgcast_shared::select::{Choices, Destinations};

use super::{Answer, Head};
use crate::platform::Platform;
use crate::problem::EdgeError;
use crate::store::pushes::{self, StoredPush};
use crate::store::results;

/// What to plan from in order to push again what is missing.
pub(super) async fn get<P: Platform>(
    edge: &P,
    head: &Head,
    push: &PushId,
) -> Result<Answer, EdgeError> {
    let retry = head.query_value("which").and_then(Retry::named);
    let retry = retry.ok_or_else(|| {
        EdgeError::bad_request("Say which items to retry: failed, stopped or all.")
    })?;
    let StoredPush { push, choices } = pushes::get(edge.db(), push)
        .await?
        .ok_or_else(|| EdgeError::not_found("push"))?;
    if let Some(of) = &push.rollback_of {
        let detail = format!("This push rolls push {of} back; roll that one back again instead.");
        return Err(EdgeError::refuse(ProblemCode::Conflict, detail));
    }
    let covered: Vec<_> = Outcome::ALL
        .into_iter()
        .filter(|outcome| retry.holds(*outcome))
        .collect();
    let cells = results::cells_of(edge.db(), &push.id, &covered).await?;
    if cells.is_empty() {
        let detail = "No item of this push is to be retried like this in a connected organization.";
        return Err(EdgeError::refuse(ProblemCode::Conflict, detail));
    }
    let mut by_org: BTreeMap<OrgId, Vec<CellRecord>> = BTreeMap::new();
    for (org, cell) in cells {
        by_org.entry(org).or_default().push(cell);
    }
    let places = |(org, cells): (OrgId, Vec<CellRecord>)| (org, retry.places(&cells));
    let only: BTreeMap<_, _> = by_org.into_iter().map(places).collect();
    let choices = StoredPush::unpack(edge.bodies(), &choices).await?;
    let choices = Choices {
        destinations: Destinations::These {
            orgs: only.keys().cloned().collect(),
        },
        only,
        ..choices
    };
    let retry_of = first_push(push);
    Answer::json(200, &RetryChoices { choices, retry_of })
}

/// The first push, where this one may be a retry of it.
pub(super) fn first_push(push: Push) -> PushId {
    push.retry_of.unwrap_or(push.id)
}
