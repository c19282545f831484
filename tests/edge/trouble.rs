use std::collections::{BTreeMap, BTreeSet};

use orgcast_shared::api::{OrgResult, ProblemCode};
use orgcast_shared::history::{OrgState, Outcome, PushState};
use orgcast_shared::id::OrgId;
use orgcast_shared::select::Selection;
use orgcast_tests::simulation::library_path;
use serde_json::json;

use crate::client::wait;
use crate::content::differences;
use crate::preview::{Preview, everything};
use crate::shared_stack::stack;

/// How many connections the baseline uses. A push writes each at most once, as it does each item.
const CONNECTIONS: u64 = 5;

#[test]
fn one_orgs_trouble_is_its_own_and_a_retry_completes_what_is_missing() {
    let stack = stack();
    let (_, from) = stack.source();
    let good = stack.target("own-items", 1);
    let revoked = stack.target("own-items", 2);
    let failing = stack.target("own-items", 3);
    let choices = everything(from, &[&good.1, &revoked.1, &failing.1]);
    let preview = Preview::of(&stack.client, &choices);
    revoked.0.set_faults(&json!({ "revokeKey": true }));
    failing.0.set_faults(&json!({ "failImports": true }));
    let push = preview.start(&stack.client, "trouble");
    let detail = stack.client.wait_for(&push);
    assert_eq!(detail.push.state, PushState::Failed);
    let of = |id: &OrgId| detail.orgs.iter().find(|org| org.org == *id).unwrap();
    assert_eq!(of(&good.1).state, OrgState::Done);
    assert_eq!(of(&failing.1).state, OrgState::Failed);
    assert_eq!(of(&revoked.1).state, OrgState::Failed);
    let says = &of(&revoked.1).message;
    assert!(says.contains("access key was refused"), "{says}");

    // What failed, cell by cell, each with a reason; then the same cells again.
    let mut retry = choices.clone();
    retry.destinations = everything(from, &[&revoked.1, &failing.1]).destinations;
    let mut missing_in = BTreeMap::new();
    for ((_, id), reason) in [
        (revoked, "access key was refused"),
        (failing, "Unexpected error"),
    ] {
        let path = format!("/api/pushes/{}/orgs/{id}", push.id);
        let result: OrgResult = stack.client.get(&path).read();
        let cells = result.cells.iter();
        let missing: Vec<_> = cells.filter(|cell| cell.outcome.can_be_retried()).collect();
        assert!(!missing.is_empty());
        for cell in &missing {
            assert_eq!(cell.outcome, Outcome::Failed, "{cell:?}");
            assert!(cell.detail.contains(reason), "{cell:?}");
        }
        let only: Selection = missing.iter().map(|cell| cell.path.clone()).collect();
        retry.only.insert(id.clone(), only);
        let paths = missing.iter().map(|cell| library_path(&cell.path));
        missing_in.insert(id, paths.collect::<BTreeSet<String>>());
    }
    revoked.0.set_faults(&json!({ "revokeKey": false }));
    failing.0.set_faults(&json!({ "failImports": null }));
    let untouched = good.0.calls().total;
    let before = [revoked, failing].map(|(org, _)| (org.content(), org.calls().writes));
    let ids = [revoked.1.clone(), failing.1.clone()];
    stack.client.read(&ids);
    let again = Preview::of(&stack.client, &retry).start(&stack.client, "trouble-retried");
    let detail = stack.client.wait_for(&again);
    assert_eq!(detail.push.state, PushState::Succeeded, "{detail:?}");
    assert_eq!(good.0.calls().total, untouched);
    for ((org, id), (before, writes)) in [revoked, failing].into_iter().zip(before) {
        let missing = &missing_in[id];
        let after = org.content();
        let touched = after
            .iter()
            .filter(|(path, held)| before.get(*path) != Some(*held));
        let touched: BTreeSet<String> = touched.map(|(path, _)| path.clone()).collect();
        assert_eq!(touched, *missing, "{}", org.name);
        let written = org.calls().writes - writes;
        let at_most = missing.len() as u64 + CONNECTIONS;
        assert!((1..=at_most).contains(&written), "{written} of {at_most}");
    }
    let whole = Preview::of(&stack.client, &choices);
    assert_eq!(whole.plan.counts().writes(), 0);
}

/// Sumo Logic replaces a lookup of other columns only while it holds no rows.
#[test]
fn a_lookup_that_clashes_is_refused_alone_and_said_and_goes_once_it_is_empty() {
    let stack = stack();
    let (source, from) = stack.source();
    let (org, to) = stack.target("no-connections", 0);
    let mut there = org.content().into_iter();
    let (path, lookup) = there.find(|(_, held)| held.is_lookup()).expect("a lookup");
    let first_column = json!([lookup.raw["fields"][0]]);
    org.edit(&json!({ "op": "set", "path": path, "fields": { "fields": first_column } }));
    stack.client.read(std::slice::from_ref(to));
    let choices = everything(from, &[to]);
    let push = Preview::of(&stack.client, &choices).start(&stack.client, "clash");
    let detail = stack.client.wait_for(&push);
    assert_eq!(detail.push.state, PushState::Failed, "{detail:?}");
    let result = format!("/api/pushes/{}/orgs/{to}", push.id);
    let result: OrgResult = stack.client.get(&result).read();
    let mut cells = result.cells.into_iter();
    let failed: Vec<_> = cells
        .by_ref()
        .filter(|c| c.outcome == Outcome::Failed)
        .collect();
    let [clash] = &failed[..] else {
        panic!("{failed:?}")
    };
    assert_eq!(library_path(&clash.path), path);
    let words = "The lookup table has rows and another schema.";
    assert!(clash.detail.contains(words), "{}", clash.detail);
    let different = differences(&source.content(), &org.content());
    assert_eq!(different, std::slice::from_ref(&path));

    org.edit(&json!({ "op": "rows", "path": path, "rows": 0 }));
    let push = Preview::of(&stack.client, &choices).start(&stack.client, "no-clash");
    let detail = stack.client.wait_for(&push);
    assert_eq!(detail.push.state, PushState::Succeeded, "{detail:?}");
    assert_eq!(differences(&source.content(), &org.content()), [""; 0]);
}

#[test]
fn stopping_ends_a_push_after_the_calls_in_flight() {
    let stack = stack();
    let (_, from) = stack.source();
    let (org, to) = stack.target("older", 1);
    let preview = Preview::of(&stack.client, &everything(from, &[to]));
    let push = preview.start(&stack.client, "stopped");
    wait("the first writes", || {
        (stack.client.push(&push.id).orgs[0].written > 0).then_some(())
    });
    // An org that is being pushed to can't be forgotten.
    let problem = stack
        .client
        .send("DELETE", &format!("/api/orgs/{to}"), &[], None)
        .problem();
    assert_eq!(problem.code, ProblemCode::Conflict);
    let answer = stack
        .client
        .send("POST", &format!("/api/pushes/{}/stop", push.id), &[], None);
    assert_eq!(answer.status, 202, "{answer:?}");
    let detail = stack.client.wait_for(&push);
    assert_eq!(detail.push.state, PushState::Stopped);
    assert!(detail.push.outcomes.stopped > 0, "{detail:?}");
    assert_eq!(detail.push.outcomes.cells(), preview.plan.counts().cells());
    let writes = org.calls().writes;
    // What was not stopped is there; the rest is still to be done.
    let rest = Preview::of(&stack.client, &everything(from, &[to]))
        .plan
        .counts();
    assert_eq!(
        rest.writes(),
        detail.push.outcomes.stopped + detail.push.outcomes.failed
    );
    assert_eq!(org.calls().writes, writes);
    let again = stack
        .client
        .send("POST", &format!("/api/pushes/{}/stop", push.id), &[], None);
    assert_eq!(again.status, 202);
}
