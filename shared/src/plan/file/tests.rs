use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::Index;

use super::open::Damage;
use super::{CellChange, PlanFile, PlanFileError, Stale};
use crate::content::ItemKind;
use crate::id::{Digest, ItemPath, OrgId};
use crate::plan::model::{Item, Library};
use crate::plan::worlds::{World, arb_library, arb_world, facts, leaf, org};
use crate::plan::{Cell, Planner, plan};
use crate::select::{Choices, Destinations, Options, Policy, Selection};

fn file(world: &World) -> PlanFile {
    let input = world.input();
    PlanFile::new(&plan(&input).unwrap(), &input)
}

fn cells(file: &PlanFile, org: &OrgId) -> Vec<(ItemPath, Cell)> {
    let cells = file.cells(org);
    cells.map(|(path, cell)| (path, cell.clone())).collect()
}

/// The world with another library in its first target.
fn moved(world: &World, library: &Library) -> World {
    let mut moved = world.clone();
    if let Some(first) = moved.targets.first_mut() {
        first.root = library.store(&mut moved.nodes);
    }
    moved
}

proptest! {
    #[test]
    fn a_file_answers_as_its_plan_does(world in arb_world()) {
        let planned = plan(&world.input()).unwrap();
        let (plan, made) = (&planned.plan, PlanFile::new(&planned, &world.input()));
        let text = made.to_json();
        let file = PlanFile::open(&text).unwrap();
        prop_assert_eq!(&file, &made);
        prop_assert_eq!(file.to_json(), text);
        prop_assert_eq!(file.digest(), plan.digest());
        prop_assert_eq!(file.counts(), plan.counts());
        prop_assert_eq!(file.report(), &planned.report);
        prop_assert_eq!(file.choices(), plan.choices());
        prop_assert_eq!(file.orgs().count(), plan.orgs().count());
        for (id, part) in plan.orgs() {
            let of_file = file.org(id).unwrap();
            prop_assert_eq!(Some(of_file.digest), plan.org_digest(id));
            prop_assert_eq!(Some(of_file.cells), plan.cells_digest(id));
            prop_assert_eq!(file.org_counts(id), Some(part.counts));
            prop_assert_eq!(&of_file.connections, &plan.connections(id));
            prop_assert_eq!(cells(&file, id), plan.cells(id).collect::<Vec<_>>());
            for (path, cell) in plan.cells(id) {
                prop_assert_eq!(file.cell(id, &path), Some(&cell));
            }
        }
    }

    #[test]
    fn groups_are_the_orgs_in_which_the_same_happens(world in arb_world()) {
        let (plan, file) = (world.plan(), file(&world));
        let happens = |org: &OrgId| {
            let cells = plan.cells(org);
            let cells = cells.map(|(path, cell)| (path, Cell { target: None, ..cell }));
            (cells.collect::<Vec<_>>(), plan.connections(org))
        };
        let mut orgs = BTreeSet::new();
        let groups = file.groups();
        for (number, group) in groups.iter().enumerate() {
            for id in &group.orgs {
                prop_assert!(orgs.insert(*id));
                prop_assert_eq!(happens(id), happens(group.orgs[0]));
                prop_assert_eq!(file.org_counts(id), Some(group.counts));
            }
            for other in &groups[..number] {
                prop_assert!(happens(group.orgs[0]) != happens(other.orgs[0]));
                prop_assert!(group.orgs.len() <= other.orgs.len());
            }
        }
        prop_assert_eq!(orgs.len(), plan.orgs().count());
    }

    #[test]
    fn the_order_of_inputs_and_what_was_planned_before_do_not_show(
        world in arb_world(), library in arb_library()
    ) {
        let mut turned = world.clone();
        turned.targets.reverse();
        let mut planner = Planner::default();
        drop(planner.plan(&moved(&world, &library).input()).unwrap());
        let planned = planner.plan(&turned.input()).unwrap();
        let again = PlanFile::new(&planned, &turned.input());
        prop_assert_eq!(again.to_json(), file(&world).to_json());
    }

    #[test]
    fn a_changed_byte_is_refused_or_changes_nothing(
        world in arb_world(), place in any::<Index>(), byte in 0x20_u8..0x7f
    ) {
        let file = file(&world);
        let mut bytes = file.to_json().into_bytes();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        let Ok(text) = String::from_utf8(bytes) else { return Ok(()); };
        if let Ok(opened) = PlanFile::open(&text) {
            prop_assert_eq!(opened, file);
        }
    }

    #[test]
    fn a_comparison_finds_what_the_cells_say_and_mirrors(
        world in arb_world(), library in arb_library(), drops in any::<bool>()
    ) {
        let mut other = moved(&world, &library);
        if drops {
            other.targets.pop();
        }
        let (a, b) = (file(&world), file(&other));
        prop_assert!(a.compare(&a).is_empty());
        let (there, back) = (a.compare(&b), b.compare(&a));
        prop_assert_eq!(&there.added, &back.removed);
        prop_assert_eq!(&there.removed, &back.added);
        prop_assert_eq!(there.changed.len(), back.changed.len());
        prop_assert_eq!(there.is_empty(), a.digest() == b.digest());
        let orgs: BTreeSet<_> = a.orgs().chain(b.orgs()).map(|(org, _)| org).collect();
        for id in orgs {
            let (then, now): (BTreeMap<_, _>, BTreeMap<_, _>) =
                (a.cells(id).collect(), b.cells(id).collect());
            let mut found = (0, 0, 0);
            let paths: BTreeSet<_> = then.keys().chain(now.keys()).collect();
            let mut expected = Vec::new();
            for path in paths {
                let change = match (then.get(path).copied(), now.get(path).copied()) {
                    (None, Some(cell)) => { found.0 += 1; CellChange::Added(cell) }
                    (Some(cell), None) => { found.1 += 1; CellChange::Removed(cell) }
                    (Some(before), Some(after)) if before != after => {
                        found.2 += 1;
                        CellChange::Changed { before, after }
                    }
                    _ => continue,
                };
                expected.push((path.clone(), change));
            }
            prop_assert_eq!(there.cells(id).collect::<Vec<_>>(), expected);
            let in_both = a.org(id).is_some() && b.org(id).is_some();
            let listed = there.changed.iter().find(|changed| changed.org == id);
            let counted = listed.map_or((0, 0, 0), |org| (org.added, org.removed, org.changed));
            prop_assert_eq!(counted, if in_both { found } else { (0, 0, 0) });
        }
    }

    #[test]
    fn a_file_is_stale_exactly_when_the_plan_is_another(
        world in arb_world(), library in arb_library()
    ) {
        let made = file(&world);
        prop_assert_eq!(made.staleness(&made.again(&world.input()).unwrap()), vec![]);
        let mut other = moved(&world, &library);
        let now = made.again(&other.input()).unwrap();
        prop_assert_eq!(made.staleness(&now).is_empty(), made.digest() == now.digest());
        // Other choices of the input don't count.
        other.choices.selection = Selection::default();
        prop_assert_eq!(made.again(&other.input()).unwrap(), now);
    }
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
        Library(
            items
                .map(|(path, item)| (path.parse().unwrap(), item))
                .into(),
        )
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
    let [Stale::OrgMoved { org: moved, cells }] = &stale(&protected)[..] else {
        panic!("{:?}", stale(&protected));
    };
    assert!(*moved == first && *cells > 0);

    let mut emptied = world.clone();
    emptied.source.root = Library::default().store(&mut emptied.nodes);
    let source = world.source.org.clone();
    assert_eq!(stale(&emptied)[0], Stale::SourceMoved { org: source });
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
