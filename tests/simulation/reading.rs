//! Reads are complete or refused, however the org lets itself be read.

use orgcast_sandbox::{LibraryFile, WorldConfig};
use orgcast_shared::history::{OrgState, Outcome};
use orgcast_shared::id::Millis;
use orgcast_shared::push::{Captured, Hints, capture};
use orgcast_shared::select::{Options, Selection};
use orgcast_tests::simulation::{SimOrg, Simulation, folder_of_searches};
use serde_json::{Value, json};

fn simulation(orgs: usize) -> Simulation {
    Simulation::new(WorldConfig {
        orgs,
        ..WorldConfig::default()
    })
}

#[test]
fn parts_read_one_by_one_give_the_same_tree_as_the_whole() {
    let mut simulation = simulation(3);
    for org in simulation.orgs.clone() {
        let whole = simulation.capture(&org);
        let path = format!("/orgs/{}/faults", org.id);
        simulation.control("POST", &path, Some(&json!({ "refuseRootExport": true })));
        let parts = simulation.capture(&org);
        assert_eq!(
            (whole.root, whole.items),
            (parts.root, parts.items),
            "{}",
            org.name
        );
    }
}

#[test]
fn what_is_too_long_to_be_read_at_once_is_read_in_parts() {
    let mut simulation = simulation(1);
    let org = simulation.orgs[0].clone();
    let whole = simulation.capture(&org);
    // Longer than any item here, and shorter than most folders.
    simulation.longest_answer = 16 << 10;
    let parts = simulation.capture(&org);
    assert_eq!((whole.root, whole.items), (parts.root, parts.items));

    // Where nothing is shorter, the read is refused and not tried over and over.
    simulation.longest_answer = 2 << 10;
    let begun = simulation.now;
    let error = simulation
        .run(&org, capture(1, Hints::default()))
        .unwrap_err()
        .to_string();
    assert!(error.contains("too long"), "{error}");
    assert!(simulation.now - begun < Millis::from_secs(10));
}

#[test]
fn an_item_that_cannot_be_exported_refuses_the_read() {
    let mut simulation = simulation(1);
    let org = simulation.orgs[0].clone();
    let path = format!("/orgs/{}/faults", org.id);
    simulation.control("POST", &path, Some(&json!({ "failExports": true })));
    let error = simulation
        .run(&org, capture(1, Hints::default()))
        .unwrap_err();
    assert!(error.to_string().starts_with("couldn't export "), "{error}");
}

#[test]
fn more_objects_than_one_job_takes_are_read_and_written_in_parts() {
    let mut simulation = simulation(2);
    let source = simulation.orgs[0].clone();
    let top = "/Library/Admin Recommended";
    for (place, definition) in [
        (top.to_owned(), folder_of_searches("Big", "", 600)),
        (format!("{top}/Big"), folder_of_searches("More", "", 500)),
    ] {
        let edit = json!({ "op": "create", "folder": place, "definition": definition });
        simulation.edit(&source, &edit);
    }
    let target = simulation.orgs[1].clone();
    let selection = Selection::from_iter(["/Big".parse().unwrap()]);
    let choices = simulation.choices(selection, Options::default());
    let (plan, captured) = simulation.plan(&choices);
    assert_eq!(plan.counts().create, 1_102);
    let outcome = simulation.push(&plan, &captured, &target);
    assert_eq!(outcome.state, OrgState::Done);
    assert!(
        outcome
            .cells
            .iter()
            .all(|cell| cell.outcome == Outcome::Created)
    );
}

/// Who knows the id of Admin Recommended has it exported while it is listed. Another org's id, or that of an
/// org that was emptied, does no harm.
#[test]
fn a_read_that_knows_where_to_look_is_quicker_and_the_same() {
    let mut simulation = Simulation::new(WorldConfig {
        orgs: 8,
        job_ms: 1_000,
        ..WorldConfig::default()
    });
    let [source, empty] = ["source", "empty"].map(|variant| {
        let mut orgs = simulation.orgs.iter();
        let found = orgs.find(|org| org.variant == variant || variant == "source" && org.is_source);
        found.expect("such an org").clone()
    });
    let mut timed = |org: &SimOrg, hints: Hints| {
        let begun = simulation.now;
        let read = simulation.run(org, capture(7, hints)).unwrap();
        (simulation.now - begun, read)
    };
    let (slow, first) = timed(&source, Hints::default());
    let (quick, again) = timed(&source, first.hints.clone());
    assert!(quick < slow, "{quick:?} and {slow:?}");
    assert_eq!((again.root, again.items), (first.root, first.items));
    assert_eq!(top(&again), top(&first));
    let (_, nothing) = timed(&empty, first.hints.clone());
    assert_eq!((nothing.items, top(&nothing)), (0, Value::Null));
    let (_, other) = timed(&source, knowing("00000000000000AB", 3));
    assert_eq!((other.root, top(&other)), (first.root, top(&first)));
}

/// What a read found of Admin Recommended.
fn top(read: &Captured) -> Value {
    serde_json::to_value(&read.hints).unwrap()["top"].clone()
}

/// What somebody knows who has read an org.
fn knowing(top: &str, items: usize) -> Hints {
    serde_json::from_value(json!({ "top": { "id": top, "items": items } })).unwrap()
}

/// An export that is too much is refused only when it has run to its end. Who knows better doesn't ask for
/// it; and who thinks so wrongly reads the same.
#[test]
fn a_read_that_knows_of_too_much_for_one_export_asks_for_the_parts() {
    let library = [1, 2].map(|number| LibraryFile {
        name: format!("{number}.json"),
        definition: folder_of_searches(&format!("Folder {number}"), "", 600),
    });
    let mut simulation = Simulation::new(WorldConfig {
        orgs: 2,
        library: Some(library.into()),
        ..WorldConfig::default()
    });
    let source = simulation.orgs[0].clone();
    let path = format!("/orgs/{}/calls", source.id);
    let mut exports = |hints: Hints| {
        let count = |simulation: &mut Simulation| {
            let calls = simulation.control("GET", &path, None);
            let started = &calls["byRoute"]["POST /v2/content/{id}/export"];
            started.as_u64().unwrap_or_default()
        };
        let before = count(&mut simulation);
        let read = simulation.run(&source, capture(7, hints)).unwrap();
        (count(&mut simulation) - before, read)
    };
    let (tried, first) = exports(Hints::default());
    let (parts, again) = exports(first.hints.clone());
    assert_eq!((tried, parts), (3, 2));
    assert_eq!((again.root, again.items), (first.root, first.items));
    assert_eq!(
        top(&again),
        json!({ "id": top(&first)["id"], "items": 1_202 })
    );
    let id = top(&first)["id"].as_str().unwrap().to_owned();
    let (tried, wrong) = exports(knowing(&id, 5));
    assert_eq!((tried, wrong.root), (3, first.root));
}
