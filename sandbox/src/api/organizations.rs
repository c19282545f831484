//! The organizations API: called in the parent org, about its children.

use serde_json::{Value, json};

use crate::api::organization_record::{apply_baselines, profile};
use crate::api::{Answer, page, page_limit};
use crate::deployment::DEPLOYMENTS;
use crate::error::ApiError;
use crate::guesses::INVALID_ORGANIZATION;
use crate::http::Response;
use crate::ids::{HexId, Rng};
use crate::org::Org;
use crate::org::profile::Role;
use crate::world::ParentCall;

/// `GET /v1/deployments`. All of them are reached at the address of this request.
pub(crate) fn deployments(call: &mut ParentCall<'_>) -> Answer {
    check_header(call)?;
    let host = call.request.header_value("host").unwrap_or("localhost");
    let url = format!("http://{host}");
    let list: Vec<Value> = DEPLOYMENTS
        .iter()
        .map(|code| json!({ "deploymentId": code, "serviceUrl": url, "apiUrl": url }))
        .collect();
    Ok(Response::json(200, &Value::Array(list)))
}

/// `GET /v1/organizations?limit=&token=&status=`
pub(crate) fn list(call: &mut ParentCall<'_>) -> Answer {
    check_header(call)?;
    let limit = page_limit(call.request, 100, 1000, INVALID_ORGANIZATION)?;
    let wanted = match call.request.query_value("status").unwrap_or("Active") {
        "Active" => Some(true),
        "Inactive" => Some(false),
        "All" => None,
        _ => return Err(invalid("status is Active, Inactive or All.")),
    };
    let children = call
        .world
        .orgs
        .iter()
        .filter(|org| org.profile.role == Role::Target);
    let mut records: Vec<(String, Value)> = children
        .filter(|org| wanted.is_none_or(|active| org.profile.active == active))
        .map(|org| (org.profile.org_id(), org.profile.record()))
        .collect();
    records.sort_by(|a, b| a.0.cmp(&b.0));
    let (data, next) = page(
        records.into_iter(),
        call.request,
        limit,
        INVALID_ORGANIZATION,
    )?;
    Ok(Response::json(200, &json!({ "data": data, "next": next })))
}

/// `GET /v1/organizations/{orgId}`
pub(crate) fn get(call: &mut ParentCall<'_>) -> Answer {
    Ok(Response::json(200, &child(call)?.profile.record()))
}

/// `POST /v1/organizations`
pub(crate) fn create(call: &mut ParentCall<'_>) -> Answer {
    check_header(call)?;
    let body = body(call)?;
    let seed = call.world.config.seed;
    let index = call.world.orgs.len() as u64;
    let account = HexId(0xFF00_0000 + Rng::new(seed, 500_000 + index).below(0x00FF_FFFF));
    let profile = profile(&body, account, call.now)?;
    let record = profile.record();
    call.world.add(Org::new(profile, seed, index, call.now));
    Ok(Response::json(200, &record))
}

/// `PUT /v1/organizations/{orgId}`
pub(crate) fn update(call: &mut ParentCall<'_>) -> Answer {
    let body = body(call)?;
    let baselines = body
        .as_object()
        .cloned()
        .ok_or_else(|| invalid("The body holds baselines."))?;
    let profile = &mut child(call)?.profile;
    apply_baselines(profile, baselines);
    Ok(Response::json(200, &profile.record()))
}

/// `DELETE /v1/organizations/{orgId}`: deactivates, which ends its keys and returns its credits.
pub(crate) fn deactivate(call: &mut ParentCall<'_>) -> Answer {
    let org = child(call)?;
    org.profile.active = false;
    org.profile.credits = 0;
    org.keys.disable_all();
    Ok(Response::json(200, &org.profile.record()))
}

/// `POST /v1/organizations/{orgId}/accessKey`
pub(crate) fn access_key(call: &mut ParentCall<'_>) -> Answer {
    let body = body(call)?;
    let label = body["label"]
        .as_str()
        .filter(|label| (1..=128).contains(&label.chars().count()));
    let label = label.ok_or_else(|| invalid("label is required."))?;
    let origins = texts(&body["corsHeaders"]).unwrap_or_default();
    if origins.len() > 20 {
        return Err(invalid("corsHeaders has at most 20 members."));
    }
    let scopes = texts(&body["scopes"]).filter(|scopes| !scopes.is_empty());
    let now = call.now;
    let org = child(call)?;
    if !org.profile.active {
        return Err(invalid("The organization is deactivated."));
    }
    let owner = org.owner.id;
    let key = org.keys.mint(label, owner, scopes, origins, now);
    let (id, created) = (key.id.clone(), key.created());
    if let Some(index) = call.world.org_index(param(call)) {
        call.world.by_access_id.insert(id, index);
    }
    Ok(Response::json(200, &created))
}

/// `GET /v1/organizations/parentOrg`
pub(crate) fn parent_org(call: &mut ParentCall<'_>) -> Answer {
    check_header(call)?;
    let charges: Vec<Value> = DEPLOYMENTS
        .iter()
        .map(|code| json!({ "deploymentId": code, "deploymentCharge": 0.0 }))
        .collect();
    Ok(Response::json(
        200,
        &json!({
            "isEligibleForTrialOrgs": true,
            "isEligibleForDeploymentCharge": false,
            "deploymentCharges": charges,
            "planName": "Enterprise Suite",
        }),
    ))
}

/// `GET /v1/organizations/provisioning/{orgId}`
pub(crate) fn provisioning(call: &mut ParentCall<'_>) -> Answer {
    let org = child(call)?;
    let provisioned = org.profile.cloud_siem;
    Ok(Response::json(
        200,
        &json!({
            "cse": { "isProvisioned": provisioned, "isProvisioningToggleAllowed": true },
            "AIInvestigation": { "isProvisioned": false, "isProvisioningToggleAllowed": false },
        }),
    ))
}

/// Every call names the deployment of the parent.
fn check_header(call: &ParentCall<'_>) -> Result<(), ApiError> {
    let parent = call
        .world
        .orgs
        .iter()
        .find(|org| org.profile.role == Role::Source);
    let home = parent.map_or("", |org| org.profile.deployment.as_str());
    match call.request.header_value("parentdeploymentid") {
        None => Err(invalid("The header parentDeploymentId is required.")),
        Some(deployment) if deployment == home => Ok(()),
        Some(_) => Err(ApiError::forbidden(
            "The calling organization is not on this deployment.",
        )),
    }
}

fn child<'a>(call: &'a mut ParentCall<'_>) -> Result<&'a mut Org, ApiError> {
    check_header(call)?;
    let id = param(call).to_owned();
    let orgs = call.world.orgs.iter_mut();
    let mut children = orgs.filter(|org| org.profile.role == Role::Target);
    children
        .find(|org| org.profile.org_id() == id)
        .ok_or_else(ApiError::not_found)
}

fn param<'a>(call: &'a ParentCall<'_>) -> &'a str {
    call.params.first().map_or("", String::as_str)
}

fn body(call: &ParentCall<'_>) -> Result<Value, ApiError> {
    serde_json::from_slice(&call.request.body)
        .map_err(|e| invalid("The request body is not JSON.").detail(e.to_string()))
}

fn texts(value: &Value) -> Option<Vec<String>> {
    let members = value.as_array()?;
    Some(
        members
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
    )
}

fn invalid(what: &str) -> ApiError {
    ApiError::new(400, INVALID_ORGANIZATION, what)
}
