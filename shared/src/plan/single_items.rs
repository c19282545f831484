//! Worlds of a few items in one target, for examples that a person can follow.

use std::collections::BTreeMap;

use super::model::{Item, Library};
use super::seeds::{leaf, org, titled};
use super::worlds::World;
use super::{Reason, check};
use crate::content::{Facts, ItemKind};
use crate::id::ItemPath;
use crate::select::{Choices, Destinations, Options, Policy};

/// A search and where it is.
pub(super) fn search(path: &str, content: u8) -> (ItemPath, Item) {
    let path: ItemPath = path.parse().unwrap();
    let name = path.name().unwrap().as_str();
    let entry = leaf(name, ItemKind::Search, content, None);
    (path, Item::Leaf(entry))
}

/// A dashboard and where it is.
pub(super) fn board(path: &str, title: &str, content: u8) -> (ItemPath, Item) {
    let path: ItemPath = path.parse().unwrap();
    let name = path.name().unwrap().as_str();
    let entry = titled(name, ItemKind::Dashboard, content, None, Some(title));
    (path, Item::Leaf(entry))
}

/// A world in which these places of the source are selected.
pub(super) fn world(
    source: Vec<(ItemPath, Item)>,
    target: Vec<(ItemPath, Item)>,
    selected: &[&str],
) -> World {
    let folders = |items: Vec<(ItemPath, Item)>| {
        let mut library = Library::default();
        for (path, item) in items {
            library.put(&path, item);
        }
        library
    };
    let choices = Choices {
        source: org("source"),
        selection: selected.iter().map(|path| path.parse().unwrap()).collect(),
        destinations: Destinations::default(),
        options: Options::default(),
        policy: Policy::default(),
        only: BTreeMap::new(),
    };
    let targets = vec![(folders(target), Facts::default())];
    World::new(folders(source), targets, choices)
}

/// Why a cell of the only target is what it is, in a plan that passes the check.
pub(super) fn reason(world: &World, path: &str) -> Reason {
    let plan = world.plan();
    assert_eq!(check(&world.input(), &plan), vec![]);
    plan.cell(&org("t0"), &path.parse().unwrap())
        .unwrap()
        .reason
}
