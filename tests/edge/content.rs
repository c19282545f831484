//! What an org holds, as the sandbox's raw state says it. Nothing of the product's own content model
//! is in here, so that what it strips or folds by mistake shows as a difference.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::sandbox::SandboxOrg;

/// An item or a folder.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Held {
    id: String,
    modified_at: String,
    /// The definition as an export gives it; of a folder its description.
    pub(crate) raw: Value,
    /// The definition without what the vendor documents as its absence, and with the names of
    /// connections in the place of their ids.
    pub(crate) says: Value,
}

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
type Connections = BTreeMap<String, (String, String)>;

impl SandboxOrg {
    /// Everything under Admin Recommended, folders too, by path.
    pub(crate) fn content(&self) -> BTreeMap<String, Held> {
        let state = self.state();
        let connections = connections(&state);
        let mut content = BTreeMap::new();
        let root = &state["library"][0];
        assert_eq!(root["name"], "Admin Recommended");
        for child in list(&root["children"]) {
            collect(child, &connections, &mut content);
        }
        content
    }
}

impl Held {
    fn is(&self, kind: &str) -> bool {
        self.raw["type"] == kind
    }

    pub(crate) fn is_scheduled_search(&self) -> bool {
        self.says.get("searchSchedule").is_some()
    }

    pub(crate) fn has_reports(&self) -> bool {
        self.says.get("schedules").is_some()
    }

    pub(crate) fn is_lookup(&self) -> bool {
        self.is("LookupTableSyncDefinition")
    }

    pub(crate) fn is_search(&self) -> bool {
        self.is("SavedSearchWithScheduleSyncDefinition")
    }

    pub(crate) fn is_folder(&self) -> bool {
        self.is("FolderSyncDefinition")
    }

    /// Whether it is another item than `other`, or was written since.
    pub(crate) fn was_touched_since(&self, other: &Self) -> bool {
        self != other
    }

    /// Whether it is the same item, whatever was written into it.
    pub(crate) fn is_in_place_of(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// The paths that aren't in `target` as they are in `source`.
pub(crate) fn differences(
    source: &BTreeMap<String, Held>,
    target: &BTreeMap<String, Held>,
) -> Vec<String> {
    let differs = |(path, held): &(&String, &Held)| {
        target
            .get(*path)
            .is_none_or(|there| there.says != held.says)
    };
    let different = source.iter().filter(differs);
    different.map(|(path, _)| path.clone()).collect()
}

fn connections(state: &Value) -> Connections {
    let of = |connection: &Value| {
        let text = |field: &str| connection[field].as_str().map(str::to_owned);
        let kind = text("webhookType").or_else(|| text("type"));
        let named = (kind.expect("a kind"), text("name").expect("a name"));
        (text("id").expect("an id"), named)
    };
    list(&state["connections"]).iter().map(of).collect()
}

/// Two items of one path are an error: that is what a double effect looks like.
fn collect(node: &Value, connections: &Connections, into: &mut BTreeMap<String, Held>) {
    let text = |field: &str| node[field].as_str().expect(field).to_owned();
    let raw = match node.get("definition") {
        Some(definition) => definition.clone(),
        None => json!({ "type": "FolderSyncDefinition", "description": node["description"] }),
    };
    let held = Held {
        id: text("id"),
        modified_at: text("modifiedAt"),
        says: said(&raw, connections),
        raw,
    };
    let path = text("path");
    assert!(
        into.insert(path.clone(), held).is_none(),
        "{path} is there twice"
    );
    for child in list(&node["children"]) {
        collect(child, connections, into);
    }
}

fn said(value: &Value, connections: &Connections) -> Value {
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
        ("webhookId" | "externalId", Value::String(id)) => {
            let own = connections.get(id);
            json!(own.unwrap_or_else(|| panic!("{id} is no connection of the org")))
        }
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

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
