use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Entry, Extra, FolderNode, ItemKind, Reference};
use crate::id::{Digest, ItemName};

/// A folder node as it is stored and sent: JSON with a version of its own, so that what is kept
/// outlives a change of the types that decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredNode {
    version: u8,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    description: String,
    entries: Vec<StoredEntry>,
}

/// One child of a stored node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StoredEntry {
    name: ItemName,
    kind: ItemKind,
    digest: Digest,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stripped: Option<Digest>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    references: Vec<Reference>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    schema: Option<Digest>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<ItemName>,
}

/// Why a stored node can't be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoredNodeError {
    /// Another version of Orgcast wrote it.
    #[error("a node of version {0} can't be read")]
    Version(u8),
    /// Its content doesn't give the digest it is stored under.
    #[error("the node stored under {0} is damaged")]
    Damaged(Digest),
}

impl StoredNode {
    /// Rises, too, when more is found in the same bodies: the digest doesn't cover what items refer
    /// to, so a node that is stored already would stay without it.
    const VERSION: u8 = 3;

    /// The node in use, checked against the digest it was asked for by.
    pub fn open(self, digest: &Digest) -> Result<FolderNode, StoredNodeError> {
        if self.version != Self::VERSION {
            return Err(StoredNodeError::Version(self.version));
        }
        let entries = self.entries.into_iter().map(StoredEntry::open).collect();
        let node = FolderNode::new(self.description, entries);
        (node.digest() == *digest)
            .then_some(node)
            .ok_or(StoredNodeError::Damaged(*digest))
    }
}

impl From<&FolderNode> for StoredNode {
    fn from(node: &FolderNode) -> Self {
        Self {
            version: Self::VERSION,
            description: node.description.clone(),
            entries: node.entries.iter().map(StoredEntry::from).collect(),
        }
    }
}

impl StoredEntry {
    fn open(self) -> Entry {
        let extra = Extra {
            stripped: self.stripped,
            references: self.references,
            schema: self.schema,
            title: self.title,
        };
        Entry::leaf(self.name, self.kind, self.digest, extra)
    }
}

impl From<&Entry> for StoredEntry {
    fn from(entry: &Entry) -> Self {
        Self {
            name: entry.name.clone(),
            kind: entry.kind,
            digest: entry.digest,
            stripped: entry.stripped().copied(),
            references: entry.references().to_vec(),
            schema: entry.schema().copied(),
            title: entry.title().cloned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_node_opens_under_its_own_digest_only() {
        let node = FolderNode::new("about", Vec::new());
        let text = serde_json::to_string(&StoredNode::from(&node)).unwrap();
        let stored: StoredNode = serde_json::from_str(&text).unwrap();
        assert_eq!(stored.clone().open(&node.digest()), Ok(node));
        let other = Digest::of(b"other");
        assert_eq!(stored.open(&other), Err(StoredNodeError::Damaged(other)));
    }
}
