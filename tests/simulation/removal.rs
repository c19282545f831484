//! A removal looks once more before it removes, and nothing else happens meanwhile unheard.

use orgcast_shared::content::ItemKind;
use orgcast_shared::history::{OrgState, Outcome};
use orgcast_shared::id::ItemPath;
use orgcast_shared::push::{Event, OrgOutcome};
use orgcast_shared::select::Edited;
use orgcast_shared::sumo::{ApiRequest, Method};
use orgcast_tests::simulation::{SimOrg, Simulation};
use serde_json::json;

use crate::pushed::Pushed;

/// The rollback of a push that created everything, before anything of it was carried out.
fn rollback() -> Pushed {
    let mut pushed = Pushed::new("empty");
    let rollback = pushed.plan(Edited::Keep);
    pushed.begin(&rollback);
    pushed
}

/// Carries a rollback out. Something happens just before it looks at the first item that it is to
/// remove.
fn when_it_looks(happens: impl Fn(&mut Simulation, &SimOrg)) -> OrgOutcome {
    let Pushed {
        simulation, org, ..
    } = &mut rollback();
    let machine = rollback().machine();
    let mut exports = 0;
    simulation.run_meanwhile(&org.clone(), machine, &mut |simulation, request| {
        if is_export(request) {
            exports += 1;
            // The first one reads the library.
            if exports == 2 {
                happens(simulation, org);
            }
        }
        None
    })
}

fn is_export(request: &ApiRequest) -> bool {
    request.method == Method::Post && request.path.ends_with("/export")
}

#[test]
fn nothing_is_removed_any_more_once_the_push_is_stopped() {
    let mut stop_at = 1;
    loop {
        let mut undone = rollback();
        let machine = undone.machine();
        let (mut calls, mut late) = (0, 0);
        let org = undone.org.clone();
        let simulation = &mut undone.simulation;
        let outcome = simulation.run_meanwhile(&org, machine, &mut |_, request| {
            calls += 1;
            late += u32::from(calls > stop_at && request.method == Method::Delete);
            (calls == stop_at).then_some(Event::Stop)
        });
        assert_eq!(late, 0, "removals after a stop at call {stop_at}");
        if outcome.state == OrgState::Done {
            break;
        }
        stop_at += 1;
    }
    assert!(stop_at > 10, "the rollback has more than {stop_at} calls");
}

#[test]
fn what_has_another_name_by_then_stays_with_all_that_is_in_it() {
    let outcome = when_it_looks(|simulation, org| {
        let path = "/Library/Admin Recommended/Network";
        simulation.edit(
            org,
            &json!({ "op": "rename", "path": path, "name": "Mine" }),
        );
    });
    let network: ItemPath = "/Network".parse().unwrap();
    for cell in &outcome.cells {
        let expected = if network.holds(&cell.path) {
            // Nothing is at that place any more.
            Outcome::Same
        } else {
            Outcome::Removed
        };
        assert_eq!(cell.outcome, expected, "{cell:?}");
    }
}

#[test]
fn what_could_not_be_looked_at_is_not_said_to_be_removed_perhaps() {
    let outcome = when_it_looks(|simulation, org| {
        let path = format!("/orgs/{}/faults", org.id);
        simulation.control("POST", &path, Some(&json!({ "failExports": true })));
    });
    let looked = "couldn't look at it once more before";
    for cell in &outcome.cells {
        assert_eq!(cell.outcome, Outcome::Failed, "{cell:?}");
        assert!(cell.detail.starts_with(looked), "{cell:?}");
    }
}

#[test]
fn what_somebody_else_removed_meanwhile_is_not_said_to_be_removed_by_the_push() {
    let outcome = when_it_looks(|simulation, org| {
        let delete = json!({ "op": "delete", "path": "/Library/Admin Recommended/Network" });
        simulation.edit(org, &delete);
    });
    assert_eq!(outcome.state, OrgState::Done);
    let gone = "/Network".parse().unwrap();
    for cell in &outcome.cells {
        let said = (cell.outcome, cell.detail.as_str());
        let expected = if ItemPath::holds(&gone, &cell.path) {
            (Outcome::Same, "it became the same by other hands")
        } else {
            (Outcome::Removed, "")
        };
        assert_eq!(said, expected, "{}", cell.path);
    }
}

#[test]
fn a_removal_that_was_made_again_is_not_said_to_have_failed_for_sure() {
    let mut undone = rollback();
    let cells = &mut undone.order.cells;
    let one = cells.iter().find(|cell| cell.kind == ItemKind::Search);
    let one = one.expect("a search").path.clone();
    cells.retain(|cell| cell.path == one);
    let (machine, org) = (undone.machine(), undone.org.clone());
    let mut removals = 0;
    let simulation = &mut undone.simulation;
    let outcome = simulation.run_meanwhile(&org, machine, &mut |simulation, request| {
        removals += u32::from(request.method == Method::Delete);
        if removals == 1 {
            let faults = json!({ "loseResponses": { "next": 1 }, "failExports": true });
            simulation.control("POST", &format!("/orgs/{}/faults", org.id), Some(&faults));
            removals += 1;
        }
        None
    });
    let [cell] = &outcome.cells[..] else {
        panic!("{:?}", outcome.cells);
    };
    assert_eq!(cell.outcome, Outcome::Unverified, "{cell:?}");
    assert!(cell.detail.contains("may have been written"), "{cell:?}");
}
