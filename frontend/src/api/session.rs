use gloo_net::http::Method;
use orgcast_shared::api::Session;
use serde_json::json;

use super::{ApiError, client};

const PATH: &str = "/api/session";

/// Who is signed in.
pub(crate) async fn session() -> Result<Session, ApiError> {
    client::get(PATH).await
}

/// Exchanges a one-time token for a session.
pub(crate) async fn sign_in(token: &str) -> Result<Session, ApiError> {
    client::send(Method::POST, PATH, &json!({ "token": token })).await
}

/// Ends the session.
pub(crate) async fn sign_out() -> Result<(), ApiError> {
    client::tell(Method::DELETE, PATH, &json!({})).await
}
