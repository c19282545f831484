//! What holds for every plan, tried on generated worlds.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::model::{Item, Library};
use super::{Action, Class, OrgView, Plan, PlanInput, Reason, check, plan};
use crate::content::{ConnectionKey, Entry, Facts, FolderNode, ItemKind, Nodes, Reference};
use crate::id::{Digest, ItemName, ItemPath, OrgId};
use crate::select::{Choices, Destinations, Include, Options, Pick, Selection};

const NAMES: [&str; 4] = ["a", "b", "A/ü", "z ~"];

fn name(text: &str) -> ItemName {
    ItemName::new(text).unwrap()
}

fn org(text: &str) -> OrgId {
    OrgId::new(text).unwrap()
}

fn leaf(at: &str, kind: ItemKind, content: u8, scheduled: Option<u8>) -> Entry {
    let text = |extra: &str| Digest::of(format!("{kind:?} {content} {extra}").as_bytes());
    let plain = text("");
    let connection = |number: u8| {
        let key = ConnectionKey {
            kind: "Slack".into(),
            name: format!("c{number}"),
        };
        if number == 9 {
            Reference::LostConnection { id: "9".into() }
        } else {
            Reference::Connection(key)
        }
    };
    let is_search = kind == ItemKind::Search;
    Entry {
        name: name(at),
        kind,
        digest: scheduled.map_or(plain, |schedule| text(&schedule.to_string())),
        stripped: scheduled.map(|_| plain),
        references: scheduled
            .filter(|_| is_search)
            .map(connection)
            .into_iter()
            .collect(),
        schema: None,
    }
}

fn arb_item() -> impl Strategy<Value = Option<(ItemKind, u8, Option<u8>)>> {
    let kind = prop_oneof![
        3 => Just(ItemKind::Search), 2 => Just(ItemKind::Dashboard), 1 => Just(ItemKind::Lookup)
    ];
    let scheduled = prop::option::of(prop_oneof![0_u8..3, Just(9)]);
    prop_oneof![
        1 => Just(None),
        2 => (kind, 0_u8..3, scheduled).prop_map(|(kind, content, scheduled)| {
            let may = matches!(kind, ItemKind::Search | ItemKind::Dashboard);
            Some((kind, content, scheduled.filter(|_| may)))
        })
    ]
}

/// Folders are where something lies below; everything else is a leaf.
fn arb_library() -> impl Strategy<Value = Library> {
    let path = prop::collection::vec(prop::sample::select(&NAMES[..]), 1..4);
    prop::collection::btree_map(path, (arb_item(), 0_u8..2), 0..10).prop_map(|items| {
        let mut library = Library::default();
        for (names, (item, description)) in items {
            let path: ItemPath = names.iter().map(|text| name(text)).collect();
            let mut above = path.parent();
            while let Some(folder) = above.filter(|folder| !folder.is_root()) {
                let about = Item::Folder(String::new());
                if !matches!(library.0.get(&folder), Some(Item::Folder(_))) {
                    library.0.insert(folder.clone(), about);
                }
                above = folder.parent();
            }
            let item = match item {
                None => Item::Folder("x".repeat(usize::from(description))),
                Some((kind, content, scheduled)) => Item::Leaf(leaf(
                    path.name().unwrap().as_str(),
                    kind,
                    content,
                    scheduled,
                )),
            };
            library.0.entry(path).or_insert(item);
        }
        library
    })
}

fn arb_selection() -> impl Strategy<Value = Selection> {
    let path = prop::collection::vec(prop::sample::select(&NAMES[..]), 0..4);
    prop::collection::vec(path, 0..4).prop_map(|paths| {
        paths
            .into_iter()
            .map(|names| names.into_iter().map(name).collect())
            .collect()
    })
}

fn arb_options() -> impl Strategy<Value = Options> {
    prop::sample::select(Options::all().to_vec())
}

fn arb_facts() -> impl Strategy<Value = Facts> {
    prop::collection::vec(0_u8..3, 0..4).prop_map(|mut numbers| {
        numbers.sort_unstable();
        let key = |number| ConnectionKey {
            kind: "Slack".into(),
            name: format!("c{number}"),
        };
        Facts {
            connections: numbers.into_iter().map(key).collect(),
        }
    })
}

#[derive(Debug, Clone)]
struct World {
    nodes: Nodes,
    libraries: BTreeMap<OrgId, Library>,
    source: OrgView,
    targets: Vec<OrgView>,
    choices: Choices,
}

impl World {
    fn new(source: Library, targets: Vec<(Library, Facts)>, choices: Choices) -> Self {
        let mut nodes = Nodes::default();
        let root = source.store(&mut nodes);
        let source_view = OrgView {
            org: org("source"),
            root,
            facts: Facts::default(),
        };
        let mut libraries = BTreeMap::from([(org("source"), source)]);
        let mut views = Vec::new();
        for (number, (library, facts)) in targets.into_iter().enumerate() {
            let id = org(&format!("t{number}"));
            views.push(OrgView {
                org: id.clone(),
                root: library.store(&mut nodes),
                facts,
            });
            libraries.insert(id, library);
        }
        Self {
            nodes,
            libraries,
            source: source_view,
            targets: views,
            choices,
        }
    }

    fn input(&self) -> PlanInput<'_> {
        PlanInput {
            nodes: &self.nodes,
            choices: &self.choices,
            source: &self.source,
            targets: &self.targets,
        }
    }

    fn plan(&self) -> Plan {
        plan(&self.input()).unwrap().plan
    }

    /// The world after the plan was carried out; connections that it needs were created.
    fn after(&self, plan: &Plan) -> Self {
        let source = &self.libraries[&self.source.org];
        let targets = self.targets.iter().map(|view| {
            let (mut library, mut facts) = (self.libraries[&view.org].clone(), view.facts.clone());
            if let Some(org_plan) = plan.org(&view.org) {
                library.apply(plan, &view.org, source);
                let created = org_plan.connections.iter().filter(|need| !need.present);
                facts
                    .connections
                    .extend(created.map(|need| need.key.clone()));
                facts.connections.sort();
            }
            (library, facts)
        });
        Self::new(source.clone(), targets.collect(), self.choices.clone())
    }
}

prop_compose! {
    fn arb_world()(
        source in arb_library(),
        targets in prop::collection::vec((arb_library(), arb_facts()), 0..4),
        copies in prop::collection::vec(any::<bool>(), 4),
        selection in prop_oneof![Just(Selection::everything()), arb_selection()],
        options in arb_options(),
        except in prop::collection::btree_set((0_u8..4).prop_map(|n| org(&format!("t{n}"))), 0..2),
        only in prop::option::of((0_u8..4, arb_selection())),
    ) -> World {
        let mut targets = targets;
        for ((library, _), copy) in targets.iter_mut().zip(copies) {
            if copy {
                library.0.extend(source.0.clone());
                // A leaf that became a folder's parent can't stay one.
                let paths: BTreeSet<_> = library.0.keys().filter_map(ItemPath::parent).collect();
                for path in paths.into_iter().filter(|path| !path.is_root()) {
                    if !matches!(library.0.get(&path), Some(Item::Folder(_))) {
                        library.0.retain(|at, _| *at == path || !path.holds(at));
                    }
                }
            }
        }
        let only = only.map(|(n, picked)| (org(&format!("t{n}")), picked)).into_iter().collect();
        let choices = Choices {
            source: org("source"), selection, destinations: Destinations::All { except },
            options, only,
        };
        World::new(source, targets, choices)
    }
}

proptest! {
    #[test]
    fn the_order_of_inputs_does_not_matter(world in arb_world()) {
        let mut turned = world.clone();
        turned.targets.reverse();
        prop_assert_eq!(world.plan().digest(), turned.plan().digest());
    }

    #[test]
    fn every_plan_passes_the_check(world in arb_world()) {
        prop_assert_eq!(check(&world.input(), &world.plan()), vec![]);
    }

    #[test]
    fn a_plan_that_was_carried_out_leaves_nothing_to_do(world in arb_world()) {
        let after = world.after(&world.plan());
        let again = after.plan();
        for view in &after.targets {
            for (path, cell) in again.cells(&view.org) {
                prop_assert!(
                    matches!(cell.class, Class::Same | Class::Blocked),
                    "{} {:?}", path, cell
                );
            }
        }
    }

    #[test]
    fn no_cell_lies_outside_the_choices(world in arb_world()) {
        let plan = world.plan();
        for view in &world.targets {
            let chosen = world.choices.destinations.holds(&view.org, &world.choices.source);
            prop_assert_eq!(plan.org(&view.org).is_some(), chosen);
            let selection = world.choices.selection_for(&view.org);
            for (path, cell) in plan.cells(&view.org) {
                match selection.pick(&path) {
                    Pick::Whole => {}
                    Pick::Part => prop_assert!(
                        cell.reason == Reason::FolderNeeded || cell.class == Class::Blocked
                    ),
                    Pick::None => prop_assert!(false, "{}", path),
                }
            }
        }
    }

    #[test]
    fn parents_come_before_children_and_cells_are_found_by_path(world in arb_world()) {
        let plan = world.plan();
        for view in &world.targets {
            let mut seen = BTreeSet::new();
            for (path, cell) in plan.cells(&view.org) {
                prop_assert!(!seen.iter().any(|earlier| path.holds(earlier)));
                prop_assert_eq!(plan.cell(&view.org, &path), Some(cell));
                seen.insert(path);
            }
        }
    }

    #[test]
    fn one_org_does_not_touch_another(world in arb_world(), library in arb_library()) {
        prop_assume!(!world.targets.is_empty());
        let (before, mut changed) = (world.plan(), world.clone());
        changed.targets[0].root = library.store(&mut changed.nodes);
        let after = changed.plan();
        for (id, plan) in before.orgs().filter(|(id, _)| **id != world.targets[0].org) {
            prop_assert_eq!(plan.digest, after.org(id).unwrap().digest);
        }
        let same = before.digest() == after.digest();
        let first = &world.targets[0].org;
        let cells = |plan: &Plan| plan.cells(first).map(|(p, c)| (p, c.clone())).collect::<Vec<_>>();
        prop_assert_eq!(same, cells(&before) == cells(&after)
            && before.org(first).map(|o| o.connections.clone())
                == after.org(first).map(|o| o.connections.clone()));
    }

    #[test]
    fn orgs_in_one_group_have_equal_cells(world in arb_world()) {
        let plan = world.plan();
        let mut count = 0;
        for group in plan.groups() {
            let first = group.orgs[0];
            for other in &group.orgs {
                prop_assert!(plan.cells(first).eq(plan.cells(other)));
                count += 1;
            }
        }
        prop_assert_eq!(count, plan.orgs().count());
    }
}

fn single(items: &[(&str, Item)]) -> Library {
    Library(
        items
            .iter()
            .map(|(path, item)| (path.parse().unwrap(), item.clone()))
            .collect(),
    )
}

fn search(at: &str, content: u8, scheduled: Option<u8>) -> Item {
    Item::Leaf(leaf(at, ItemKind::Search, content, scheduled))
}

fn everything(options: Options) -> Choices {
    Choices {
        source: org("source"),
        selection: Selection::everything(),
        destinations: Destinations::default(),
        options,
        only: BTreeMap::new(),
    }
}

#[test]
fn the_check_finds_a_plan_that_no_longer_fits() {
    let source = single(&[("/a", search("a", 0, None))]);
    let world = World::new(
        source,
        vec![(Library::default(), Facts::default())],
        everything(Options::default()),
    );
    let plan = world.plan();
    let mut moved = world.clone();
    moved.targets[0].root = single(&[("/a", search("a", 1, None))]).store(&mut moved.nodes);
    assert_eq!(check(&moved.input(), &plan).len(), 1);
    let mut other = world.clone();
    other.choices.selection = Selection::default();
    assert_eq!(check(&other.input(), &plan).len(), 1);
    let mut fewer = world.clone();
    fewer.choices.destinations = Destinations::These {
        orgs: BTreeSet::new(),
    };
    assert_eq!(check(&fewer.input(), &plan).len(), 1);
}

#[test]
fn ignored_schedules_are_neither_compared_nor_needed() {
    let source = single(&[
        ("/a", search("a", 0, Some(1))),
        ("/b", search("b", 0, Some(9))),
    ]);
    let target = single(&[("/a", search("a", 0, Some(2)))]);
    let cells = |options| {
        let targets = vec![(target.clone(), Facts::default())];
        let world = World::new(source.clone(), targets, everything(options));
        let plan = world.plan();
        let id = org("t0");
        let cells: Vec<_> = plan.cells(&id).map(|(_, cell)| cell.clone()).collect();
        (cells, plan.org(&id).unwrap().connections.len())
    };
    let (with, connections) = cells(Options::default());
    assert_eq!(with[0].action, Action::Replace);
    assert_eq!(with[1].reason, Reason::ConnectionLost { id: "9".into() });
    assert_eq!(connections, 1);
    let ignore = Options {
        connections: Include::Ignore,
        reports: Include::Include,
    };
    let (without, connections) = cells(ignore);
    assert_eq!(without[0].reason, Reason::EqualButIgnored);
    assert_eq!(without[1].action, Action::Create);
    assert_eq!(connections, 0);
}

#[test]
fn names_and_kinds_that_clash_block_their_cells_and_what_is_below() {
    let below = search("s", 0, None);
    let folder = || Item::Folder(String::new());
    let source = single(&[
        ("/a", folder()),
        ("/a/s", below.clone()),
        ("/b", search("b", 0, None)),
    ]);
    let target = single(&[("/a", search("a", 0, None))]);
    let targets = vec![
        (target, Facts::default()),
        (Library::default(), Facts::default()),
    ];
    let mut world = World::new(source, targets, everything(Options::default()));
    let twice = vec![
        leaf("b", ItemKind::Search, 1, None),
        leaf("b", ItemKind::Lookup, 1, None),
    ];
    world.targets[1].root = world.nodes.insert(FolderNode::new("", twice));
    let plan = world.plan();
    let reason = |id: &str, path: &str| {
        plan.cell(&org(id), &path.parse().unwrap())
            .unwrap()
            .reason
            .clone()
    };
    assert_eq!(
        reason("t0", "/a"),
        Reason::KindClash {
            target: ItemKind::Search
        }
    );
    assert_eq!(reason("t0", "/a/s"), Reason::FolderBlocked);
    assert_eq!(reason("t1", "/b"), Reason::AmbiguousInTarget);
    assert_eq!(reason("t1", "/a"), Reason::Absent);
    assert_eq!(check(&world.input(), &plan), vec![]);
}

#[test]
fn a_missing_node_refuses_the_plan() {
    let source = single(&[
        ("/a", Item::Folder(String::new())),
        ("/a/s", search("s", 0, None)),
    ]);
    let mut world = World::new(
        source,
        vec![(Library::default(), Facts::default())],
        everything(Options::default()),
    );
    let root = (**world.nodes.get(&world.source.root).unwrap()).clone();
    world.nodes = Nodes::default();
    world.nodes.insert(root);
    world.nodes.insert(FolderNode::default());
    assert!(plan(&world.input()).is_err());
}
