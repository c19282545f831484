//! `/__sandbox`: what Sumo Logic does not have. For tests and for people who look on; it asks for no key,
//! so the server listens on loopback only.

mod edit;
mod state;

use serde_json::{Value, json};

use crate::calls::Calls;
use crate::clock::Millis;
use crate::http::{Request, Response};
use crate::jobs;
use crate::org::Org;
use crate::world::World;

/// Answers a request to the control interface.
pub(crate) fn handle(world: &mut World, request: &Request, now: Millis) -> Response {
    let segments = request.segments();
    let path: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (request.method.as_str(), path.as_slice()) {
        ("GET", ["__sandbox", "health"]) => {
            ok(&json!({ "status": "ok", "orgs": world.orgs.len() }))
        }
        ("GET", ["__sandbox", "orgs"]) => {
            ok(&Value::Array(world.orgs.iter().map(listed).collect()))
        }
        ("POST", ["__sandbox", "time"]) => advance(world, request),
        (method, ["__sandbox", "orgs", org_id, rest @ ..]) => {
            let guesses = world.config.guesses;
            match world
                .org_index(org_id)
                .and_then(|index| world.orgs.get_mut(index))
            {
                Some(org) => {
                    jobs::settle(org, guesses, now);
                    of_org(org, request, method, rest, now)
                }
                None => problem(404, &format!("there is no organization {org_id}")),
            }
        }
        _ => problem(404, "there is no such control call"),
    }
}

fn of_org(org: &mut Org, request: &Request, method: &str, path: &[&str], now: Millis) -> Response {
    match (method, path) {
        ("GET", ["state"]) => ok(&state::dump(org)),
        ("GET", ["content"]) => ok(&state::content(org)),
        ("GET", ["calls"]) => ok(&shown_calls(&org.calls)),
        ("POST", ["calls", "reset"]) => {
            org.calls.reset();
            ok(&shown_calls(&org.calls))
        }
        ("GET", ["faults"]) => ok(&json!(org.faults)),
        ("POST", ["faults"]) => match body(request).and_then(|patch| org.faults.patch(&patch)) {
            Ok(()) => ok(&json!(org.faults)),
            Err(what) => problem(400, &what),
        },
        ("DELETE", ["faults"]) => {
            org.faults = crate::faults::Faults::default();
            ok(&json!(org.faults))
        }
        ("POST", ["edit"]) => match body(request).and_then(|edits| edit::apply(org, &edits, now)) {
            Ok(items) => ok(&json!({ "items": items })),
            Err(what) => problem(400, &what),
        },
        _ => problem(404, "there is no such control call"),
    }
}

fn listed(org: &Org) -> Value {
    let profile = &org.profile;
    let key = org.keys.first();
    json!({
        "name": profile.name,
        "organizationName": profile.organization_name,
        "orgId": profile.org_id(),
        "role": profile.role.as_str(),
        "deployment": profile.deployment,
        "variant": profile.variant,
        "active": profile.active,
        "cloudSiem": profile.cloud_siem,
        "ownerEmail": org.owner.email,
        "accessId": key.map(|key| key.id.as_str()),
        "accessKey": key.map(|key| key.secret.as_str()),
    })
}

fn shown_calls(calls: &Calls) -> Value {
    serde_json::to_value(calls).unwrap_or(Value::Null)
}

/// `POST /__sandbox/time {"advanceMs": 1000}`: lets virtual time run ahead.
fn advance(world: &mut World, request: &Request) -> Response {
    match body(request).map(|body| body["advanceMs"].as_u64()) {
        Ok(Some(ms)) => {
            world.ahead = world.ahead.saturating_add(ms);
            ok(&json!({ "aheadMs": world.ahead }))
        }
        Ok(None) => problem(400, "advanceMs is a number of milliseconds"),
        Err(what) => problem(400, &what),
    }
}

fn body(request: &Request) -> Result<Value, String> {
    serde_json::from_slice(&request.body).map_err(|e| format!("the body is not JSON: {e}"))
}

fn ok(body: &Value) -> Response {
    Response::json(200, body)
}

fn problem(status: u16, what: &str) -> Response {
    Response::json(status, &json!({ "error": what }))
}
