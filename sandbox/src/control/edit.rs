//! Edits as a customer makes them in the pages.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::clock::Millis;
use crate::ids::HexId;
use crate::org::Org;
use crate::schema::{self, CONNECTION, DEFINITION};
use crate::tree::import::{Change, ChangeKind};
use crate::tree::node::{Node, Stamp, body_of};

/// One edit. Paths are library paths such as `/Library/Admin Recommended/Baseline`.
#[derive(Debug, Deserialize)]
#[serde(tag = "op", rename_all = "camelCase", deny_unknown_fields)]
enum Edit {
    /// Merges fields into the definition of an item (RFC 7396: null removes a field).
    Set {
        path: String,
        fields: Map<String, Value>,
    },
    /// Adds a definition to a folder.
    Create { folder: String, definition: Value },
    /// Removes an item and what is in it.
    Delete { path: String },
    /// Gives an item another name; a dashboard gets it as its title too.
    Rename { path: String, name: String },
    /// Puts an item into another folder.
    Move { path: String, folder: String },
    /// Says how many rows a lookup table has.
    Rows { path: String, rows: u64 },
    /// Adds a connection.
    CreateConnection { definition: Value },
    /// Removes the connection of that name.
    DeleteConnection { name: String },
}

/// Applies one edit or a list of them; stops at the first that cannot be done. Gives what each touched.
pub(super) fn apply(org: &mut Org, edits: &Value, now: Millis) -> Result<Vec<Value>, String> {
    let edits: Vec<Edit> = match edits {
        Value::Array(_) => serde_json::from_value(edits.clone()),
        one => serde_json::from_value(one.clone()).map(|edit| vec![edit]),
    }
    .map_err(|e| format!("not an edit: {e}"))?;
    edits
        .into_iter()
        .map(|edit| apply_one(org, edit, now))
        .collect()
}

fn apply_one(org: &mut Org, edit: Edit, now: Millis) -> Result<Value, String> {
    let stamp = Stamp {
        at: now,
        by: org.analyst.id,
    };
    let id = match edit {
        Edit::Set { path, fields } => set(org, &path, &fields, stamp)?,
        Edit::Create { folder, definition } => return create(org, &folder, &definition, stamp),
        Edit::Delete { path } => return delete(org, &path, now),
        Edit::Rename { path, name } => rename(org, &path, &name, stamp)?,
        Edit::Move { path, folder } => relocate(org, &path, &folder)?,
        Edit::Rows { path, rows } => {
            let id = at(org, &path)?.id;
            if let Some(node) = org.tree.get_mut(id) {
                node.rows = rows;
            }
            id
        }
        Edit::CreateConnection { definition } => return create_connection(org, definition, stamp),
        Edit::DeleteConnection { name } => {
            let known = org.connections.by_name(&name);
            let id = known.ok_or(format!("there is no connection '{name}'"))?.id;
            org.connections.remove(id);
            return Ok(json!({ "id": id, "name": name }));
        }
    };
    let node = org.tree.get(id).ok_or("the item is gone")?;
    let change = Change::new(ChangeKind::Updated, node);
    org.audit.changes(&org.customer(), now, &[change]);
    touched(org, id)
}

fn touched(org: &Org, id: HexId) -> Result<Value, String> {
    let node = org.tree.get(id).ok_or("the item is gone")?;
    Ok(json!({ "id": id, "path": org.tree.path_of(node) }))
}

fn at<'a>(org: &'a Org, path: &str) -> Result<&'a Node, String> {
    org.tree
        .at_path(path)
        .ok_or(format!("there is nothing at {path}"))
}

fn set(
    org: &mut Org,
    path: &str,
    fields: &Map<String, Value>,
    stamp: Stamp,
) -> Result<HexId, String> {
    let node = at(org, path)?;
    let mut definition = Value::Object((*node.body).clone());
    definition["name"] = Value::from(node.name.as_str());
    if node.is_folder() {
        definition["children"] = json!([]);
    }
    merge(&mut definition, &Value::Object(fields.clone()));
    let problems = schema::problems(&DEFINITION, &definition);
    if !problems.is_empty() {
        return Err(problems.join("; "));
    }
    let id = node.id;
    if let (Some(node), Some(fields)) = (org.tree.get_mut(id), definition.as_object()) {
        node.body = Arc::new(body_of(fields));
        node.modified = stamp;
    }
    Ok(id)
}

fn create(org: &mut Org, folder: &str, definition: &Value, stamp: Stamp) -> Result<Value, String> {
    let problems = schema::problems(&DEFINITION, definition);
    if !problems.is_empty() {
        return Err(problems.join("; "));
    }
    let folder = at(org, folder)?.id;
    let created = org.add(folder, definition, &org.customer(), stamp.at);
    touched(org, created.map_err(|e| e.message)?)
}

fn delete(org: &mut Org, path: &str, now: Millis) -> Result<Value, String> {
    let id = at(org, path)?.id;
    if org.tree.is_root(id) {
        return Err(format!("{path} cannot be deleted"));
    }
    let removed = org.tree.remove(id);
    let changes: Vec<Change> = removed
        .iter()
        .map(|node| Change::new(ChangeKind::Deleted, node))
        .collect();
    org.audit.changes(&org.customer(), now, &changes);
    Ok(json!({ "id": id, "path": path }))
}

fn rename(org: &mut Org, path: &str, name: &str, stamp: Stamp) -> Result<HexId, String> {
    let node = at(org, path)?;
    let id = node.id;
    if node
        .parent
        .is_some_and(|parent| org.tree.child(parent, name).is_some())
    {
        return Err(taken(name));
    }
    if let Some(node) = org.tree.get_mut(id) {
        name.clone_into(&mut node.name);
        node.modified = stamp;
        if node.body.contains_key("title") {
            Arc::make_mut(&mut node.body).insert("title".to_owned(), Value::from(name));
        }
    }
    Ok(id)
}

fn relocate(org: &mut Org, path: &str, folder: &str) -> Result<HexId, String> {
    let id = at(org, path)?.id;
    let to = at(org, folder)?;
    if !to.is_folder() || org.tree.ancestry(to).any(|above| above.id == id) {
        return Err(format!("{path} cannot be moved to {folder}"));
    }
    let (to, name) = (to.id, at(org, path)?.name.clone());
    if org.tree.child(to, &name).is_some() {
        return Err(taken(&name));
    }
    org.tree.relocate(id, to);
    Ok(id)
}

fn taken(name: &str) -> String {
    format!("there is a '{name}' in the folder already")
}

fn create_connection(org: &mut Org, definition: Value, stamp: Stamp) -> Result<Value, String> {
    let problems = schema::problems(&CONNECTION, &definition);
    let Value::Object(fields) = definition else {
        return Err("a connection is an object".to_owned());
    };
    if !problems.is_empty() {
        return Err(problems.join("; "));
    }
    let id = org.ids.next();
    let connection = org.connections.insert(id, fields, stamp);
    Ok(json!({ "id": id, "name": connection.name() }))
}

/// RFC 7396.
fn merge(into: &mut Value, patch: &Value) {
    let Some(patch) = patch.as_object() else {
        *into = patch.clone();
        return;
    };
    if !into.is_object() {
        *into = json!({});
    }
    for (name, value) in patch {
        if value.is_null() {
            if let Some(fields) = into.as_object_mut() {
                fields.remove(name);
            }
        } else {
            merge(&mut into[name.as_str()], value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merge_replaces_only_what_it_names() {
        let mut value = json!({ "a": { "b": 1, "c": 2 }, "d": [1] });
        merge(
            &mut value,
            &json!({ "a": { "b": 3, "c": null }, "d": [2], "e": { "f": 4 } }),
        );
        assert_eq!(value, json!({ "a": { "b": 3 }, "d": [2], "e": { "f": 4 } }));
    }
}
