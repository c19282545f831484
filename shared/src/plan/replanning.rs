//! What a planner decides anew after a change: no more than the change touches.

use std::collections::BTreeMap;

use super::model::{Item, Library};
use super::seeds::{facts, leaf, org};
use super::worlds::{Target, World};
use super::{Planner, plan};
use crate::content::ItemKind;
use crate::id::{ItemName, ItemPath};
use crate::select::{Choices, Destinations, Options, Policy, Selection};

/// How many different trees the orgs have, and how many orgs have each.
const ROOTS: u8 = 12;
const ORGS_EACH: usize = 4;
/// Folders in a folder, and items in each folder of those.
const WIDTH: usize = 4;
/// The folders of one tree with Admin Recommended itself.
const FOLDERS: usize = 1 + WIDTH + WIDTH * WIDTH;

/// A library in which `content` says what is in every item, so that no folder equals another's.
fn library(content: u8) -> Library {
    let mut library = Library::default();
    for (a, b, c) in (0..WIDTH.pow(3)).map(|n| (n / WIDTH.pow(2), n / WIDTH % WIDTH, n % WIDTH)) {
        let name = format!("{a}{b}{c}");
        let path: ItemPath = format!("/{a}/{b}/{name}").parse().unwrap();
        let item = leaf(&name, ItemKind::Search, content, None);
        library.put(&path, Item::Leaf(item));
    }
    library
}

fn target(content: u8) -> Target {
    Target {
        library: library(content),
        base: Some(library(ROOTS)),
        facts: facts([0, 1, 2]),
        protected: false,
    }
}

fn world() -> World {
    let choices = Choices {
        source: org("source"),
        selection: Selection::everything(),
        destinations: Destinations::default(),
        options: Options::default(),
        policy: Policy::default(),
        only: BTreeMap::new(),
    };
    let targets = (0..ORGS_EACH).flat_map(|_| (0..ROOTS).map(target));
    World::new(library(ROOTS + 1), targets.collect(), choices)
}

/// How many subtrees and outcomes a plan of this world adds to what the planner remembers.
fn added(planner: &mut Planner, world: &World) -> (usize, usize) {
    let before = planner.remembered();
    let remembered = planner.plan(&world.input()).unwrap().plan;
    assert_eq!(
        remembered.digest(),
        plan(&world.input()).unwrap().plan.digest()
    );
    let after = planner.remembered();
    (after.0 - before.0, after.1 - before.1)
}

fn children(world: &World, path: &ItemPath) -> Vec<ItemName> {
    let source = &world.libraries[&world.source.org];
    let children = source.children(path).into_iter();
    children.map(|(name, _)| name.clone()).collect()
}

#[test]
fn a_tick_decides_only_the_folders_on_its_path_once_per_distinct_org() {
    let (mut world, mut planner) = (world(), Planner::default());
    let roots = usize::from(ROOTS);
    assert_eq!(added(&mut planner, &world).0, FOLDERS * roots);
    let everything = world.choices.selection.clone();
    for item in ["/1/2/120", "/1/2/123", "/3/0/301"] {
        let path: ItemPath = item.parse().unwrap();
        let on_path = path.names().len();
        let mut selection = world.choices.selection.clone();
        selection.untick(&path, |folder| children(&world, folder));
        world.choices.selection = selection;
        let (subtrees, outcomes) = added(&mut planner, &world);
        let most = on_path * roots;
        assert!((1..=most).contains(&subtrees), "{item}: {subtrees}");
        assert!((1..=most).contains(&outcomes), "{item}: {outcomes}");
    }
    world.choices.selection = everything;
    assert_eq!(added(&mut planner, &world), (0, 0));
}

#[test]
fn an_org_that_comes_or_goes_decides_no_other_org() {
    let (mut world, mut planner) = (world(), Planner::default());
    let first = added(&mut planner, &world);
    assert_eq!(first.0, FOLDERS * usize::from(ROOTS));
    world.add(org("another"), target(ROOTS + 2));
    assert_eq!(added(&mut planner, &world).0, FOLDERS);
    world.add(org("like-others"), target(0));
    assert_eq!(added(&mut planner, &world), (0, 0));
    world.targets.remove(7);
    assert_eq!(added(&mut planner, &world), (0, 0));
}
