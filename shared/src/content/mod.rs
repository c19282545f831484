//! Content made comparable between organizations: what kinds of items there are, their portable
//! bodies, what they refer to, how two of them differ, and the Merkle trees that hold them.

mod base;
mod builder;
pub mod diff;
mod entry;
mod facts;
mod field;
mod kind;
mod mark;
mod memo;
mod nodes;
mod normalise;
mod outline;
mod portable;
mod query;
mod reference;
mod references;
mod shapes;
mod shapes_dashboard;
mod shapes_search;
mod stored;
mod tree;

pub use base::{Rebased, rebase};
pub use builder::{Bodies, TreeBuilder};
pub use entry::{Entry, Extra};
pub use facts::{ConnectionFact, Facts};
pub use kind::ItemKind;
pub use memo::Memo;
pub use nodes::Nodes;
pub(crate) use nodes::{Folder, Lineage, Number};
pub use normalise::normalise;
pub(crate) use outline::Outline;
pub use portable::{BodyError, Definition, Portable, has_symbols, json_text, resolve, strip};
pub use reference::{ConnectionKey, Connections, Reference};
#[cfg(all(test, feature = "browser"))]
pub(crate) use stored::StoredEntry;
pub use stored::{StoredNode, StoredNodeError};
pub use tree::{FolderNode, MAX_DESCRIPTION_CHARS, TreeError};
