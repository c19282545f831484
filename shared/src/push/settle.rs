//! What a target holds, and what that says about a cell.

use super::OrderCell;
use crate::content::{FolderNode, ItemKind, Nodes, TreeError};
use crate::id::{Digest, ItemPath};
use crate::plan::Action;
use crate::select::Options;

/// An org's tree, asked path by path.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held<'a> {
    pub(super) nodes: &'a Nodes,
    pub(super) root: &'a Digest,
    pub(super) options: Options,
}

/// Where a cell stands before it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// As the plan expects it.
    AsPlanned,
    /// This run has written it already.
    Written,
    /// It became what the plan wants by other hands.
    Equal,
    /// Something else is there now.
    Moved,
}

impl<'a> Held<'a> {
    /// What is at the place of a cell: its content under the options, a folder's own digest, or
    /// nothing. Several items of one name are like none that anybody planned for.
    pub(super) fn at(&self, cell: &OrderCell) -> Result<At, TreeError> {
        self.under(cell.options(self.options), cell)
    }

    /// The same with everything that the options leave out.
    pub(super) fn exactly(&self, cell: &OrderCell) -> Result<At, TreeError> {
        self.under(Options::default(), cell)
    }

    fn under(&self, options: Options, cell: &OrderCell) -> Result<At, TreeError> {
        Ok(match self.nodes.find(self.root, &cell.path)? {
            [] => At::Nothing,
            [entry] if entry.kind != cell.kind => At::Other,
            [entry] if entry.kind == ItemKind::Folder => {
                At::Content(self.nodes.get(&entry.digest)?.own_digest())
            }
            [entry] => At::Content(entry.content(options)),
            _ => At::Other,
        })
    }

    /// Where a cell stands; `ours`: whether an earlier part of this run may have written it.
    pub(super) fn standing(&self, cell: &OrderCell, ours: bool) -> Result<Standing, TreeError> {
        let at = self.at(cell)?;
        // What is replaced is lost with its schedule, so nobody may have added one.
        let there = if cell.action.writes() {
            self.exactly(cell)?
        } else {
            at
        };
        Ok(if there == At::from(cell.target) {
            Standing::AsPlanned
        } else if at != At::from(cell.source) {
            Standing::Moved
        } else if ours {
            Standing::Written
        } else {
            Standing::Equal
        })
    }

    /// The folder at `path`.
    pub(super) fn folder(&self, path: &ItemPath) -> Result<Option<&'a FolderNode>, TreeError> {
        let digest = match self.nodes.find(self.root, path)? {
            _ if path.is_root() => self.root,
            [one] if one.kind == ItemKind::Folder => &one.digest,
            _ => return Ok(None),
        };
        Ok(Some(self.nodes.get(digest)?))
    }
}

/// What is at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    Nothing,
    Content(Digest),
    /// Another kind of item, or several items of this name.
    Other,
}

impl From<Option<Digest>> for At {
    fn from(content: Option<Digest>) -> Self {
        content.map_or(Self::Nothing, Self::Content)
    }
}

/// Whether the cell makes a folder that others may be written into.
pub(super) fn makes_folder(cell: &OrderCell) -> bool {
    cell.kind == ItemKind::Folder && cell.action == Action::Create
}
