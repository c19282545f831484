//! What an org holds, as the sandbox's raw state says it.

use std::collections::BTreeMap;

use orgcast_tests::said::{Connections, connections, said};
use serde_json::{Value, json};

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

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
