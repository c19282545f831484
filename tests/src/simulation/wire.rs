//! The engine's calls in the sandbox's own words, and back.

use orgcast_sandbox::{Request, Response};
use orgcast_shared::id::Millis;
use orgcast_shared::sumo::{ApiAnswer, ApiRequest};

use super::SimOrg;

/// A call to an org as it arrives there.
pub(super) fn request(org: &SimOrg, request: &ApiRequest) -> Request {
    let mut http = Request::new(request.method.as_str(), &format!("/api{}", request.path))
        .basic_auth(&org.access_id, &org.access_key);
    if request.admin_mode {
        http = http.header("isAdminMode", "true");
    }
    if let Some(body) = &request.body {
        http = http.header("content-type", "application/json");
        http.body = body.to_vec();
    }
    http
}

/// An answer as the engine gets it.
pub(super) fn answer(response: Response) -> ApiAnswer {
    let header = |name: &str| response.header_value(name).map(str::to_owned);
    ApiAnswer {
        status: response.status,
        content_type: header("content-type").unwrap_or_default(),
        location: header("location"),
        retry_after: header("retry-after")
            .and_then(|seconds| seconds.parse().ok())
            .map(Millis::from_secs),
        body: response.body,
    }
}

/// A refusal of what the access key's user may not do.
pub(super) fn forbidden() -> ApiAnswer {
    ApiAnswer {
        status: 403,
        content_type: "application/json".to_owned(),
        location: None,
        retry_after: None,
        body: br#"{"id":"A","errors":[{"code":"forbidden","message":"Not for you."}]}"#.to_vec(),
    }
}
