//! Connections of the demo, and references to them by name.
//!
//! Templates name a connection as `connection:NAME` where a definition has its id, because ids differ from
//! org to org.

use serde_json::{Map, Value, json};

use crate::ids::HexId;
use crate::org::Org;
use crate::tree::node::Stamp;

/// Names of the connections that the baseline refers to.
pub(super) const ALL: &[&str] = &[
    "SOC Slack",
    "SOC PagerDuty",
    "SOC Microsoft Teams",
    "Case intake",
    "Service desk (ServiceNow)",
];

const PREFIX: &str = "connection:";

/// The reference to a connection in a template.
pub(super) fn reference(name: &str) -> String {
    format!("{PREFIX}{name}")
}

/// The name in the reference that a schedule holds, if it holds one.
pub(super) fn referenced(body: &Map<String, Value>) -> Option<&str> {
    let notification = &body.get("searchSchedule")?["notification"];
    let reference = notification[id_field(notification)?].as_str()?;
    reference.strip_prefix(PREFIX)
}

/// Puts the id of the org's connection of that name in the place of the reference. Without such a
/// connection the search loses its schedule.
pub(super) fn resolve(body: &mut Map<String, Value>, org: &Org) {
    let Some(name) = referenced(body).map(str::to_owned) else {
        return;
    };
    let id = org
        .connections
        .by_name(&name)
        .map(|connection| connection.id);
    let Some(schedule) = body.get_mut("searchSchedule") else {
        return;
    };
    match (id, id_field(&schedule["notification"])) {
        (Some(id), Some(field)) => schedule["notification"][field] = json!(id),
        _ => *schedule = Value::Null,
    }
}

/// The definition with names in the place of connection ids. An id that the org does not know gets a
/// connection made for it, so that an export of another org can stand here.
pub(super) fn name_references(definition: &Value, org: &mut Org) -> Value {
    let mut out = definition.clone();
    if let Some(notification) = out
        .get_mut("searchSchedule")
        .and_then(|s| s.get_mut("notification"))
        && let Some(field) = id_field(notification)
        && let Some(id) = notification[field]
            .as_str()
            .and_then(|id| id.parse::<HexId>().ok())
    {
        let name = match org.connections.get(id) {
            Some(connection) => connection.name().to_owned(),
            None => stand_in(org, id, field == "externalId"),
        };
        notification[field] = Value::from(reference(&name));
    }
    if let Some(children) = definition["children"].as_array() {
        out["children"] = children
            .iter()
            .map(|child| name_references(child, org))
            .collect();
    }
    out
}

fn id_field(notification: &Value) -> Option<&'static str> {
    match notification["taskType"].as_str()? {
        "WebhookSearchNotificationSyncDefinition" => Some("webhookId"),
        "ServiceNowSearchNotificationSyncDefinition" => Some("externalId"),
        _ => None,
    }
}

/// Gives the org the demo connections of these names.
pub(super) fn add(org: &mut Org, names: &[&str]) {
    let stamp = Stamp {
        at: org.profile.created_at,
        by: org.owner.id,
    };
    for name in names {
        let definition = definition(name, org);
        let id = org.ids.next();
        org.connections.insert(id, definition, stamp);
    }
}

fn stand_in(org: &mut Org, id: HexId, is_service_now: bool) -> String {
    let stamp = Stamp {
        at: org.profile.created_at,
        by: org.owner.id,
    };
    let kind = if is_service_now {
        "ServiceNow"
    } else {
        "Webhook"
    };
    let name = format!("{kind} {id}");
    let definition = definition(&name, org);
    org.connections.insert(id, definition, stamp);
    name
}

/// A connection whose type follows from its name. Its secret is drawn, so every org has another.
fn definition(name: &str, org: &mut Org) -> Map<String, Value> {
    let secret = org.rng.alphanumeric(24);
    let is_service_now = name.contains("ServiceNow");
    let definition = if is_service_now {
        json!({
            "type": "ServiceNowDefinition",
            "name": name,
            "description": "Events for the service desk",
            "url": "https://servicedesk.example.com/api/em/jsonv2",
            "username": "sumo.events",
            "password": secret,
        })
    } else {
        let kind = ["Slack", "PagerDuty", "Microsoft Teams"]
            .into_iter()
            .find(|kind| name.contains(kind));
        let kind = kind.unwrap_or("Webhook").replace(' ', "");
        json!({
            "type": "WebhookDefinition",
            "name": name,
            "description": format!("Alerts of the security operations centre ({kind})"),
            "url": format!("https://hooks.example.com/{}", kind.to_lowercase()),
            "headers": [{ "name": "Authorization", "value": format!("Bearer {secret}") }],
            "customHeaders": [],
            "defaultPayload": "{\"text\": \"{{Name}}: {{NumQueryResults}} results, {{ResultsJson}}\"}",
            "webhookType": kind,
        })
    };
    definition.as_object().cloned().unwrap_or_default()
}
