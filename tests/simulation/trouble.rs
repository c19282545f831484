//! What goes wrong in one org, and what becomes of its cells.

use std::collections::BTreeSet;

use orgcast_sandbox::WorldConfig;
use orgcast_shared::content::ItemKind;
use orgcast_shared::history::{CellRecord, OrgState, Outcome, OutcomeCounts, Retry};
use orgcast_shared::id::ItemPath;
use orgcast_shared::plan::{Action, Cell, Plan, Reason};
use orgcast_shared::push::{Event, Hints, Journal, target_run};
use orgcast_shared::select::{Choices, Options, Selection};
use orgcast_shared::sumo::Method;
use orgcast_tests::simulation::{Crash, SimOrg, Simulation, library_path};
use serde_json::{Value, json};

fn simulation() -> (Simulation, Choices) {
    let simulation = Simulation::new(WorldConfig {
        orgs: 4,
        ..WorldConfig::default()
    });
    let choices = simulation.choices(Selection::everything(), Options::default());
    (simulation, choices)
}

fn faults(simulation: &mut Simulation, org: &SimOrg, switches: &Value) {
    let path = format!("/orgs/{}/faults", org.id);
    let answer = simulation.control("POST", &path, Some(switches));
    assert!(answer.get("revokeKey").is_some(), "{answer}");
}

#[test]
fn a_revoked_key_ends_its_org_with_one_clear_reason() {
    let (mut simulation, choices) = simulation();
    let (plan, source) = simulation.plan(&choices);
    let org = simulation.orgs[1].clone();
    faults(&mut simulation, &org, &json!({ "revokeKey": true }));
    let outcome = simulation.push(&plan, &source, &org);
    assert_eq!(outcome.state, OrgState::Failed);
    assert!(
        outcome.message.contains("the access key was refused"),
        "{}",
        outcome.message
    );
    let written = plan.org(&org.id).unwrap().counts.writes();
    let failed = outcome
        .cells
        .iter()
        .filter(|cell| cell.outcome == Outcome::Failed)
        .count();
    assert_eq!(failed as u64, written);
}

/// Nobody tries again then, so nobody knows whether the refusal passes.
#[test]
fn a_key_that_is_refused_in_a_pause_or_after_a_stop_is_no_reason_to_fail() {
    let ends = [
        (Event::Pause, OrgState::Paused),
        (Event::Stop, OrgState::Stopped),
    ];
    for (event, state) in ends {
        let (mut simulation, choices) = simulation();
        let (plan, source) = simulation.plan(&choices);
        let org = simulation.orgs[1].clone();
        let order = simulation.order(&plan, &simulation.store.nodes, &source.root, &org);
        let (journal, definitions) = (Journal::default(), source.connections.clone());
        let machine = target_run(order, None, definitions, journal, Hints::default(), 11);
        let mut has_written = false;
        let outcome = simulation.run_meanwhile(&org, machine, &mut |simulation, request| {
            let writes = request.method != Method::Get && !request.path.ends_with("/export");
            let is_first = writes && !has_written;
            has_written |= writes;
            faults(simulation, &org, &json!({ "revokeKey": is_first }));
            is_first.then(|| event.clone())
        });
        assert_eq!(outcome.state, state, "{}", outcome.message);
        faults(&mut simulation, &org, &json!({ "revokeKey": false }));
        let whole = simulation.go_on(&plan, &source, &org, Crash::NEVER);
        assert_eq!(whole.unwrap().state, OrgState::Done);
    }
}

/// An item may be closed to the key while all else is open.
#[test]
fn one_refusal_for_want_of_a_capability_fails_its_item_and_a_second_one_ends_the_org() {
    let (mut simulation, choices) = simulation();
    let (plan, source) = simulation.plan(&choices);
    let orgs = simulation.orgs.clone();
    let replaced = |org: &SimOrg| {
        let cells = plan.cells(&org.id);
        let replaced = cells
            .filter(|(_, cell)| cell.action == Action::Replace && cell.kind != ItemKind::Folder);
        replaced.map(|(path, _)| path).collect::<Vec<_>>()
    };
    let org = orgs.iter().find(|org| replaced(org).len() > 3).unwrap();
    let paths = replaced(org);
    let failures = |text: String| {
        let mut simulation = simulation.clone();
        simulation.forbidden = Some(text);
        let outcome = simulation.push(&plan, &source, org);
        let cells = outcome.cells.into_iter();
        let failed = cells.filter(|cell| cell.outcome == Outcome::Failed);
        let failed: Vec<_> = failed.map(|cell| cell.path).collect();
        (outcome.message, failed)
    };
    let one = paths.first().unwrap();
    let (message, failed) = failures(format!("\"name\":\"{}\"", one.name().unwrap().as_str()));
    assert_eq!((message.as_str(), failed), ("", vec![one.clone()]));
    let (message, failed) = failures("\"type\":".to_owned());
    assert!(message.contains("lacks a capability"), "{message}");
    assert!(paths.iter().all(|path| failed.contains(path)));
}

#[test]
fn failing_imports_fail_their_cells_and_a_retry_completes_them() {
    let (mut simulation, choices) = simulation();
    let (plan, source) = simulation.plan(&choices);
    let orgs: Vec<SimOrg> = simulation.orgs.clone();
    let is_written = |org: &&SimOrg| plan.cells(&org.id).any(|(_, cell)| cell.action.writes());
    let orgs: Vec<_> = orgs.iter().filter(is_written).collect();
    for org in &orgs {
        faults(&mut simulation, org, &json!({ "failImports": true }));
        let outcome = simulation.push(&plan, &source, org);
        assert_eq!(outcome.state, OrgState::Failed);
        let failed: Vec<_> = (outcome.cells.iter())
            .filter(|cell| cell.outcome == Outcome::Failed)
            .collect();
        assert!(!failed.is_empty());
        for cell in failed {
            assert_says_why(cell, "content1:internal_error: Unexpected error");
        }
        faults(&mut simulation, org, &json!({ "failImports": false }));
    }
    let (again, source) = simulation.plan(&choices);
    for org in &orgs {
        assert_eq!(simulation.push(&again, &source, org).state, OrgState::Done);
    }
}

/// A dashboard in a folder that will be created, and in which org.
fn in_new_folder(simulation: &Simulation, plan: &Plan) -> (SimOrg, ItemPath) {
    let is_new = |cell: &Cell| cell.action == Action::Create && cell.kind == ItemKind::Dashboard;
    let of = |org: &SimOrg| {
        let nested = |path: &ItemPath| {
            plan.cell(&org.id, &path.parent().unwrap())
                .is_some_and(|c| c.action == Action::Create)
        };
        let mut cells = plan.cells(&org.id);
        let (path, _) = cells.find(|(path, cell)| is_new(cell) && nested(path))?;
        Some((org.clone(), path))
    };
    let mut found = simulation.orgs.iter().skip(1).filter_map(of);
    found.next().expect("such a dashboard")
}

/// A folder that is made for its item only fails with it, and isn't retried for itself.
#[test]
fn a_retry_names_as_many_items_as_are_counted() {
    let (mut simulation, choices) = simulation();
    let (plan, _) = simulation.plan(&choices);
    let (org, path) = in_new_folder(&simulation, &plan);
    let choices = simulation.choices(Selection::from_iter([path.clone()]), Options::default());
    let (plan, source) = simulation.plan(&choices);
    faults(&mut simulation, &org, &json!({ "revokeKey": true }));
    let outcome = simulation.push(&plan, &source, &org);
    let failed = outcome.cells.iter();
    let failed = failed.filter(|cell| Retry::Failed.holds(cell.outcome));
    let failed: Vec<_> = failed.map(|cell| cell.path.clone()).collect();
    assert!(failed.contains(&path) && failed.contains(&path.parent().unwrap()));
    let named = choices.for_cells([(org.id.clone(), failed)]);
    assert_eq!(named.selection_for(&org.id), Selection::exactly([path]));
    let counts: OutcomeCounts = outcome.cells.iter().collect();
    assert_eq!(Retry::Failed.count(&counts), 1);
}

#[test]
fn one_bad_item_in_a_new_folder_fails_alone_and_says_why() {
    let (mut simulation, choices) = simulation();
    let (plan, source) = simulation.plan(&choices);
    let (org, path) = in_new_folder(&simulation, &plan);
    let name = path.name().unwrap().as_str().to_owned();
    faults(&mut simulation, &org, &json!({ "failImports": [name] }));
    let outcome = simulation.push(&plan, &source, &org);
    let failed: Vec<_> = outcome
        .cells
        .iter()
        .filter(|c| c.outcome == Outcome::Failed)
        .collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert_eq!(failed[0].path, path);
    // The job succeeds with all the others, so that it has no code.
    assert_says_why(failed[0], "Unexpected error");
}

/// A plain sentence that says what to do, and what Sumo Logic says behind it.
fn assert_says_why(cell: &CellRecord, words: &str) {
    let plain = "Sumo Logic failed without a reason; a connection or scheduled view that the item needs may \
                 be missing: see its dependencies, and retry";
    assert_eq!(cell.detail, format!("{plain} ({words})"), "{cell:?}");
}

/// Sumo Logic replaces a lookup of other columns only while it holds no rows.
#[test]
fn a_lookup_that_clashes_is_refused_alone_and_said_and_goes_once_it_is_empty() {
    let mut simulation = Simulation::new(WorldConfig {
        orgs: 8,
        lookup_clashes: true,
        ..WorldConfig::default()
    });
    let choices = simulation.choices(Selection::everything(), Options::default());
    let (plan, source) = simulation.plan(&choices);
    let clashes = |org: &SimOrg| -> Vec<ItemPath> {
        let cells = plan.cells(&org.id);
        let clashing = cells.filter(|(_, cell)| cell.reason == Reason::LookupSchemaDiffers);
        clashing.map(|(path, _)| path).collect()
    };
    let orgs: Vec<SimOrg> = simulation.orgs.clone();
    let clashing: Vec<_> = orgs.iter().filter(|org| !clashes(org).is_empty()).collect();
    let variants: BTreeSet<&str> = clashing.iter().map(|org| org.variant.as_str()).collect();
    assert_eq!(variants, ["no-connections", "older"].into());
    for org in &clashing {
        let outcome = simulation.push(&plan, &source, org);
        assert_eq!(outcome.state, OrgState::Failed);
        let failed = outcome
            .cells
            .iter()
            .filter(|c| c.outcome == Outcome::Failed);
        let failed: Vec<_> = failed.collect();
        let paths: Vec<_> = failed.iter().map(|cell| cell.path.clone()).collect();
        assert_eq!(paths, clashes(org), "{}", org.name);
        for cell in failed {
            let words = "lookup:invalid_request: The lookup table has rows and another schema.";
            let says = |part| cell.detail.contains(part);
            assert!(says(words) && says("empty that one"), "{}", cell.detail);
            let edit = json!({ "op": "rows", "path": library_path(&cell.path), "rows": 0 });
            simulation.edit(org, &edit);
        }
    }
    let (again, source) = simulation.plan(&choices);
    for org in clashing {
        let writes = again.org(&org.id).unwrap().counts.writes();
        assert_eq!(writes, clashes(org).len() as u64);
        assert_eq!(simulation.push(&again, &source, org).state, OrgState::Done);
    }
}

#[test]
fn an_item_that_was_edited_since_the_preview_is_left_alone() {
    let (mut simulation, choices) = simulation();
    let (plan, source) = simulation.plan(&choices);
    let (org, path) = simulation
        .orgs
        .iter()
        .skip(1)
        .find_map(|org| {
            let replaced =
                |cell: &Cell| cell.action == Action::Replace && cell.kind == ItemKind::Search;
            let (path, _) = plan.cells(&org.id).find(|(_, cell)| replaced(cell))?;
            Some((org.clone(), path))
        })
        .expect("a search that will be replaced");
    let fields = json!({ "description": "changed by the customer" });
    simulation.edit(
        &org,
        &json!({ "op": "set", "path": library_path(&path), "fields": fields }),
    );
    let before = simulation.capture(&org).root;
    let held =
        |simulation: &Simulation, root| simulation.store.nodes.find(&root, &path).unwrap().to_vec();
    let edited = held(&simulation, before);
    let outcome = simulation.push(&plan, &source, &org);
    let cell = outcome.cells.iter().find(|cell| cell.path == path).unwrap();
    assert_eq!(cell.outcome, Outcome::ChangedSincePreview);
    let after = outcome.captured.unwrap().root;
    assert_eq!(held(&simulation, after), edited);
    assert!(outcome.cells.iter().any(|c| c.outcome == Outcome::Created));
}

#[test]
fn lost_answers_and_refusals_for_a_moment_never_double_an_item() {
    let (mut simulation, choices) = simulation();
    let (plan, source) = simulation.plan(&choices);
    for org in simulation.orgs.clone().iter().skip(1) {
        let switches = json!({
            "loseResponses": { "probability": 0.2 },
            "transient401": { "probability": 0.05 },
            "errorRate": { "status": 503, "probability": 0.05 }
        });
        faults(&mut simulation, org, &switches);
        simulation.push(&plan, &source, org);
        simulation.control("DELETE", &format!("/orgs/{}/faults", org.id), None);
        let root = simulation.capture(org).root;
        for (_, node) in simulation.store.nodes.iter() {
            assert!(
                node.entries
                    .windows(2)
                    .all(|pair| pair[0].name != pair[1].name)
            );
        }
        assert!(simulation.store.nodes.contains(&root));
    }
    let (again, source) = simulation.plan(&choices);
    for org in simulation.orgs.clone().iter().skip(1) {
        assert_eq!(simulation.push(&again, &source, org).state, OrgState::Done);
    }
    let (last, _) = simulation.plan(&choices);
    assert_eq!(last.counts().writes(), 0);
}
