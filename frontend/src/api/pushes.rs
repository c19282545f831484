use gloo_net::http::Method;
use orgcast_shared::api::{LogList, OrgResult, Push, PushDetail, PushList, StartPush};
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

/// Stops a push.
pub(crate) async fn stop(id: &PushId) -> Result<Push, ApiError> {
    client::send(Method::POST, &format!("{PATH}/{id}/stop"), &json!({})).await
}
