use orgcast_shared::api::{OrgProgress, OrgResult, ProblemCode};
use orgcast_shared::history::{OrgState, Outcome, PushState};
use orgcast_shared::id::OrgId;
use orgcast_shared::select::Selection;
use serde_json::json;

use crate::client::wait;
use crate::preview::{Preview, everything};
use crate::shared_stack::stack;

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
    let says = |org: &OrgProgress, what: &str| org.message.contains(what);
    assert_eq!(of(&revoked.1).state, OrgState::Failed);
    assert!(
        says(of(&revoked.1), "access key was refused"),
        "{:?}",
        of(&revoked.1)
    );
    assert_eq!(of(&failing.1).state, OrgState::Failed);

    // What failed, cell by cell, each with a reason; then the same cells again.
    let mut retry = choices.clone();
    retry.destinations = everything(from, &[&revoked.1, &failing.1]).destinations;
    for (_, id) in [revoked, failing] {
        let path = format!("/api/pushes/{}/orgs/{id}", push.id);
        let result: OrgResult = stack.client.get(&path).read();
        let missing: Vec<_> = result
            .cells
            .iter()
            .filter(|cell| cell.outcome.can_be_retried())
            .collect();
        assert!(!missing.is_empty());
        assert!(missing.iter().all(|cell| cell.outcome == Outcome::Failed));
        assert!(missing.iter().all(|cell| !cell.detail.is_empty()));
        let only: Selection = missing.iter().map(|cell| cell.path.clone()).collect();
        retry.only.insert(id.clone(), only);
    }
    revoked.0.set_faults(&json!({ "revokeKey": false }));
    failing.0.set_faults(&json!({ "failImports": null }));
    let untouched = good.0.calls().total;
    let ids = [revoked.1.clone(), failing.1.clone()];
    stack.client.read(&ids);
    let again = Preview::of(&stack.client, &retry).start(&stack.client, "trouble-retried");
    let detail = stack.client.wait_for(&again);
    assert_eq!(detail.push.state, PushState::Succeeded, "{detail:?}");
    assert_eq!(good.0.calls().total, untouched);
    let whole = Preview::of(&stack.client, &choices);
    assert_eq!(whole.plan.counts().writes(), 0);
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
