use thiserror::Error;

use super::{BodyError, Entry, TreeBuilder};
use crate::id::{Digest, Hasher, ItemName};
use crate::sorted::sorted;

/// The longest description, in characters, that a folder can be given other than by an import.
/// Source: `UpdateFolderRequest` in the vendor's OpenAPI document.
pub const MAX_DESCRIPTION_CHARS: u32 = 255;

/// One folder of a tree, like git's: its children by name, with kind and digest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FolderNode {
    /// The folder's description; empty when it has none.
    pub description: String,
    /// The children, sorted by name, then kind, then digest. A name may occur twice where an org
    /// holds two items of one name.
    pub entries: Vec<Entry>,
}

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

impl FolderNode {
    /// The description, in a base tree, of a folder that only leads to what was written. No text of
    /// JSON that a person can type starts with this character.
    pub(crate) const NOT_WRITTEN: &str = "\u{0}not written";

    /// Whether the folder's description was written, where it is one of a base tree.
    pub fn is_described(&self) -> bool {
        self.description != Self::NOT_WRITTEN
    }

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
            hasher.digest(&entry.digest).optional(entry.stripped());
        }
        hasher.finish()
    }

    /// The digest of what belongs to the folder itself and not to its children.
    pub fn own_digest(&self) -> Digest {
        let mut hasher = Hasher::new("orgcast folder description 1");
        hasher.text(&self.description);
        hasher.finish()
    }

    /// The child of this name, if there is just one.
    pub fn only(&self, name: &ItemName) -> Option<&Entry> {
        match self.named(name) {
            [one] => Some(one),
            _ => None,
        }
    }

    /// The children of this name: none, one, or several.
    pub fn named(&self, name: &ItemName) -> &[Entry] {
        let start = self.entries.partition_point(|entry| entry.name < *name);
        let end = self.entries.partition_point(|entry| entry.name <= *name);
        self.entries.get(start..end).unwrap_or_default()
    }
}
