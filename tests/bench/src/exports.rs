use orgcast_shared::content::{ConnectionKey, Connections, TreeBuilder};
use orgcast_shared::id::{ContentId, Digest};
use serde_json::{Value as Json, json};

use crate::SplitMix64;

/// A folder of dashboards and searches as an export gives them: with the nulls, empties and
/// defaults that normalising drops. All of it is made up; only the fields are the vendor's.
pub fn exports(dashboards: usize, searches: usize) -> Json {
    let mut random = SplitMix64::new(0x6578_706f_7274, 0);
    let dashboards = (0..dashboards).map(|number| dashboard(number, &mut random));
    let mut children: Vec<Json> = dashboards.collect();
    children.extend((0..searches).map(|number| search(number, &mut random)));
    json!({
        "type": "FolderSyncDefinition", "name": "Detections", "description": "", "children": children
    })
}

/// Makes an export portable, as reading an org does, and gives the digest of its tree.
pub fn normalise_and_hash(export: Json) -> Digest {
    let id = ContentId::new("000000000000A1B2").expect("hexadecimal digits");
    let key = ConnectionKey {
        kind: "Slack".into(),
        name: "On call".into(),
    };
    let connections: Connections = [(id, key)].into_iter().collect();
    let mut builder = TreeBuilder::new(&connections);
    builder.add(export).expect("definitions").digest
}

const SOURCES: [&str; 5] = [
    "_sourceCategory=prod/web/access",
    "_sourceCategory=prod/identity* _index=sec_record*",
    "_sourceCategory=*/firewall/* !(health OR probe)",
    "_sourceHost={{host}} _collector=edge*",
    "(_sourceCategory=cloud/audit or _source=audit)",
];
const STEPS: [&str; 7] = [
    "| parse \"user=* src=* action=*\" as user, src_ip, action nodrop",
    "| json field=_raw \"detail.eventName\", \"detail.userAgent\" as event, agent",
    "| where !(src_ip matches \"10.*\") and status_code >= 400",
    "| lookup country_code, country_name from geo://location on ip = src_ip",
    "| if (action in (\"deny\", \"drop\"), \"Blocked\", \"Allowed\") as verdict",
    "| regex \"(?<severity>[A-Z]+)\\s+-\\s+(?<message>.*)$\" nodrop",
    "// threshold agreed with the customer — ≥ 5 in a row",
];
const ENDS: [&str; 4] = [
    "| timeslice 5m | count by _timeslice, verdict | transpose row _timeslice column verdict",
    "| count by user, src_ip | sort by _count, user asc | limit 20",
    "| count as events, count_distinct(user) as users by country_name | top 10 country_name by events",
    "| timeslice 1h | avg(latency) as avg, pct(latency, 95) by _timeslice | fillmissing timeslice(1h)",
];

fn query(random: &mut SplitMix64) -> String {
    let mut lines = vec![random.pick(&SOURCES)];
    for _ in 0..2 + random.below(5) {
        lines.push(random.pick(&STEPS));
    }
    lines.push(random.pick(&ENDS));
    lines.join("\n")
}

fn range(from: &str) -> Json {
    json!({
        "type": "BeginBoundedTimeRange", "to": null,
        "from": { "type": "RelativeTimeRangeBoundary", "relativeTime": from }
    })
}

fn dashboard(number: usize, random: &mut SplitMix64) -> Json {
    let count = 6 + random.below(12);
    let panels: Vec<Json> = (0..count)
        .map(|place| panel(number, place, random))
        .collect();
    let structures: Vec<Json> = (0..count).map(structure).collect();
    json!({
        "type": "DashboardV2SyncDefinition", "name": format!("Overview {number}"),
        "title": format!("Overview {number}"), "description": "What happened, where and how often",
        "theme": if number.is_multiple_of(2) { "Light" } else { "Dark" },
        "topologyLabelMap": { "data": { "service": ["web"], "team": ["blue", "red"] } },
        "refreshInterval": 0, "timeRange": range("-1d"), "panels": panels,
        "layout": { "layoutType": "Grid", "layoutStructures": structures },
        "variables": [variable("host", "web-*"), variable("country", "*")],
        "coloringRules": [], "rootPanel": null
    })
}

fn structure(place: usize) -> Json {
    let text = json!({ "height": 8, "width": 12, "x": place % 2 * 12, "y": place / 2 * 8 });
    json!({ "key": format!("panel{place}"), "structure": text.to_string() })
}

fn variable(name: &str, value: &str) -> Json {
    json!({
        "id": null, "name": name, "displayName": name, "defaultValue": value,
        "sourceDefinition": {
            "variableSourceType": "LogQueryVariableSourceDefinition",
            "query": "_sourceCategory=prod/web/access | count by host", "field": name
        },
        "allowMultiSelect": false, "includeAllOption": true, "hideFromUI": false, "valueType": "Any"
    })
}

fn panel(dashboard: usize, place: usize, random: &mut SplitMix64) -> Json {
    let colours: Vec<Json> = (0..random.below(5))
        .map(|series| json!({ "series": [format!("s{series}")], "properties": { "color": "#5fa2e8" } }))
        .collect();
    let settings = json!({
        "title": { "fontSize": 14 },
        "axes": { "axisX": { "titleFontSize": 12, "labelFontSize": 12 },
                  "axisY": { "titleFontSize": 12, "labelFontSize": 12, "logarithmic": false } },
        "legend": { "enabled": true, "verticalAlign": "bottom", "maxHeight": 50, "wrap": true },
        "general": { "mode": "timeSeries", "type": "column", "fillOpacity": 0.75, "lineThickness": 1 },
        "series": {}, "overrides": colours
    });
    json!({
        "id": format!("{dashboard:08X}{place:08X}"), "key": format!("panel{place}"),
        "title": format!("Events by verdict, {place}"), "visualSettings": settings.to_string(),
        "keepVisualSettingsConsistentWithParent": true, "panelType": "SumoSearchPanel",
        "queries": [{
            "transient": false, "queryString": query(random), "queryType": "Logs", "queryKey": "A",
            "metricsQueryMode": null, "metricsQueryData": null, "tracesQueryData": null,
            "spansQueryData": null, "parseMode": "Auto", "timeSource": "Message",
            "outputCardinalityLimit": 1000
        }],
        "description": "", "timeRange": if place == 0 { range("-7d") } else { Json::Null },
        "coloringRules": null, "linkedDashboards": []
    })
}

fn search(number: usize, random: &mut SplitMix64) -> Json {
    let schedule = if number.is_multiple_of(3) {
        Json::Null
    } else {
        schedule()
    };
    json!({
        "type": "SavedSearchWithScheduleSyncDefinition", "name": format!("Rule {number}"),
        "search": {
            "queryText": query(random), "defaultTimeRange": "-60m", "byReceiptTime": false,
            "viewName": "", "viewStartTime": "1970-01-01T00:00:00Z", "parsingMode": "Manual",
            "queryParameters": [], "intervalTimeType": "messageTime"
        },
        "searchSchedule": schedule, "description": "More than a person would do by hand"
    })
}

fn schedule() -> Json {
    json!({
        "cronExpression": "0 0/15 * * * ? *", "displayableTimeRange": "-15m",
        "parseableTimeRange": range("-15m"), "timeZone": "Europe/Berlin",
        "threshold": { "thresholdType": "group", "operator": "gt", "count": 0 },
        "notification": {
            "taskType": "WebhookSearchNotificationSyncDefinition", "webhookId": "000000000000A1B2",
            "payload": "{\"text\":\"{{Name}}: {{NumQueryResults}} results\"}", "toList": [],
            "itemizeAlerts": false, "maxItemizedAlerts": 1
        },
        "scheduleType": "RealTime", "muteErrorEmails": false, "parameters": []
    })
}
