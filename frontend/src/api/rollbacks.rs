use gloo_net::http::Method;
use orgcast_shared::api::{Push, RollbackPreview, StartRollback};
use orgcast_shared::id::OrgId;
use orgcast_shared::select::RollbackChoices;

use super::{ApiError, client};

/// What a rollback of these choices would do, with the items of one org, or of the first.
pub(crate) async fn plan_rollback(
    choices: &RollbackChoices,
    org: Option<&OrgId>,
) -> Result<RollbackPreview, ApiError> {
    let org = org.map_or("", OrgId::as_str);
    let path = format!("/api/pushes/{}/rollback/plan?org={org}", choices.push);
    client::send(Method::POST, &path, choices).await
}

/// Starts a rollback. Repeating the same request gives the same push.
pub(crate) async fn start_rollback(rollback: &StartRollback) -> Result<Push, ApiError> {
    let path = format!("/api/pushes/{}/rollback", rollback.choices.push);
    client::send(Method::POST, &path, rollback).await
}
