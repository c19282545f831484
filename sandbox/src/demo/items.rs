//! Definitions of every kind from the few words that tell them apart.

use serde_json::{Value, json};

use crate::demo::connections;

/// A folder with its contents.
pub(super) fn folder(name: &str, description: &str, children: Vec<Value>) -> Value {
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
    /// A ServiceNow connection by its name, with a severity from 0 (clear) to 4 (warning).
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

/// A dashboard; each panel is a title, a way of showing (`svp`, `table`, `line`, `bar`, `column`, `pie`, `map`,
/// `text`) and a query, or the text.
pub(super) fn dashboard(name: &str, description: &str, panels: &[(&str, &str, &str)]) -> Value {
    let keyed: Vec<(String, Value, Value)> = panels
        .iter()
        .enumerate()
        .map(|(i, p)| panel(name, i, p))
        .collect();
    json!({
        "type": "DashboardV2SyncDefinition",
        "name": name,
        "title": name,
        "description": description,
        "theme": "Dark",
        "rootPanel": null,
        "topologyLabelMap": { "data": {} },
        "refreshInterval": 0,
        "timeRange": relative_range("-24h"),
        "layout": {
            "layoutType": "Grid",
            "layoutStructures": keyed.iter().map(|(key, structure, _)| json!({
                "key": key,
                "structure": structure.to_string(),
            })).collect::<Vec<_>>(),
        },
        "panels": keyed.iter().map(|(_, _, panel)| panel).collect::<Vec<_>>(),
        "variables": [],
        "coloringRules": [],
        "schedules": [],
    })
}

fn panel(dashboard: &str, index: usize, panel: &(&str, &str, &str)) -> (String, Value, Value) {
    let (title, shown, text) = *panel;
    let key = format!("panel{:016X}", fingerprint(&format!("{dashboard}/{title}")));
    let structure =
        json!({ "height": 8, "width": 12, "x": 12 * (index % 2), "y": 8 * (index / 2) });
    let mut out = json!({
        "id": null,
        "key": key,
        "title": title,
        "visualSettings": visual_settings(shown),
        "keepVisualSettingsConsistentWithParent": true,
    });
    if shown == "text" {
        out["panelType"] = Value::from("TextPanel");
        out["text"] = Value::from(text);
        return (key, structure, out);
    }
    let is_metrics = text.contains("metric=");
    out["panelType"] = Value::from("SumoSearchPanel");
    out["description"] = Value::from("");
    out["timeRange"] = Value::Null;
    out["coloringRules"] = Value::Null;
    out["linkedDashboards"] = json!([]);
    out["queries"] = json!([{
        "transient": false,
        "queryString": text,
        "queryType": if is_metrics { "Metrics" } else { "Logs" },
        "queryKey": "A",
        "metricsQueryMode": if is_metrics { Value::from("Advanced") } else { Value::Null },
        "metricsQueryData": null,
        "tracesQueryData": null,
        "spansQueryData": null,
        "parseMode": if is_metrics { "Manual" } else { "Auto" },
        "timeSource": "Message",
        "outputCardinalityLimit": 1000,
    }]);
    (key, structure, out)
}

fn visual_settings(shown: &str) -> String {
    let mode = match shown {
        "svp" => "singleValueMetrics",
        "line" => "timeSeries",
        "text" => "TextPanel",
        "table" | "map" => shown,
        _ => "distribution",
    };
    json!({ "title": { "fontSize": 14 }, "general": { "type": shown, "displayType": "default", "mode": mode } })
        .to_string()
}

/// The dashboard with a variable whose values are listed.
pub(super) fn with_variable(mut dashboard: Value, name: &str, values: &str) -> Value {
    let variable = json!({
        "id": null,
        "name": name,
        "displayName": name,
        "defaultValue": "*",
        "sourceDefinition": { "variableSourceType": "CsvVariableSourceDefinition", "values": values },
        "allowMultiSelect": false,
        "includeAllOption": true,
        "hideFromUI": false,
        "valueType": "Any",
    });
    if let Some(variables) = dashboard["variables"].as_array_mut() {
        variables.push(variable);
    }
    dashboard
}

/// The dashboard with a report that is sent regularly.
pub(super) fn with_report(
    mut dashboard: Value,
    every: (&str, &str),
    to: &[&str],
    subject: &str,
) -> Value {
    let report = json!({
        "timeRange": relative_range(if every == WEEKLY { "-1w" } else { "-1d" }),
        "variableValues": { "data": {} },
        "reportFormat": "Pdf",
        "scheduleType": every.0,
        "cronExpression": every.1,
        "timeZone": "Etc/UTC",
        "emailNotification": {
            "connectionType": "Email",
            "recipients": to,
            "subject": subject,
            "messageBody": "The report is attached.",
            "timeZone": "Etc/UTC",
        },
        "isActive": true,
    });
    if let Some(schedules) = dashboard["schedules"].as_array_mut() {
        schedules.push(report);
    }
    dashboard
}

/// A classic dashboard of tables.
pub(super) fn classic(name: &str, description: &str, panels: &[(&str, &str)]) -> Value {
    let panels: Vec<Value> = panels
        .iter()
        .enumerate()
        .map(|(index, (title, query))| {
            json!({
                "name": title,
                "viewerType": "table",
                "detailLevel": 1,
                "queryString": query,
                "metricsQueries": [],
                "timeRange": relative_range("-24h"),
                "x": 12 * (index % 2),
                "y": 6 * (index / 2),
                "width": 12,
                "height": 6,
                "properties": "{}",
                "id": format!("panel{}", index + 1),
                "desiredQuantizationInSecs": 0,
                "queryParameters": [],
                "autoParsingInfo": { "mode": "intelligent" },
            })
        })
        .collect();
    json!({
        "type": "DashboardSyncDefinition",
        "name": name,
        "description": description,
        "detailLevel": 1,
        "properties": "{}",
        "panels": panels,
        "filters": [],
    })
}

/// A metrics search.
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

fn relative_range(from: &str) -> Value {
    json!({
        "type": "BeginBoundedTimeRange",
        "from": { "type": "RelativeTimeRangeBoundary", "relativeTime": from },
        "to": null,
    })
}

/// FNV-1a, so that a panel has the same key every time.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}
