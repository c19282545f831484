use crate::content::{ItemKind, Nodes, TreeError};
use crate::id::{Digest, ItemPath};

/// What a tree has at a place, as seen from an item of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing.
    Nothing,
    /// The item: its whole body, or of a folder what belongs to itself alone.
    Item(Digest),
    /// An item of another kind.
    Other(ItemKind),
    /// Several items of this name.
    Several,
}

impl Place {
    pub(super) fn of(
        nodes: &Nodes,
        root: &Digest,
        path: &ItemPath,
        kind: ItemKind,
    ) -> Result<Self, TreeError> {
        Ok(match nodes.find(root, path)? {
            [] => Self::Nothing,
            [entry] if entry.kind != kind => Self::Other(entry.kind),
            [entry] if kind == ItemKind::Folder => {
                Self::Item(nodes.get(&entry.digest)?.own_digest())
            }
            [entry] => Self::Item(entry.digest),
            _ => Self::Several,
        })
    }

    /// The content that is there, if it is this item's.
    pub(super) fn item(self) -> Option<Digest> {
        match self {
            Self::Item(content) => Some(content),
            Self::Nothing | Self::Other(_) | Self::Several => None,
        }
    }
}

impl From<Option<Digest>> for Place {
    fn from(content: Option<Digest>) -> Self {
        content.map_or(Self::Nothing, Self::Item)
    }
}
