//! A plan of what is missing of a push holds those cells and no others.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::edits::{Edit, arb_edit};
use super::model::{Item, Library};
use super::seeds::{facts, leaf, org};
use super::worlds::{World, arb_world};
use super::{Action, Reason};
use crate::content::ItemKind;
use crate::id::ItemPath;
use crate::select::{Choices, Destinations, Options, Policy};

proptest! {
    #[test]
    fn what_is_missing_is_planned_with_the_folders_it_needs_and_nothing_else(
        world in arb_world(),
        is_missing in prop::collection::vec(any::<bool>(), 1..12),
        edits in prop::collection::vec(arb_edit(), 0..4),
    ) {
        let pushed = world.plan();
        let missing: BTreeMap<_, BTreeSet<ItemPath>> = pushed.orgs()
            .map(|(org, _)| {
                let cells = pushed.cells(org).zip(is_missing.iter().cycle());
                let missing = cells.filter(|(_, is_missing)| **is_missing);
                (org.clone(), missing.map(|((path, _), _)| path).collect())
            })
            .collect();
        let first = world.choices.clone();
        let mut world = edits.iter().fold(world, |world, edit: &Edit| world.resourced(edit));
        world.choices = first.clone().for_cells(missing.clone());
        let (plan, source) = (world.plan(), &world.libraries[&world.source.org]);
        for (org, missing) in &missing {
            for (path, cell) in plan.cells(org).filter(|(_, cell)| cell.action.writes()) {
                let is_needed = cell.kind == ItemKind::Folder
                    && (cell.action, &cell.reason) == (Action::Create, &Reason::FolderNeeded)
                    && missing.iter().any(|missing| path.holds(missing));
                prop_assert!(missing.contains(&path) || is_needed, "{} {} {:?}", org, path, cell);
            }
            let before = first.selection_for(org);
            let selected = world.choices.selection_for(org);
            let mut missing = missing.iter().filter(|path| before.pick(path).is_selected()).peekable();
            prop_assert_eq!(plan.org(org).is_some(), missing.peek().is_some());
            for path in missing {
                prop_assert!(selected.pick(path).is_selected(), "{} {}", org, path);
                let is_there = !source.reach(path).is_empty();
                prop_assert_eq!(plan.cell(org, path).is_some(), is_there, "{} {}", org, path);
            }
            prop_assert!(plan.orphans(org).is_empty());
        }
    }
}

fn search(at: &str, content: u8) -> Item {
    Item::Leaf(leaf(at, ItemKind::Search, content, None))
}

fn library(description: &str, content: u8) -> Library {
    let mut library = Library::default();
    let mut put = |path: &str, item| library.put(&path.parse().unwrap(), item);
    put("/f", Item::Folder(description.into()));
    put("/f/a", search("a", content));
    put("/f/b", search("b", content));
    put("/g", Item::Folder(description.into()));
    put("/g/a", search("a", content));
    library
}

#[test]
fn a_folder_comes_with_those_of_its_items_that_are_missing() {
    let choices = Choices {
        source: org("source"),
        selection: ["/f", "/g/a"]
            .map(|path| path.parse().unwrap())
            .into_iter()
            .collect(),
        destinations: Destinations::default(),
        options: Options::default(),
        policy: Policy::default(),
        only: BTreeMap::new(),
    };
    let world = World::new(
        library("new", 1),
        vec![(library("old", 0), facts([]))],
        choices,
    );
    let written = |missing: &[&str]| -> Vec<String> {
        let mut world = world.clone();
        let missing = missing.iter().map(|path| path.parse().unwrap());
        world.choices = world.choices.for_cells([(org("t0"), missing)]);
        let plan = world.plan();
        let written = plan.cells(&org("t0"));
        let written = written.filter(|(_, cell)| cell.action == Action::Replace);
        written.map(|(path, _)| path.to_string()).collect()
    };
    assert_eq!(written(&["/f", "/f/a"]), ["/f", "/f/a"]);
    assert_eq!(written(&["/f"]), ["/f"]);
    assert_eq!(written(&["/f/b"]), ["/f/b"]);
    // The push would only have made this folder for its item.
    assert_eq!(written(&["/g", "/g/a"]), ["/g/a"]);
    assert!(written(&["/g"]).is_empty());
}
