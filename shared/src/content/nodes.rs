use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::BuildHasherDefault;
use std::ops::Range;
use std::sync::Arc;

use super::{Entry, FolderNode, ItemKind, TreeError};
use crate::id::{Digest, ItemName, ItemPath, QuickHasher};
use crate::sorted::sorted;

/// Folder nodes by digest, each stored once, however many orgs have it. A copy shares everything
/// until one of the two changes.
///
/// Digests and lists of names are numbered as they come in, so that walking many trees compares
/// small numbers that lie side by side. Numbers never leave the program.
#[derive(Debug, Clone, Default)]
pub struct Nodes(Arc<Store>);

#[derive(Debug, Default)]
struct Store {
    lineage: Lineage,
    leaves: Numbers,
    folder_numbers: Numbers,
    /// By the numbers of their digests; `None` where only a parent was stored yet.
    folders: Vec<Option<Folder>>,
    /// The folders' descriptions.
    abouts: BTreeMap<String, About>,
    /// The digests of all folders' entries, a folder's side by side.
    rows: Vec<Number>,
    /// Equal names share their text.
    names: BTreeMap<ItemName, Name>,
    /// The first name with these letters, whatever their case.
    letters: BTreeMap<String, u32>,
    shapes: Shapes,
}

/// Lists of numbered names and kinds, each with its number.
type Shapes = HashMap<Box<[(u32, ItemKind)]>, Shape, BuildHasherDefault<QuickHasher>>;

type Numbers = HashMap<Digest, Number, BuildHasherDefault<QuickHasher>>;

/// The number of a digest; equal within one lineage exactly when the digests are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Number(u32);

/// A list of names and kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    number: u32,
    /// Whether two of the names differ in upper and lower case only.
    pub(crate) cases: bool,
}

/// The number of a name, and of the first one that doesn't differ from it or in case only.
#[derive(Debug, Clone, Copy)]
struct Name {
    number: u32,
    first: u32,
}

/// The number of a folder's description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct About(u32);

/// Tells apart stores that were equal once and number differently since.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lineage(Arc<()>);

/// A folder node with its numbers.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    digest: Digest,
    node: Arc<FolderNode>,
    /// Its description.
    pub(crate) about: About,
    /// The names and kinds of its entries.
    pub(crate) shape: Shape,
    /// Where the digests of its entries lie; see [`Nodes::numbers`].
    rows: Range<u32>,
    /// Whether all its entries are plain; see [`Entry::is_plain`].
    pub(crate) plain: bool,
    /// Whether one of its entries has a title of its own; see [`Entry::title`].
    pub(crate) titles: bool,
}

impl Folder {
    /// The node.
    pub(crate) fn node(&self) -> &FolderNode {
        &self.node
    }
}

impl PartialEq for Lineage {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// A copy that is about to change goes its own way.
impl Clone for Store {
    fn clone(&self) -> Self {
        Self {
            lineage: Lineage::default(),
            leaves: self.leaves.clone(),
            folder_numbers: self.folder_numbers.clone(),
            folders: self.folders.clone(),
            abouts: self.abouts.clone(),
            rows: self.rows.clone(),
            names: self.names.clone(),
            letters: self.letters.clone(),
            shapes: self.shapes.clone(),
        }
    }
}

impl Number {
    /// Folders have odd numbers, so that they lie side by side.
    fn of_folder(place: u32) -> Self {
        Self(place << 1 | 1)
    }

    fn of_leaf(place: u32) -> Self {
        Self(place << 1)
    }

    fn place(self) -> usize {
        (self.0 >> 1) as usize
    }
}

impl Store {
    fn number(&mut self, digest: &Digest, kind: ItemKind) -> Number {
        if kind == ItemKind::Folder {
            let next = Number::of_folder(count(self.folder_numbers.len()));
            *self.folder_numbers.entry(*digest).or_insert(next)
        } else {
            let next = Number::of_leaf(count(self.leaves.len()));
            *self.leaves.entry(*digest).or_insert(next)
        }
    }

    fn find(&self, digest: &Digest) -> Option<&Folder> {
        let number = self.folder_numbers.get(digest)?;
        self.folders.get(number.place())?.as_ref()
    }

    fn name(&mut self, name: &mut ItemName) -> Name {
        if let Some((known, numbers)) = self.names.get_key_value(name) {
            *name = known.clone();
            return *numbers;
        }
        let number = count(self.names.len());
        let first = *self.letters.entry(name.folded()).or_insert(number);
        *self
            .names
            .entry(name.clone())
            .or_insert(Name { number, first })
    }

    fn shape(&mut self, entries: &mut [Entry]) -> Shape {
        let names = entries.iter_mut().map(|entry| self.name(&mut entry.name));
        let names: Vec<_> = names.collect();
        let kinds = entries.iter().map(|entry| entry.kind);
        let key: Box<[_]> = names.iter().map(|name| name.number).zip(kinds).collect();
        if let Some(known) = self.shapes.get(&key) {
            return *known;
        }
        let shape = Shape {
            number: count(self.shapes.len()),
            cases: differ_in_case_only(names),
        };
        *self.shapes.entry(key).or_insert(shape)
    }

    fn keep(&mut self, digest: Digest, mut node: FolderNode) {
        node.entries.shrink_to_fit();
        let shape = self.shape(&mut node.entries);
        let first = count(self.rows.len());
        for entry in &node.entries {
            let number = self.number(&entry.digest, entry.kind);
            self.rows.push(number);
        }
        let next_about = About(count(self.abouts.len()));
        let folder = Folder {
            digest,
            about: match self.abouts.get(&node.description) {
                Some(known) => *known,
                None => *self
                    .abouts
                    .entry(node.description.clone())
                    .or_insert(next_about),
            },
            shape,
            rows: first..count(self.rows.len()),
            plain: node.entries.iter().all(Entry::is_plain),
            titles: node.entries.iter().any(|entry| entry.title().is_some()),
            node: Arc::new(node),
        };
        let place = self.number(&digest, ItemKind::Folder).place();
        if self.folders.len() <= place {
            self.folders.resize_with(place + 1, || None);
        }
        if let Some(free) = self.folders.get_mut(place) {
            *free = Some(folder);
        }
    }
}

impl Nodes {
    /// Stores a node under its digest.
    pub fn insert(&mut self, node: FolderNode) -> Digest {
        let digest = node.digest();
        if !self.contains(&digest) {
            Arc::make_mut(&mut self.0).keep(digest, node);
        }
        digest
    }

    /// The node of this digest.
    pub fn get(&self, digest: &Digest) -> Result<&Arc<FolderNode>, TreeError> {
        let found = self.0.find(digest).map(|folder| &folder.node);
        found.ok_or(TreeError::MissingNode(*digest))
    }

    /// Whether the node is here.
    pub fn contains(&self, digest: &Digest) -> bool {
        self.0.find(digest).is_some()
    }

    /// All nodes, by digest.
    pub fn iter(&self) -> impl Iterator<Item = (&Digest, &Arc<FolderNode>)> {
        let nodes = self.0.folders.iter().flatten();
        let nodes = nodes.map(|folder| (&folder.digest, &folder.node)).collect();
        sorted(nodes, |(a, _), (b, _)| a.cmp(b)).into_iter()
    }

    /// The digests of folders that are reachable from `roots` and are not here, each once and in
    /// their order.
    pub fn missing(&self, roots: &[Digest]) -> Vec<Digest> {
        let mut missing = Vec::new();
        let mut seen = HashSet::<_, BuildHasherDefault<QuickHasher>>::default();
        let mut open = roots.to_vec();
        while let Some(digest) = open.pop() {
            if !seen.insert(digest) {
                continue;
            }
            match self.0.find(&digest) {
                None => missing.push(digest),
                Some(Folder { node, .. }) => {
                    let folders = node.entries.iter().filter(|e| e.kind == ItemKind::Folder);
                    open.extend(folders.map(|entry| entry.digest));
                }
            }
        }
        sorted(missing, Ord::cmp)
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
        let folders = Arc::unwrap_or_clone(other.0).folders;
        for Folder { digest, node, .. } in folders.into_iter().flatten() {
            if !self.contains(&digest) {
                Arc::make_mut(&mut self.0).keep(digest, Arc::unwrap_or_clone(node));
            }
        }
    }

    /// What the numbers of this store hold for.
    pub(crate) fn lineage(&self) -> &Lineage {
        &self.0.lineage
    }

    /// The number of a digest, if it occurs in any tree here.
    pub(crate) fn number(&self, digest: &Digest, kind: ItemKind) -> Option<Number> {
        let numbers = match kind {
            ItemKind::Folder => &self.0.folder_numbers,
            _ => &self.0.leaves,
        };
        numbers.get(digest).copied()
    }

    /// The digests of a folder's entries, in their order.
    pub(crate) fn numbers(&self, folder: &Folder) -> &[Number] {
        let Range { start, end } = folder.rows;
        let rows = self.0.rows.get(start as usize..end as usize);
        rows.unwrap_or_default()
    }

    /// How many folders there are.
    pub(crate) fn folders(&self) -> usize {
        self.0.folders.len()
    }

    /// The folder of this digest, with its numbers.
    pub(crate) fn folder(&self, digest: &Digest) -> Result<&Folder, TreeError> {
        self.0.find(digest).ok_or(TreeError::MissingNode(*digest))
    }

    /// The folder with this number and digest.
    pub(crate) fn numbered(&self, number: Number, digest: &Digest) -> Result<&Folder, TreeError> {
        let found = self.0.folders.get(number.place());
        let found = found.and_then(Option::as_ref);
        found.ok_or(TreeError::MissingNode(*digest))
    }
}

/// Whether two of these names do.
fn differ_in_case_only(names: Vec<Name>) -> bool {
    // Where each is the first of its letters, no two share them.
    if names.iter().all(|name| name.first == name.number) {
        return false;
    }
    let key = |name: &Name| (name.first, name.number);
    let names = sorted(names, |a, b| key(a).cmp(&key(b)));
    let mut neighbours = names.iter().zip(names.iter().skip(1));
    neighbours.any(|(a, b)| a.first == b.first && a.number != b.number)
}

/// Numbers have 32 bits: there is no memory for more things than that.
fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
