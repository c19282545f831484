use orgcast_shared::history::PushState;
use serde_json::json;

use crate::client::wait;
use crate::killable::Killable;
use crate::preview::{Preview, everything};
use crate::waves::{pause_while_it_writes, resume};

/// workerd is killed in the middle of a push, with a write under way, and started again on the
/// same state. Nobody tells it to go on.
#[test]
fn a_push_survives_the_end_of_the_runtime_without_a_double_effect() {
    let killable = Killable::start("edge-crash", 8, 1_500, 2);
    let stack = &killable.stack;
    let (source, from) = stack.source();
    let targets = [stack.target("empty", 0), stack.target("own-items", 0)];
    let choices = everything(from, &targets.map(|(_, id)| id));
    let preview = Preview::of(&stack.client, &choices);
    let push = preview.start(&stack.client, "killed");
    wait("writes in both orgs", || {
        let orgs = stack.client.push(&push.id).orgs;
        orgs.iter().all(|org| org.written > 0).then_some(())
    });
    killable.kill();
    // Nothing ends a push while nothing runs: so it had not ended when it was killed.
    let resumed = stack.client.push(&push.id);
    assert_eq!(resumed.push.state, PushState::Running, "{resumed:?}");

    let detail = stack.client.wait_for(&push);
    assert_eq!(detail.push.state, PushState::Succeeded, "{detail:?}");
    assert_eq!(detail.push.outcomes.cells(), preview.plan.counts().cells());
    let of_source = source.library();
    for (org, _) in targets {
        // `library` refuses two items of one name, which is what a double effect would leave.
        let there = org.library();
        for (path, item) in &of_source {
            assert_eq!(there[path].digest, item.digest, "{path} in {}", org.name);
        }
        // What was called before the end counts for the limits, too.
        let calls = org.calls();
        let within = calls.max_per_second <= 4 && calls.max_in_flight <= 10;
        assert!(within && calls.throttled == 0, "{}: {calls:?}", org.name);
    }
    assert_eq!(
        Preview::of(&stack.client, &choices).plan.counts().writes(),
        0
    );
    assert_eq!(
        stack
            .client
            .post("/api/reads", &json!({ "orgs": [] }))
            .status,
        202
    );

    // One that rests goes on resting, and then goes on.
    let (org, to) = stack.target("no-connections", 0);
    let preview = Preview::of(&stack.client, &everything(from, &[to]));
    let push = preview.start(&stack.client, "killed-while-it-rests");
    pause_while_it_writes(&stack.client, &push);
    let writes = org.calls().writes;
    killable.kill();
    let resting = stack.client.push(&push.id).push;
    assert_eq!(resting.state, PushState::Paused);
    assert_eq!(org.calls().writes, writes);
    resume(&stack.client, &push, "paused", 1);
    let detail = stack.client.wait_for(&push);
    assert_eq!(detail.push.state, PushState::Succeeded, "{detail:?}");
    for (path, item) in &of_source {
        let there = org.library();
        assert_eq!(there[path].digest, item.digest, "{path} in {}", org.name);
    }
}
