//! New child orgs from the body of a request.

use serde_json::{Map, Value};

use crate::clock::Millis;
use crate::deployment::DEPLOYMENTS;
use crate::error::ApiError;
use crate::guesses::INVALID_ORGANIZATION;
use crate::ids::HexId;
use crate::org::profile::{Profile, Role, is_api_name};

/// The profile that `POST /v1/organizations` describes.
pub(crate) fn profile(body: &Value, account: HexId, now: Millis) -> Result<Profile, ApiError> {
    let invalid = |what: &str| ApiError::new(400, INVALID_ORGANIZATION, what);
    let required = |field: &str| {
        body[field]
            .as_str()
            .filter(|text| !text.is_empty())
            .ok_or_else(|| invalid(&format!("{field} is required.")))
    };
    let name = required("organizationName")?;
    if !is_api_name(name) {
        return Err(invalid(
            "organizationName takes up to 100 letters, digits and ` +%-@.,_()`.",
        ));
    }
    let deployment = required("deploymentId")?;
    if !DEPLOYMENTS.contains(&deployment) {
        return Err(invalid("There is no such deployment."));
    }
    let baselines = body["baselines"].as_object().cloned().unwrap_or_default();
    let is_trial = body["trialPlanPeriod"].is_number();
    Ok(Profile {
        name: name.to_owned(),
        organization_name: name.to_owned(),
        account,
        deployment: deployment.to_owned(),
        role: Role::Target,
        variant: "empty",
        owner_email: required("email")?.to_owned(),
        first_name: required("firstName")?.to_owned(),
        last_name: body["lastName"].as_str().map(str::to_owned),
        active: true,
        plan: if is_trial { "Trial" } else { "Enterprise" },
        credits: baselines
            .get("totalCreditsAllocated")
            .and_then(Value::as_u64)
            .unwrap_or(40_000),
        cloud_siem: has_cloud_siem(&baselines),
        baselines: without_requests(baselines),
        created_at: now,
    })
}

/// Applies the baselines of `PUT /v1/organizations/{orgId}`.
pub(crate) fn apply_baselines(profile: &mut Profile, baselines: Map<String, Value>) {
    if let Some(credits) = baselines
        .get("totalCreditsAllocated")
        .and_then(Value::as_u64)
    {
        profile.credits = credits;
        profile.plan = "Enterprise";
    }
    if baselines.contains_key("featureActivation") {
        profile.cloud_siem = has_cloud_siem(&baselines);
    }
    profile.baselines.extend(without_requests(baselines));
}

fn has_cloud_siem(baselines: &Map<String, Value>) -> bool {
    baselines
        .get("featureActivation")
        .is_some_and(|features| features["cse"] == true)
}

/// The baselines without the fields that only a request has.
fn without_requests(mut baselines: Map<String, Value>) -> Map<String, Value> {
    baselines.remove("totalCreditsAllocated");
    baselines.remove("featureActivation");
    baselines
}
