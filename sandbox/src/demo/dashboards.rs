//! Dashboards, new and classic, from the few words that tell them apart.

use serde_json::{Value, json};

use crate::demo::items::{WEEKLY, query_of, relative_range};

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
    out["panelType"] = Value::from("SumoSearchPanel");
    out["description"] = Value::from("");
    out["timeRange"] = Value::Null;
    out["coloringRules"] = Value::Null;
    out["linkedDashboards"] = json!([]);
    let kind = if text.contains("metric=") {
        "Metrics"
    } else {
        "Logs"
    };
    out["queries"] = json!([query_of('A', kind, text)]);
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

/// The dashboard under its older name, which knows no reports.
pub(super) fn mewboard(mut dashboard: Value) -> Value {
    dashboard["type"] = Value::from("MewboardSyncDefinition");
    if let Some(fields) = dashboard.as_object_mut() {
        fields.remove("schedules");
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

/// FNV-1a, so that a panel has the same key every time.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}
