use std::collections::BTreeMap;

use orgcast_shared::api::{ProblemCode, Push, RetryChoices};
use orgcast_shared::history::{Outcome, Retry};
use orgcast_shared::id::{ItemPath, OrgId, PushId};

use super::{Answer, Head};
use crate::platform::Platform;
use crate::problem::EdgeError;
use crate::store::pushes::{self, StoredPush};
use crate::store::results;

/// How many places are taken from the database at a time.
const PAGE: usize = 5_000;
/// The most text of places: the console keeps what it plans from in the storage of its tab, which holds
/// some 5 million characters.
const MAX_BYTES: usize = 3 << 20;
/// What stands around a place where it is named.
const BYTES_AROUND: usize = r#"{"itself":""},"#.len();

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
    let cells = cells_of(edge, &push.id, &covered).await?;
    let choices = StoredPush::unpack(edge.bodies(), &choices).await?;
    let choices = choices.for_cells(cells);
    if choices.only.is_empty() {
        let detail = "No item of this push is to be retried like this in a connected organization.";
        return Err(EdgeError::refuse(ProblemCode::Conflict, detail));
    }
    let retry_of = first_push(push);
    Answer::json(200, &RetryChoices { choices, retry_of })
}

/// The places of the cells of these outcomes, as long as a request can name them all.
async fn cells_of<P: Platform>(
    edge: &P,
    push: &PushId,
    outcomes: &[Outcome],
) -> Result<BTreeMap<OrgId, Vec<ItemPath>>, EdgeError> {
    let mut by_org: BTreeMap<OrgId, Vec<ItemPath>> = BTreeMap::new();
    let (mut after, mut bytes) = (None, 0);
    loop {
        let page = results::places_of(edge.db(), push, outcomes, after.as_ref(), PAGE).await?;
        let is_last = page.len() < PAGE;
        after = page.last().cloned();
        for (org, path) in page {
            bytes += path.to_string().len() + BYTES_AROUND;
            by_org.entry(org).or_default().push(path);
        }
        if bytes > MAX_BYTES {
            let detail = "More items are to be retried than one push can name. Retry the failed or the \
                          stopped ones alone, or push to some of the organizations first.";
            return Err(EdgeError::refuse(ProblemCode::NotPushable, detail));
        }
        if is_last {
            return Ok(by_org);
        }
    }
}

/// The first push, where this one may be a retry of it.
pub(super) fn first_push(push: Push) -> PushId {
    push.retry_of.unwrap_or(push.id)
}
