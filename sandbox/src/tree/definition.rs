//! Definitions out of the tree: what an export gives.

use serde_json::{Map, Value, json};

use crate::tree::Tree;
use crate::tree::node::{Body, ItemKind, Node};

/// A subtree as it was at one moment, sharing its bodies with the tree.
#[derive(Debug, Clone)]
pub(crate) struct Snapshot {
    name: String,
    kind: ItemKind,
    body: Body,
    children: Vec<Snapshot>,
}

impl Tree {
    pub(crate) fn snapshot(&self, node: &Node) -> Snapshot {
        Snapshot {
            name: node.name.clone(),
            kind: node.kind,
            body: node.body.clone(),
            children: self
                .children(node)
                .map(|child| self.snapshot(child))
                .collect(),
        }
    }
}

impl Snapshot {
    /// The definition as the service writes it: no identifiers, and a null where a field has no value.
    pub(crate) fn definition(&self) -> Value {
        let mut fields = (*self.body).clone();
        fields.insert("name".to_owned(), Value::from(self.name.as_str()));
        match self.kind {
            ItemKind::Folder => {
                fields
                    .entry("description")
                    .or_insert_with(|| Value::from(""));
                let children = self.children.iter().map(Self::definition).collect();
                fields.insert("children".to_owned(), Value::Array(children));
            }
            ItemKind::Dashboard => write_dashboard(&mut fields),
            ItemKind::Search if fields.contains_key("search") => {
                fields.entry("searchSchedule").or_insert(Value::Null);
            }
            ItemKind::Search | ItemKind::Report | ItemKind::Lookups => {}
        }
        Value::Object(fields)
    }
}

/// Panels lose their ids, and fields that were never set come back as null.
fn write_dashboard(fields: &mut Map<String, Value>) {
    let mut absent = vec!["rootPanel", "topologyLabelMap", "timeRange", "layout"];
    if fields.get("type").and_then(Value::as_str) == Some("DashboardV2SyncDefinition") {
        absent.push("schedules");
    }
    for name in absent {
        fields.entry(name).or_insert(Value::Null);
    }
    for name in ["panels", "variables", "coloringRules"] {
        fields.entry(name).or_insert_with(|| json!([]));
    }
    for panel in members(fields, "panels") {
        panel.insert("id".to_owned(), Value::Null);
        if panel.get("panelType").and_then(Value::as_str) == Some("SumoSearchPanel") {
            panel.entry("timeRange").or_insert(Value::Null);
            panel.entry("coloringRules").or_insert(Value::Null);
            panel.entry("linkedDashboards").or_insert_with(|| json!([]));
            for query in members(panel, "queries") {
                write_query(query);
            }
        }
    }
}

/// A query comes back with every way of asking, the unused ones null, and with its documented defaults.
fn write_query(query: &mut Map<String, Value>) {
    for name in [
        "metricsQueryMode",
        "metricsQueryData",
        "tracesQueryData",
        "spansQueryData",
    ] {
        query.entry(name).or_insert(Value::Null);
    }
    query.entry("transient").or_insert(Value::Bool(false));
    query
        .entry("outputCardinalityLimit")
        .or_insert_with(|| Value::from(1000));
}

fn members<'a>(
    fields: &'a mut Map<String, Value>,
    name: &str,
) -> impl Iterator<Item = &'a mut Map<String, Value>> {
    fields
        .get_mut(name)
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
}

/// How many items a definition holds, itself included.
pub(crate) fn count_items(definition: &Value) -> usize {
    1 + definition["children"]
        .as_array()
        .into_iter()
        .flatten()
        .map(count_items)
        .sum::<usize>()
}
