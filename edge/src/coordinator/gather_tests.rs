//! News that is gathered for a moment, and what isn't.

use futures_executor::block_on;
use futures_util::future::join_all;
use orgcast_shared::history::{OrgState, Outcome};
use orgcast_shared::id::Digest;
use orgcast_shared::select::Rollout;

use super::Conductor;
use super::tests::{Watcher, answer, asked, ended, push, ring, stored, writing};
use crate::ask::PushAsk;
use crate::platform::Platform;
use crate::store::pushes;
use crate::testing::{TestPlatform, store_waves};

#[test]
fn news_that_comes_within_a_moment_is_stored_together() {
    let watcher = Watcher::default();
    let conductor = Conductor::new(stored(&["a", "b", "c"]), &watcher);
    ring(&conductor);
    let (platform, push) = (conductor.platform(), push());
    let before = platform.db().statements();
    platform.sleeps_long.set(true);
    let told = [
        conductor.answer(&push, writing("a")),
        conductor.answer(&push, ended("b", OrgState::Done, Outcome::Created)),
        conductor.answer(&push, writing("c")),
    ];
    for told in block_on(join_all(told)) {
        told.unwrap();
    }
    // The lines, the cells and roots of an org, the push and its orgs.
    assert_eq!(platform.db().statements() - before, 5);
    let orgs = block_on(pushes::orgs(platform.db(), &push)).unwrap();
    let states: Vec<OrgState> = orgs.iter().map(|org| org.state).collect();
    assert_eq!(
        states,
        [OrgState::Writing, OrgState::Done, OrgState::Writing]
    );
}

#[test]
fn the_last_end_and_what_a_person_asks_for_wait_for_nobody() {
    let watcher = Watcher::default();
    let conductor = Conductor::new(stored(&["a"]), &watcher);
    ring(&conductor);
    let begun = conductor.platform().now();
    answer(&conductor, PushAsk::Pause);
    answer(&conductor, ended("a", OrgState::Done, Outcome::Created));
    assert_eq!(conductor.platform().now(), begun);
}

#[test]
fn an_end_that_the_next_wave_waits_for_is_stored_at_once() {
    let (watcher, platform) = (Watcher::default(), TestPlatform::new());
    let waves: [&[&str]; 2] = [&["a"], &["b"]];
    let order = Digest::of(b"order");
    store_waves(&platform, &push(), &waves, Rollout::default(), order);
    let conductor = Conductor::new(platform, &watcher);
    ring(&conductor);
    let begun = conductor.platform().now();
    answer(&conductor, ended("a", OrgState::Done, Outcome::Created));
    let asked = asked(conductor.platform());
    assert_eq!(asked.last(), Some(&("b".to_owned(), "push")));
    assert_eq!(conductor.platform().now(), begun);
}
