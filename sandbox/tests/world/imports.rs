//! Imports: names, overwriting, dependencies, limits and what is refused.

use crate::lab::{Lab, config, error_code, folder, lookup, scheduled, search};
use orgcast_sandbox::{Guesses, WorldConfig};
use serde_json::{Value, json};

fn webhook(id: &str) -> Value {
    json!({ "taskType": "WebhookSearchNotificationSyncDefinition", "webhookId": id, "payload": null })
}

fn with_guesses(guesses: Guesses) -> (Lab, String) {
    let mut lab = Lab::new(WorldConfig {
        guesses,
        ..config(1)
    });
    let root = lab.root_id(0);
    (lab, root)
}

#[test]
fn the_same_name_again_is_refused_and_changes_nothing() {
    let (mut lab, org) = Lab::with_empty_target();
    let root = lab.root_id(org);
    lab.imported(org, &root, false, &folder("a", &[search("one")]));
    let before = lab.export(org, &root);
    let (status, result) = lab.import(org, &root, false, &folder("a", &[search("two")]));
    assert_eq!(status["error"]["code"], "content1:duplicate_element");
    assert_eq!(result["status"], "Failed");
    assert_eq!(
        result["summary"],
        json!({ "totalItems": 2, "successCount": 0, "failureCount": 2 })
    );
    assert_eq!(lab.export(org, &root), before);
}

#[test]
fn overwriting_keeps_ids() {
    let (mut lab, org) = Lab::with_empty_target();
    let root = lab.root_id(org);
    let id = lab.imported(
        org,
        &root,
        false,
        &folder("a", &[search("one"), search("two")]),
    );
    let inner = lab.children(org, &id);
    let mut changed = folder("a", &[search("one"), search("two")]);
    changed["children"][0]["search"]["queryText"] = json!("other");
    assert_eq!(lab.imported(org, &root, true, &changed), id);
    let after = lab.children(org, &id);
    assert_eq!(after[0]["id"], inner[0]["id"]);
    assert_ne!(after[0]["modifiedAt"], inner[0]["modifiedAt"]);
    assert_eq!(
        lab.export(org, &id)["children"][0]["search"]["queryText"],
        "other"
    );
}

#[test]
fn overwriting_a_folder_deletes_what_a_customer_added() {
    let (mut lab, root) = with_guesses(Guesses::default());
    let id = lab.imported(
        0,
        &root,
        false,
        &folder("a", &[search("one"), search("customer's own")]),
    );
    lab.imported(0, &root, true, &folder("a", &[search("one")]));
    assert_eq!(lab.children(0, &id).len(), 1);

    let kind = Guesses {
        overwrite_deletes_extra_children: false,
        ..Guesses::default()
    };
    let (mut lab, root) = with_guesses(kind);
    let id = lab.imported(
        0,
        &root,
        false,
        &folder("a", &[search("one"), search("customer's own")]),
    );
    lab.imported(0, &root, true, &folder("a", &[search("one")]));
    assert_eq!(lab.children(0, &id).len(), 2);
}

#[test]
fn another_kind_of_the_same_name_is_not_replaced() {
    let (mut lab, org) = Lab::with_empty_target();
    let root = lab.root_id(org);
    lab.imported(org, &root, false, &search("a"));
    let (status, _) = lab.import(org, &root, true, &folder("a", &[]));
    assert_eq!(status["error"]["code"], "content1:duplicate_element");
}

#[test]
fn an_unknown_webhook_fails_the_item_and_leaves_it_without_schedule() {
    let (mut lab, org) = Lab::with_empty_target();
    let root = lab.root_id(org);
    let item = scheduled("alert", &webhook("0000000000000005"));
    let (status, result) = lab.import(org, &root, false, &item);
    assert_eq!(status["error"]["code"], "content1:internal_error");
    assert_eq!(
        result["failures"][0]["path"],
        "/Library/Admin Recommended/alert"
    );
    assert_eq!(result["failures"][0]["type"], "Search");
    let left = lab.at(org, "/Library/Admin Recommended/alert");
    assert_eq!(left["isScheduled"], false);
    let (again, _) = lab.import(org, &root, false, &item);
    assert_eq!(again["error"]["code"], "content1:duplicate_element");
}

#[test]
fn a_known_webhook_is_scheduled_and_a_failure_never_touches_what_exists() {
    let (mut lab, org) = Lab::with_empty_target();
    let root = lab.root_id(org);
    let known = lab.get(org, "/v1/connections")["data"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let id = lab.imported(org, &root, false, &scheduled("alert", &webhook(&known)));
    let before = lab.export(org, &id);
    let (status, _) = lab.import(
        org,
        &root,
        true,
        &scheduled("alert", &webhook("0000000000000005")),
    );
    assert_eq!(status["status"], "Failed");
    assert_eq!(lab.export(org, &id), before);
}

#[test]
fn nothing_is_left_behind_when_the_guess_says_so() {
    let tidy = Guesses {
        failed_item_is_left_behind: false,
        ..Guesses::default()
    };
    let (mut lab, root) = with_guesses(tidy);
    let before = lab.children(0, &root).len();
    lab.import(
        0,
        &root,
        false,
        &scheduled("alert", &webhook("0000000000000005")),
    );
    assert_eq!(lab.children(0, &root).len(), before);
}

#[test]
fn items_fail_one_by_one_inside_a_folder() {
    let body = folder(
        "mixed",
        &[
            search("good"),
            scheduled("bad", &webhook("0000000000000005")),
        ],
    );
    let (mut lab, root) = with_guesses(Guesses::default());
    let (status, result) = lab.import(0, &root, false, &body);
    assert_eq!(status["status"], "Success");
    assert_eq!(
        result["summary"],
        json!({ "totalItems": 3, "successCount": 2, "failureCount": 1 })
    );
    assert_eq!(
        result["failures"][0]["path"],
        "/Library/Admin Recommended/mixed/bad"
    );

    let strict = Guesses {
        partial_import_succeeds: false,
        ..Guesses::default()
    };
    let (mut lab, root) = with_guesses(strict);
    let (status, result) = lab.import(0, &root, false, &body);
    assert_eq!(status["error"]["code"], "content1:internal_error");
    assert_eq!(result["summary"]["successCount"], 2);
}

#[test]
fn other_notifications_need_what_they_name() {
    let (mut lab, org) = Lab::with_empty_target();
    let root = lab.root_id(org);
    let to_view =
        |view| json!({ "taskType": "SaveToViewNotificationSyncDefinition", "viewName": view });
    let (status, _) = lab.import(org, &root, false, &scheduled("v1", &to_view("missing")));
    assert_eq!(status["status"], "Failed");
    lab.imported(
        org,
        &root,
        false,
        &scheduled("v2", &to_view("security_daily")),
    );

    let to_lookup = |path| {
        json!({ "taskType": "SaveToLookupNotificationSyncDefinition", "lookupFilePath": path,
            "isLookupMergeOperation": false })
    };
    let path = "/Library/Admin Recommended/pack/table";
    let (status, _) = lab.import(org, &root, false, &scheduled("l1", &to_lookup(path)));
    assert_eq!(status["status"], "Failed");
    let pack = folder(
        "pack",
        &[scheduled("l2", &to_lookup(path)), lookup("table", &["id"])],
    );
    let (status, result) = lab.import(org, &root, false, &pack);
    assert_eq!(
        (&status["status"], &result["summary"]["failureCount"]),
        (&json!("Success"), &json!(0))
    );

    let to_source = json!({ "taskType": "AlertSearchNotificationSyncDefinition", "sourceId": "1" });
    let (status, _) = lab.import(org, &root, false, &scheduled("s1", &to_source));
    assert_eq!(status["status"], "Failed");
}

#[test]
fn a_lookup_with_rows_keeps_its_schema() {
    let (mut lab, org) = Lab::with_empty_target();
    let root = lab.root_id(org);
    let id = lab.imported(org, &root, false, &lookup("table", &["id", "name"]));
    let path = "/Library/Admin Recommended/table";
    lab.imported(org, &root, true, &lookup("table", &["id", "other"]));
    lab.edit(org, &json!({ "op": "rows", "path": path, "rows": 3 }));
    let (status, _) = lab.import(org, &root, true, &lookup("table", &["id", "third"]));
    assert_eq!(status["error"]["code"], "lookup:invalid_request");
    assert_eq!(lab.export(org, &id)["fields"][1]["fieldName"], "other");
    assert_eq!(
        lab.imported(org, &root, true, &lookup("table", &["id", "other"])),
        id
    );
}

#[test]
fn a_thousand_objects_are_the_limit() {
    let (mut lab, org) = Lab::with_empty_target();
    let root = lab.root_id(org);
    let many = |n: usize| {
        folder(
            &format!("{n}"),
            &(0..n).map(|i| search(&format!("{i}"))).collect::<Vec<_>>(),
        )
    };
    let (status, result) = lab.import(org, &root, false, &many(1_000));
    assert_eq!(status["error"]["code"], "content1:too_many_items");
    assert_eq!(result["summary"]["successCount"], 0);
    let id = lab.imported(org, &root, false, &many(999));
    assert_eq!(
        lab.export(org, &id)["children"].as_array().unwrap().len(),
        999
    );
    lab.imported(org, &id, false, &search("one more"));
    let (_, status) = lab.job(org, "POST", &format!("/v2/content/{id}/export"), None);
    assert_eq!(status["error"]["code"], "content1:too_many_items");
}

#[test]
fn bodies_that_the_api_does_not_take_are_refused_at_once() {
    let (mut lab, org) = Lab::with_empty_target();
    let root = lab.root_id(org);
    let target = format!("/v2/content/folders/{root}/import");
    let mut absolute = scheduled(
        "s",
        &json!({ "taskType": "EmailSearchNotificationSyncDefinition", "toList": [] }),
    );
    absolute["searchSchedule"]["parseableTimeRange"]["from"] =
        json!({ "type": "EpochTimeRangeBoundary", "epochMillis": 0 });
    let mut without_query = search("s");
    without_query["search"]
        .as_object_mut()
        .unwrap()
        .remove("queryText");
    let unknown = json!({ "type": "NoSuchSyncDefinition", "name": "x" });
    for body in [
        absolute,
        without_query,
        unknown,
        json!([]),
        json!({ "type": "FolderSyncDefinition", "name": "x" }),
    ] {
        let refused = lab.admin(org, "POST", &target, Some(&body));
        assert_eq!(
            (refused.status, error_code(&refused).as_str()),
            (400, "content:invalid_request"),
            "{body}"
        );
    }
    assert!(lab.children(org, &root).is_empty());
}

#[test]
fn a_dashboard_can_be_filed_by_its_title() {
    let by_title = Guesses {
        dashboards_are_filed_by_title: true,
        ..Guesses::default()
    };
    let (mut lab, root) = with_guesses(by_title);
    let before = lab.children(0, &root).len();
    let body = json!({ "type": "DashboardV2SyncDefinition", "name": "name", "title": "title" });
    lab.imported(0, &root, true, &body);
    lab.imported(0, &root, true, &body);
    let twins = lab.children(0, &root).split_off(before);
    assert_eq!(
        twins
            .iter()
            .map(|t| t["name"].as_str().unwrap())
            .collect::<Vec<_>>(),
        ["title", "title"]
    );
}
