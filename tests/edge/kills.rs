use std::thread;
use std::time::Duration;

use orgcast_shared::history::PushState;
use orgcast_shared::id::OrgId;

use crate::content::differences;
use crate::killable::Killable;
use crate::preview::{Preview, everything};

/// How often the runtime is killed.
const KILLS: usize = 10;
/// Between a start and the next kill lie so many milliseconds at most.
const LONGEST: u64 = 6_000;

/// workerd is killed at ten moments of one push to thirty orgs, whatever each of them is doing, and is
/// started again on the same state. Nobody tells it to go on.
#[test]
fn a_push_to_thirty_orgs_survives_ten_ends_of_the_runtime() {
    let killable = Killable::start("edge-kills", 31, 1_500, KILLS);
    let stack = &killable.stack;
    let (_, from) = stack.source();
    let targets: Vec<OrgId> = stack.targets().map(|(_, id)| id.clone()).collect();
    let choices = everything(from, &targets.iter().collect::<Vec<_>>());
    let before: Vec<_> = stack.targets().map(|(org, _)| org.content()).collect();
    let preview = Preview::of(&stack.client, &choices);
    let planned = preview.plan.counts();
    let push = preview.start(&stack.client, "killed-often");
    let mut random = 0x6b69_6c6c_u64;
    for kill in 0..KILLS {
        // Knuth's multiplier for 64 bits; its upper bits are as good as random.
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let moment = (random >> 33) % LONGEST;
        println!("kill {kill} after {moment} ms");
        thread::sleep(Duration::from_millis(moment));
        killable.kill();
        // Nothing ends a push while nothing runs: so it had not ended when it was killed.
        let resumed = stack.client.push(&push.id);
        assert_eq!(resumed.push.state, PushState::Running, "{resumed:?}");
    }

    let detail = stack.client.wait_for(&push);
    assert_eq!(detail.push.state, PushState::Succeeded, "{detail:?}");
    let outcomes = detail.push.outcomes;
    assert_eq!(outcomes.cells(), planned.cells());
    let came_of_it = (outcomes.created, outcomes.replaced);
    assert_eq!(came_of_it, (planned.create, planned.replace));
    let of_source = stack.source().0.content();
    for ((org, _), before) in stack.targets().zip(before) {
        let after = org.content();
        assert_eq!(differences(&of_source, &after), [""; 0], "{}", org.name);
        let own = |(path, _): &(&String, _)| !of_source.contains_key(*path);
        for (path, item) in before.iter().filter(own) {
            assert_eq!(after[path], *item, "{path} in {}", org.name);
        }
        // This refuses two items of one name, which is what a double effect would leave.
        drop(org.library());
        let calls = org.calls();
        let within = calls.max_per_second <= 4 && calls.max_in_flight <= 10;
        assert!(within && calls.throttled == 0, "{}: {calls:?}", org.name);
    }
    let again = Preview::of(&stack.client, &choices);
    assert_eq!(again.plan.counts().writes(), 0);
}
