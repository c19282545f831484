//! The orgs as they are at the start.

use std::collections::{BTreeMap, BTreeSet};

use crate::lab::{Lab, config, scheduled};
use orgcast_sandbox::{LibraryFile, World, WorldConfig};
use serde_json::{Value, json};

/// Each item on a line: its place, its kind, and what is special about it.
fn listing(item: &Value, depth: usize, into: &mut String) {
    use std::fmt::Write as _;
    let definition = &item["definition"];
    let schedules = definition["schedules"].as_array().map_or(0, Vec::len);
    let mut notes = String::new();
    if let Some(task) = definition["searchSchedule"]["notification"]["taskType"].as_str() {
        let _ = write!(
            notes,
            " [{}]",
            task.trim_end_matches("NotificationSyncDefinition")
        );
    }
    if schedules > 0 {
        let _ = write!(notes, " [{schedules} reports]");
    }
    let kind = definition["type"]
        .as_str()
        .map_or("Folder", |t| t.trim_end_matches("SyncDefinition"));
    let _ = writeln!(
        into,
        "{}{} ({kind}){notes}",
        "  ".repeat(depth),
        item["name"].as_str().unwrap()
    );
    for child in item["children"].as_array().into_iter().flatten() {
        listing(child, depth + 1, into);
    }
}

fn admin_recommended(lab: &mut Lab, org: usize) -> Value {
    lab.control(org, "GET", "state", None)["library"][0].clone()
}

fn flatten<'a>(item: &'a Value, into: &mut Vec<&'a Value>) {
    into.push(item);
    for child in item["children"].as_array().into_iter().flatten() {
        flatten(child, into);
    }
}

#[test]
fn the_baseline() {
    let mut lab = Lab::new(config(1));
    let mut text = String::new();
    listing(&admin_recommended(&mut lab, 0), 0, &mut text);
    insta::assert_snapshot!(text);
}

#[test]
fn the_baseline_has_everything_that_a_push_has_to_carry() {
    let mut lab = Lab::new(config(1));
    let root = admin_recommended(&mut lab, 0);
    let mut items = Vec::new();
    flatten(&root, &mut items);
    let folders = items.iter().filter(|i| i["itemType"] == "Folder").count() - 1;
    let leaves = items.iter().filter(|i| i["itemType"] != "Folder").count();
    assert!(
        folders >= 8 && leaves >= 60,
        "{folders} folders, {leaves} items"
    );
    let deepest = items
        .iter()
        .map(|i| i["path"].as_str().unwrap().matches('/').count())
        .max();
    assert!(deepest >= Some(6));
    let kinds: BTreeSet<_> = items
        .iter()
        .filter_map(|i| i["definition"]["type"].as_str())
        .collect();
    let all = [
        "DashboardSyncDefinition",
        "DashboardV2SyncDefinition",
        "LookupTableSyncDefinition",
        "MetricsSavedSearchSyncDefinition",
        "MetricsSearchSyncDefinition",
        "MewboardSyncDefinition",
        "SavedSearchWithScheduleSyncDefinition",
    ];
    assert_eq!(kinds, BTreeSet::from(all));
    let empty_folder = |i: &&&Value| i["children"].as_array().is_some_and(Vec::is_empty);
    assert_eq!(items.iter().filter(empty_folder).count(), 1);
    let tasks: BTreeSet<_> = items
        .iter()
        .filter_map(|i| i["definition"]["searchSchedule"]["notification"]["taskType"].as_str())
        .collect();
    assert_eq!(tasks.len(), 4, "{tasks:?}");
}

#[test]
fn the_baseline_can_be_imported_elsewhere_as_it_is() {
    let (mut lab, org) = Lab::with_empty_target();
    let root = lab.root_id(org);
    let source = lab.root_id(0);
    let export = lab.export(0, &source);
    let (status, result) = lab.import(org, &root, false, &export);
    assert_eq!(status["status"], "Success");
    // What fails needs a connection of the source org: ids do not survive another org.
    let failed: BTreeSet<_> = result["failures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["error"].as_str().unwrap())
        .collect();
    assert_eq!(failed, BTreeSet::from(["Unexpected error"]));
}

#[test]
fn targets_differ_in_seven_ways() {
    let mut lab = Lab::new(config(8));
    let mut counts = BTreeMap::new();
    for org in 1..8 {
        let root = admin_recommended(&mut lab, org);
        let mut items = Vec::new();
        flatten(&root, &mut items);
        let scheduled = items.iter().filter(|i| i["isScheduled"] == true).count();
        let variant = lab.orgs[org]["variant"].as_str().unwrap().to_owned();
        let connections = lab.control(org, "GET", "state", None)["connections"]
            .as_array()
            .unwrap()
            .len();
        counts.insert(
            variant,
            format!(
                "{} items, {scheduled} scheduled, {connections} connections",
                items.len() - 1
            ),
        );
    }
    insta::assert_json_snapshot!(counts);
}

/// Replaces the lookups of the targets with an earlier release by the source's; what each import answers.
fn replaced_lookups(config: WorldConfig) -> Vec<Value> {
    let mut lab = Lab::new(config);
    let source = admin_recommended(&mut lab, 0);
    let mut items = Vec::new();
    flatten(&source, &mut items);
    let mut answers = Vec::new();
    for org in 1..lab.orgs.len() {
        let variant = lab.orgs[org]["variant"].as_str().unwrap();
        if variant != "older" && variant != "no-connections" {
            continue;
        }
        let there = admin_recommended(&mut lab, org);
        let mut there_items = Vec::new();
        flatten(&there, &mut there_items);
        let lookups = items.iter().filter(|item| item["itemType"] == "Lookups");
        for wanted in lookups {
            let same_place = |item: &&&Value| item["path"] == wanted["path"];
            let Some(found) = there_items.iter().find(same_place) else {
                continue;
            };
            assert!(found["rows"].as_u64().unwrap() > 0);
            if found["definition"] == wanted["definition"] {
                continue;
            }
            let (folder, _) = wanted["path"].as_str().unwrap().rsplit_once('/').unwrap();
            let folder = lab.at(org, folder)["id"].as_str().unwrap().to_owned();
            let (status, _) = lab.import(org, &folder, true, &wanted["definition"]);
            answers.push(status);
        }
    }
    assert!(!answers.is_empty());
    answers
}

#[test]
fn lookups_of_an_earlier_release_can_be_replaced() {
    for status in replaced_lookups(config(8)) {
        assert_eq!(status["status"], "Success", "{status}");
    }
}

#[test]
fn lookups_that_are_to_clash_cannot_be_replaced() {
    let clashing = WorldConfig {
        lookup_clashes: true,
        ..config(8)
    };
    for status in replaced_lookups(clashing) {
        assert_eq!(status["error"]["code"], "lookup:invalid_request");
    }
}

#[test]
fn ids_of_one_connection_differ_between_orgs() {
    let mut lab = Lab::new(config(8));
    let mut ids = BTreeSet::new();
    let mut orgs = 0;
    for org in 0..8 {
        let connections = lab.get(org, "/v1/connections")["data"].clone();
        if let Some(slack) = connections
            .as_array()
            .unwrap()
            .iter()
            .find(|c| c["name"] == "SOC Slack")
        {
            orgs += 1;
            ids.insert(slack["id"].as_str().unwrap().to_owned());
        }
    }
    assert!(orgs > 4);
    assert_eq!(ids.len(), orgs);
}

#[test]
fn the_seed_decides_everything() {
    let state = |seed| {
        let mut lab = Lab::new(WorldConfig { seed, ..config(8) });
        (0..8)
            .map(|org| lab.control(org, "GET", "state", None).to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(state(1), state(1));
    assert_ne!(state(1), state(2));
}

#[test]
fn a_library_takes_the_place_of_the_demo() {
    let file = |name: &str, definition: Value| LibraryFile {
        name: name.to_owned(),
        definition,
    };
    let hook = json!({ "taskType": "WebhookSearchNotificationSyncDefinition", "webhookId": "0000000000ABCDEF" });
    let library = vec![
        file(
            "1.json",
            crate::lab::folder(
                "pack",
                &[scheduled("alert", &hook), crate::lab::search("plain")],
            ),
        ),
        file("2.json", crate::lab::search("pack")),
        file("3.json", json!({ "type": "unknown" })),
    ];
    let world = World::new(WorldConfig {
        library: Some(library.clone()),
        ..config(1)
    });
    assert_eq!(world.remarks().len(), 2, "{:?}", world.remarks());
    assert!(world.remarks()[0].contains("content1:duplicate_element"));

    let mut lab = Lab::new(WorldConfig {
        library: Some(library),
        ..config(8)
    });
    let alert = lab.at(0, "/Library/Admin Recommended/pack/alert")["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let notification = lab.export(0, &alert)["searchSchedule"]["notification"].clone();
    assert_eq!(notification["webhookId"], "0000000000ABCDEF");
    let connection = lab.get(0, "/v1/connections/0000000000ABCDEF");
    assert_eq!(connection["name"], "Webhook 0000000000ABCDEF");
    let up_to_date = lab
        .orgs
        .iter()
        .position(|o| o["variant"] == "up-to-date")
        .unwrap();
    let plain = lab.at(up_to_date, "/Library/Admin Recommended/pack/plain");
    assert_eq!(plain["isScheduled"], false);
}

#[test]
fn a_thousand_orgs_have_a_thousand_names_and_ids() {
    let lab = Lab::new(config(1_000));
    let distinct = |field: &str| {
        lab.orgs
            .iter()
            .map(|o| o[field].as_str().unwrap())
            .collect::<BTreeSet<_>>()
            .len()
    };
    for field in [
        "name",
        "organizationName",
        "orgId",
        "accessId",
        "accessKey",
        "ownerEmail",
    ] {
        assert_eq!(distinct(field), 1_000, "{field}");
    }
}
