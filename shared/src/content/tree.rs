use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use thiserror::Error;

use super::{BodyError, ConnectionKey, Connections, Definition, ItemKind, Reference};
use crate::id::{Digest, Hasher, ItemName, ItemPath};
use crate::select::{Include, Options};
use crate::sorted::sorted;

/// The longest description, in characters, that a folder can be given other than by an import.
/// Source: `UpdateFolderRequest` in the vendor's OpenAPI document.
pub const MAX_DESCRIPTION_CHARS: usize = 255;

/// One folder of a tree, like git's: its children by name, with kind and digest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FolderNode {
    /// The folder's description; empty when it has none.
    pub description: String,
    /// The children, sorted by name, then kind, then digest. A name may occur twice where an org
    /// holds two items of one name.
    pub entries: Vec<Entry>,
}

/// One child of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// Its name.
    pub name: ItemName,
    /// What it is.
    pub kind: ItemKind,
    /// A folder's node, or the portable body of anything else.
    pub digest: Digest,
    /// See [`super::Portable::stripped`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stripped: Option<Digest>,
    /// See [`super::Portable::references`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
    /// See [`super::Portable::schema`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Digest>,
}

/// What a plan has to know about an org besides its content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// The connections that exist, in any order; one that exists twice is there twice.
    pub connections: Vec<ConnectionFact>,
}

/// A connection that an org has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionFact {
    /// Which connection.
    pub key: ConnectionKey,
    /// The digest of what would create the same connection in another org.
    pub definition: Digest,
}

/// Folder nodes by digest, each stored once, however many orgs have it.
#[derive(Debug, Clone, Default)]
pub struct Nodes(BTreeMap<Digest, Arc<FolderNode>>);

/// Why a tree can't be built or walked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TreeError {
    /// A definition in the export can't be used.
    #[error("the export holds a definition that can't be used")]
    Body(#[from] BodyError),
    /// The folders are nested deeper than [`TreeBuilder::MAX_DEPTH`].
    #[error("folders are nested more than {} deep", TreeBuilder::MAX_DEPTH)]
    TooDeep,
    /// A node that a tree refers to isn't there.
    #[error("the tree's node {0} is missing")]
    MissingNode(Digest),
}

impl Entry {
    /// The entry of a folder.
    pub fn folder(name: ItemName, digest: Digest) -> Self {
        Self {
            name,
            kind: ItemKind::Folder,
            digest,
            stripped: None,
            references: Vec::new(),
            schema: None,
        }
    }

    /// What counts as the item's content under these options: the stripped digest of a search whose
    /// connections, or a dashboard whose reports, are ignored.
    pub fn content(&self, options: Options) -> Digest {
        let ignored = match self.kind {
            ItemKind::Search => options.connections,
            ItemKind::Dashboard => options.reports,
            _ => Include::Include,
        };
        match (ignored, self.stripped) {
            (Include::Ignore, Some(stripped)) => stripped,
            _ => self.digest,
        }
    }

    /// The references that travel with the item under these options.
    pub fn travelling(&self, options: Options) -> &[Reference] {
        match options.connections {
            Include::Include => &self.references,
            Include::Ignore => &[],
        }
    }

    /// The connections among the references that travel.
    pub fn connections(&self, options: Options) -> impl Iterator<Item = &ConnectionKey> {
        let travelling = self.travelling(options).iter();
        travelling.filter_map(|reference| match reference {
            Reference::Connection(key) => Some(key),
            _ => None,
        })
    }
}

impl Facts {
    /// The connections that match: none, the one, or several of the same name.
    pub fn matching(&self, key: &ConnectionKey) -> impl Iterator<Item = &ConnectionFact> {
        self.connections.iter().filter(move |fact| fact.key == *key)
    }
}

impl FolderNode {
    /// A folder of these children, in any order.
    pub fn new(description: impl Into<String>, entries: Vec<Entry>) -> Self {
        let by_name =
            |a: &Entry, b: &Entry| (&a.name, a.kind, &a.digest).cmp(&(&b.name, b.kind, &b.digest));
        Self {
            description: description.into(),
            entries: sorted(entries, by_name),
        }
    }

    /// The digest of the whole subtree.
    pub fn digest(&self) -> Digest {
        let mut hasher = Hasher::new("orgcast folder 1");
        hasher.text(&self.description).count(self.entries.len());
        for entry in &self.entries {
            hasher.text(entry.name.as_str()).code(entry.kind.code());
            hasher
                .digest(&entry.digest)
                .optional(entry.stripped.as_ref());
        }
        hasher.finish()
    }

    /// The digest of what belongs to the folder itself and not to its children.
    pub fn own_digest(&self) -> Digest {
        let mut hasher = Hasher::new("orgcast folder description 1");
        hasher.text(&self.description);
        hasher.finish()
    }

    /// The children of this name: none, one, or several.
    pub fn named(&self, name: &ItemName) -> &[Entry] {
        let start = self.entries.partition_point(|entry| entry.name < *name);
        let end = self.entries.partition_point(|entry| entry.name <= *name);
        self.entries.get(start..end).unwrap_or_default()
    }
}

impl Nodes {
    /// Stores a node under its digest.
    pub fn insert(&mut self, node: FolderNode) -> Digest {
        let digest = node.digest();
        self.0.entry(digest).or_insert_with(|| Arc::new(node));
        digest
    }

    /// The node of this digest.
    pub fn get(&self, digest: &Digest) -> Result<&Arc<FolderNode>, TreeError> {
        self.0.get(digest).ok_or(TreeError::MissingNode(*digest))
    }

    /// Whether the node is here.
    pub fn contains(&self, digest: &Digest) -> bool {
        self.0.contains_key(digest)
    }

    /// All nodes, by digest.
    pub fn iter(&self) -> impl Iterator<Item = (&Digest, &Arc<FolderNode>)> {
        self.0.iter()
    }

    /// The digests of folders that are reachable from `roots` and are not here.
    pub fn missing(&self, roots: &[Digest]) -> BTreeSet<Digest> {
        let mut missing = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut open = roots.to_vec();
        while let Some(digest) = open.pop() {
            if !seen.insert(digest) {
                continue;
            }
            match self.0.get(&digest) {
                None => {
                    missing.insert(digest);
                }
                Some(node) => {
                    let folders = node.entries.iter().filter(|e| e.kind == ItemKind::Folder);
                    open.extend(folders.map(|entry| entry.digest));
                }
            }
        }
        missing
    }

    /// What is at `path` below `root`: nothing, one entry, or several of one name. Below several of
    /// one name nothing is found.
    pub fn find(&self, root: &Digest, path: &ItemPath) -> Result<&[Entry], TreeError> {
        let mut found: &[Entry] = &[];
        let mut folder = Some(*root);
        for name in path.names() {
            let Some(digest) = folder else { return Ok(&[]) };
            found = self.get(&digest)?.named(name);
            folder = match found {
                [entry] if entry.kind == ItemKind::Folder => Some(entry.digest),
                _ => None,
            };
        }
        Ok(found)
    }

    /// Takes over the nodes of another store.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

/// Turns exports into nodes and bodies. Bodies are handed on as soon as they are made, so that the
/// memory needed is that of one export.
#[derive(Debug)]
pub struct TreeBuilder<'a> {
    connections: &'a Connections,
    /// The nodes made so far.
    pub nodes: Nodes,
    /// The portable bodies made so far, by digest.
    pub bodies: BTreeMap<Digest, Vec<u8>>,
}

impl<'a> TreeBuilder<'a> {
    /// Deeper nesting than any library allows; keeps a hostile export from exhausting the stack.
    pub const MAX_DEPTH: usize = 128;

    /// A builder for exports of the org that has these connections.
    pub fn new(connections: &'a Connections) -> Self {
        Self {
            connections,
            nodes: Nodes::default(),
            bodies: BTreeMap::new(),
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
        Ok(Entry {
            name: item.name,
            kind: item.kind,
            digest: item.digest,
            stripped: item.stripped,
            references: item.references,
            schema: item.schema,
        })
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
        assert_eq!(
            Nodes::default().missing(&[root.digest]),
            [root.digest].into()
        );
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
