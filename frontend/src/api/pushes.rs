use gloo_net::http::Method;
use orgcast_shared::api::{
    LogList, OrgResult, Push, PushDetail, PushList, RetryChoices, StartPush,
};
use orgcast_shared::history::{PushState, Retry};
use orgcast_shared::id::{OrgId, PushId};
use serde_json::json;

use super::{ApiError, client};

const PATH: &str = "/api/pushes";

/// Starts a push. Repeating the same request gives the same push.
pub(crate) async fn start(push: &StartPush) -> Result<Push, ApiError> {
    client::send(Method::POST, PATH, push).await
}

/// Pushes, newest first; those before `before` where it is given.
pub(crate) async fn pushes(before: Option<PushId>) -> Result<PushList, ApiError> {
    match before {
        None => client::get(PATH).await,
        Some(id) => client::get(&format!("{PATH}?before={id}")).await,
    }
}

/// The pushes that retry one or roll it back, newest first.
pub(crate) async fn following(id: &PushId) -> Result<PushList, ApiError> {
    client::get(&format!("{PATH}?of={id}")).await
}

/// A push with its orgs.
pub(crate) async fn push(id: &PushId) -> Result<PushDetail, ApiError> {
    client::get(&format!("{PATH}/{id}")).await
}

/// What became of every item in one org.
pub(crate) async fn org_result(id: &PushId, org: &OrgId) -> Result<OrgResult, ApiError> {
    client::get(&format!("{PATH}/{id}/orgs/{org}")).await
}

/// The log of a push.
pub(crate) async fn log(id: &PushId) -> Result<LogList, ApiError> {
    client::get(&format!("{PATH}/{id}/log")).await
}

/// What to plan from in order to push again what is missing.
pub(crate) async fn retry(id: &PushId, which: Retry) -> Result<RetryChoices, ApiError> {
    client::get(&format!("{PATH}/{id}/retry?which={}", which.name())).await
}

/// What somebody wants of a push that is open.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Tell {
    Pause,
    /// To go on from where it was seen to stand.
    Resume(PushState, u64),
    Stop,
}

impl Tell {
    /// To go on from where it stands.
    pub(crate) fn resume(push: &Push) -> Self {
        Self::Resume(push.state, push.course.wave)
    }
}

/// Tells a push what somebody wants of it.
pub(crate) async fn tell(id: &PushId, tell: Tell) -> Result<Push, ApiError> {
    let (what, body) = match tell {
        Tell::Pause => ("pause", json!({})),
        Tell::Resume(state, wave) => ("resume", json!({ "state": state, "wave": wave })),
        Tell::Stop => ("stop", json!({})),
    };
    client::send(Method::POST, &format!("{PATH}/{id}/{what}"), &body).await
}
