//! Content made comparable between organizations: what kinds of items there are, their portable
//! bodies, what they refer to, and the Merkle trees that hold them.

mod field;
mod kind;
mod normalise;
mod portable;
mod reference;
mod shapes;
mod shapes_dashboard;
mod shapes_search;
mod stored;
mod tree;

pub use kind::ItemKind;
pub use normalise::normalise;
pub use portable::{BodyError, Definition, Portable, resolve, strip};
pub use reference::{ConnectionKey, Connections, Reference};
pub use stored::{StoredNode, StoredNodeError};
pub use tree::{
    ConnectionFact, Entry, Facts, FolderNode, MAX_DESCRIPTION_CHARS, Nodes, TreeBuilder, TreeError,
};
