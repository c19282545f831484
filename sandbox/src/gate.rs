//! The way of every API request: who is it, may it pass, which call is it, what does it answer.

use base64::Engine as _;

use crate::admission::admit;
use crate::api::Call;
use crate::calls::Effect;
use crate::clock::Millis;
use crate::error::ApiError;
use crate::http::{Request, Response};
use crate::jobs;
use crate::org::Org;
use crate::org::keys::AccessKey;
use crate::org::profile::Role;
use crate::route::{self, Found, Route, Run};
use crate::tree::access::Viewer;
use crate::world::{ParentCall, World};

/// A request that is under way.
#[derive(Debug)]
#[must_use = "until it is given back, the request counts as under way"]
pub struct Ticket {
    org: usize,
    pub(crate) access_id: String,
    /// It took a place among the requests that a key may have under way.
    pub(crate) admitted: bool,
}

/// Answers an API request.
pub(crate) fn pass(
    world: &mut World,
    request: &Request,
    now: Millis,
) -> (Response, Option<Ticket>) {
    let segments = request.segments();
    let Some(("api", path)) = segments
        .split_first()
        .map(|(first, rest)| (first.as_str(), rest))
    else {
        return (
            Response::text(404, "text/plain", "Not found\n".to_owned()),
            None,
        );
    };
    if request.method == "OPTIONS" {
        return (Response::empty(200), None);
    }
    let credentials = credentials(request);
    let Some((access_id, secret)) = credentials else {
        return (ApiError::unauthorized().response(ANONYMOUS_ERROR), None);
    };
    let Some(index) = world.by_access_id.get(&access_id).copied() else {
        return (ApiError::unauthorized().response(ANONYMOUS_ERROR), None);
    };
    let found = route::find(&request.method, path);
    let org = &mut world.orgs[index];
    let known = match &found {
        Found::Route(route, _) => Some((route.method, route.template, route.effect)),
        Found::OtherMethod | Found::Nothing => None,
    };
    org.calls
        .arrive(known, request.header_value("origin").is_some(), now);
    jobs::settle(org, world.config.guesses, now);

    let mut ticket = Ticket {
        org: index,
        access_id,
        admitted: false,
    };
    let rate_limit = world.config.rate_limit;
    let mut response = match admit(org, request, &secret, rate_limit, &mut ticket, now) {
        Err(response) => response,
        Ok(()) => match found {
            Found::Route(route, params) => run(world, index, route, params, request, &ticket, now),
            Found::OtherMethod => refused(
                org,
                &ApiError::new(
                    405,
                    "method.unsupported",
                    "The method is not supported for this resource.",
                ),
            ),
            Found::Nothing => refused(org, &ApiError::not_found()),
        },
    };
    let org = &mut world.orgs[index];
    let is_write = known.is_some_and(|(.., effect)| effect == Effect::Write);
    if is_write
        && response.status < 300
        && org
            .faults
            .lose_responses
            .as_mut()
            .is_some_and(|chance| chance.fires(&mut org.rng))
    {
        response.lost = true;
    }
    org.calls.answer(response.status);
    if request.method == "HEAD" {
        response.body.clear();
    }
    (response, Some(ticket))
}

/// Gives the place of a request back.
pub(crate) fn leave(world: &mut World, ticket: Ticket) {
    let Ticket {
        org,
        access_id,
        admitted,
    } = ticket;
    if let Some(org) = world.orgs.get_mut(org) {
        org.calls.leave();
        if admitted {
            org.limits.finish(&access_id);
        }
    }
}

/// The error id where no org draws one.
const ANONYMOUS_ERROR: &str = "AUTH0-00000-00000";

/// The answer to a request that was refused.
pub(crate) fn refused(org: &mut Org, error: &ApiError) -> Response {
    error.response(&org.rng.error_id())
}

/// Runs the handler of a request that was let in.
fn run(
    world: &mut World,
    index: usize,
    route: &Route,
    params: Vec<String>,
    request: &Request,
    ticket: &Ticket,
    now: Millis,
) -> Response {
    let World { orgs, config, .. } = world;
    let org = &mut orgs[index];
    let may = |org: &Org, capability: &str| {
        org.keys
            .get(&ticket.access_id)
            .is_some_and(|key| is_capable(org, key, capability))
    };
    let may_administer = may(org, "contentAdmin");
    let admin_mode = request
        .header_value("isadminmode")
        .is_some_and(|v| v.eq_ignore_ascii_case("true"));
    let is_json = request
        .header_value("content-type")
        .is_some_and(|t| t.starts_with("application/json"));
    let refusal = if !request.body.is_empty() && !is_json {
        Some(ApiError::new(
            415,
            "contenttype.invalid",
            "The content type must be application/json.",
        ))
    } else if !may(org, route.needs) || (admin_mode && !may_administer) {
        Some(ApiError::forbidden(
            "This operation is not allowed for your account type or role.",
        ))
    } else if matches!(route.run, Run::Parent(_)) && org.profile.role != Role::Source {
        Some(ApiError::forbidden(
            "This operation is allowed for a parent organization only.",
        ))
    } else {
        None
    };
    let answer = match (refusal, &route.run) {
        (Some(error), _) => Err(error),
        (None, Run::Org(handler)) => {
            let viewer = Viewer {
                admin_mode,
                ..org.administrator()
            };
            handler(&mut Call {
                org,
                viewer,
                may_administer,
                request,
                params,
                now,
                config,
            })
        }
        (None, Run::Parent(handler)) => handler(&mut ParentCall {
            world,
            request,
            params,
            now,
        }),
    };
    answer.unwrap_or_else(|error| refused(&mut world.orgs[index], &error))
}

/// Whether the key may do what the capability stands for: its user has not lost it, and its scopes, if it
/// has any, hold it. The role API calls content administration `manageContent`.
fn is_capable(org: &Org, key: &AccessKey, capability: &str) -> bool {
    let lost = &org.faults.without_capabilities;
    let is_lost = lost
        .iter()
        .any(|l| l == capability || (l == "manageContent" && capability == "contentAdmin"));
    let in_scope = key
        .scopes
        .as_ref()
        .is_none_or(|scopes| scopes.iter().any(|s| s == capability));
    !is_lost && in_scope
}

fn credentials(request: &Request) -> Option<(String, String)> {
    let encoded = request
        .header_value("authorization")?
        .strip_prefix("Basic ")?;
    let decoded = base64::engine::general_purpose::STANDARD
        .decode(encoded.trim())
        .ok()?;
    let text = String::from_utf8(decoded).ok()?;
    let (id, key) = text.split_once(':')?;
    Some((id.to_owned(), key.to_owned()))
}
