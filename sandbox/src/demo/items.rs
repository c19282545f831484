//! Folders, searches, metrics searches and lookups from the few words that tell them apart.

use serde_json::{Value, json};

use crate::demo::connections;

/// A folder with its contents.
pub(super) fn folder(name: &str, description: &str, children: &[Value]) -> Value {
    json!({ "type": "FolderSyncDefinition", "name": name, "description": description, "children": children })
}

/// A saved search over the last day.
pub(super) fn search(name: &str, description: &str, query: &str) -> Value {
    json!({
        "type": "SavedSearchWithScheduleSyncDefinition",
        "name": name,
        "description": description,
        "search": {
            "queryText": query,
            "defaultTimeRange": "-24h",
            "byReceiptTime": false,
            "viewName": "",
            "viewStartTime": "1970-01-01T00:00:00Z",
            "queryParameters": [],
            "parsingMode": "AutoParse",
        },
        "searchSchedule": null,
    })
}

/// Whom a scheduled search tells.
pub(super) enum Tell<'a> {
    /// An address.
    Email(&'a str),
    /// A webhook connection by its name.
    Webhook(&'a str),
    /// A `ServiceNow` connection by its name, with a severity from 0 (clear) to 4 (warning).
    ServiceNow(&'a str, u8),
    /// The lookup table at a library path.
    Lookup(&'a str),
}

/// A scheduled search: how often (a schedule type and its cron expression), over which time, above how many
/// results, and whom it tells.
pub(super) fn scheduled(
    plain: Value,
    every: (&str, &str),
    range: &str,
    above: u32,
    tell: &Tell<'_>,
) -> Value {
    let mut out = plain;
    out["search"]["defaultTimeRange"] = Value::from(range);
    out["searchSchedule"] = json!({
        "cronExpression": every.1,
        "displayableTimeRange": range,
        "parseableTimeRange": relative_range(range),
        "timeZone": "Etc/UTC",
        "threshold": { "thresholdType": "group", "operator": "gt", "count": above },
        "notification": notification(tell),
        "scheduleType": every.0,
        "muteErrorEmails": false,
        "parameters": [],
    });
    out
}

/// Every 15 minutes.
pub(super) const QUARTERLY: (&str, &str) = ("15Minutes", "0 0/15 * * * ? *");
/// At every full hour.
pub(super) const HOURLY: (&str, &str) = ("1Hour", "0 0 * * * ? *");
/// Each day at six.
pub(super) const DAILY: (&str, &str) = ("1Day", "0 0 6 * * ? *");
/// Mondays at seven.
pub(super) const WEEKLY: (&str, &str) = ("1Week", "0 0 7 ? * 2 *");

fn notification(tell: &Tell<'_>) -> Value {
    match tell {
        Tell::Email(address) => json!({
            "taskType": "EmailSearchNotificationSyncDefinition",
            "toList": [address],
            "subjectTemplate": "Search Alert: {{TriggerCondition}} found for {{SearchName}}",
            "includeQuery": true,
            "includeResultSet": true,
            "includeHistogram": false,
            "includeCsvAttachment": false,
        }),
        Tell::Webhook(name) => json!({
            "taskType": "WebhookSearchNotificationSyncDefinition",
            "webhookId": connections::reference(name),
            "payload": null,
            "itemizeAlerts": false,
            "maxItemizedAlerts": 50,
        }),
        Tell::ServiceNow(name, severity) => json!({
            "taskType": "ServiceNowSearchNotificationSyncDefinition",
            "externalId": connections::reference(name),
            "fields": { "eventType": "security", "severity": severity, "resource": "sumo", "node": "soc" },
        }),
        Tell::Lookup(path) => json!({
            "taskType": "SaveToLookupNotificationSyncDefinition",
            "lookupFilePath": path,
            "isLookupMergeOperation": true,
        }),
    }
}

/// A metrics search as the page before the current one saved it.
pub(super) fn metrics(name: &str, description: &str, queries: &[&str]) -> Value {
    let rows: Vec<Value> = queries
        .iter()
        .zip('A'..='Z')
        .map(|(query, row)| json!({ "rowId": row, "query": query }))
        .collect();
    json!({
        "type": "MetricsSavedSearchSyncDefinition",
        "name": name,
        "description": description,
        "timeRange": relative_range("-3h"),
        "logQuery": null,
        "metricsQueries": rows,
        "desiredQuantizationInSecs": 60,
        "properties": "{}",
    })
}

/// A metrics search as the current page saves it.
pub(super) fn metrics_search(name: &str, description: &str, queries: &[&str]) -> Value {
    let rows: Vec<Value> = queries
        .iter()
        .zip('A'..='Z')
        .map(|(query, row)| query_of(row, "Metrics", query))
        .collect();
    json!({
        "type": "MetricsSearchSyncDefinition",
        "name": name,
        "description": description,
        "timeRange": relative_range("-6h"),
        "queries": rows,
        "visualSettings": json!({ "general": { "type": "line", "mode": "timeSeries" } }).to_string(),
    })
}

/// A query of a panel or of a metrics search.
pub(super) fn query_of(key: char, kind: &str, text: &str) -> Value {
    let is_metrics = kind == "Metrics";
    json!({
        "transient": false,
        "queryString": text,
        "queryType": kind,
        "queryKey": key,
        "metricsQueryMode": if is_metrics { Value::from("Advanced") } else { Value::Null },
        "metricsQueryData": null,
        "tracesQueryData": null,
        "spansQueryData": null,
        "parseMode": if is_metrics { "Manual" } else { "Auto" },
        "timeSource": "Message",
        "outputCardinalityLimit": 1000,
    })
}

/// A lookup table; the first field is its key.
pub(super) fn lookup(name: &str, description: &str, fields: &[(&str, &str)]) -> Value {
    json!({
        "type": "LookupTableSyncDefinition",
        "name": name,
        "description": description,
        "fields": fields.iter().map(|(name, kind)| json!({ "fieldName": name, "fieldType": kind })).collect::<Vec<_>>(),
        "primaryKeys": [fields.first().map_or("", |field| field.0)],
        "ttl": 0,
        "sizeLimitAction": "DeleteOldData",
    })
}

/// From then until now.
pub(super) fn relative_range(from: &str) -> Value {
    json!({
        "type": "BeginBoundedTimeRange",
        "from": { "type": "RelativeTimeRangeBoundary", "relativeTime": from },
        "to": null,
    })
}
