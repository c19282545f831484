//! Items as the API shows them.

use serde_json::{Value, json};

use crate::clock::rfc3339;
use crate::ids::HexId;
use crate::tree::Tree;
use crate::tree::access::Viewer;
use crate::tree::node::Node;

/// `Content`: an item without its children.
pub(crate) fn content(tree: &Tree, viewer: &Viewer, node: &Node) -> Value {
    json!({
        "id": node.id,
        "name": node.name,
        "itemType": node.kind.as_str(),
        "parentId": node.parent.unwrap_or(HexId(0)),
        "permissions": tree.rights(viewer, node),
        "description": node.description(),
        "isScheduled": node.is_scheduled(),
        "createdAt": rfc3339(node.created.at),
        "createdBy": node.created.by,
        "modifiedAt": rfc3339(node.modified.at),
        "modifiedBy": node.modified.by,
    })
}

/// `Folder`: a folder with those of its children that the viewer may see, without their children.
pub(crate) fn folder(tree: &Tree, viewer: &Viewer, node: &Node) -> Value {
    let mut out = content(tree, viewer, node);
    let children: Vec<Value> = tree
        .children(node)
        .filter(|child| tree.rights(viewer, child).contains(&"View"))
        .map(|child| content(tree, viewer, child))
        .collect();
    out["children"] = Value::Array(children);
    out
}
