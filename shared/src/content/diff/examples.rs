//! Single cases that a person can follow, for every kind of item.

use serde_json::{Value as Json, json};

use super::{ChangeKind, FieldDiff, Line, Mark, diff_bodies, label};
use crate::content::{BodyError, ConnectionKey, Connections, Definition};
use crate::id::ContentId;

/// A change in a few characters: changed words in brackets, left-out lines as `…`.
pub(super) fn drawn(kind: &ChangeKind) -> String {
    match kind {
        ChangeKind::Added { value } => format!("+ {value}"),
        ChangeKind::Removed { value } => format!("- {value}"),
        ChangeKind::Changed { from, to } => format!("{from} → {to}"),
        ChangeKind::Text { hunks, skipped } => {
            let gap = |count: usize| match count {
                0 => String::new(),
                _ => format!("… {count}\n"),
            };
            let hunks = hunks
                .iter()
                .map(|hunk| gap(hunk.skipped) + &hunk.lines.iter().map(line).collect::<String>());
            hunks.collect::<String>() + &gap(*skipped)
        }
        ChangeKind::LongText { from, to } => format!("{from} → {to} bytes"),
        ChangeKind::Order { from, to } => format!("{} → {}", from.join(", "), to.join(", ")),
        ChangeKind::Respelled => "respelled".into(),
    }
}

fn line(line: &Line) -> String {
    let sign = match line.mark {
        Mark::Equal => " ",
        Mark::Removed => "-",
        Mark::Added => "+",
    };
    let segments = line.segments.iter().map(|segment| {
        if segment.mark == Mark::Equal {
            segment.text.clone()
        } else {
            format!("[{}]", segment.text)
        }
    });
    format!("{sign}{}\n", segments.collect::<String>())
}

fn portable(value: Json) -> Vec<u8> {
    let ids = [("0A", "Slack"), ("0B", "PagerDuty")].map(|(id, kind)| {
        let (kind, name) = (kind.into(), "SOC".into());
        (ContentId::new(id).unwrap(), ConnectionKey { kind, name })
    });
    let connections: Connections = ids.into_iter().collect();
    let definition = Definition::new(value).unwrap();
    definition.into_portable(&connections).unwrap().body
}

fn diff(from: Json, to: Json) -> FieldDiff {
    diff_bodies(Some(&portable(from)), Some(&portable(to))).unwrap()
}

#[track_caller]
fn check(from: &Json, edit: impl FnOnce(&mut Json), expected: &[&str]) {
    let mut to = from.clone();
    edit(&mut to);
    let changes = diff(from.clone(), to).changes;
    let changes = changes
        .iter()
        .map(|change| format!("{}: {}", label(&change.path), drawn(&change.kind)));
    assert_eq!(changes.collect::<Vec<_>>(), expected);
}

fn search() -> Json {
    json!({
        "type": "SavedSearchWithScheduleSyncDefinition", "name": "Failed logins",
        "description": "Counts failed logins.",
        "search": {
            "queryText": "_sourceCategory=auth failed\n| count by user\n| sort by _count",
            "defaultTimeRange": "-15m", "byReceiptTime": false,
            "queryParameters": [
                { "name": "user", "value": "*", "autoComplete": { "autoCompleteType": "SKIP_AUTOCOMPLETE" } },
                { "name": "host", "value": "*", "autoComplete": { "autoCompleteType": "SKIP_AUTOCOMPLETE" } }
            ]
        },
        "searchSchedule": {
            "scheduleType": "1Hour", "timeZone": "UTC",
            "parseableTimeRange": { "type": "BeginBoundedTimeRange",
                "from": { "type": "RelativeTimeRangeBoundary", "relativeTime": "-1h" } },
            "notification": {
                "taskType": "WebhookSearchNotificationSyncDefinition", "webhookId": "0A",
                "payload": "{\"text\": \"{{Name}}\"}"
            }
        }
    })
}

#[test]
fn a_search_shows_its_query_by_line_and_word_and_its_schedule_by_field() {
    let edit = |to: &mut Json| {
        to["search"]["queryText"] =
            json!("_sourceCategory=auth/* failed\n| count by user\n| sort by _count");
        to["search"]["queryParameters"][1]["value"] = json!("web");
        to["searchSchedule"]["scheduleType"] = json!("15Minutes");
        to["searchSchedule"]["notification"]["webhookId"] = json!("0B");
    };
    let expected = [
        "parameter host › value: \"*\" → \"web\"",
        "query: -_sourceCategory=auth failed\n+_sourceCategory=auth[/*] failed\n | count by user\n | sort by _count\n",
        "schedule › notification › connection: \"Slack connection SOC\" → \"PagerDuty connection SOC\"",
        "schedule › how often: \"1Hour\" → \"15Minutes\"",
    ];
    check(&search(), edit, &expected);
}

#[test]
fn a_schedule_that_was_added_or_removed_is_one_change_and_names_its_connection() {
    let (plain, scheduled) = (
        {
            let mut search = search();
            search.as_object_mut().unwrap().remove("searchSchedule");
            search
        },
        search(),
    );
    let added = diff(plain, scheduled);
    let [change] = &added.changes[..] else {
        panic!("not one change: {added:?}")
    };
    assert_eq!(label(&change.path), "schedule");
    let ChangeKind::Added { value } = &change.kind else {
        panic!("not added")
    };
    assert_eq!(
        value["notification"]["webhookId"],
        json!("Slack connection SOC")
    );
}

fn dashboard() -> Json {
    let panel = |key: &str, title: &str, color: &str| {
        let look = json!({ "title": { "fontSize": 14 }, "series": { "color": color } });
        json!({
            "id": "0", "key": key, "title": title, "panelType": "SumoSearchPanel",
            "visualSettings": look.to_string(),
            "queries": [
                { "queryKey": "A", "queryType": "Logs", "queryString": "error | count by host" },
                { "queryKey": "B", "queryType": "Logs", "queryString": "#A" }
            ]
        })
    };
    let place = |key: &str, x: u8| {
        let structure = format!("{{\"height\":6,\"width\":12,\"x\":{x},\"y\":0}}");
        json!({ "key": key, "structure": structure })
    };
    json!({
        "type": "DashboardV2SyncDefinition", "name": "Overview", "title": "Overview",
        "panels": [panel("p1", "Logins", "red"), panel("p2", "Errors", "blue")],
        "layout": { "layoutType": "Grid", "layoutStructures": [place("p1", 0), place("p2", 12)] },
        "variables": [{ "name": "env", "defaultValue": "prod" }],
        "schedules": [{ "cronExpression": "0 0 8 * * ?", "reportFormat": "Pdf",
            "emailNotification": { "subject": "Daily", "recipients": ["a@example.com"] } }]
    })
}

#[test]
fn a_dashboard_shows_its_panels_by_title_and_their_look_by_field() {
    let edit = |to: &mut Json| {
        to["panels"][1]["visualSettings"] =
            json!("{\"title\":{\"fontSize\":14},\"series\":{\"color\":\"green\"}}");
        to["panels"][0]["queries"][0]["queryString"] = json!("error | count by user");
        to["layout"]["layoutStructures"][1]["structure"] =
            json!("{\"height\":6,\"width\":12,\"x\":0,\"y\":6}");
        to["variables"][0]["defaultValue"] = json!("test");
        to["schedules"][0]["emailNotification"]["recipients"] =
            json!(["b@example.com", "a@example.com"]);
    };
    check(
        &dashboard(),
        edit,
        &[
            "layout › place of Errors › x: 12 → 0",
            "layout › place of Errors › y: 0 → 6",
            "panel Logins › query A › query text: -error | count by [host]\n+error | count by [user]\n",
            "panel Errors › look › series › color: \"blue\" → \"green\"",
            "report schedule Daily › e-mail › recipient #1: + \"b@example.com\"",
            "variable env › default: \"prod\" → \"test\"",
        ],
    );
}

#[test]
fn panels_in_another_order_are_one_change() {
    let swap = |to: &mut Json| to["panels"].as_array_mut().unwrap().swap(0, 1);
    check(
        &dashboard(),
        swap,
        &["panels: Logins, Errors → Errors, Logins"],
    );
}

#[test]
fn a_place_in_another_order_is_called_as_its_panel_is_in_each_body() {
    let edit = |to: &mut Json| {
        to["panels"][1]["title"] = json!("Faults");
        let places = to["layout"]["layoutStructures"].as_array_mut();
        places.unwrap().swap(0, 1);
    };
    check(
        &dashboard(),
        edit,
        &[
            "layout › places: Logins, Errors → Faults, Logins",
            "panel Faults › title: \"Errors\" → \"Faults\"",
        ],
    );
}

#[test]
fn a_panel_with_another_key_keeps_its_title_and_place() {
    let edit = |to: &mut Json| {
        to["panels"][1]["key"] = json!("p9");
        to["layout"]["layoutStructures"][1]["key"] = json!("p9");
    };
    check(
        &dashboard(),
        edit,
        &[
            "layout › place of Errors › key: \"p2\" → \"p9\"",
            "panel Errors › key: \"p2\" → \"p9\"",
        ],
    );
}

#[test]
fn a_panel_in_the_middle_is_one_change() {
    let edit = |to: &mut Json| {
        let panel = json!({ "key": "p3", "title": "New", "panelType": "TextPanel", "text": "Hi" });
        to["panels"].as_array_mut().unwrap().insert(1, panel);
    };
    let value = r#"{"key":"p3","panelType":"TextPanel","text":"Hi","title":"New"}"#;
    check(&dashboard(), edit, &[&format!("panel New: + {value}")]);
}

#[test]
fn json_in_a_string_that_is_written_differently_is_said_to_mean_the_same() {
    let edit = |to: &mut Json| {
        to["panels"][0]["visualSettings"] =
            json!("{ \"title\": {\"fontSize\":14}, \"series\": {\"color\":\"red\"} }");
    };
    check(&dashboard(), edit, &["panel Logins › look: respelled"]);
    let edit = |to: &mut Json| to["panels"][0]["visualSettings"] = json!("{ broken");
    let mut from = dashboard();
    from["panels"][0]["visualSettings"] = json!("{}");
    check(&from, edit, &["panel Logins › look: -[{}]\n+[{ broken]\n"]);
}

#[test]
fn a_lookup_shows_its_columns_by_name() {
    let lookup = json!({
        "type": "LookupTableSyncDefinition", "name": "hosts", "description": "",
        "fields": [{ "fieldName": "ip", "fieldType": "string" },
                   { "fieldName": "risk", "fieldType": "int" }],
        "primaryKeys": ["ip"], "ttl": 60
    });
    let edit = |to: &mut Json| {
        to["fields"] = json!([{ "fieldName": "risk", "fieldType": "double" },
                              { "fieldName": "ip", "fieldType": "string" },
                              { "fieldName": "owner", "fieldType": "string" }]);
        to["primaryKeys"] = json!(["ip", "owner"]);
        to["ttl"] = json!(0);
    };
    check(
        &lookup,
        edit,
        &[
            "fields: ip, risk → risk, ip",
            "column risk › type: \"int\" → \"double\"",
            "column owner: + {\"fieldName\":\"owner\",\"fieldType\":\"string\"}",
            "primary key #2: + \"owner\"",
            "minutes that rows are kept: - 60",
        ],
    );
}

#[test]
fn metrics_searches_of_both_formats_show_their_queries_by_row() {
    let range = json!({ "type": "BeginBoundedTimeRange" });
    let saved = json!({
        "type": "MetricsSavedSearchSyncDefinition", "name": "CPU", "timeRange": range,
        "desiredQuantizationInSecs": 60, "properties": "{\"chart\":{\"kind\":\"line\"}}",
        "metricsQueries": [{ "rowId": "A", "query": "metric=cpu | avg" }]
    });
    let edit = |to: &mut Json| {
        to["metricsQueries"][0]["query"] = json!("metric=cpu | max");
        to["properties"] = json!("{\"chart\":{\"kind\":\"area\"}}");
    };
    check(
        &saved,
        edit,
        &[
            "metrics query A › query: -metric=cpu | [avg]\n+metric=cpu | [max]\n",
            "look › chart › kind: \"line\" → \"area\"",
        ],
    );
    let search = json!({
        "type": "MetricsSearchSyncDefinition", "name": "CPU", "timeRange": range,
        "queries": [{ "queryKey": "A", "queryType": "Metrics", "queryString": "metric=cpu" }]
    });
    let edit = |to: &mut Json| to["queries"][0]["queryString"] = json!("metric=memory");
    check(
        &search,
        edit,
        &["query A › query text: \"metric=cpu\" → \"metric=memory\""],
    );
}

#[test]
fn a_classic_dashboard_shows_its_panels_by_name() {
    let panel = |name: &str, x: u8| {
        json!({ "name": name, "viewerType": "table", "detailLevel": 1, "queryString": "*",
                "timeRange": {}, "x": x, "y": 0, "width": 6, "height": 4, "id": name,
                "properties": "{\"settings\":{\"color\":\"red\"}}" })
    };
    let classic = json!({
        "type": "DashboardSyncDefinition", "name": "Old", "detailLevel": 1,
        "panels": [panel("Logins", 0), panel("Errors", 6)],
        "filters": [{ "fieldName": "user", "label": "User", "filterType": "textbox",
                      "panelIds": ["Logins"] }]
    });
    let edit = |to: &mut Json| {
        to["panels"][1]["properties"] = json!("{\"settings\":{\"color\":\"blue\"}}");
        to["panels"][1]["x"] = json!(12);
        to["filters"][0]["label"] = json!("Who");
    };
    check(
        &classic,
        edit,
        &[
            "filter user › label: \"User\" → \"Who\"",
            "panel Errors › look › settings › color: \"red\" → \"blue\"",
            "panel Errors › x: 6 → 12",
        ],
    );
}

#[test]
fn a_body_that_is_not_there_differs_in_the_whole() {
    let body = portable(search());
    assert_eq!(diff_bodies(None, None), Ok(FieldDiff::default()));
    let added = diff_bodies(None, Some(&body)).unwrap();
    let removed = diff_bodies(Some(&body), None).unwrap();
    for (diff, is_added) in [(added, true), (removed, false)] {
        let [change] = &diff.changes[..] else {
            panic!("not one change: {diff:?}")
        };
        assert_eq!(label(&change.path), "everything");
        assert_eq!(matches!(change.kind, ChangeKind::Added { .. }), is_added);
    }
    for body in [&b"[]"[..], b"{"] {
        assert_eq!(diff_bodies(Some(body), None), Err(BodyError::NotAnObject));
    }
}

#[test]
fn the_form_in_which_it_travels_is_fixed() {
    let edit = |mut to: Json| {
        to["panels"][0]["queries"][0]["queryString"] = json!("error | count by user");
        to["variables"] = json!([{ "name": "env" }]);
        to
    };
    let diff = diff(dashboard(), edit(dashboard()));
    let travels = json!({ "changes": [
        {
            "path": [{ "field": "panels" }, { "member": { "name": "Logins", "from": 0, "to": 0 } },
                     { "field": "queries" }, { "member": { "name": "A", "from": 0, "to": 0 } },
                     { "field": "queryString" }],
            "kind": { "what": "text", "skipped": 0, "hunks": [{ "skipped": 0, "lines": [
                { "mark": "removed", "segments": [
                    { "mark": "equal", "text": "error | count by " },
                    { "mark": "removed", "text": "host" }] },
                { "mark": "added", "segments": [
                    { "mark": "equal", "text": "error | count by " },
                    { "mark": "added", "text": "user" }] }
            ] }] }
        },
        {
            "path": [{ "field": "variables" }, { "member": { "name": "env", "from": 0, "to": 0 } },
                     { "field": "defaultValue" }],
            "kind": { "what": "removed", "value": "prod" }
        }
    ] });
    assert_eq!(serde_json::to_value(&diff).unwrap(), travels);
    assert_eq!(serde_json::from_value::<FieldDiff>(travels).unwrap(), diff);
}
