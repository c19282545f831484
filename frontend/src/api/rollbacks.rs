use gloo_net::http::Method;
use orgcast_shared::api::{OrgRollbackCells, Push, RollbackPreview, StartRollback};
use orgcast_shared::id::OrgId;
use orgcast_shared::select::RollbackChoices;

use super::{ApiError, client};

/// What a rollback of these choices would do.
pub(crate) async fn plan_rollback(choices: &RollbackChoices) -> Result<RollbackPreview, ApiError> {
    let path = format!("/api/pushes/{}/rollback/plan", choices.push);
    client::send(Method::POST, &path, choices).await
}

/// What it would do in one org.
pub(crate) async fn plan_org_rollback(
    choices: &RollbackChoices,
    org: &OrgId,
) -> Result<OrgRollbackCells, ApiError> {
    let path = format!("/api/pushes/{}/rollback/plan/{org}", choices.push);
    client::send(Method::POST, &path, choices).await
}

/// Starts a rollback. Repeating the same request gives the same push.
pub(crate) async fn start_rollback(rollback: &StartRollback) -> Result<Push, ApiError> {
    let path = format!("/api/pushes/{}/rollback", rollback.choices.push);
    client::send(Method::POST, &path, rollback).await
}
