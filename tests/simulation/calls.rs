//! Which calls a push makes, and in which order.

use orgcast_sandbox::{LibraryFile, WorldConfig};
use orgcast_shared::history::OrgState;
use orgcast_shared::push::{Hints, Journal, target_run};
use orgcast_shared::select::{Options, Selection};
use orgcast_shared::sumo::guess;
use orgcast_tests::simulation::{Simulation, folder_of_searches};

/// The calls of a push of this many folders to an org that holds none of them.
fn calls_of_push(folders: usize) -> Vec<String> {
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
    let outcome = simulation.run_meanwhile(&org, machine, &mut |_, request| {
        calls.push(format!("{} {}", request.method.as_str(), request.path));
        None
    });
    assert_eq!(outcome.state, OrgState::Done);
    calls
}

#[test]
fn nobody_asks_how_an_import_stands_while_another_one_can_begin() {
    let calls = calls_of_push(12);
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
    let calls = calls_of_push(2);
    let of = |what: &str| calls.iter().filter(|call| call.contains(what)).count();
    assert_eq!(of("POST /v2/content/folders/"), 2);
    let written = calls.iter().rposition(|call| call.contains("/import"));
    let after = &calls[written.expect("an import") + 1..];
    assert!(
        !after.iter().any(|call| call.contains("adminRecommended")),
        "{after:?}"
    );
    let exports = after.iter().filter(|call| call.ends_with("/export"));
    assert_eq!(exports.count(), 1, "{after:?}");
}
