use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use serde_json::Value as Json;

use super::{
    BodyError, Connections, Definition, Entry, Extra, FolderNode, ItemKind, Nodes, TreeError,
};
use crate::id::{Digest, ItemName, QuickHasher};

/// Portable bodies by digest.
pub type Bodies = HashMap<Digest, Vec<u8>, BuildHasherDefault<QuickHasher>>;

/// Turns exports into nodes and bodies. Bodies are handed on as soon as they are made, so that the
/// memory needed is that of one export.
#[derive(Debug)]
pub struct TreeBuilder<'a> {
    connections: &'a Connections,
    /// The nodes made so far.
    pub nodes: Nodes,
    /// The portable bodies made so far.
    pub bodies: Bodies,
}

impl<'a> TreeBuilder<'a> {
    /// Deeper nesting than any library allows; keeps a hostile export from exhausting the stack.
    pub const MAX_DEPTH: usize = 128;

    /// A builder for exports of the org that has these connections.
    pub fn new(connections: &'a Connections) -> Self {
        Self {
            connections,
            nodes: Nodes::default(),
            bodies: Bodies::default(),
        }
    }

    /// Adds one export and gives the entry that stands for it.
    pub fn add(&mut self, export: Json) -> Result<Entry, TreeError> {
        self.add_at(export, 0)
    }

    fn add_at(&mut self, value: Json, depth: usize) -> Result<Entry, TreeError> {
        if depth > Self::MAX_DEPTH {
            return Err(TreeError::TooDeep);
        }
        let mut definition = Definition::new(value)?;
        if definition.kind() != ItemKind::Folder {
            return self.add_leaf(definition);
        }
        let name = definition.name().map_err(BodyError::from)?;
        let children = definition.take_children();
        let entries = children
            .into_iter()
            .map(|child| self.add_at(child, depth + 1))
            .collect::<Result<_, _>>()?;
        Ok(self.add_folder(name, definition.description(), entries))
    }

    /// Adds a folder whose children were added before.
    pub fn add_folder(&mut self, name: ItemName, description: &str, entries: Vec<Entry>) -> Entry {
        let digest = self.nodes.insert(FolderNode::new(description, entries));
        Entry::folder(name, digest)
    }

    fn add_leaf(&mut self, definition: Definition) -> Result<Entry, TreeError> {
        let item = definition.into_portable(self.connections)?;
        self.bodies.entry(item.digest).or_insert(item.body);
        let extra = Extra {
            stripped: item.stripped,
            references: item.references,
            schema: item.schema,
            title: item.title,
        };
        Ok(Entry::leaf(item.name, item.kind, item.digest, extra))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn search(name: &str, query: &str) -> Json {
        json!({ "type": "SavedSearchWithScheduleSyncDefinition", "name": name,
                "search": { "queryText": query, "defaultTimeRange": "-15m" } })
    }

    fn folder(name: &str, children: &[Json]) -> Json {
        json!({ "type": "FolderSyncDefinition", "name": name, "children": children })
    }

    #[test]
    fn order_of_children_does_not_matter_and_content_does() {
        let connections = Connections::default();
        let mut builder = TreeBuilder::new(&connections);
        let (a, b) = (search("A", "*"), search("B", "*"));
        let first = builder.add(folder("F", &[a.clone(), b.clone()])).unwrap();
        let second = builder.add(folder("F", &[b, a.clone()])).unwrap();
        let third = builder
            .add(folder("F", &[search("B", "error"), a]))
            .unwrap();
        assert_eq!(first, second);
        assert_ne!(first.digest, third.digest);
        assert_eq!(builder.nodes.iter().count(), 2);
        assert_eq!(builder.bodies.len(), 3);
    }

    #[test]
    fn missing_nodes_are_found_and_nesting_is_bounded() {
        let connections = Connections::default();
        let mut builder = TreeBuilder::new(&connections);
        let inner = folder("I", &[search("A", "*")]);
        let root = builder
            .add(folder("R", std::slice::from_ref(&inner)))
            .unwrap();
        assert!(builder.nodes.missing(&[root.digest]).is_empty());
        assert_eq!(Nodes::default().missing(&[root.digest]), [root.digest]);
        let deep = (0..200).fold(inner, |below, _| folder("D", &[below]));
        assert_eq!(builder.add(deep), Err(TreeError::TooDeep));
    }

    #[test]
    fn two_children_of_one_name_are_both_kept() {
        let connections = Connections::default();
        let mut builder = TreeBuilder::new(&connections);
        let twice = folder("F", &[search("A", "x"), folder("A", &[]), search("B", "x")]);
        let entry = builder.add(twice).unwrap();
        let node = builder.nodes.get(&entry.digest).unwrap();
        assert_eq!(node.named(&ItemName::new("A").unwrap()).len(), 2);
        assert_eq!(node.named(&ItemName::new("C").unwrap()).len(), 0);
    }
}
