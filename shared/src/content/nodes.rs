use std::collections::{BTreeSet, HashMap};
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use super::{Entry, FolderNode, ItemKind, TreeError};
use crate::id::{Digest, ItemName, ItemPath, QuickHasher};
use crate::sorted::sorted;

/// Folder nodes by digest, each stored once, however many orgs have it. A copy shares everything
/// until one of the two changes.
#[derive(Debug, Clone, Default)]
pub struct Nodes {
    by_digest: Arc<HashMap<Digest, Arc<FolderNode>, BuildHasherDefault<QuickHasher>>>,
    /// Equal names share their text, so that most comparisons of names end at the pointer.
    names: Arc<BTreeSet<ItemName>>,
}

impl Nodes {
    /// Stores a node under its digest.
    pub fn insert(&mut self, node: FolderNode) -> Digest {
        let digest = node.digest();
        self.keep(digest, node);
        digest
    }

    fn keep(&mut self, digest: Digest, mut node: FolderNode) {
        if self.contains(&digest) {
            return;
        }
        let names = Arc::make_mut(&mut self.names);
        node.entries.shrink_to_fit();
        for entry in &mut node.entries {
            match names.get(&entry.name) {
                Some(known) => entry.name = known.clone(),
                None => drop(names.insert(entry.name.clone())),
            }
        }
        Arc::make_mut(&mut self.by_digest).insert(digest, Arc::new(node));
    }

    /// The node of this digest.
    pub fn get(&self, digest: &Digest) -> Result<&Arc<FolderNode>, TreeError> {
        let found = self.by_digest.get(digest);
        found.ok_or(TreeError::MissingNode(*digest))
    }

    /// Whether the node is here.
    pub fn contains(&self, digest: &Digest) -> bool {
        self.by_digest.contains_key(digest)
    }

    /// All nodes, by digest.
    pub fn iter(&self) -> impl Iterator<Item = (&Digest, &Arc<FolderNode>)> {
        sorted(self.by_digest.iter().collect(), |(a, _), (b, _)| a.cmp(b)).into_iter()
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
            match self.by_digest.get(&digest) {
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
        for (digest, node) in Arc::unwrap_or_clone(other.by_digest) {
            self.keep(digest, Arc::unwrap_or_clone(node));
        }
    }
}
