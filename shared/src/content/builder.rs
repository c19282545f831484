use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use serde_json::Value as Json;

use super::mark::Mark;
use super::{
    BodyError, Connections, Definition, Entry, Extra, FolderNode, ItemKind, Memo, Nodes, Outline,
    TreeError,
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
    /// How many items and folders were added so far.
    pub items: u64,
    memo: Memo,
    /// Items that were none of the known ones, by their marks.
    pub(crate) fresh: Vec<(Box<str>, Entry)>,
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
            items: 0,
            memo: Memo::default(),
            fresh: Vec::new(),
        }
    }

    /// A builder that makes no bodies of items that are known.
    pub(crate) fn knowing(connections: &'a Connections, memo: Memo) -> Self {
        Self {
            memo,
            ..Self::new(connections)
        }
    }

    /// Adds the text of one export and gives the entry that stands for it.
    pub(crate) fn add_text(&mut self, export: &str) -> Result<Entry, TreeError> {
        self.add_text_at(export, 0)
    }

    fn add_text_at(&mut self, text: &str, depth: usize) -> Result<Entry, TreeError> {
        if depth > Self::MAX_DEPTH {
            return Err(TreeError::TooDeep);
        }
        let mark = Memo::takes(text).then(|| Mark::of(text, self.connections));
        let mark = mark.flatten();
        if let Some(entry) = mark.as_ref().and_then(|mark| self.memo.get(&mark.text)) {
            self.items += 1;
            return Ok(entry);
        }
        if let Some(folder) = Outline::of_folder(text) {
            return self.add_outline_at(folder, depth);
        }
        let value = serde_json::from_str(text).map_err(|_| BodyError::NotAnObject)?;
        let definition = Definition::new(value)?;
        let is_leaf = definition.kind() != ItemKind::Folder;
        let mark = mark.filter(|mark| is_leaf && mark.fits(&definition));
        let entry = self.add_definition(definition, depth)?;
        if let Some(mark) = mark {
            self.fresh.push((mark.text.into(), entry.clone()));
        }
        Ok(entry)
    }

    /// Adds a folder of an export.
    pub(crate) fn add_outline(&mut self, folder: Outline<'_>) -> Result<Entry, TreeError> {
        self.add_outline_at(folder, 0)
    }

    fn add_outline_at(&mut self, folder: Outline<'_>, depth: usize) -> Result<Entry, TreeError> {
        let definition = folder.definition()?;
        let name = definition.name().map_err(BodyError::from)?;
        let children = folder.children.unwrap_or_default().into_iter();
        let entries = children.map(|child| self.add_text_at(child.get(), depth + 1));
        let entries = entries.collect::<Result<_, _>>()?;
        Ok(self.add_folder(name, definition.description(), entries))
    }

    /// Adds one export and gives the entry that stands for it.
    pub fn add(&mut self, export: Json) -> Result<Entry, TreeError> {
        self.add_at(export, 0)
    }

    fn add_at(&mut self, value: Json, depth: usize) -> Result<Entry, TreeError> {
        if depth > Self::MAX_DEPTH {
            return Err(TreeError::TooDeep);
        }
        self.add_definition(Definition::new(value)?, depth)
    }

    fn add_definition(
        &mut self,
        mut definition: Definition,
        depth: usize,
    ) -> Result<Entry, TreeError> {
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
        self.items += 1;
        let digest = self.nodes.insert(FolderNode::new(description, entries));
        Entry::folder(name, digest)
    }

    fn add_leaf(&mut self, definition: Definition) -> Result<Entry, TreeError> {
        self.items += 1;
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
    fn a_text_comes_to_the_same_as_what_it_says_whether_or_not_it_is_known() {
        let connections = Connections::default();
        let inner = folder("I", &[search("A", "*"), search("B", "error")]);
        let no_list = json!({ "type": "FolderSyncDefinition", "name": "N", "children": {} });
        let export = folder("R", &[search("A", "x"), inner, no_list]);
        let mut builder = TreeBuilder::new(&connections);
        let expected = builder.add(export.clone()).unwrap();
        let (nodes, memo) = (builder.nodes, Memo::default());
        for bodies in [3, 0] {
            let mut builder = TreeBuilder::knowing(&connections, memo.clone());
            assert_eq!(builder.add_text(&export.to_string()), Ok(expected.clone()));
            assert_eq!((builder.items, builder.bodies.len()), (6, bodies));
            assert!(builder.nodes.iter().eq(nodes.iter()));
            memo.keep(builder.fresh);
        }
        let mut builder = TreeBuilder::new(&connections);
        for wrong in [
            "",
            "[]",
            "{}",
            r#"{"type":"FolderSyncDefinition","children":[]}"#,
        ] {
            assert!(builder.add_text(wrong).is_err(), "{wrong}");
        }
        let deep = (0..200).fold(export, |below, _| folder("D", &[below]));
        let text = deep.to_string();
        assert_eq!(builder.add_text(&text), Err(TreeError::TooDeep));
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
