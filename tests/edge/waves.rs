//! Pushes that go in waves, halt, wait, rest and are taken up again.

use orgcast_shared::api::{OrgResult, Push, PushDetail, RetryChoices};
use orgcast_shared::history::{OrgState, Outcome, PushState};
use orgcast_shared::id::OrgId;
use orgcast_shared::select::Selection;
use serde_json::{Value, json};

use crate::client::{Client, wait};
use crate::content::differences;
use crate::preview::{Preview, everything};
use crate::shared_stack::stack;

/// Tells a push something that a person would.
pub(crate) fn tell(client: &Client, push: &Push, what: &str, body: &Value) -> Push {
    let path = format!("/api/pushes/{}/{what}", push.id);
    client.post(&path, body).read()
}

pub(crate) fn resume(client: &Client, push: &Push, state: &str, wave: u64) -> Push {
    tell(
        client,
        push,
        "resume",
        &json!({ "state": state, "wave": wave }),
    )
}

/// Waits until a push stands like this.
fn wait_until(client: &Client, push: &Push, state: PushState) -> PushDetail {
    wait("another state of a push", || {
        let detail = client.push(&push.id);
        (detail.push.state == state).then_some(detail)
    })
}

/// Has a push rest while it writes, with something written in its first org.
pub(crate) fn pause_while_it_writes(client: &Client, push: &Push) -> PushDetail {
    wait("the first writes", || {
        (client.push(&push.id).orgs[0].written > 0).then_some(())
    });
    tell(client, push, "pause", &json!({}));
    wait("a push that rests", || {
        let detail = client.push(&push.id);
        let rests = |state| matches!(state, OrgState::Paused | OrgState::Done);
        detail
            .orgs
            .iter()
            .all(|org| rests(org.state))
            .then_some(detail)
    })
}

fn start(preview: &Preview, client: &Client, key: &str, more: &Value) -> Push {
    let mut body = preview.request(key);
    for (name, value) in more.as_object().expect("an object") {
        body[name] = value.clone();
    }
    client.post("/api/pushes", &body).read()
}

#[test]
fn a_push_halts_after_its_canary_failed_and_what_failed_is_retried() {
    let stack = stack();
    let client = &stack.client;
    let (source, from) = stack.source();
    let (canary, first) = stack.target("no-connections", 1);
    let (other, second) = stack.target("no-connections", 2);
    let choices = everything(from, &[first, second]);
    let preview = Preview::of(client, &choices);
    canary.set_faults(&json!({ "failImports": true }));
    let untouched = other.calls().total;
    let rollout = json!({ "canary": [first], "tolerance": { "orgs": 0 } });
    let push = start(&preview, client, "halted", &json!({ "rollout": rollout }));
    let halted = wait_until(client, &push, PushState::Halted);
    assert_eq!((halted.push.course.wave, halted.push.course.waves), (1, 2));
    assert_eq!(other.calls().total, untouched);
    // Not what it waits for: nothing happens.
    let still = resume(client, &push, "waiting", 1);
    assert_eq!(still.state, PushState::Halted);
    resume(client, &push, "halted", 1);
    let detail = client.wait_for(&push);
    assert_eq!(detail.push.state, PushState::Failed, "{detail:?}");
    assert_eq!(differences(&source.content(), &other.content()), [""; 0]);

    canary.set_faults(&json!({ "failImports": null }));
    client.read(std::slice::from_ref(first));
    let path = format!("/api/pushes/{}/retry?which=failed", push.id);
    let retry: RetryChoices = client.get(&path).read();
    let orgs: Vec<&OrgId> = retry.choices.only.keys().collect();
    assert_eq!((orgs, &retry.retry_of), (vec![first], &push.id));
    let again = Preview::of(client, &retry.choices);
    let again = start(
        &again,
        client,
        "halted-retried",
        &json!({ "retryOf": retry.retry_of }),
    );
    let detail = client.wait_for(&again);
    assert_eq!(detail.push.state, PushState::Succeeded, "{detail:?}");
    assert_eq!(detail.push.retry_of, Some(push.id));
    assert_eq!(differences(&source.content(), &canary.content()), [""; 0]);
}

#[test]
fn a_push_that_waits_between_two_waves_goes_on_by_hand_and_can_be_stopped() {
    let stack = stack();
    let client = &stack.client;
    let (_, from) = stack.source();
    let (_, first) = stack.target("up-to-date", 5);
    let (_, second) = stack.target("no-connections", 3);
    let (last, third) = stack.target("empty", 6);
    let preview = Preview::of(client, &everything(from, &[first, second, third]));
    // By id, the second wave is one of two orgs.
    let rollout = json!({ "canary": [first], "percents": [1], "gate": "hand" });
    let push = start(&preview, client, "gated", &json!({ "rollout": rollout }));
    wait_until(client, &push, PushState::Waiting);
    assert_eq!(resume(client, &push, "waiting", 1).course.wave, 2);
    let waiting = wait_until(client, &push, PushState::Waiting);
    assert_eq!(
        (waiting.push.course.wave, waiting.push.course.waves),
        (2, 3)
    );
    let left = waiting
        .orgs
        .iter()
        .find(|org| org.wave == 3)
        .expect("a third wave");
    assert_eq!(left.state, OrgState::Waiting);
    let org = if left.org == *third {
        last
    } else {
        &stack.target("no-connections", 3).0
    };
    let untouched = org.calls().total;
    tell(client, &push, "stop", &json!({}));
    let detail = client.wait_for(&push);
    assert_eq!(detail.push.state, PushState::Stopped, "{detail:?}");
    assert_eq!(detail.push.outcomes.cells(), preview.plan.counts().cells());
    let path = format!("/api/pushes/{}/orgs/{}", push.id, left.org);
    let result: OrgResult = client.get(&path).read();
    let stopped = result
        .cells
        .iter()
        .filter(|cell| cell.outcome == Outcome::Stopped);
    assert_eq!(stopped.count() as u64, left.writes);
    assert_eq!(org.calls().total, untouched);
}

#[test]
fn a_push_rests_lets_another_one_through_and_goes_on() {
    let stack = stack();
    let client = &stack.client;
    let (source, from) = stack.source();
    let (org, to) = stack.target("no-connections", 4);
    let choices = everything(from, &[to]);
    let preview = Preview::of(client, &choices);
    let push = preview.start(client, "rests");
    let paused = pause_while_it_writes(client, &push);
    assert_eq!(paused.push.state, PushState::Paused, "{paused:?}");
    assert_eq!(paused.orgs[0].state, OrgState::Paused);
    let writes = org.calls().writes;

    // Another push to the same org: its items are those that are last.
    let mut few = choices.clone();
    let writes_to = |(_, cell): &(_, orgcast_shared::plan::Cell)| cell.action.writes();
    client.read(std::slice::from_ref(to));
    let now = Preview::of(client, &choices);
    let (path, _) = now
        .plan
        .cells(to)
        .filter(writes_to)
        .last()
        .expect("something left");
    few.selection = Selection::from_iter([path]);
    let other = Preview::of(client, &few).start(client, "overtakes");
    let other = client.wait_for(&other);
    assert_eq!(other.push.state, PushState::Succeeded, "{other:?}");
    let between = org.calls().writes;
    assert!(between > writes);
    assert_eq!(client.push(&push.id).push.state, PushState::Paused);

    resume(client, &push, "paused", 1);
    let detail = client.wait_for(&push);
    assert_eq!(detail.push.state, PushState::Succeeded, "{detail:?}");
    assert_eq!(detail.push.outcomes.cells(), preview.plan.counts().cells());
    assert_eq!(differences(&source.content(), &org.content()), [""; 0]);
    assert!(org.calls().writes > between);
}

#[test]
fn a_push_that_rests_can_be_stopped() {
    let stack = stack();
    let client = &stack.client;
    let (_, from) = stack.source();
    let (org, to) = stack.target("older", 6);
    let preview = Preview::of(client, &everything(from, &[to]));
    let push = preview.start(client, "rests-and-stops");
    pause_while_it_writes(client, &push);
    let writes = org.calls().writes;
    tell(client, &push, "stop", &json!({}));
    let detail = client.wait_for(&push);
    assert_eq!(detail.push.state, PushState::Stopped, "{detail:?}");
    let outcomes = detail.push.outcomes;
    let written = outcomes.created + outcomes.replaced;
    assert!(written > 0 && outcomes.stopped > 0, "{outcomes:?}");
    assert_eq!(outcomes.cells(), preview.plan.counts().cells());
    assert_eq!(org.calls().writes, writes);
}

#[test]
fn two_pushes_to_one_org_go_one_after_the_other() {
    let stack = stack();
    let client = &stack.client;
    let (_, from) = stack.source();
    let (org, to) = stack.target("same-connections", 5);
    let whole = Preview::of(client, &everything(from, &[to]));
    let folders: Vec<_> = (whole.plan.cells(to).map(|(path, _)| path))
        .filter(|path| path.names().len() == 1)
        .take(2)
        .collect();
    let one = |folder: &orgcast_shared::id::ItemPath, key: &str| {
        let mut choices = everything(from, &[to]);
        choices.selection = Selection::from_iter([folder.clone()]);
        Preview::of(client, &choices).start(client, key)
    };
    let first = one(&folders[0], "queue-1");
    let second = one(&folders[1], "queue-2");
    wait("the first push's end", || {
        let later = client.push(&second.id);
        let ended = client.push(&first.id).push.ended_at;
        assert!(ended.is_some() || later.orgs[0].state == OrgState::Waiting);
        ended
    });
    for push in [&first, &second] {
        let detail = client.wait_for(push);
        assert_eq!(detail.push.state, PushState::Succeeded, "{detail:?}");
    }
    assert!(org.calls().throttled == 0);
}
