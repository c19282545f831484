//! Single cases that a person can follow.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Item, Library};
use super::seeds::{facts, leaf, org};
use super::worlds::{Target, World};
use super::{Action, Class, Finding, Plan, Reason, check, plan};
use crate::content::{Entry, Extra, Facts, FolderNode, ItemKind, Nodes, Reference, rebase};
use crate::id::Digest;
use crate::select::{
    Choices, DependencyRuling, Destinations, Include, Options, Policy, Ruling, Selection,
};

fn single(items: &[(&str, Item)]) -> Library {
    Library(
        items
            .iter()
            .map(|(path, item)| (path.parse().unwrap(), vec![item.clone()]))
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
        policy: Policy::default(),
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
    let outside = Finding::NotSelected(org("t0"), "/a".parse().unwrap());
    assert_eq!(
        check(&other.input(), &plan),
        [Finding::OtherChoices, outside]
    );
    let mut fewer = world.clone();
    fewer.choices.destinations = Destinations::These {
        orgs: BTreeSet::new(),
    };
    let elsewhere = Finding::NotADestination(org("t0"));
    assert_eq!(
        check(&fewer.input(), &plan),
        [Finding::OtherChoices, elsewhere]
    );
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
        let cells: Vec<_> = plan.cells(&id).map(|(_, cell)| cell).collect();
        (cells, plan.connections(&id).len())
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

/// What is planned for a search with these contents and schedules in source, target and base, where
/// schedules are ignored, and the plan's digest.
fn ignoring(
    source: (u8, Option<u8>),
    target: (u8, Option<u8>),
    base: Option<(u8, Option<u8>)>,
) -> (Class, Digest) {
    let at = |(content, scheduled)| single(&[("/a", search("a", content, scheduled))]);
    let target = Target {
        library: at(target),
        base: base.map(at),
        ..Target::default()
    };
    let choices = everything(Options {
        connections: Include::Ignore,
        ..Options::default()
    });
    let world = World::new(at(source), vec![target], choices);
    let plan = world.plan();
    assert_eq!(check(&world.input(), &plan), vec![]);
    let cell = plan.cell(&org("t0"), &"/a".parse().unwrap()).unwrap();
    (cell.class, plan.digest())
}

#[test]
fn a_schedule_that_is_lost_with_what_is_replaced_counts_as_an_edit() {
    let class = |source, target, base| ignoring(source, target, Some(base)).0;
    let scheduled = |content| (content, Some(1));
    let plain = |content| (content, None);
    assert_eq!(class(scheduled(1), plain(0), plain(0)), Class::Behind);
    let added = (0, Some(2));
    assert_eq!(class(scheduled(1), added, plain(0)), Class::Diverged);
    assert_eq!(class(scheduled(1), added, plain(1)), Class::Edited);
    // One that Orgcast wrote itself is no edit, and what stays as it is loses nothing.
    assert_eq!(
        class(scheduled(1), scheduled(0), scheduled(0)),
        Class::Behind
    );
    assert_eq!(class(scheduled(0), added, plain(0)), Class::Same);
}

#[test]
fn a_schedule_changes_the_plan_where_it_is_lost_and_nowhere_else() {
    let digest = |content, scheduled| ignoring((1, Some(1)), (content, scheduled), None).1;
    assert_ne!(digest(0, None), digest(0, Some(2)));
    assert_ne!(digest(0, Some(1)), digest(0, Some(2)));
    assert_eq!(digest(1, None), digest(1, Some(2)));
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

#[test]
fn a_connection_that_the_source_has_twice_blocks_what_uses_it() {
    let source = single(&[("/a", search("a", 0, Some(1)))]);
    let targets = vec![(Library::default(), facts([1]))];
    let mut world = World::new(source, targets, everything(Options::default()));
    world.source.facts = facts([1, 0, 1]);
    let plan = world.plan();
    let (_, cell) = plan.cells(&org("t0")).next().unwrap();
    assert_eq!(cell.action, Action::Nothing);
    assert!(matches!(
        cell.reason,
        Reason::ConnectionAmbiguousInSource { .. }
    ));
}

#[test]
fn the_plan_says_from_which_definition_a_connection_is_created() {
    let source = single(&[("/a", search("a", 0, Some(1)))]);
    let targets = vec![(Library::default(), facts([2]))];
    let mut world = World::new(source, targets, everything(Options::default()));
    let before = world.plan();
    let created = |plan: &Plan| plan.connections(&org("t0"))[0].create;
    assert_eq!(created(&before), Some(Digest::of(&[1])));
    world.source.facts.connections[1].definition = Digest::of(b"another address");
    let after = world.plan();
    assert_eq!(created(&after), Some(Digest::of(b"another address")));
    assert_ne!(before.digest(), after.digest());
}

#[test]
fn a_description_that_no_call_can_set_blocks_the_folder_where_it_is_there_and_nowhere_else() {
    let folder = |length| Item::Folder("x".repeat(length));
    let reason = |length, targets: &[(&str, Item)]| {
        let source = single(&[("/f", folder(length)), ("/f/a", search("a", 0, None))]);
        let targets = vec![(single(targets), Facts::default())];
        let plan = World::new(source, targets, everything(Options::default())).plan();
        let cell = |path: &str| plan.cell(&org("t0"), &path.parse().unwrap()).unwrap();
        assert_eq!(cell("/f/a").action, Action::Create);
        cell("/f").reason.clone()
    };
    assert_eq!(
        reason(256, &[("/f", folder(1))]),
        Reason::DescriptionTooLong { max: 255 }
    );
    assert_eq!(reason(255, &[("/f", folder(1))]), Reason::Differs);
    assert_eq!(reason(256, &[]), Reason::Absent);
}

#[test]
fn a_folder_where_something_else_was_written_was_changed_on_both_sides() {
    let folder = |about: &str| single(&[("/f", Item::Folder(about.to_owned()))]);
    let targets = vec![(folder("theirs"), Facts::default())];
    let mut world = World::new(folder("ours"), targets, everything(Options::default()));
    let before = single(&[("/f", search("f", 0, None))]);
    world.targets[0].base = Some(before.store(&mut world.nodes));
    let plan = world.plan();
    let cell = plan.cell(&org("t0"), &"/f".parse().unwrap()).unwrap();
    assert_eq!(
        (cell.class, cell.reason),
        (Class::Diverged, Reason::BothMoved)
    );
    assert_eq!(check(&world.input(), &plan), vec![]);
}

/// A search at /s whose schedule saves to this table.
fn saving(table: &str) -> (&'static str, Item) {
    let path = format!("/Library/Admin Recommended{table}");
    let extra = Extra {
        references: vec![Reference::Lookup { path }],
        ..Extra::default()
    };
    let digest = Digest::of(b"saves to the table");
    let name = "s".to_owned().try_into().unwrap();
    let saving = Entry::leaf(name, ItemKind::Search, digest, extra);
    ("/s", Item::Leaf(saving))
}

fn table(at: &str) -> Item {
    Item::Leaf(leaf(at, ItemKind::Lookup, 0, None))
}

/// What becomes of the search at /s where nothing is pushed without its lookup table.
fn reason_for_saving(
    source: &[(&str, Item)],
    target: &[(&str, Item)],
    ruling: Option<(&str, Ruling)>,
) -> Reason {
    let mut choices = everything(Options::default());
    choices.policy.dependencies.lookups = DependencyRuling::Block;
    let place = |(path, ruling): (&str, _)| (path.parse().unwrap(), ruling);
    let rulings = ruling.into_iter().map(place).collect();
    choices.policy.cells.insert(org("t0"), rulings);
    let targets = vec![(single(target), Facts::default())];
    let world = World::new(single(source), targets, choices);
    let plan = world.plan();
    assert_eq!(check(&world.input(), &plan), vec![]);
    let cell = plan.cell(&org("t0"), &"/s".parse().unwrap());
    cell.unwrap().reason
}

fn lacks(table: &str) -> Reason {
    let path = format!("/Library/Admin Recommended{table}");
    Reason::LookupMissing { path }
}

#[test]
fn something_else_of_the_name_is_not_the_lookup_table_that_a_schedule_saves_to() {
    let reason = |kind| {
        let there = [("/t", Item::Leaf(leaf("t", kind, 0, None)))];
        reason_for_saving(&[saving("/t")], &there, None)
    };
    assert_eq!(reason(ItemKind::Lookup), Reason::Absent);
    assert_eq!(reason(ItemKind::Search), lacks("/t"));
}

#[test]
fn a_lookup_table_counts_as_pushed_only_where_the_push_creates_it() {
    let folder = || Item::Folder(String::new());
    let source = [("/f", folder()), ("/f/t", table("t")), saving("/f/t")];
    let reason = |target: &[_], ruling| reason_for_saving(&source, target, ruling);
    assert_eq!(reason(&[], None), Reason::Absent);
    for ruling in [Ruling::Keep, Ruling::Block] {
        for place in ["/f/t", "/f"] {
            assert_eq!(reason(&[], Some((place, ruling))), lacks("/f/t"));
        }
        let there = [("/f", folder()), ("/f/t", table("t"))];
        assert_eq!(reason(&there, Some(("/f/t", ruling))), Reason::Absent);
    }
    for clash in [
        vec![("/f", search("f", 0, None))],
        vec![("/f", folder()), ("/f/t", search("t", 0, None))],
        vec![("/f", folder()), ("/f/T", table("T"))],
    ] {
        assert_eq!(reason(&clash, None), lacks("/f/t"));
    }
    let name = "t".repeat(256);
    let path = format!("/{name}");
    let long = [(path.as_str(), table(&name)), saving(&path)];
    assert_eq!(reason_for_saving(&long, &[], None), lacks(&path));
}

#[test]
fn a_folder_that_only_leads_to_what_was_written_is_nobodys_edit_and_not_behind() {
    let source = single(&[
        ("/f", Item::Folder("vendor".into())),
        ("/f/s", search("s", 0, None)),
    ]);
    let target = single(&[
        ("/f", Item::Folder("ours".into())),
        ("/f/s", search("s", 0, None)),
    ]);
    let targets = vec![(target, Facts::default())];
    let mut world = World::new(source, targets, everything(Options::default()));
    let written = ["/f/s".parse().unwrap()];
    let rebased = rebase(&world.nodes, None, &world.targets[0].root, &written).unwrap();
    world.nodes.extend(rebased.nodes);
    world.targets[0].base = rebased.root;
    let plan = world.plan();
    let cell = plan.cell(&org("t0"), &"/f".parse().unwrap()).unwrap();
    assert_eq!((cell.class, cell.reason), (Class::Unknown, Reason::Differs));
    assert_eq!(check(&world.input(), &plan), vec![]);
}
