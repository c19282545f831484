//! Which calls a push makes, and in which order.

use std::cell::Cell;

use orgcast_sandbox::{LibraryFile, WorldConfig};
use orgcast_shared::history::OrgState;
use orgcast_shared::push::{Hints, Journal, target_run};
use orgcast_shared::select::{Options, Selection};
use orgcast_shared::sumo::guess;
use orgcast_tests::simulation::{Simulation, folder_of_searches};
use serde_json::json;

/// The calls of a push of this many folders to an org that holds none of them, and how the org ended.
/// Something may happen at each call.
fn push(folders: usize, meanwhile: impl Fn(&mut Simulation, &str)) -> (Vec<String>, OrgState) {
    let library = (0..folders).map(|number| LibraryFile {
        name: format!("{number:02}.json"),
        definition: folder_of_searches(&format!("Folder {number:02}"), "", 3),
    });
    let mut simulation = Simulation::new(WorldConfig {
        orgs: 8,
        library: Some(library.collect()),
        job_ms: 0,
        ..WorldConfig::default()
    });
    let org = simulation.orgs.iter().find(|org| org.variant == "empty");
    let org = org.expect("an empty org").clone();
    let choices = simulation.choices(Selection::everything(), Options::default());
    let (plan, source) = simulation.plan(&choices);
    let order = simulation.order(&plan, &simulation.store.nodes, &source.root, &org);
    let (journal, hints) = (Journal::default(), Hints::default());
    let machine = target_run(order, None, source.connections.clone(), journal, hints, 11);
    let mut calls = Vec::new();
    let outcome = simulation.run_meanwhile(&org, machine, &mut |simulation, request| {
        calls.push(format!("{} {}", request.method.as_str(), request.path));
        meanwhile(simulation, &request.path);
        None
    });
    (calls, outcome.state)
}

/// The calls after the last one about an import.
fn after_imports(calls: &[String]) -> &[String] {
    let last = calls.iter().rposition(|call| call.contains("/import"));
    &calls[last.expect("an import") + 1..]
}

#[test]
fn nobody_asks_how_an_import_stands_while_another_one_can_begin() {
    let (calls, state) = push(12, |_, _| {});
    assert_eq!(state, OrgState::Done);
    let imports = calls.iter().filter(|call| call.contains("/import"));
    let begins: Vec<bool> = imports.map(|call| call.starts_with("POST")).collect();
    let first = begins.iter().take_while(|begins| **begins).count();
    assert_eq!(first, guess::JOBS_AT_ONCE, "{calls:?}");
    let last = begins.iter().rev().take_while(|begins| !**begins).count();
    assert!(
        last > 1,
        "the last one to begin has others to ask before it: {calls:?}"
    );
}

#[test]
fn what_was_written_is_read_back_by_one_export_and_not_listed() {
    let (calls, state) = push(2, |_, _| {});
    assert_eq!(state, OrgState::Done);
    let after = after_imports(&calls);
    let of = |what: &str| after.iter().filter(|call| call.contains(what)).count();
    assert_eq!(of("adminRecommended"), 0, "{after:?}");
    assert_eq!(of("POST /v2/content/"), 1, "{after:?}");
}

#[test]
fn where_something_is_missing_at_the_top_the_listing_decides() {
    let is_there = Cell::new(true);
    let (calls, state) = push(2, |simulation, path| {
        if path.ends_with("/export") && is_there.replace(false) {
            let org = simulation.orgs.iter().find(|org| org.variant == "empty");
            let org = org.expect("an empty org").clone();
            let path = "/Library/Admin Recommended/Folder 01";
            simulation.edit(&org, &json!({ "op": "delete", "path": path }));
        }
    });
    assert_eq!(state, OrgState::Failed);
    let listings = calls
        .iter()
        .filter(|call| call.ends_with("/adminRecommended"));
    assert_eq!(listings.count(), 2, "{calls:?}");
}
