//! The organizations API.

use std::collections::BTreeSet;

use crate::lab::{Lab, config, error_code};
use orgcast_sandbox::{Request, Response};
use serde_json::{Value, json};

fn call(lab: &mut Lab, method: &str, target: &str, body: Option<&Value>) -> Response {
    let request =
        Request::new(method, &format!("/api/v1{target}")).header("parentDeploymentId", "us2");
    let request = match body {
        Some(body) => request.json(body),
        None => request,
    };
    lab.send(0, request)
}

#[test]
fn only_the_parent_may_ask_and_has_to_say_where_it_is() {
    let mut lab = Lab::new(config(2));
    let bare = lab.send(0, Request::new("GET", "/api/v1/organizations"));
    assert_eq!(
        (bare.status, error_code(&bare).as_str()),
        (400, "organization:invalid_request")
    );
    let elsewhere = Request::new("GET", "/api/v1/organizations").header("parentDeploymentId", "eu");
    assert_eq!(lab.send(0, elsewhere).status, 403);
    let child = Request::new("GET", "/api/v1/organizations").header("parentDeploymentId", "us2");
    assert_eq!(lab.send(1, child).status, 403);
}

#[test]
fn children_are_listed_on_pages() {
    let mut lab = Lab::new(config(12));
    let targets: BTreeSet<String> = (1..12).map(|i| lab.org_id(i)).collect();
    let mut seen = Vec::new();
    let mut target = "/organizations?limit=4".to_owned();
    loop {
        let page = call(&mut lab, "GET", &target, None).body_json();
        seen.extend(
            page["data"]
                .as_array()
                .unwrap()
                .iter()
                .map(|o| o["orgId"].as_str().unwrap().to_owned()),
        );
        let Some(token) = page["next"].as_str() else {
            break;
        };
        target = format!("/organizations?limit=4&token={token}");
    }
    assert_eq!(seen.len(), 11);
    assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), targets);
}

#[test]
fn a_deactivated_org_is_inactive_and_its_keys_are_dead() {
    let mut lab = Lab::new(config(3));
    let target = format!("/organizations/{}", lab.org_id(1));
    let record = call(&mut lab, "DELETE", &target, None).body_json();
    assert_eq!(record["subscription"]["status"], "Canceled");
    assert_eq!(
        lab.send(1, Request::new("GET", "/api/v2/content/folders/personal"))
            .status,
        401
    );
    let listed = |lab: &mut Lab, status: &str| {
        let page = call(lab, "GET", &format!("/organizations?status={status}"), None).body_json();
        page["data"].as_array().unwrap().len()
    };
    assert_eq!(
        (
            listed(&mut lab, "Active"),
            listed(&mut lab, "Inactive"),
            listed(&mut lab, "All")
        ),
        (1, 1, 2)
    );
    assert_eq!(
        call(
            &mut lab,
            "POST",
            &format!("{target}/accessKey"),
            Some(&json!({ "label": "x" }))
        )
        .status,
        400
    );
}

#[test]
fn a_created_org_is_empty_and_gets_a_key_with_scopes() {
    let mut lab = Lab::new(config(2));
    let mut body = json!({ "email": "owner@new.test", "organizationName": "New, Inc.", "firstName": "N",
        "deploymentId": "eu", "baselines": { "featureActivation": { "cse": true } } });
    let record = call(&mut lab, "POST", "/organizations", Some(&body)).body_json();
    let org_id = record["orgId"].as_str().unwrap().to_owned();
    assert!(org_id.starts_with("eu-") && org_id.len() == 19);
    body["organizationName"] = json!("O'Dowd");
    assert_eq!(
        call(&mut lab, "POST", "/organizations", Some(&body)).status,
        400
    );
    let provisioning = call(
        &mut lab,
        "GET",
        &format!("/organizations/provisioning/{org_id}"),
        None,
    )
    .body_json();
    assert_eq!(provisioning["cse"]["isProvisioned"], true);

    let scopes = json!({ "label": "reader", "scopes": ["viewLibrary"] });
    let key = call(
        &mut lab,
        "POST",
        &format!("/organizations/{org_id}/accessKey"),
        Some(&scopes),
    )
    .body_json();
    let mut status = |target: &str| {
        lab.now += 1_000;
        let request = Request::new("GET", target)
            .basic_auth(key["id"].as_str().unwrap(), key["key"].as_str().unwrap());
        lab.world.handle(&request, lab.now).status
    };
    assert_eq!(status("/api/v2/content/folders/personal"), 200);
    assert_eq!(status("/api/v1/connections"), 403);
}

#[test]
fn baselines_can_change() {
    let mut lab = Lab::new(config(2));
    let target = format!("/organizations/{}", lab.org_id(1));
    let body = json!({ "continuousIngest": 77, "totalCreditsAllocated": 50_000 });
    let record = call(&mut lab, "PUT", &target, Some(&body)).body_json();
    assert_eq!(record["subscription"]["baselines"]["continuousIngest"], 77);
    assert_eq!(record["subscription"]["credits"], 50_000);
    assert!(
        record["subscription"]["baselines"]
            .get("totalCreditsAllocated")
            .is_none()
    );
}
