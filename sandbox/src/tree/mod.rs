//! The library of one org: folders and items by id.

pub(crate) mod access;
pub(crate) mod definition;
pub(crate) mod dependencies;
pub(crate) mod import;
pub(crate) mod node;
mod path;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::ids::{HexId, IdSource};
use access::Grant;
use node::{Body, ItemKind, Node, Stamp};

/// All items of one org. Roots are Admin Recommended, Installed Apps and a personal folder for each user.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    nodes: BTreeMap<HexId, Node>,
    personal: BTreeMap<HexId, Personal>,
    pub(crate) admin_recommended: HexId,
    pub(crate) installed_apps: HexId,
}

#[derive(Debug, Clone)]
struct Personal {
    root: HexId,
    email: String,
}

impl Tree {
    pub(crate) fn new(ids: &mut IdSource, stamp: Stamp) -> Self {
        let mut tree = Self {
            nodes: BTreeMap::new(),
            personal: BTreeMap::new(),
            admin_recommended: ids.next(),
            installed_apps: ids.next(),
        };
        for (id, name) in [
            (tree.admin_recommended, "Admin Recommended"),
            (tree.installed_apps, "Installed Apps"),
        ] {
            tree.nodes
                .insert(id, new_node(id, None, name, empty_folder(), stamp));
        }
        tree
    }

    /// Gives the user a personal folder.
    pub(crate) fn add_user(&mut self, ids: &mut IdSource, user: HexId, email: &str, stamp: Stamp) {
        let root = ids.next();
        let mut folder = new_node(root, None, "Personal", empty_folder(), stamp);
        folder.grants = access::ALL_RIGHTS
            .map(|right| Grant {
                permission_name: right.to_owned(),
                source_type: "user".to_owned(),
                source_id: user.to_string(),
                content_id: root.to_string(),
            })
            .to_vec();
        self.nodes.insert(root, folder);
        self.personal.insert(
            user,
            Personal {
                root,
                email: email.to_owned(),
            },
        );
    }

    pub(crate) fn get(&self, id: HexId) -> Option<&Node> {
        self.nodes.get(&id)
    }

    pub(crate) fn get_mut(&mut self, id: HexId) -> Option<&mut Node> {
        self.nodes.get_mut(&id)
    }

    pub(crate) fn personal_root(&self, user: HexId) -> Option<HexId> {
        self.personal.get(&user).map(|p| p.root)
    }

    /// The roots in the order of their paths: the fixed ones, then every personal folder.
    pub(crate) fn roots(&self) -> impl Iterator<Item = &Node> {
        [self.admin_recommended, self.installed_apps]
            .into_iter()
            .chain(self.personal.values().map(|p| p.root))
            .filter_map(|id| self.get(id))
    }

    pub(crate) fn is_root(&self, id: HexId) -> bool {
        self.get(id).is_some_and(|node| node.parent.is_none())
    }

    pub(crate) fn children<'a>(&'a self, folder: &'a Node) -> impl Iterator<Item = &'a Node> {
        folder.children.iter().filter_map(|id| self.get(*id))
    }

    /// The first child of that name. Names compare exactly.
    pub(crate) fn child(&self, folder: HexId, name: &str) -> Option<&Node> {
        self.get(folder)
            .and_then(|folder| self.children(folder).find(|child| child.name == name))
    }

    /// The item and everything above it, the item first.
    pub(crate) fn ancestry<'a>(&'a self, node: &'a Node) -> impl Iterator<Item = &'a Node> {
        std::iter::successors(Some(node), |n| n.parent.and_then(|id| self.get(id)))
    }

    pub(crate) fn root_of(&self, node: &Node) -> HexId {
        self.ancestry(node).last().map_or(node.id, |root| root.id)
    }

    /// How many items the subtree holds, itself included.
    pub(crate) fn count(&self, node: &Node) -> usize {
        1 + self
            .children(node)
            .map(|child| self.count(child))
            .sum::<usize>()
    }

    /// Adds an item under a folder. The caller has checked that the name is free.
    pub(crate) fn insert(
        &mut self,
        id: HexId,
        parent: HexId,
        name: &str,
        body: Body,
        stamp: Stamp,
    ) {
        self.nodes
            .insert(id, new_node(id, Some(parent), name, body, stamp));
        if let Some(folder) = self.get_mut(parent) {
            folder.children.push(id);
        }
    }

    /// Removes the item and everything in it; the removed items, the item first.
    pub(crate) fn remove(&mut self, id: HexId) -> Vec<Node> {
        let Some(node) = self.nodes.remove(&id) else {
            return Vec::new();
        };
        if let Some(folder) = node.parent.and_then(|parent| self.get_mut(parent)) {
            folder.children.retain(|child| *child != id);
        }
        let children = node.children.clone();
        let mut removed = vec![node];
        for child in children {
            removed.extend(self.remove(child));
        }
        removed
    }

    /// Every item, in the order of the ids.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.values()
    }

    /// Gives every report schedule of the item an id.
    pub(crate) fn number_reports(&mut self, id: HexId, ids: &mut IdSource) {
        if let Some(node) = self.get_mut(id) {
            let count = node.report_schedules().len();
            node.report_ids.resize_with(count, || ids.next());
        }
    }

    /// Puts the item into another folder.
    pub(crate) fn relocate(&mut self, id: HexId, folder: HexId) {
        let old = self.get(id).and_then(|node| node.parent);
        if let Some(old) = old.and_then(|old| self.get_mut(old)) {
            old.children.retain(|child| *child != id);
        }
        if let Some(new) = self.get_mut(folder) {
            new.children.push(id);
        }
        if let Some(node) = self.get_mut(id) {
            node.parent = Some(folder);
        }
    }
}

fn new_node(id: HexId, parent: Option<HexId>, name: &str, body: Body, stamp: Stamp) -> Node {
    let kind = body
        .get("type")
        .and_then(Value::as_str)
        .and_then(ItemKind::of_definition)
        .unwrap_or(ItemKind::Folder);
    Node {
        id,
        parent,
        name: name.to_owned(),
        kind,
        body,
        created: stamp,
        modified: stamp,
        children: Vec::new(),
        grants: Vec::new(),
        rows: 0,
        report_ids: Vec::new(),
    }
}

/// The body of a folder without a description.
pub(crate) fn empty_folder() -> Body {
    folder_body("")
}

/// The body of a folder.
pub(crate) fn folder_body(description: &str) -> Body {
    let body = json!({ "type": "FolderSyncDefinition", "description": description });
    Arc::new(match body {
        Value::Object(fields) => fields,
        _ => Map::new(),
    })
}
