use std::sync::Arc;

use crate::content::{Entry, FolderNode, ItemKind, Nodes, TreeError};
use crate::id::{Digest, ItemPath};
use crate::select::{Pick, Selection};

/// The selected part of the source, every place once. Places are numbered, parents before children.
pub(super) struct SelectedSource {
    spots: Vec<Spot>,
}

/// A place in the selected part of the source.
pub(super) struct Spot {
    /// What is there.
    pub(super) entry: Entry,
    /// Whether the place itself is selected, or only something below it.
    pub(super) whole: bool,
    /// Whether the source has several items of this name here; then nothing below counts.
    pub(super) ambiguous: bool,
    /// A folder's node.
    pub(super) folder: Option<Arc<FolderNode>>,
    /// The selected places one level below.
    pub(super) children: Vec<SpotId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SpotId(usize);

impl SelectedSource {
    pub(super) fn new(
        nodes: &Nodes,
        root: &Digest,
        selection: &Selection,
    ) -> Result<(Self, Vec<SpotId>), TreeError> {
        let mut source = Self { spots: Vec::new() };
        let top = source.children(nodes, nodes.get(root)?, &ItemPath::root(), selection)?;
        Ok((source, top))
    }

    pub(super) fn get(&self, id: SpotId) -> Option<&Spot> {
        self.spots.get(id.0)
    }

    fn children(
        &mut self,
        nodes: &Nodes,
        folder: &FolderNode,
        path: &ItemPath,
        selection: &Selection,
    ) -> Result<Vec<SpotId>, TreeError> {
        let mut children = Vec::new();
        for same_name in folder.entries.chunk_by(|a, b| a.name == b.name) {
            let [entry, others @ ..] = same_name else {
                continue;
            };
            let path = path.child(&entry.name);
            let whole = match selection.pick(&path) {
                Pick::None => continue,
                Pick::Part => false,
                Pick::Whole => true,
            };
            children.push(self.spot(nodes, entry, !others.is_empty(), whole, &path, selection)?);
        }
        Ok(children)
    }

    fn spot(
        &mut self,
        nodes: &Nodes,
        entry: &Entry,
        ambiguous: bool,
        whole: bool,
        path: &ItemPath,
        selection: &Selection,
    ) -> Result<SpotId, TreeError> {
        let folder = match entry.kind {
            ItemKind::Folder if !ambiguous => Some(nodes.get(&entry.digest)?.clone()),
            _ => None,
        };
        let id = SpotId(self.spots.len());
        let spot = Spot {
            entry: entry.clone(),
            whole,
            ambiguous,
            folder: folder.clone(),
            children: vec![],
        };
        self.spots.push(spot);
        if let Some(folder) = folder {
            let children = self.children(nodes, &folder, path, selection)?;
            if let Some(spot) = self.spots.get_mut(id.0) {
                spot.children = children;
            }
        }
        Ok(id)
    }
}

/// The selected places that the source doesn't have.
pub(super) fn not_in_source(
    nodes: &Nodes,
    root: &Digest,
    selection: &Selection,
) -> Result<Vec<ItemPath>, TreeError> {
    let mut absent = Vec::new();
    for path in selection.paths() {
        if !path.is_root() && nodes.find(root, path)?.is_empty() {
            absent.push(path.clone());
        }
    }
    Ok(absent)
}
