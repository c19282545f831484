//! The control interface.

use crate::lab::{Lab, config, search};
use orgcast_sandbox::Request;
use serde_json::{Value, json};

#[test]
fn it_answers_without_a_key() {
    let mut lab = Lab::new(config(3));
    let health = lab
        .world
        .handle(&Request::new("GET", "/__sandbox/health"), lab.now);
    assert_eq!(health.body_json(), json!({ "status": "ok", "orgs": 3 }));
    let roles: Vec<_> = lab
        .orgs
        .iter()
        .map(|o| o["role"].as_str().unwrap())
        .collect();
    assert_eq!(roles, ["source", "target", "target"]);
    assert_eq!(
        lab.world
            .handle(&Request::new("GET", "/__sandbox/orgs/us2-1/state"), lab.now)
            .status,
        404
    );
    assert_eq!(
        lab.world
            .handle(&Request::new("GET", "/__sandbox/nothing"), lab.now)
            .status,
        404
    );
}

#[test]
fn calls_are_counted_by_route_and_effect() {
    let (mut lab, org) = Lab::with_empty_target();
    let root = lab.root_id(org);
    lab.control(org, "POST", "calls/reset", None);
    lab.imported(org, &root, false, &search("a"));
    let calls = lab.control(org, "GET", "calls", None);
    assert_eq!(calls["writes"], 1);
    assert_eq!(
        calls["byRoute"]["POST /v2/content/folders/{folderId}/import"],
        1
    );
    assert_eq!(calls["byStatus"]["200"], calls["total"]);
    assert_eq!(calls["maxPerSecond"], 1);
    lab.export(org, &root);
    assert_eq!(lab.control(org, "GET", "calls", None)["writes"], 1);
}

#[test]
fn faults_of_one_org_leave_the_others_alone() {
    let mut lab = Lab::new(config(3));
    lab.faults(1, &json!({ "revokeKey": true }));
    let personal = || Request::new("GET", "/api/v2/content/folders/personal");
    assert_eq!(lab.send(1, personal()).status, 401);
    assert_eq!(lab.send(2, personal()).status, 200);
    let wrong = Request::new("POST", &format!("/__sandbox/orgs/{}/faults", lab.org_id(1)));
    let refused = lab
        .world
        .handle(&wrong.json(&json!({ "revoke": true })), lab.now);
    assert_eq!(refused.status, 400);
    assert!(
        refused.body_json()["error"]
            .as_str()
            .unwrap()
            .contains("revoke")
    );
}

#[test]
fn a_customer_edits() {
    let (mut lab, org) = Lab::with_empty_target();
    let root = "/Library/Admin Recommended";
    let before = lab.root(org);
    let touched = lab.edit(
        org,
        &json!([
            { "op": "create", "folder": root, "definition": crate::lab::folder("a", &[search("one"), search("two")]) },
            { "op": "set", "path": format!("{root}/a/one"), "fields": { "search": { "queryText": "mine" } } },
            { "op": "rename", "path": format!("{root}/a/two"), "name": "three" },
            { "op": "move", "path": format!("{root}/a/three"), "folder": root },
            { "op": "createConnection", "definition": { "type": "WebhookDefinition", "name": "Hook",
                "url": "https://hooks.example.com", "defaultPayload": "{}" } },
            { "op": "delete", "path": format!("{root}/a/one") },
        ]),
    );
    assert_eq!(touched["items"].as_array().unwrap().len(), 6);
    assert_eq!(
        lab.at(org, "/Library/Admin Recommended/three")["name"],
        "three"
    );
    assert_ne!(
        lab.at(org, "/Library/Admin Recommended/three")["createdBy"],
        before["createdBy"]
    );
    let id = lab.at(org, "/Library/Admin Recommended/a")["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(lab.children(org, &id).is_empty());
    let state = lab.control(org, "GET", "state", None);
    let names: Vec<&Value> = state["connections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| &c["name"])
        .collect();
    assert_eq!(names, ["SOC Slack", "Hook"]);
    assert!(state["audit"].as_array().unwrap().len() == 7);
}

#[test]
fn an_edit_that_makes_no_sense_is_refused() {
    let (mut lab, org) = Lab::with_empty_target();
    let target = format!("/__sandbox/orgs/{}/edit", lab.org_id(org));
    for edit in [
        json!({ "op": "delete", "path": "/Library/Admin Recommended" }),
        json!({ "op": "delete", "path": "/Library/Admin Recommended/nothing" }),
        json!({ "op": "paint", "path": "/Library/Admin Recommended" }),
        json!({ "op": "create", "folder": "/Library/Admin Recommended", "definition": { "type": "x" } }),
    ] {
        let refused = lab
            .world
            .handle(&Request::new("POST", &target).json(&edit), lab.now);
        assert_eq!(refused.status, 400, "{edit}");
    }
}

#[test]
fn virtual_time_can_run_ahead() {
    let (mut lab, org) = Lab::with_empty_target();
    let target = "/v2/content/folders/adminRecommended";
    let job = lab.admin(org, "GET", target, None).body_json();
    let ahead = Request::new("POST", "/__sandbox/time").json(&json!({ "advanceMs": 3_600_000 }));
    assert_eq!(
        lab.world.handle(&ahead, lab.now).body_json()["aheadMs"],
        3_600_000
    );
    lab.now -= 1_000;
    let status = lab.get(
        org,
        &format!("{target}/{}/status", job["id"].as_str().unwrap()),
    );
    assert_eq!(status["status"], "Success");
}

#[test]
fn the_state_shows_items_with_their_definitions() {
    let mut lab = Lab::new(config(1));
    let state = lab.control(0, "GET", "state", None);
    let admin = &state["library"][0];
    assert_eq!(admin["path"], "/Library/Admin Recommended");
    let item = &admin["children"][0]["children"][0];
    assert_eq!(
        item["path"],
        "/Library/Admin Recommended/Sign-in anomalies/Failed admin sign-ins"
    );
    assert_eq!(
        item["definition"]["type"],
        "SavedSearchWithScheduleSyncDefinition"
    );
}
