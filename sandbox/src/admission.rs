//! Who may pass: key, origin, deployment and limits, and the fault switches that stand in the way.

use serde_json::json;

use crate::clock::Millis;
use crate::deployment;
use crate::error::ApiError;
use crate::gate::{Ticket, refused};
use crate::http::{Request, Response};
use crate::org::Org;

/// Checks the key, the origin, the deployment and the limits, in this order.
pub(crate) fn admit(
    org: &mut Org,
    request: &Request,
    secret: &str,
    rate_limit: bool,
    ticket: &mut Ticket,
    now: Millis,
) -> Result<(), Response> {
    let key = org.keys.get(&ticket.access_id);
    let good = key.is_some_and(|key| key.secret == secret && !key.disabled);
    let origins = key.map(|key| key.origins.clone()).unwrap_or_default();
    if org.faults.html401 {
        return Err(Response::text(401, "text/html", HTML_401.to_owned()));
    }
    let throttled = org
        .faults
        .transient401
        .as_mut()
        .is_some_and(|chance| chance.fires(&mut org.rng));
    if !good || org.faults.revoke_key || throttled {
        return Err(refused(org, &ApiError::unauthorized()));
    }
    if let Some(origin) = request.header_value("origin")
        && !origins.iter().any(|allowed| allowed == origin)
    {
        return Err(refused(
            org,
            &ApiError::forbidden("The origin is not allowlisted."),
        ));
    }
    if let Some(moved) = moved(org, request) {
        return Err(moved);
    }
    if !rate_limit {
        org.limits.admit_freely(&ticket.access_id);
    } else if !org.limits.admit(org.owner.id, &ticket.access_id, now) {
        let error = ApiError::new(
            429,
            "rate.limit.exceeded",
            "The API request rate limit is 4 requests per second or 10 concurrent requests.",
        );
        return Err(busy(org, &error, now));
    }
    ticket.admitted = true;
    if let Some(rate) = org.faults.error_rate.clone()
        && org.rng.chance(rate.probability)
    {
        let code = match rate.status {
            503 => "service.unavailable",
            429 => "rate.limit.exceeded",
            _ => "internal.error",
        };
        let error = ApiError::new(rate.status, code, "The service failed to answer.");
        return Err(match rate.status {
            429 | 503 => busy(org, &error, now),
            _ => refused(org, &error),
        });
    }
    Ok(())
}

/// A refusal for the moment, which may ask to be left alone.
fn busy(org: &mut Org, error: &ApiError, now: Millis) -> Response {
    let response = refused(org, error);
    let Some(seconds) = org.faults.retry_after else {
        return response;
    };
    org.calls.rest(now, seconds);
    response.header("retry-after", &seconds.to_string())
}

/// The redirection to the deployment where the org lives, if the request went to another one.
fn moved(org: &mut Org, request: &Request) -> Option<Response> {
    let home = org
        .faults
        .moved
        .clone()
        .unwrap_or_else(|| org.profile.deployment.clone());
    let host = request
        .header_value("host")
        .unwrap_or("localhost")
        .to_owned();
    let is_home = match deployment::of_host(&host) {
        Some(here) => here == home,
        None => org.faults.moved.is_none(),
    };
    if is_home {
        return None;
    }
    let scheme = if host.ends_with(".sumologic.com") {
        "https"
    } else {
        "http"
    };
    let location = format!(
        "{scheme}://{}{}",
        deployment::sibling_host(&host, &home),
        request.path
    );
    let body = json!({
        "status": 301,
        "id": org.rng.error_id(),
        "code": "moved",
        "message": "The requested resource SHOULD be accessed through returned URI in Location Header.",
    });
    Some(Response::json(301, &body).header("location", &location))
}

const HTML_401: &str = "<html>\n<head><title>401 Unauthorized</title></head>\n<body>\n\
    <center><h1>401 Unauthorized</h1></center>\n</body>\n</html>\n";
