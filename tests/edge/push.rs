use orgcast_shared::api::{LogList, OrgResult, ProblemCode, Push, PushList};
use orgcast_shared::history::{OrgState, Outcome, PushState};
use orgcast_shared::id::{Digest, PushId};
use serde_json::json;

use crate::content::differences;
use crate::preview::{Preview, everything};
use crate::sandbox::SandboxOrg;
use crate::shared_stack::stack;

#[test]
fn everything_is_pushed_and_the_customers_own_items_stay() {
    let stack = stack();
    let (source, from) = stack.source();
    let targets = [stack.target("empty", 0), stack.target("own-items", 0)];
    let before = targets.map(|(org, _)| org.content());
    let choices = everything(from, &targets.map(|(_, id)| id));
    let preview = Preview::of(&stack.client, &choices);
    let planned = preview.plan.counts();
    let push = preview.start(&stack.client, "everything");
    assert_eq!((push.planned, push.orgs), (planned, 2));
    let detail = stack.client.wait_for(&push);
    assert_eq!(detail.push.state, PushState::Succeeded, "{detail:?}");
    assert_eq!(detail.push.outcomes.cells(), planned.cells());
    assert_eq!(detail.push.outcomes.created, planned.create);
    assert_eq!(detail.push.outcomes.replaced, planned.replace);
    for ((org, id), before) in targets.iter().zip(before) {
        let of_source = source.content();
        let after = org.content();
        assert_eq!(differences(&of_source, &after), [""; 0], "{}", org.name);
        for (path, own) in before
            .iter()
            .filter(|(path, _)| !of_source.contains_key(*path))
        {
            assert_eq!(after[path], *own, "{path} in {}", org.name);
        }
        let result: OrgResult = stack
            .client
            .get(&format!("/api/pushes/{}/orgs/{id}", push.id))
            .read();
        let cells = preview.plan.cells(id).count();
        assert_eq!(result.cells.len(), cells);
        assert_eq!(result.progress.state, OrgState::Done);
    }

    // The org was read back after the push, so the next preview needs no new read.
    let again = Preview::of(&stack.client, &choices);
    assert_eq!(
        (again.plan.counts().writes(), again.plan.counts().cells()),
        (0, planned.cells())
    );
    let writes = targets.map(|(org, _)| org.calls().writes);
    let second = again.start(&stack.client, "everything-again");
    let detail = stack.client.wait_for(&second);
    assert_eq!(detail.push.state, PushState::Succeeded);
    assert_eq!(detail.push.outcomes.same, planned.cells());
    assert_eq!(targets.map(|(org, _)| org.calls().writes), writes);
    for (org, _) in targets {
        let calls = org.calls();
        assert!(
            calls.max_per_second <= 4 && calls.throttled == 0,
            "{calls:?}"
        );
        assert_eq!(calls.with_origin, 0);
    }
}

#[test]
fn only_the_plan_that_was_approved_is_carried_out() {
    let stack = stack();
    let (_, from) = stack.source();
    let (org, to) = stack.target("older", 0);
    let choices = everything(from, &[to]);
    let approved = Preview::of(&stack.client, &choices);
    let writes = org.calls().writes;

    let body = json!({ "choices": choices, "plan": Digest::of(b"another plan"),
                       "idempotencyKey": "wrong-plan" });
    let problem = stack.client.post("/api/pushes", &body).problem();
    assert_eq!(problem.code, ProblemCode::PlanChanged);
    let mismatch = problem.mismatch.expect("both sides");
    assert_eq!(mismatch.current, approved.plan.digest());
    assert_eq!(mismatch.orgs[0].counts, approved.plan.counts());

    org.edit(&json!({ "op": "set", "path": path_of_a_search(org),
                      "fields": { "description": "Changed by the customer" } }));
    stack.client.read(std::slice::from_ref(to));
    let problem = approved.ask(&stack.client, "stale-plan").problem();
    assert_eq!(problem.code, ProblemCode::PlanChanged);
    let mismatch = problem.mismatch.expect("both sides");
    assert_eq!(mismatch.approved, approved.plan.digest());
    assert_eq!(
        mismatch.current,
        Preview::of(&stack.client, &choices).plan.digest()
    );
    assert_eq!(org.calls().writes, writes);
}

#[test]
fn what_moved_after_the_preview_is_left_alone() {
    let stack = stack();
    let (source, from) = stack.source();
    let (org, to) = stack.target("edited", 0);
    let preview = Preview::of(&stack.client, &everything(from, &[to]));
    // The Worker doesn't know of this yet: only the read at the push's beginning can see it.
    let path = differences(&source.content(), &org.content()).remove(0);
    let fields = json!({ "description": "Changed after the preview" });
    org.edit(&json!({ "op": "set", "path": path, "fields": fields }));
    let changed = org.content()[&path].clone();
    let push = preview.start(&stack.client, "moved");
    let detail = stack.client.wait_for(&push);
    assert_eq!(detail.push.outcomes.changed_since_preview, 1, "{detail:?}");
    let result: OrgResult = stack
        .client
        .get(&format!("/api/pushes/{}/orgs/{to}", push.id))
        .read();
    let moved = result
        .cells
        .iter()
        .find(|c| c.outcome == Outcome::ChangedSincePreview)
        .unwrap();
    assert!(path.ends_with(moved.path.name().unwrap().as_str()));
    assert_eq!(org.content()[&path], changed);
    assert_eq!(differences(&source.content(), &org.content()), [path]);
}

#[test]
fn one_request_repeated_is_one_push() {
    let stack = stack();
    let (_, from) = stack.source();
    let (org, to) = stack.target("up-to-date", 0);
    let preview = Preview::of(&stack.client, &everything(from, &[to]));
    let (writes, ask) = (org.calls().writes, || {
        preview.start(&stack.client, "repeated")
    });
    let pushes: Vec<Push> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(ask)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(pushes.iter().all(|push| push.id == pushes[0].id));
    let detail = stack.client.wait_for(&pushes[0]);
    assert_eq!(detail.push.state, PushState::Succeeded);
    assert_eq!(preview.start(&stack.client, "repeated").id, pushes[0].id);
    assert_eq!(org.calls().writes, writes);
    let (_, other) = stack.target("up-to-date", 1);
    let another = Preview::of(&stack.client, &everything(from, &[other]));
    let problem = another.ask(&stack.client, "repeated").problem();
    assert_eq!(problem.code, ProblemCode::Conflict);
}

#[test]
fn a_push_stays_in_the_history() {
    let stack = stack();
    let (_, from) = stack.source();
    let (_, to) = stack.target("up-to-date", 2);
    let first = Preview::of(&stack.client, &everything(from, &[to]));
    let first = first.start(&stack.client, "history-1");
    stack.client.wait_for(&first);
    let second = Preview::of(&stack.client, &everything(from, &[to]));
    let second = second.start(&stack.client, "history-2");
    let second = stack.client.wait_for(&second).push;
    let list: PushList = stack.client.get("/api/pushes").read();
    let place = |id: &PushId| list.pushes.iter().position(|push| push.id == *id).unwrap();
    assert!(place(&second.id) < place(&first.id));
    assert_eq!(list.pushes[place(&second.id)], second);
    let older: PushList = stack
        .client
        .get(&format!("/api/pushes?before={}", second.id))
        .read();
    assert!(older.pushes.iter().any(|push| push.id == first.id));
    assert!(older.pushes.iter().all(|push| push.id != second.id));
    stack
        .client
        .get(&format!("/api/pushes/{}/log", first.id))
        .read::<LogList>();
    assert_eq!(stack.client.get("/api/pushes/0123456789abcdef").status, 404);
}

#[test]
fn nothing_is_pushed_when_nothing_is_selected() {
    let stack = stack();
    let (_, from) = stack.source();
    let (_, to) = stack.target("up-to-date", 2);
    let mut choices = everything(from, &[to]);
    choices.selection = orgcast_shared::select::Selection::default();
    let problem = Preview::of(&stack.client, &choices)
        .ask(&stack.client, "nothing")
        .problem();
    assert_eq!(problem.code, ProblemCode::NotPushable);
}

fn path_of_a_search(org: &SandboxOrg) -> String {
    let mut found = org
        .content()
        .into_iter()
        .filter(|(_, held)| held.is_search());
    found.next().expect("a search").0
}
