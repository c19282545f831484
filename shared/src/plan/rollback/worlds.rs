//! Random orgs for the tests: what an org held, what a push did there, and what somebody did since.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{OrgRollback, RollbackView, Written};
use crate::content::{Entry, Extra, Facts, FolderNode, ItemKind, Nodes};
use crate::id::{Digest, ItemName, ItemPath, OrgId};
use crate::plan::Action;

/// An org as a flat map.
pub(super) type Library = BTreeMap<ItemPath, Item>;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Item {
    /// A folder with its description.
    Folder(u8),
    /// A search with its content.
    Leaf(u8),
}

impl Item {
    pub(super) fn kind(self) -> ItemKind {
        match self {
            Self::Folder(_) => ItemKind::Folder,
            Self::Leaf(_) => ItemKind::Search,
        }
    }

    /// As a rollback names it.
    pub(super) fn content(self) -> Digest {
        match self {
            Self::Folder(text) => FolderNode::new(text.to_string(), Vec::new()).own_digest(),
            Self::Leaf(content) => Digest::of(&[content]),
        }
    }
}

/// What an org held before a push, after it, and holds now.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) before: Library,
    pub(super) after: Library,
    pub(super) now: Library,
    pub(super) written: Vec<Written>,
}

/// What a push meant to do and whether it did.
#[derive(Debug, Clone)]
struct Write {
    path: ItemPath,
    item: Item,
    went_well: bool,
}

impl World {
    pub(super) fn view(&self, nodes: &mut Nodes) -> RollbackView {
        RollbackView {
            org: OrgId::new("o").unwrap(),
            written: self.written.clone(),
            connections: Vec::new(),
            before: store(&self.before, nodes),
            after: Some(store(&self.after, nodes)),
            now: store(&self.now, nodes),
            facts: Facts::default(),
            protected: false,
        }
    }

    /// Does what a rollback says.
    pub(super) fn rolled_back(&self, rollback: &OrgRollback) -> Library {
        let mut library = self.now.clone();
        for cell in &rollback.cells {
            if matches!(cell.action, Action::Create | Action::Replace) {
                let is_folder =
                    |above: &ItemPath| matches!(library.get(above), Some(Item::Folder(_)));
                let above = cell.path.parent().unwrap();
                assert!(above.is_root() || is_folder(&above), "{}", cell.path);
                let was = library.insert(cell.path.clone(), self.before[&cell.path]);
                assert_eq!(was.is_some(), cell.action == Action::Replace);
            }
        }
        for cell in rollback.cells.iter().rev() {
            if cell.action == Action::Remove {
                library.remove(&cell.path).unwrap();
                assert!(!library.keys().any(|path| cell.path.holds(path)));
            }
        }
        library
    }
}

pub(super) fn store(library: &Library, nodes: &mut Nodes) -> Digest {
    folder(library, &ItemPath::root(), "", nodes)
}

fn folder(library: &Library, at: &ItemPath, description: &str, nodes: &mut Nodes) -> Digest {
    let is_child = |(path, _): &(&ItemPath, &Item)| path.parent().as_ref() == Some(at);
    let mut entries = Vec::new();
    for (path, item) in library.iter().filter(is_child) {
        let name = path.name().unwrap().clone();
        entries.push(match item {
            Item::Leaf(_) => Entry::leaf(name, ItemKind::Search, item.content(), Extra::default()),
            Item::Folder(text) => {
                Entry::folder(name, folder(library, path, &text.to_string(), nodes))
            }
        });
    }
    nodes.insert(FolderNode::new(description, entries))
}

/// Puts an item where it belongs, with the folders above; says what was written on the way.
fn put(library: &mut Library, path: &ItemPath, item: Item) -> Vec<ItemPath> {
    let above = path.parent().unwrap();
    let mut put_here = Vec::new();
    if !above.is_root() && !matches!(library.get(&above), Some(Item::Folder(_))) {
        put_here = put(library, &above, Item::Folder(9));
    }
    if library
        .get(path)
        .is_some_and(|was| was.kind() != item.kind())
    {
        library.retain(|at, _| !path.holds(at));
    }
    library.insert(path.clone(), item);
    put_here.push(path.clone());
    put_here
}

fn arb_path() -> impl Strategy<Value = ItemPath> {
    let names = prop::collection::vec(prop::sample::select(&["a", "b", "c"][..]), 1..4);
    names.prop_map(|names| names.iter().map(|n| ItemName::new(*n).unwrap()).collect())
}

fn arb_item() -> impl Strategy<Value = Item> {
    (0_u8..3, prop::bool::weighted(0.3)).prop_map(|(content, is_folder)| {
        let item = if is_folder { Item::Folder } else { Item::Leaf };
        item(content)
    })
}

prop_compose! {
    fn arb_write()(path in arb_path(), item in arb_item(), went_well in prop::bool::weighted(0.85)) -> Write {
        Write { path, item, went_well }
    }
}

prop_compose! {
    /// `edits`: how much somebody did since the push.
    pub(super) fn arb_world(edits: usize, failures: bool)(
        items in prop::collection::vec((arb_path(), arb_item()), 0..8),
        writes in prop::collection::vec(arb_write(), 0..6),
        edits in prop::collection::vec((arb_path(), prop::option::weighted(0.6, arb_item())), 0..=edits),
    ) -> World {
        let mut before = Library::new();
        for (path, item) in items {
            if !before.contains_key(&path) {
                put(&mut before, &path, item);
            }
        }
        let (mut after, mut written) = (before.clone(), BTreeMap::new());
        for write in writes {
            // A push never changes what kind of item is at a place, and writes each place once.
            let clashes = (1..=write.path.names().len()).any(|depth| {
                let above: ItemPath = write.path.names()[..depth].iter().cloned().collect();
                let kind = if depth == write.path.names().len() { write.item.kind() } else { ItemKind::Folder };
                after.get(&above).is_some_and(|item| item.kind() != kind)
            });
            if clashes || written.contains_key(&write.path) || after.get(&write.path) == Some(&write.item) {
                continue;
            }
            if write.went_well || !failures {
                for path in put(&mut after, &write.path, write.item) {
                    let item = after[&path];
                    written.insert(path.clone(), Written { path, kind: item.kind(), left: Some(item.content()), failed: false });
                }
            } else {
                let left = Some(write.item.content());
                written.insert(write.path.clone(), Written { path: write.path, kind: write.item.kind(), left, failed: true });
            }
        }
        let mut now = after.clone();
        for (path, item) in edits {
            match item {
                Some(item) => drop(put(&mut now, &path, item)),
                None => now.retain(|at, _| !path.holds(at)),
            }
        }
        let written = written.into_values().collect();
        World { before, after, now, written }
    }
}
