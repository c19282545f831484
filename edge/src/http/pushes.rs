use orgcast_shared::api::{
    LogList, OrgProgress, OrgResult, Push, PushDetail, PushList, ResumePush,
};
use orgcast_shared::history::OrgState;
use orgcast_shared::id::{OrgId, PushId};

use super::open_cells::open_cells;
use super::{Answer, Head, json};
use crate::ask::PushAsk;
use crate::platform::Platform;
use crate::problem::{EdgeError, chain};
use crate::store::pushes::{self, StoredPush};
use crate::store::results;

/// How many pushes a list holds.
const PER_LIST: u64 = 50;
/// How many of the newest lines of a log are given.
const LOG_LINES: u64 = 10_000;

pub(super) async fn list<P: Platform>(edge: &P, head: &Head) -> Result<Answer, EdgeError> {
    let named = |name| match head.query_value(name) {
        None => Ok(None),
        Some(id) => PushId::new(id)
            .map(Some)
            .map_err(|_| EdgeError::not_found("push")),
    };
    let (before, of) = (named("before")?, named("of")?);
    let mut pushes = match &of {
        Some(of) => pushes::following(edge.db(), of, PER_LIST + 1).await?,
        None => pushes::list(edge.db(), before.as_ref(), PER_LIST + 1).await?,
    };
    let more = pushes.len() as u64 > PER_LIST;
    pushes.truncate(usize::try_from(PER_LIST).unwrap_or(usize::MAX));
    Answer::json(200, &PushList { pushes, more })
}

pub(super) async fn get<P: Platform>(edge: &P, push: &PushId) -> Result<Answer, EdgeError> {
    let StoredPush { push, choices } = stored(edge, push).await?;
    let choices = StoredPush::unpack(edge.bodies(), &choices).await?;
    let orgs = pushes::orgs(edge.db(), &push.id).await?;
    begin_if_waiting(edge, &push, &orgs).await;
    Answer::json(
        200,
        &PushDetail {
            push,
            choices,
            orgs,
        },
    )
}

/// A Worker may end between storing a push and having it begin. Then it begins when somebody looks.
async fn begin_if_waiting<P: Platform>(edge: &P, push: &Push, orgs: &[OrgProgress]) {
    let waits = |org: &OrgProgress| org.state == OrgState::Waiting;
    if push.state.is_final() || !orgs.iter().all(waits) {
        return;
    }
    if let Err(error) = edge.ask_push(&push.id, PushAsk::Start).await {
        crate::log::error(&format!("push {}: {}", push.id, chain(&error)));
    }
}

pub(super) async fn org<P: Platform>(
    edge: &P,
    push: &PushId,
    org: &OrgId,
) -> Result<Answer, EdgeError> {
    let progress = pushes::org(edge.db(), push, org).await?;
    let progress = progress.ok_or_else(|| EdgeError::not_found("organization in this push"))?;
    let (cells, open) = if progress.state.is_final() {
        (results::cells(edge.db(), push, org).await?, Vec::new())
    } else {
        open_cells(edge, push, org).await?
    };
    let result = OrgResult {
        progress,
        cells,
        open,
    };
    Answer::json(200, &result)
}

pub(super) async fn log<P: Platform>(edge: &P, push: &PushId) -> Result<Answer, EdgeError> {
    stored(edge, push).await?;
    let lines = results::log(edge.db(), push, LOG_LINES).await?;
    Answer::json(200, &LogList { lines })
}

/// Has a push go on that was paused, was halted, or waits between two waves.
pub(super) async fn resume<P: Platform>(
    edge: &P,
    push: &PushId,
    body: &[u8],
) -> Result<Answer, EdgeError> {
    let seen: ResumePush = json::read(body)?;
    tell(edge, push, PushAsk::Resume(seen)).await
}

/// Tells a push what somebody wants of it; one that has ended stays as it is.
pub(super) async fn tell<P: Platform>(
    edge: &P,
    push: &PushId,
    ask: PushAsk,
) -> Result<Answer, EdgeError> {
    let found = stored(edge, push).await?;
    if !found.push.state.is_final() {
        edge.ask_push(push, ask).await?;
    }
    Answer::json(202, &stored(edge, push).await?.push)
}

/// Makes sure that there is something to watch.
pub(super) async fn live<P: Platform>(
    edge: &P,
    head: &Head,
    push: &PushId,
) -> Result<(), EdgeError> {
    if !head.is_websocket() {
        return Err(EdgeError::bad_request("This route is a WebSocket."));
    }
    stored(edge, push).await.map(drop)
}

async fn stored<P: Platform>(edge: &P, push: &PushId) -> Result<StoredPush, EdgeError> {
    pushes::get(edge.db(), push)
        .await?
        .ok_or_else(|| EdgeError::not_found("push"))
}
