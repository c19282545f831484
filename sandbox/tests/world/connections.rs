//! Connections and report schedules.

use crate::lab::{Lab, config, error_code};
use orgcast_sandbox::Request;
use serde_json::{Value, json};

fn hook(name: &str) -> Value {
    json!({
        "type": "WebhookDefinition",
        "name": name,
        "url": "https://hooks.example.com/x",
        "headers": [{ "name": "Authorization", "value": "Bearer secret-1" }],
        "customHeaders": [{ "name": "X-Team", "value": "soc" }],
        "defaultPayload": "{}",
        "webhookType": "Slack",
    })
}

#[test]
fn secrets_never_come_back() {
    let (mut lab, org) = Lab::with_empty_target();
    let made = lab.admin(org, "POST", "/v1/connections", Some(&hook("a")));
    assert!(!String::from_utf8_lossy(&made.body).contains("secret-1"));
    let shown = made.body_json();
    assert_eq!(shown["type"], "WebhookConnection");
    assert_eq!(
        shown["headers"],
        json!([{ "name": "Authorization", "value": "********" }])
    );
    assert_eq!(shown["customHeaders"][0]["value"], "soc");

    let snow = json!({ "type": "ServiceNowDefinition", "name": "b", "url": "https://x.example.com",
        "username": "u", "password": "secret-2" });
    let snow = lab
        .admin(org, "POST", "/v1/connections", Some(&snow))
        .body_json();
    assert!(snow.get("password").is_none());
    let state = lab.control(org, "GET", "state", None).to_string();
    assert!(!state.contains("secret-1") && !state.contains("secret-2"));
}

#[test]
fn listing_is_paged_and_complete() {
    let mut lab = Lab::new(config(1));
    let all = lab.get(0, "/v1/connections")["data"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(all.len(), 5);
    let mut paged = Vec::new();
    let mut target = "/v1/connections?limit=2".to_owned();
    loop {
        let page = lab.get(0, &target);
        paged.extend(page["data"].as_array().unwrap().clone());
        let Some(token) = page["next"].as_str() else {
            break;
        };
        target = format!("/v1/connections?limit=2&token={token}");
    }
    assert_eq!(paged, all);
    assert_eq!(
        lab.admin(0, "GET", "/v1/connections?limit=0", None).status,
        400
    );
    assert_eq!(
        lab.admin(0, "GET", "/v1/connections?limit=1001", None)
            .status,
        400
    );
}

#[test]
fn the_type_has_to_fit() {
    let mut lab = Lab::new(config(1));
    let all = lab.get(0, "/v1/connections")["data"]
        .as_array()
        .unwrap()
        .clone();
    let snow = all
        .iter()
        .find(|c| c["type"] == "ServiceNowConnection")
        .unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let status = |lab: &mut Lab, method: &str, query: &str| {
        lab.admin(0, method, &format!("/v1/connections/{snow}{query}"), None)
            .status
    };
    assert_eq!(status(&mut lab, "GET", ""), 404);
    assert_eq!(status(&mut lab, "GET", "?type=ServiceNowConnection"), 200);
    assert_eq!(status(&mut lab, "DELETE", ""), 400);
    assert_eq!(status(&mut lab, "DELETE", "?type=WebhookConnection"), 404);
    assert_eq!(
        status(&mut lab, "DELETE", "?type=ServiceNowConnection"),
        204
    );
    assert_eq!(status(&mut lab, "GET", "?type=ServiceNowConnection"), 404);
}

#[test]
fn an_update_keeps_masked_secrets_and_the_id() {
    let (mut lab, org) = Lab::with_empty_target();
    let made = lab
        .admin(org, "POST", "/v1/connections", Some(&hook("a")))
        .body_json();
    let target = format!("/v1/connections/{}", made["id"].as_str().unwrap());
    let mut changed = hook("renamed");
    changed["headers"] = made["headers"].clone();
    let updated = lab.admin(org, "PUT", &target, Some(&changed)).body_json();
    assert_eq!(
        (&updated["id"], &updated["name"]),
        (&made["id"], &json!("renamed"))
    );
    let other = json!({ "type": "ServiceNowDefinition", "name": "c", "url": "u", "username": "u", "password": "p" });
    assert_eq!(lab.admin(org, "PUT", &target, Some(&other)).status, 400);
    let twin = lab.admin(org, "POST", "/v1/connections", Some(&hook("renamed")));
    assert_eq!(error_code(&twin), "connection:name_already_exists");
}

#[test]
fn a_test_sends_nothing_and_says_ok() {
    let mut lab = Lab::new(config(1));
    let target = "/v1/connections/test?functionalities=alert,resolution";
    let tested = lab.admin(0, "POST", target, Some(&hook("any"))).body_json();
    assert_eq!(
        (&tested["statusCode"], &tested["resolutionStatusCode"]),
        (&json!(200), &json!(200))
    );
}

#[test]
fn report_schedules_stand_in_the_export_of_their_dashboard() {
    let mut lab = Lab::new(config(1));
    let dashboard = lab.at(0, "/Library/Admin Recommended/Executive/Service levels");
    let id = dashboard["id"].as_str().unwrap().to_owned();
    let listing = format!("/api/v1/dashboards/reportSchedules?dashboardId={id}");
    let listed = lab.send(0, Request::new("GET", &listing)).body_json();
    let mut report = listed["reportSchedules"][0].clone();
    assert_eq!(report["dashboardId"], id);
    let one = format!(
        "/api/v1/dashboards/reportSchedules/{}",
        report["scheduleId"].as_str().unwrap()
    );

    report["reportFormat"] = json!("Png");
    let updated = lab
        .send(0, Request::new("PUT", &one).json(&report))
        .body_json();
    assert_eq!(updated["scheduleId"], report["scheduleId"]);
    let exported = lab.export(0, &id)["schedules"].clone();
    assert_eq!(exported[0]["reportFormat"], "Png");
    assert!(exported[0].get("scheduleId").is_none() && exported[0].get("dashboardId").is_none());

    let added = Request::new("POST", "/api/v1/dashboards/reportSchedules").json(&report);
    assert_eq!(lab.send(0, added).status, 200);
    assert_eq!(lab.send(0, Request::new("DELETE", &one)).status, 204);
    assert_eq!(lab.send(0, Request::new("GET", &one)).status, 404);
    assert_eq!(lab.export(0, &id)["schedules"].as_array().unwrap().len(), 1);
}
