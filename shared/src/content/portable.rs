use serde_json::{Map, Value as Json, json};
use thiserror::Error;

use super::references::{CONNECTION_FIELDS, notification, references};
use super::{ConnectionKey, Connections, ItemKind, Reference, normalise};
use crate::id::{Digest, Hasher, ItemName, NameError};

/// An item as an export gives it and an import takes it: one of the vendor's `…SyncDefinition`s.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition(Map<String, Json>);

/// Why a definition or a stored body can't be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BodyError {
    /// It isn't a JSON object.
    #[error("the definition is not a JSON object")]
    NotAnObject,
    /// It has no `type` or no `name`.
    #[error("the definition has no {0}")]
    Missing(&'static str),
    /// Its name can't be one.
    #[error("the definition's name can't be used")]
    Name(#[from] NameError),
    /// The org it is written for has no such connection, or several.
    #[error("the connection {} ({}) can't be resolved", .0.name, .0.kind)]
    Connection(ConnectionKey),
}

/// An item made comparable between organizations.
#[derive(Debug, Clone, PartialEq)]
pub struct Portable {
    /// What it is.
    pub kind: ItemKind,
    /// Its name.
    pub name: ItemName,
    /// The portable body: JSON with sorted keys, without noise, with symbolic references.
    pub body: Vec<u8>,
    /// The digest of `body`.
    pub digest: Digest,
    /// The digest of the body without its schedule (a search) or report schedules (a dashboard);
    /// `None` when there are none to leave out.
    pub stripped: Option<Digest>,
    /// What it needs from an org, and whom it would mail.
    pub references: Vec<Reference>,
    /// The digest of a lookup table's columns and keys; `None` for anything else.
    pub schema: Option<Digest>,
    /// The title that a dashboard is shown under, where it isn't its name.
    pub title: Option<ItemName>,
}

impl Definition {
    /// Checks that `value` is a definition: an object with a `type` and a `name`.
    pub fn new(value: Json) -> Result<Self, BodyError> {
        let Json::Object(object) = value else {
            return Err(BodyError::NotAnObject);
        };
        for field in ["type", "name"] {
            if !object.get(field).is_some_and(Json::is_string) {
                return Err(BodyError::Missing(field));
            }
        }
        Ok(Self(object))
    }

    /// What the definition is.
    pub fn kind(&self) -> ItemKind {
        ItemKind::of_definition(self.text("type"))
    }

    /// Its name.
    pub fn name(&self) -> Result<ItemName, NameError> {
        ItemName::new(self.text("name"))
    }

    /// Its description; empty when it has none.
    pub fn description(&self) -> &str {
        self.text("description")
    }

    /// The ids of the connections that it names; what it comes to depends on those.
    pub(super) fn connections(&self) -> impl Iterator<Item = &str> {
        let notification = notification(&self.0);
        let id = move |field| notification?.get(field)?.as_str();
        CONNECTION_FIELDS.into_iter().filter_map(id)
    }

    /// Takes a folder's children out; empty for anything else.
    pub fn take_children(&mut self) -> Vec<Json> {
        match self.0.remove("children") {
            Some(Json::Array(children)) => children,
            _ => Vec::new(),
        }
    }

    /// The item made portable; `connections` are those of the org it was read from.
    pub fn into_portable(self, connections: &Connections) -> Result<Portable, BodyError> {
        let (kind, name) = (self.kind(), self.name()?);
        let Self(mut object) = self;
        normalise(&mut object);
        let references = references(&object, connections);
        make_symbolic(&mut object, connections);
        let body = to_bytes(&object);
        let stripped = remove_schedules(&mut object).then(|| Digest::of(&to_bytes(&object)));
        let digest = Digest::of(&body);
        let schema = (kind == ItemKind::Lookup).then(|| schema_of(&object));
        let title = (kind == ItemKind::Dashboard).then(|| title_of(&object));
        let title = title.flatten().filter(|title| *title != name);
        Ok(Portable {
            kind,
            name,
            body,
            digest,
            stripped,
            references,
            schema,
            title,
        })
    }

    fn text(&self, field: &str) -> &str {
        self.0.get(field).and_then(Json::as_str).unwrap_or_default()
    }
}

impl From<Definition> for Json {
    fn from(definition: Definition) -> Self {
        Self::Object(definition.0)
    }
}

/// A stored body without its schedule (a search) or its report schedules (a dashboard).
pub fn strip(body: &mut Definition) {
    remove_schedules(&mut body.0);
}

/// A stored body made ready for one org: its symbolic references become that org's ids.
pub fn resolve(body: &mut Definition, connections: &Connections) -> Result<(), BodyError> {
    let Some(notification) = notification_of(&mut body.0) else {
        return Ok(());
    };
    for field in CONNECTION_FIELDS {
        let Some(key) = notification.get(field).and_then(symbolic_key) else {
            continue;
        };
        let [id] = connections.ids_of(&key)[..] else {
            return Err(BodyError::Connection(key));
        };
        notification.insert(field.into(), id.as_str().into());
    }
    Ok(())
}

/// The key of the object that stands for a connection in a portable body.
const SYMBOL: &str = "$connection";

/// Whether a portable body may hold what [`resolve`] replaces.
pub fn has_symbols(body: &[u8]) -> bool {
    // What is no text is no body either; it is found out where it is parsed.
    str::from_utf8(body).map_or(true, |text| text.contains(SYMBOL))
}

/// Replaces connections' ids, which differ from org to org, by what the connections are.
fn make_symbolic(object: &mut Map<String, Json>, connections: &Connections) {
    let Some(notification) = notification_of(object) else {
        return;
    };
    for field in CONNECTION_FIELDS {
        let id = notification.get(field).and_then(Json::as_str);
        if let Some(key) = id.and_then(|id| connections.key_of(id)) {
            let symbol = json!({ SYMBOL: { "kind": key.kind, "name": key.name } });
            notification.insert(field.into(), symbol);
        }
    }
}

pub(super) fn symbolic_key(value: &Json) -> Option<ConnectionKey> {
    let symbol = value.get(SYMBOL)?;
    let text = |field: &str| symbol.get(field).and_then(Json::as_str).map(str::to_owned);
    Some(ConnectionKey {
        kind: text("kind")?,
        name: text("name")?,
    })
}

fn notification_of(object: &mut Map<String, Json>) -> Option<&mut Map<String, Json>> {
    object
        .get_mut("searchSchedule")?
        .get_mut("notification")?
        .as_object_mut()
}

/// What a lookup table can't change while it holds rows.
fn schema_of(lookup: &Map<String, Json>) -> Digest {
    let mut hasher = Hasher::new("orgcast lookup schema 1");
    for field in ["fields", "primaryKeys"] {
        hasher.text(&json_text(lookup.get(field).unwrap_or(&Json::Null)));
    }
    hasher.finish()
}

fn title_of(dashboard: &Map<String, Json>) -> Option<ItemName> {
    let title = dashboard.get("title").and_then(Json::as_str)?;
    ItemName::new(title).ok()
}

/// Says whether there was anything to remove.
fn remove_schedules(object: &mut Map<String, Json>) -> bool {
    let kind = object
        .get("type")
        .and_then(Json::as_str)
        .map(ItemKind::of_definition);
    let field = match kind {
        Some(ItemKind::Search) => "searchSchedule",
        Some(ItemKind::Dashboard) => "schedules",
        _ => return false,
    };
    object.remove(field).is_some()
}

/// JSON in one line, with sorted keys. A value's own `to_string` gives the same by a second writer,
/// which can also indent: the Worker would have both.
pub fn json_text(value: &Json) -> String {
    // Writing JSON values to memory can't fail.
    serde_json::to_string(value).unwrap_or_default()
}

/// JSON with sorted keys: `serde_json`'s map is a sorted one.
fn to_bytes(object: &Map<String, Json>) -> Vec<u8> {
    // Writing a map of JSON values to memory can't fail.
    serde_json::to_vec(object).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::ContentId;

    fn org(id: &str, kind: &str, name: &str) -> Connections {
        let key = ConnectionKey {
            kind: kind.into(),
            name: name.into(),
        };
        [(ContentId::new(id).unwrap(), key)].into_iter().collect()
    }

    fn scheduled(webhook: &str) -> Definition {
        let value = json!({
            "type": "SavedSearchWithScheduleSyncDefinition", "name": "S", "description": "",
            "search": { "queryText": "*", "defaultTimeRange": "-15m" },
            "searchSchedule": { "timeZone": "UTC", "scheduleType": "1Hour", "notification": {
                "taskType": "WebhookSearchNotificationSyncDefinition", "webhookId": webhook } }
        });
        Definition::new(value).unwrap()
    }

    #[test]
    fn the_same_search_in_two_orgs_has_one_digest() {
        let (a, b) = (org("0A", "Slack", "SOC"), org("0B", "Slack", "SOC"));
        let first = scheduled("0A").into_portable(&a).unwrap();
        let second = scheduled("0B").into_portable(&b).unwrap();
        assert_eq!(first, second);
        let other = scheduled("0B")
            .into_portable(&org("0B", "PagerDuty", "SOC"))
            .unwrap();
        assert_ne!(first.digest, other.digest);
        assert_eq!(first.stripped, other.stripped);
    }

    #[test]
    fn a_portable_body_resolves_to_the_ids_of_any_org() {
        let portable = scheduled("0A")
            .into_portable(&org("0A", "Slack", "SOC"))
            .unwrap();
        assert!(has_symbols(&portable.body));
        let mut body = Definition::new(serde_json::from_slice(&portable.body).unwrap()).unwrap();
        let target = org("0C", "Slack", "SOC");
        resolve(&mut body, &target).unwrap();
        assert_eq!(body.clone().into_portable(&target).unwrap(), portable);
        let mut again = Definition::new(serde_json::from_slice(&portable.body).unwrap()).unwrap();
        assert!(matches!(
            resolve(&mut again, &Connections::default()),
            Err(BodyError::Connection(key)) if key.name == "SOC"
        ));
    }

    #[test]
    fn a_lost_connection_keeps_its_id_and_says_so() {
        let portable = scheduled("0A")
            .into_portable(&Connections::default())
            .unwrap();
        assert_eq!(
            portable.references,
            [Reference::LostConnection { id: "0A".into() }]
        );
        assert!(!has_symbols(&portable.body));
    }

    #[test]
    fn stripping_a_body_gives_the_stripped_digest() {
        let portable = scheduled("0A")
            .into_portable(&Connections::default())
            .unwrap();
        let mut body = Definition::new(serde_json::from_slice(&portable.body).unwrap()).unwrap();
        strip(&mut body);
        let stripped = body.into_portable(&Connections::default()).unwrap();
        assert_eq!(Some(stripped.digest), portable.stripped);
        assert_eq!((stripped.stripped, stripped.references), (None, vec![]));
    }
}
