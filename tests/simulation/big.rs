//! Content that is deep, wide, long or oddly named.

use orgcast_sandbox::{LibraryFile, WorldConfig};
use orgcast_shared::history::{OrgState, Outcome};
use orgcast_shared::plan::MAX_OBJECTS_PER_JOB;
use orgcast_shared::push::OrgOutcome;
use orgcast_shared::select::{Options, Selection};
use orgcast_tests::simulation::{SimOrg, Simulation};
use serde_json::{Value, json};

/// A source with these folders, and one org without anything.
fn simulation(folders: impl IntoIterator<Item = Value>) -> Simulation {
    let library = folders.into_iter().map(|definition| LibraryFile {
        name: "export.json".to_owned(),
        definition,
    });
    Simulation::new(WorldConfig {
        orgs: 2,
        library: Some(library.collect()),
        empty_targets: true,
        ..WorldConfig::default()
    })
}

/// Pushes everything to the org, and makes sure that it holds just that then.
fn arrives(simulation: &mut Simulation) -> (SimOrg, OrgOutcome) {
    let choices = simulation.choices(Selection::everything(), Options::default());
    let (plan, source) = simulation.plan(&choices);
    let org = simulation.orgs[1].clone();
    let outcome = simulation.push(&plan, &source, &org);
    let is_bad = |outcome: Outcome| outcome != Outcome::Created;
    let bad = outcome.cells.iter().find(|cell| is_bad(cell.outcome));
    assert_eq!((outcome.state, bad), (OrgState::Done, None));
    assert_eq!(simulation.capture(&org).root, source.root);
    (org, outcome)
}

fn folder(name: &str, children: &[Value]) -> Value {
    json!({ "type": "FolderSyncDefinition", "name": name, "description": "", "children": children })
}

fn search(name: &str, query: &str) -> Value {
    json!({
        "type": "SavedSearchWithScheduleSyncDefinition",
        "name": name,
        "description": "",
        "search": {
            "queryText": query,
            "defaultTimeRange": "-1h",
            "byReceiptTime": false,
            "queryParameters": []
        },
        "searchSchedule": null
    })
}

#[test]
fn fifty_folders_in_each_other_arrive() {
    let inside = vec![search("At the bottom", "error")];
    let inner = (2..=50).rev().fold(inside, |inside, level| {
        vec![folder(&format!("Level {level}"), &inside)]
    });
    arrives(&mut simulation([folder("Level 1", &inner)]));
}

#[test]
fn names_may_hold_whatever_a_person_types() {
    let names = [
        "a/b",
        "/",
        "//",
        " in front",
        "behind ",
        "\"quoted\" and 'single'",
        "back\\slash",
        "100 % & more? #1",
        "<b>bold<",
        "{{template}}",
        "тест",
        "検索",
        "e\u{301} and é",
        "👩‍💻 on call",
        "\u{202e}turned",
        "tab\tand\nline",
        ".",
        "..",
        &"x".repeat(255),
        &"ß".repeat(255),
    ];
    let searches = |names: &[&str]| {
        names
            .iter()
            .map(|name| search(name, "error"))
            .collect::<Vec<_>>()
    };
    let inner = names.iter().filter(|name| name.chars().count() <= 128);
    let inner: Vec<Value> = inner
        .map(|name| folder(name, &searches(&names[..3])))
        .collect();
    let mut simulation = simulation([
        folder("Searches", &searches(&names)),
        folder("Folders", &inner),
    ]);
    let (org, _) = arrives(&mut simulation);
    // One by one, too: a folder that is there isn't imported over.
    let path = "/Library/Admin Recommended/Searches/<b>bold<";
    let gone = json!({ "op": "delete", "path": path });
    simulation.edit(&org, &gone);
    let choices = simulation.choices(Selection::everything(), Options::default());
    let (plan, source) = simulation.plan(&choices);
    let outcome = simulation.push(&plan, &source, &org);
    let created = outcome.cells.iter();
    let created = created.filter(|cell| cell.outcome == Outcome::Created);
    assert_eq!((outcome.state, created.count()), (OrgState::Done, 1));
}

#[test]
fn a_folder_of_five_thousand_items_arrives() {
    // As long as names are, and longer than storage's values if put into one.
    let name = |number: usize| {
        let start = format!("{number} \"it's\" a/b\\c ");
        let rest = std::iter::repeat_n('🚨', 255);
        start.chars().chain(rest).take(255).collect::<String>()
    };
    let searches = (0..5_000).map(|number| search(&name(number), "error"));
    let mut simulation = simulation([folder("Wide", &searches.collect::<Vec<_>>())]);
    let (org, _) = arrives(&mut simulation);
    let beyond = 5_001 - MAX_OBJECTS_PER_JOB as u64;
    assert_eq!(simulation.writes(&org), 1 + beyond);
}

/// Bodies of some megabytes together don't go with one import, since a Worker can't hold them.
#[test]
fn a_folder_is_divided_by_bytes_too() {
    let megabyte = "x".repeat(1 << 20);
    let searches = (0..30).map(|number| search(&format!("Search {number}"), &megabyte));
    let inner = folder("Inner", &searches.collect::<Vec<_>>());
    let mut simulation = simulation([folder("Outer", &[inner])]);
    let (org, _) = arrives(&mut simulation);
    // What is left over of a folder that is there goes one by one.
    assert_eq!(simulation.writes(&org), 1 + 19);
}
