//! Plan files of a small world that a person can follow.

use std::collections::BTreeMap;

use super::{Damage, PlanFile, PlanFileError, Stale};
use crate::content::ItemKind;
use crate::id::{Digest, ItemPath};
use crate::plan::model::{Item, Library};
use crate::plan::plan;
use crate::plan::seeds::{facts, leaf, org};
use crate::plan::worlds::World;
use crate::select::{Choices, Destinations, Options, Policy, Selection};

pub(super) fn file(world: &World) -> PlanFile {
    let input = world.input();
    PlanFile::new(&plan(&input).unwrap(), &input)
}

/// A source with a scheduled search in a folder, an org that lacks both and their connection, and
/// one that has another search of the name.
fn world() -> World {
    let library = |content, scheduled| {
        let search = leaf("s", ItemKind::Search, content, scheduled);
        let items = [
            ("/A", Item::Folder("about".to_owned())),
            ("/A/s", Item::Leaf(search)),
        ];
        let items = items.map(|(path, item)| (path.parse().unwrap(), item));
        items.into_iter().collect::<Library>()
    };
    let targets = vec![
        (Library::default(), facts([])),
        (library(1, None), facts([1])),
    ];
    let choices = Choices {
        source: org("source"),
        selection: Selection::everything(),
        destinations: Destinations::default(),
        options: Options::default(),
        policy: Policy::default(),
        only: BTreeMap::new(),
    };
    World::new(library(0, Some(1)), targets, choices)
}

#[test]
fn a_file_can_be_read_in_an_editor() {
    let text = file(&world()).to_json();
    let mut lines = text.lines();
    let starts = [
        "{",
        "\"format\": \"orgcast-plan\",",
        "\"version\": 1,",
        "\"planner\": ",
        "\"digest\": \"",
        "\"seal\": \"",
        "\"choices\": {\"source\":\"source\",",
        "\"source\": {\"org\":\"source\",\"root\":\"",
        "\"report\": {\"unread\":[]",
        "\"outcomes\": [",
        "{\"name\":\"s\",\"cell\":{\"kind\":\"search\",\"action\":\"create\",\"class\":\"new\",",
        "{\"name\":\"A\",\"cell\":{\"kind\":\"folder\",\"action\":\"create\",\"class\":\"new\",",
        "{\"in\":[1]},",
        "{\"name\":\"s\",\"cell\":{\"kind\":\"search\",\"action\":\"replace\",\"class\":\"unknown\",",
        "{\"name\":\"A\",\"cell\":{\"kind\":\"folder\",\"action\":\"nothing\",\"class\":\"same\",",
        "{\"in\":[4]}",
        "],",
        "\"orgs\": [",
        "{\"org\":\"t0\",\"outcome\":2,\"digest\":\"",
        "{\"org\":\"t1\",\"outcome\":5,\"digest\":\"",
        "]",
        "}",
    ];
    for start in starts {
        let line = lines.next().unwrap();
        assert!(line.starts_with(start), "{line} starts with {start}");
    }
    assert_eq!(lines.next(), None);
}

#[test]
fn a_stale_file_says_why() {
    let world = world();
    let made = file(&world);
    let stale = |other: &World| made.staleness(&made.again(&other.input()).unwrap());
    let first = org("t0");

    let mut gone = world.clone();
    gone.targets.retain(|view| view.org != first);
    assert_eq!(stale(&gone), [Stale::OrgGone { org: first.clone() }]);
    let without = file(&gone);
    let again = without.again(&world.input()).unwrap();
    let new = Stale::OrgNew { org: first.clone() };
    assert_eq!(without.staleness(&again), [new]);

    let mut protected = world.clone();
    protected.targets[0].protected = true;
    let of_first = |cells| Stale::OrgMoved {
        org: first.clone(),
        cells,
    };
    let protection = |is_protected| Stale::Protection {
        org: first.clone(),
        is_protected,
    };
    assert_eq!(stale(&protected), [protection(true)]);
    assert_eq!(
        protection(true).sentence(),
        "t0 is protected now, so nothing would be pushed there"
    );
    let freed = file(&protected).staleness(&file(&world));
    assert_eq!(freed, [protection(false)]);
    protected.targets[0].root = world.targets[1].root;
    assert_eq!(stale(&protected), [protection(true), of_first(2)]);
    // Which of two policies protects an org says nothing about the org.
    let mut other = world.clone();
    other.choices.policy.protected = [first.clone()].into();
    assert_eq!(made.staleness(&file(&other)), [Stale::OtherChoices]);
    let mut edited = world.clone();
    edited.targets[0].root = edited.targets[1].root;
    assert_eq!(stale(&edited), [of_first(2)]);
    let mut connected = world.clone();
    connected.targets[0].facts = facts([1]);
    assert_eq!(stale(&connected), [of_first(0)]);
    assert_eq!(of_first(0).sentence(), "the connections of t0 were changed");

    let source = world.source.org.clone();
    let reconnected = [Stale::SourceConnections { org: source }];
    let mut redefined = world.clone();
    let facts_of_source = &mut redefined.source.facts.connections;
    facts_of_source[1].definition = Digest::of(b"another");
    assert_eq!(stale(&redefined), reconnected);
    assert_eq!(
        reconnected[0].sentence(),
        "connections of the source, source, were changed"
    );
    let mut doubled = world.clone();
    doubled.source.facts = facts([0, 1, 1, 2]);
    assert_eq!(stale(&doubled), reconnected);
    assert_eq!(file(&doubled).staleness(&made), reconnected);
    redefined.targets[0].facts = facts([1]);
    assert_eq!(stale(&redefined), [of_first(0)]);

    let mut written = world.clone();
    written.targets[1].base = Some(written.targets[1].root);
    assert_eq!(stale(&written), [Stale::BaseMoved { org: org("t1") }]);
    let mut changed = world.clone();
    changed.source.root = world.targets[1].root;
    let source = world.source.org.clone();
    assert_eq!(stale(&changed), [Stale::SourceMoved { org: source }]);
}

#[test]
fn a_file_is_stale_whose_choices_do_not_fit_any_more() {
    let mut world = world();
    let path: ItemPath = "/A/s".parse().unwrap();
    world.choices.selection = [path.clone()].into_iter().collect();
    let made = file(&world);
    let mut emptied = world.clone();
    emptied.source.root = Library::default().store(&mut emptied.nodes);
    let moved = Stale::SourceMoved {
        org: world.source.org.clone(),
    };
    let now = made.again(&emptied.input()).unwrap();
    assert_eq!(made.staleness(&now), [moved, Stale::NotInSource { path }]);

    let mut other = world.clone();
    other.choices.selection = Selection::everything();
    assert_eq!(made.staleness(&file(&other)), [Stale::OtherChoices]);
    let mut other = world.clone();
    other.source.org = org("t1");
    let from_other = made.staleness(&made.again(&other.input()).unwrap());
    assert_eq!(from_other, vec![]);
    let earlier = PlanFile {
        planner: 1,
        digest: Digest::of(b"earlier"),
        ..made.clone()
    };
    let stale = earlier.staleness(&made);
    let now = made.planner();
    assert_eq!(stale, [Stale::Planner { then: 1, now }]);
}

#[test]
fn what_is_no_plan_file_is_refused_with_a_reason() {
    let text = file(&world()).to_json();
    let refused = |text: &str| PlanFile::open(text).unwrap_err();
    let message = |text: &str| refused(text).to_string();
    assert!(matches!(refused("plan"), PlanFileError::NotJson(_)));
    assert!(matches!(
        refused(&text[..text.len() / 2]),
        PlanFileError::NotJson(_)
    ));
    for other in ["[]", "7", "{}", "{\"format\":\"other\",\"version\":1}"] {
        assert!(matches!(refused(other), PlanFileError::NotAPlan), "{other}");
    }
    let newer = text.replacen("\"version\": 1", "\"version\": 2", 1);
    assert_eq!(
        message(&newer),
        "this plan file has version 2 of the format, and this Orgcast knows none after 1; open it \
         with a newer one"
    );
    assert!(matches!(
        refused(&text.replacen("\"seal\"", "\"sale\"", 1)),
        PlanFileError::Unreadable(_)
    ));
    let other = Digest::of(b"other").to_string();
    let changed = |line: &str, field: &str| {
        let start = text.find(line).unwrap();
        let place = start + text[start..].find(field).unwrap() + field.len();
        format!("{}{other}{}", &text[..place], &text[place + 64..])
    };
    let digest = |line: &str| changed(line, "\"digest\":\"");
    let damages = [
        (changed("\"digest\"", ": \""), Damage::Plan),
        (changed("\"seal\"", ": \""), Damage::Seal),
        (changed("\"source\": {", "\"root\":\""), Damage::Seal),
        (changed("{\"org\":\"t1\"", "\"root\":\""), Damage::Seal),
        (digest("{\"org\":\"t1\""), Damage::Org { org: org("t1") }),
        (
            changed("\"cell\"", "\"source\":\""),
            Damage::Org { org: org("t0") },
        ),
        (
            text.replacen("\"selection\":[\"\"]", "\"selection\":[]", 1),
            Damage::Plan,
        ),
    ];
    for (text, expected) in damages {
        let PlanFileError::Damaged(damage) = refused(&text) else {
            panic!("{expected:?}");
        };
        assert_eq!(damage, expected);
    }
}

#[test]
fn outcomes_that_do_not_fit_are_refused() {
    let text = file(&world()).to_json();
    let with = |line: &str| {
        text.replacen(
            "\"outcomes\": [\n",
            &format!("\"outcomes\": [\n{line},\n"),
            1,
        )
    };
    let damage = |text: &str| match PlanFile::open(text) {
        Err(PlanFileError::Damaged(damage)) => damage,
        other => panic!("{other:?}"),
    };
    let first = Damage::Outcome { number: 0 };
    // One that nothing refers to shifts the others, and one that refers to itself or to later ones.
    assert_eq!(damage(&with("{\"name\":\"a\",\"in\":[0]}")), first);
    assert_eq!(damage(&with("{\"in\":[7]}")), first);
    assert_eq!(damage(&with("{}")), first);
    // Lines that double what is below them would be more places than any memory holds.
    let mut lines = vec!["{\"name\":\"a\",\"in\":[]},\n{\"name\":\"b\",\"in\":[]}".to_owned()];
    for level in 0..60 {
        let pair = [2 * level, 2 * level + 1];
        for name in ["a", "b"] {
            lines.push(format!("{{\"name\":\"{name}\",\"in\":{pair:?}}}"));
        }
    }
    assert!(matches!(
        damage(&with(&lines.join(",\n"))),
        Damage::Outcome { number: 40.. }
    ));
}

#[test]
fn orgs_that_hold_other_things_are_in_one_group_where_the_same_happens() {
    let one = world();
    let library = |content| {
        let search = leaf("s", ItemKind::Search, content, None);
        Library::from_iter([("/s".parse().unwrap(), Item::Leaf(search))])
    };
    let targets = [1, 2].map(|content| (library(content), facts([])));
    let file = file(&World::new(library(0), targets.into(), one.choices));
    let orgs = [org("t0"), org("t1")];
    let [t0, t1] = orgs.each_ref().map(|org| file.org(org).unwrap().cells);
    assert_ne!(t0, t1);
    let groups = file.groups();
    assert_eq!(groups.len(), 1);
    assert_eq!(groups[0].orgs, orgs.each_ref());
}

#[test]
fn a_file_follows_the_distinct_outcomes() {
    let one = world();
    let library = |of: &str| one.libraries[&org(of)].clone();
    let made = |count| {
        let targets = vec![(library("t1"), facts([])); count];
        file(&World::new(library("source"), targets, one.choices.clone()))
    };
    let (few, many) = (made(2), made(50));
    assert_eq!(few.records, many.records);
}
