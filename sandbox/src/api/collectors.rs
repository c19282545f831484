//! The one legacy call that clients use to find their deployment.
#![expect(clippy::unnecessary_wraps, reason = "handlers have one signature")]

use serde_json::json;

use crate::api::{Answer, Call};
use crate::http::Response;

/// `GET` and `HEAD /v1/collectors`: no org of the sandbox has collectors.
pub(crate) fn list(_call: &mut Call<'_>) -> Answer {
    Ok(Response::json(200, &json!({ "collectors": [] })))
}
