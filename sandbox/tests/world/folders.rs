//! Folders, admin mode, paths and permissions.

use crate::lab::{Lab, error_code, folder, search};
use orgcast_sandbox::Request;
use serde_json::json;

#[test]
fn admin_recommended_needs_the_header() {
    let (mut lab, org) = Lab::with_empty_target();
    let root = lab.root_id(org);
    let body = json!({ "name": "Baseline", "parentId": root });
    let refused = lab.send(
        org,
        Request::new("POST", "/api/v2/content/folders").json(&body),
    );
    assert_eq!(
        (refused.status, error_code(&refused).as_str()),
        (404, "content:content_not_found")
    );
    let decimal = u64::from_str_radix(&root, 16).unwrap().to_string();
    assert_eq!(refused.body_json()["errors"][0]["meta"]["id"], decimal);

    let made = lab.admin(org, "POST", "/v2/content/folders", Some(&body));
    assert_eq!(made.status, 200);
    let id = made.body_json()["id"].as_str().unwrap().to_owned();
    let unseen = lab.send(
        org,
        Request::new("GET", &format!("/api/v2/content/folders/{id}")),
    );
    assert_eq!(unseen.status, 404);
}

#[test]
fn what_is_shared_with_everybody_is_seen_without_the_header() {
    let (mut lab, org) = Lab::with_empty_target();
    let root = lab.root_id(org);
    let shared = lab.imported(org, &root, false, &folder("Shared", &[search("inner")]));
    let account = lab.org_id(org).split_once('-').unwrap().1.to_owned();
    let grant = json!({
        "contentPermissionAssignments": [
            { "permissionName": "View", "sourceType": "org", "sourceId": account, "contentId": shared },
        ],
        "notifyRecipients": false,
        "notificationMessage": "",
    });
    let target = format!("/v2/content/{shared}/permissions");
    assert_eq!(
        lab.admin(org, "PUT", &format!("{target}/add"), Some(&grant))
            .status,
        200
    );

    let seen = lab
        .send(
            org,
            Request::new("GET", &format!("/api/v2/content/folders/{shared}")),
        )
        .body_json();
    assert_eq!(seen["permissions"], json!(["View"]));
    assert_eq!(seen["children"][0]["name"], "inner");
    let inner = seen["children"][0]["id"].as_str().unwrap().to_owned();
    let of_inner = lab.get(org, &format!("/v2/content/{inner}/permissions"));
    assert_eq!(of_inner["explicitPermissions"], json!([]));
    assert_eq!(of_inner["implicitPermissions"][0]["contentId"], shared);

    assert_eq!(
        lab.admin(org, "PUT", &format!("{target}/remove"), Some(&grant))
            .status,
        200
    );
    let again = lab.send(
        org,
        Request::new("GET", &format!("/api/v2/content/folders/{shared}")),
    );
    assert_eq!(again.status, 404);
}

#[test]
fn folder_names_are_unique_and_of_limited_length() {
    let (mut lab, org) = Lab::with_empty_target();
    let root = lab.root_id(org);
    let body = json!({ "name": "twin", "parentId": root });
    assert_eq!(
        lab.admin(org, "POST", "/v2/content/folders", Some(&body))
            .status,
        200
    );
    let second = lab.admin(org, "POST", "/v2/content/folders", Some(&body));
    assert_eq!(
        (second.status, error_code(&second).as_str()),
        (400, "content:duplicate_content")
    );
    let long = json!({ "name": "x".repeat(129), "parentId": root });
    assert_eq!(
        lab.admin(org, "POST", "/v2/content/folders", Some(&long))
            .status,
        400
    );
    assert_eq!(lab.children(org, &root).len(), 1);
}

#[test]
fn an_item_is_no_parent() {
    let (mut lab, org) = Lab::with_empty_target();
    let root = lab.root_id(org);
    let item = lab.imported(org, &root, false, &search("leaf"));
    let body = json!({ "name": "inside", "parentId": item });
    let refused = lab.admin(org, "POST", "/v2/content/folders", Some(&body));
    assert_eq!(error_code(&refused), "content:parent_not_found");
}

#[test]
fn a_folder_lists_one_level() {
    let mut lab = Lab::new(crate::lab::config(1));
    let root = lab.root(0);
    let clouds = root["children"]
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["name"] == "Cloud audit")
        .unwrap();
    assert!(clouds.get("children").is_none());
    assert_eq!(clouds["itemType"], "Folder");
    assert_eq!(clouds["parentId"], root["id"]);
    assert_eq!(root["parentId"], "0000000000000000");
}

#[test]
fn paths_lead_to_items_and_back() {
    let mut lab = Lab::new(crate::lab::config(1));
    let path = "/Library/Admin Recommended/Cloud audit/AWS/IAM/Root account used";
    let item = lab.at(0, path);
    assert_eq!(
        (&item["itemType"], &item["isScheduled"]),
        (&json!("Search"), &json!(true))
    );
    let id = item["id"].as_str().unwrap().to_owned();
    let back = lab.get(0, &format!("/v2/content/{id}/path"));
    assert_eq!(back["path"], path);
    assert_eq!(back["pathItems"][0]["name"], "Admin Recommended");
    assert_eq!(back["pathItems"][4]["id"], item["id"]);
}

#[test]
fn every_user_has_a_personal_folder() {
    let mut lab = Lab::new(crate::lab::config(1));
    let folder = lab
        .send(0, Request::new("GET", "/api/v2/content/folders/personal"))
        .body_json();
    assert_eq!(folder["name"], "Personal");
    let id = folder["id"].as_str().unwrap().to_owned();
    let email = lab.orgs[0]["ownerEmail"].as_str().unwrap().to_owned();
    assert_eq!(
        lab.get(0, &format!("/v2/content/{id}/path"))["path"],
        format!("/Library/Users/{email}")
    );
}

#[test]
fn the_global_view_lists_all_roots() {
    let mut lab = Lab::new(crate::lab::config(1));
    let view = lab.result(0, "GET", "/v2/content/folders/global");
    let names: Vec<_> = view["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "Admin Recommended",
            "Installed Apps",
            "Personal",
            "Personal"
        ]
    );
    assert_eq!(
        lab.result(0, "GET", "/v2/content/folders/installedApps")["name"],
        "Installed Apps"
    );
}
