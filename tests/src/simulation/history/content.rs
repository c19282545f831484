//! What the source org holds: a small library, another one for every seed.

use orgcast_sandbox::LibraryFile;
use serde_json::{Value, json};

use super::dice::Dice;

/// A library of a few items, some of them in folders.
pub(super) fn library(dice: &mut Dice) -> Vec<LibraryFile> {
    let mut left = dice.between(3, 14);
    let mut taken = Vec::new();
    let mut files = Vec::new();
    while left > 0 && files.len() < 6 {
        let definition = item(dice, &mut left, 0, &mut taken);
        files.push(LibraryFile {
            name: "drawn".to_owned(),
            definition,
        });
    }
    files
}

/// One item under a name that is free; a folder takes more of those that are left.
pub(super) fn item(dice: &mut Dice, left: &mut u64, depth: u32, taken: &mut Vec<String>) -> Value {
    *left = left.saturating_sub(1);
    let name = name(dice, taken);
    let is_short = name.chars().count() <= 128;
    if depth < 4 && is_short && dice.chance(450) {
        let (mut below, mut children) = (Vec::new(), Vec::new());
        while *left > 0 && children.len() < 5 && dice.chance(800) {
            children.push(item(dice, left, depth + 1, &mut below));
        }
        return json!({ "type": "FolderSyncDefinition", "name": name,
                       "description": text(dice), "children": children });
    }
    match dice.below(8) {
        0 | 1 => search(dice, &name),
        2..=4 => scheduled(dice, &name),
        5 | 6 => dashboard(dice, &name),
        _ => lookup(dice, &name),
    }
}

const NAMES: [&str; 24] = [
    "Alerts",
    "alerts",
    "Sign-in failures",
    "TCP/IP",
    "a/b",
    "b",
    "It's \"quoted\"",
    "🚨 Urgent 🚨",
    "Überwachung",
    "ネットワーク",
    "100% of <users> & more",
    "back\\slash",
    "~1",
    "#1?x=2",
    "name",
    "children",
    "Network",
    "Endpoint",
    "Identity",
    "Mail",
    "VPN",
    "DNS",
    "Cloud",
    "Audit",
];

fn name(dice: &mut Dice, taken: &mut Vec<String>) -> String {
    let mut name = match dice.below(30) {
        0 => "é".repeat(255),
        1 => "x".repeat(128),
        _ => (*dice.pick(&NAMES)).to_owned(),
    };
    while taken.contains(&name) {
        name = format!("Item {}", dice.below(1_000));
    }
    taken.push(name.clone());
    name
}

/// A description or a query's end; one of few, so that some are equal.
fn text(dice: &mut Dice) -> String {
    match dice.below(4) {
        0 => String::new(),
        n => format!("version {n}"),
    }
}

fn search(dice: &mut Dice, name: &str) -> Value {
    json!({
        "type": "SavedSearchWithScheduleSyncDefinition",
        "name": name,
        "description": text(dice),
        "search": {
            "queryText": format!("_sourceCategory=a error | count by host // {}", text(dice)),
            "defaultTimeRange": "-24h",
            "byReceiptTime": false,
            "queryParameters": [],
        },
        "searchSchedule": null,
    })
}

fn scheduled(dice: &mut Dice, name: &str) -> Value {
    let mut search = search(dice, name);
    search["searchSchedule"] = json!({
        "cronExpression": "0 0 * * * ? *",
        "parseableTimeRange": last_hour(),
        "timeZone": "Etc/UTC",
        "threshold": { "operator": "gt", "count": dice.below(3) },
        "scheduleType": "1Hour",
        "notification": notification(dice),
    });
    search
}

fn notification(dice: &mut Dice) -> Value {
    match dice.below(6) {
        0 => json!({ "taskType": "EmailSearchNotificationSyncDefinition",
                     "toList": ["soc@provider.test"] }),
        1 => json!({ "taskType": "ServiceNowSearchNotificationSyncDefinition",
                     "externalId": "connection:Service desk (ServiceNow)" }),
        // Perhaps it is there, perhaps not.
        2 => json!({ "taskType": "SaveToLookupNotificationSyncDefinition",
                     "lookupFilePath": "/Library/Admin Recommended/Network",
                     "isLookupMergeOperation": true }),
        n => {
            let names = ["SOC Slack", "SOC PagerDuty", "Case intake"];
            let name = names[usize::try_from(n - 3).expect("a place")];
            json!({ "taskType": "WebhookSearchNotificationSyncDefinition",
                    "webhookId": format!("connection:{name}") })
        }
    }
}

/// A schedule as a customer may add one to a search.
pub(super) fn customers_schedule() -> Value {
    super::super::mailing_schedule()
}

fn dashboard(dice: &mut Dice, name: &str) -> Value {
    let report = json!({
        "reportFormat": "Pdf",
        "scheduleType": "1Day",
        "cronExpression": "0 0 6 * * ? *",
        "timeZone": "Etc/UTC",
        "emailNotification": { "connectionType": "Email", "recipients": ["soc@provider.test"],
                               "subject": "Report" },
    });
    let reports: Vec<_> = (0..dice.below(2)).map(|_| report.clone()).collect();
    json!({
        "type": "DashboardV2SyncDefinition",
        "name": name,
        "title": name,
        "description": text(dice),
        "timeRange": last_hour(),
        "layout": { "layoutType": "Grid", "layoutStructures": [] },
        "panels": [{ "key": "panel1", "panelType": "TextPanel", "title": "About", "text": text(dice) }],
        "schedules": reports,
    })
}

fn lookup(dice: &mut Dice, name: &str) -> Value {
    json!({
        "type": "LookupTableSyncDefinition",
        "name": name,
        "description": text(dice),
        "fields": [{ "fieldName": "id", "fieldType": "string" },
                   { "fieldName": "owner", "fieldType": "string" }],
        "primaryKeys": ["id"],
        "ttl": 0,
    })
}

fn last_hour() -> Value {
    json!({
        "type": "BeginBoundedTimeRange",
        "from": { "type": "RelativeTimeRangeBoundary", "relativeTime": "-1h" }
    })
}
