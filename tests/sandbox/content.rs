//! Content on its way from the source org to a target.

use serde_json::{Value, json};

use crate::client::{Org, source, target};

const ADMIN: &str = "/v2/content/folders/adminRecommended";

fn admin_folder(org: &Org) -> Value {
    org.result("GET", ADMIN)
}

fn children(folder: &Value) -> Vec<Value> {
    folder["children"].as_array().expect("children").clone()
}

fn export(org: &Org, id: &str) -> Value {
    org.result("POST", &format!("/v2/content/{id}/export"))
}

/// A search that every org takes: it refers to nothing.
fn search(name: &str) -> Value {
    json!({
        "type": "SavedSearchWithScheduleSyncDefinition",
        "name": name,
        "description": "Counts messages by source.",
        "search": {
            "queryText": "* | count by _sourceCategory",
            "defaultTimeRange": "-15m",
            "byReceiptTime": false,
            "viewName": "",
            "viewStartTime": null,
            "queryParameters": [],
            "parsingMode": "Manual"
        },
        "searchSchedule": null
    })
}

#[test]
fn the_source_org_holds_the_demo_of_several_folders() {
    let folders = children(&admin_folder(&source()));
    let folders = folders.iter().filter(|child| child["itemType"] == "Folder");
    assert!(folders.count() >= 8);
}

#[test]
fn what_is_imported_comes_back_in_an_export_and_a_second_import_is_refused() {
    let org = target(2);
    let admin = admin_folder(&org);
    let id = admin["id"].as_str().unwrap();
    let search = search("Sandbox suite: messages by source");
    let path = format!("/v2/content/folders/{id}/import");
    let (_, status) = org.job("POST", &path, Some(&search));
    assert_eq!(status["status"], "Success", "{status}");

    let named = |folder: &Value| {
        children(folder)
            .into_iter()
            .find(|child| child["name"] == search["name"])
            .unwrap()
    };
    let item = named(&admin_folder(&org));
    let exported = export(&org, item["id"].as_str().unwrap());
    assert_eq!(
        exported["search"]["queryText"],
        search["search"]["queryText"]
    );
    assert_eq!(exported["description"], search["description"]);

    let (_, status) = org.job("POST", &path, Some(&search));
    assert_eq!(status["status"], "Failed", "{status}");

    let mut newer = search.clone();
    newer["description"] = json!("Counts messages by source, newer.");
    let (_, status) = org.job("POST", &format!("{path}?overwrite=true"), Some(&newer));
    assert_eq!(status["status"], "Success", "{status}");
    let replaced = named(&admin_folder(&org));
    assert_eq!(replaced["id"], item["id"], "a replaced item keeps its id");
    let exported = export(&org, item["id"].as_str().unwrap());
    assert_eq!(exported["description"], newer["description"]);
}

#[test]
fn a_failing_import_says_so_and_leaves_nothing_behind() {
    let org = target(3);
    let admin = admin_folder(&org);
    let id = admin["id"].as_str().unwrap();
    org.control("POST", "faults", Some(&json!({ "failImports": true })));
    let search = search("Sandbox suite: never there");
    let path = format!("/v2/content/folders/{id}/import");
    let (_, status) = org.job("POST", &path, Some(&search));
    assert_eq!(status["status"], "Failed", "{status}");
    org.control("DELETE", "faults", None);
    assert_eq!(children(&admin_folder(&org)).len(), children(&admin).len());
}

#[test]
fn a_customer_s_edit_shows_in_the_next_export() {
    let org = target(4);
    let path = "/Library/Admin Recommended";
    let body = search("Sandbox suite: edited");
    let create = json!({ "op": "create", "folder": path, "definition": body });
    org.control("POST", "edit", Some(&create));
    let item = format!("{path}/Sandbox suite: edited");
    let set = json!({ "op": "set", "path": item, "fields": { "description": "Ours now." } });
    org.control("POST", "edit", Some(&set));
    let folder = admin_folder(&org);
    let child = children(&folder)
        .into_iter()
        .find(|child| child["name"] == body["name"])
        .unwrap();
    let exported = export(&org, child["id"].as_str().unwrap());
    assert_eq!(exported["description"], "Ours now.");
}
