//! The sandbox behind the Worker, through its control interface.

use std::collections::BTreeMap;

use orgcast_shared::content::{ConnectionKey, Connections, Definition, Portable};
use orgcast_shared::id::ContentId;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::client::agent;

/// An org as the sandbox lists it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SandboxOrg {
    pub(crate) name: String,
    pub(crate) org_id: String,
    pub(crate) role: String,
    pub(crate) variant: String,
    pub(crate) access_id: String,
    pub(crate) access_key: String,
    /// Where the sandbox is.
    #[serde(skip)]
    pub(crate) base: String,
}

/// What an org was asked so far.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Calls {
    pub(crate) total: u64,
    pub(crate) writes: u64,
    pub(crate) max_per_second: u64,
    pub(crate) max_in_flight: u64,
    pub(crate) throttled: u64,
    pub(crate) during_rest: u64,
    pub(crate) with_origin: u64,
}

/// All orgs of the sandbox at this URL.
pub(crate) fn orgs(base: &str) -> Vec<SandboxOrg> {
    let mut answer = agent()
        .get(format!("{base}/__sandbox/orgs"))
        .call()
        .expect("an answer");
    let orgs: Vec<SandboxOrg> = answer.body_mut().read_json().expect("a list of orgs");
    let of_this_base = |org| SandboxOrg {
        base: base.to_owned(),
        ..org
    };
    orgs.into_iter().map(of_this_base).collect()
}

impl SandboxOrg {
    pub(crate) fn calls(&self) -> Calls {
        serde_json::from_value(self.control("GET", "calls", None)).expect("counts")
    }

    /// Changes the switches; `null` switches one off.
    pub(crate) fn set_faults(&self, switches: &Value) {
        self.control("POST", "faults", Some(switches));
    }

    /// Edits as the customer would.
    pub(crate) fn edit(&self, edit: &Value) {
        self.control("POST", "edit", Some(edit));
    }

    /// Creates a search as the customer would.
    pub(crate) fn create_search(&self, folder: &str, name: &str) {
        let definition = json!({
            "type": "SavedSearchWithScheduleSyncDefinition", "name": name, "description": "",
            "search": { "queryText": "_sourceCategory=own", "defaultTimeRange": "-15m",
                        "byReceiptTime": false, "queryParameters": [] }
        });
        self.edit(&json!({ "op": "create", "folder": folder, "definition": definition }));
    }

    /// Every item under Admin Recommended, made portable, by path. It comes from the sandbox's own
    /// state, not from anything that the Worker read.
    pub(crate) fn library(&self) -> BTreeMap<String, Portable> {
        let state = self.state();
        let connections = connections(&state["connections"]);
        let roots = state["library"].as_array().expect("roots");
        let root = roots
            .iter()
            .find(|root| root["name"] == "Admin Recommended");
        let mut library = BTreeMap::new();
        collect(root.expect("Admin Recommended"), &connections, &mut library);
        library
    }

    /// All that the org holds.
    pub(crate) fn state(&self) -> Value {
        self.control("GET", "state", None)
    }

    fn control(&self, method: &str, what: &str, body: Option<&Value>) -> Value {
        let url = format!("{}/__sandbox/orgs/{}/{what}", self.base, self.org_id);
        let answer = match (method, body) {
            ("POST", Some(body)) => agent().post(url).send_json(body),
            _ => agent().get(url).call(),
        };
        let mut answer = answer.expect("an answer");
        let text = answer
            .body_mut()
            .with_config()
            .limit(64 << 20)
            .read_to_string()
            .expect("text");
        assert_eq!(answer.status(), 200, "{method} {what}: {text}");
        serde_json::from_str(&text).expect("JSON")
    }
}

fn connections(list: &Value) -> Connections {
    let key = |connection: &Value| {
        let text = |field: &str| connection[field].as_str().map(str::to_owned);
        let kind = text("webhookType")
            .or_else(|| text("type"))
            .expect("a kind");
        let id = ContentId::new(text("id").expect("an id")).expect("an id");
        (
            id,
            ConnectionKey {
                kind,
                name: text("name").expect("a name"),
            },
        )
    };
    list.as_array()
        .expect("connections")
        .iter()
        .map(key)
        .collect()
}

/// Two items of one path are an error: that is what a double effect looks like.
fn collect(node: &Value, connections: &Connections, into: &mut BTreeMap<String, Portable>) {
    let path = node["path"].as_str().expect("a path").to_owned();
    let definition = &node["definition"];
    if definition.is_object() {
        let definition = Definition::new(definition.clone()).expect("a definition");
        let portable = definition
            .into_portable(connections)
            .expect("a portable item");
        assert!(
            into.insert(path.clone(), portable).is_none(),
            "{path} is there twice"
        );
    }
    for child in node["children"].as_array().into_iter().flatten() {
        collect(child, connections, into);
    }
}
