//! The connections of an org: webhooks and `ServiceNow`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::clock::rfc3339;
use crate::guesses::MASK;
use crate::ids::HexId;
use crate::tree::node::Stamp;

/// All connections by id.
#[derive(Debug, Clone, Default)]
pub(crate) struct Connections {
    by_id: BTreeMap<HexId, Connection>,
}

/// One connection with its secrets.
#[derive(Debug, Clone)]
pub(crate) struct Connection {
    pub(crate) id: HexId,
    /// The definition as it was written; secrets included.
    definition: Map<String, Value>,
    created: Stamp,
    modified: Stamp,
}

impl Connections {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Connection> {
        self.by_id.values()
    }

    pub(crate) fn get(&self, id: HexId) -> Option<&Connection> {
        self.by_id.get(&id)
    }

    pub(crate) fn by_name(&self, name: &str) -> Option<&Connection> {
        self.iter().find(|connection| connection.name() == name)
    }

    pub(crate) fn ids_of(&self, kind: &str) -> BTreeSet<HexId> {
        self.iter()
            .filter(|connection| connection.kind() == kind)
            .map(|connection| connection.id)
            .collect()
    }

    pub(crate) fn insert(
        &mut self,
        id: HexId,
        definition: Map<String, Value>,
        stamp: Stamp,
    ) -> &Connection {
        self.by_id.entry(id).or_insert(Connection {
            id,
            definition,
            created: stamp,
            modified: stamp,
        })
    }

    pub(crate) fn remove(&mut self, id: HexId) -> Option<Connection> {
        self.by_id.remove(&id)
    }

    /// Writes a definition over the connection. A masked header value keeps the value it had.
    pub(crate) fn update(
        &mut self,
        id: HexId,
        mut definition: Map<String, Value>,
        stamp: Stamp,
    ) -> Option<&Connection> {
        let connection = self.by_id.get_mut(&id)?;
        let known: BTreeMap<String, Value> = connection
            .headers()
            .filter_map(|h| Some((h["name"].as_str()?.to_owned(), h["value"].clone())))
            .collect();
        for header in definition
            .get_mut("headers")
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            if header["value"] == MASK
                && let Some(value) = header["name"].as_str().and_then(|name| known.get(name))
            {
                header["value"] = value.clone();
            }
        }
        connection.definition = definition;
        connection.modified = stamp;
        Some(connection)
    }
}

impl Connection {
    pub(crate) fn name(&self) -> &str {
        self.definition
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// The type as it is read; the type as it is written ends in `Definition`.
    pub(crate) fn kind(&self) -> &'static str {
        if self.definition.get("type").and_then(Value::as_str) == Some("ServiceNowDefinition") {
            "ServiceNowConnection"
        } else {
            "WebhookConnection"
        }
    }

    /// `Connection`: what every answer shows, with the secrets masked or left out.
    pub(crate) fn shown(&self) -> Value {
        let mut out = self.definition.clone();
        out.remove("password");
        let mut set = |name: &str, value: Value| out.insert(name.to_owned(), value);
        set("type", Value::from(self.kind()));
        set("id", Value::from(self.id.to_string()));
        set("createdAt", Value::from(rfc3339(self.created.at)));
        set("createdBy", Value::from(self.created.by.to_string()));
        set("modifiedAt", Value::from(rfc3339(self.modified.at)));
        set("modifiedBy", Value::from(self.modified.by.to_string()));
        out.entry("description").or_insert_with(|| Value::from(""));
        if self.kind() == "WebhookConnection" {
            let headers = self
                .headers()
                .map(|h| json!({ "name": h["name"], "value": MASK }))
                .collect();
            out.insert("headers".to_owned(), Value::Array(headers));
            out.entry("customHeaders").or_insert_with(|| json!([]));
            out.entry("webhookType")
                .or_insert_with(|| Value::from("Webhook"));
            out.entry("warnings").or_insert_with(|| json!([]));
        }
        Value::Object(out)
    }

    fn headers(&self) -> impl Iterator<Item = &Value> {
        self.definition
            .get("headers")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    }
}
