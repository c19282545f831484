//! What a definition says, whatever it leaves out or spells out. Nothing of the product's own content
//! model is in here, so that what it strips or folds by mistake shows as a difference.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Values that the vendor's OpenAPI document gives as defaults of optional fields.
const DEFAULTS: &[(&str, &str)] = &[
    ("allowMultiSelect", "false"),
    ("hideFromUI", "false"),
    ("includeAllOption", "true"),
    ("includeCsvAttachment", "false"),
    ("includeHistogram", "true"),
    ("includeQuery", "true"),
    ("includeResultSet", "true"),
    ("includeTimeRange", "true"),
    ("includeVariables", "true"),
    ("intervalTimeType", "\"messageTime\""),
    ("isActive", "true"),
    ("itemizeAlerts", "false"),
    ("keepVisualSettingsConsistentWithParent", "true"),
    ("mode", "\"performance\""),
    ("outputCardinalityLimit", "1000"),
    ("parseMode", "\"Auto\""),
    ("parsingMode", "\"Manual\""),
    ("sizeLimitAction", "\"StopIncomingMessages\""),
    ("theme", "\"light\""),
    ("timeSource", "\"Message\""),
    ("transient", "false"),
    ("ttl", "0"),
    ("valueType", "\"Any\""),
];

/// Switches and numbers that are off when they are absent, though no document says so.
const OFF: &[(&str, &str)] = &[
    ("collapsed", "false"),
    ("muteErrorEmails", "false"),
    ("refreshInterval", "0"),
    ("showRemoteServices", "false"),
];

/// Fields that the vendor documents as its own to fill in.
const SET_BY_SERVER: &[&str] = &["displayableTimeRange", "thresholdType"];

/// The kind and the name of a connection, by its id.
pub type Connections = BTreeMap<String, (String, String)>;

/// The connections of an org, from what the sandbox's control interface shows of it.
///
/// # Panics
///
/// When one of them can't be read.
pub fn connections(state: &Value) -> Connections {
    let of = |connection: &Value| {
        let text = |field: &str| connection[field].as_str().map(str::to_owned);
        let kind = text("webhookType").or_else(|| text("type"));
        let named = (kind.expect("a kind"), text("name").expect("a name"));
        (text("id").expect("an id"), named)
    };
    let connections = state["connections"].as_array();
    connections.into_iter().flatten().map(of).collect()
}

/// A definition without what the vendor documents as its absence, and with the kinds and names of
/// connections in the place of their ids.
pub fn said(value: &Value, connections: &Connections) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name, field(name, value, connections)))
            .filter(|(name, value)| !is_absence(fields, name, value))
            .map(|(name, value)| (name.clone(), value))
            .collect(),
        Value::Array(members) => members
            .iter()
            .map(|member| said(member, connections))
            .collect(),
        other => other.clone(),
    }
}

fn field(name: &str, value: &Value, connections: &Connections) -> Value {
    match (name, value) {
        // The vendor's own Terraform provider compares themes in lower case.
        ("theme", Value::String(theme)) => json!(theme.to_lowercase()),
        // The vendor documents it as the older spelling of the same.
        ("type", Value::String(kind)) if kind == "MewboardSyncDefinition" => {
            json!("DashboardV2SyncDefinition")
        }
        ("webhookId" | "externalId", Value::String(id)) => match connections.get(id) {
            Some(named) => json!(named),
            None => value.clone(),
        },
        _ => said(value, connections),
    }
}

fn is_absence(around: &Map<String, Value>, name: &str, value: &Value) -> bool {
    let text = value.to_string();
    let is = |(default, of): &&(&str, &str)| *default == name && *of == text;
    let has_own_id = around.contains_key("panelType") || around.contains_key("sourceDefinition");
    is_empty(value)
        || SET_BY_SERVER.contains(&name)
        || DEFAULTS.iter().chain(OFF).any(|default| is(&default))
        || (name == "id" && has_own_id)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(members) => members.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}
