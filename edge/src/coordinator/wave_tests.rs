//! Waves, gates, halts and pauses, as the database and the agents see them.

use std::time::Duration;

use orgcast_shared::api::{LiveEvent, ResumePush};
use orgcast_shared::history::{OrgState, Outcome, PushState};
use orgcast_shared::id::Digest;
use orgcast_shared::select::{Gate, Rollout, Tolerance};

use super::tests::{TestConductor, Watcher, answer, asked, ended, known, org, push, ring};
use super::{Conductor, WATCH};
use crate::ask::{OrgReport, PushAsk};
use crate::testing::{TestPlatform, store_waves};

fn stored(waves: &[&[&str]], rollout: Rollout) -> TestPlatform {
    let platform = TestPlatform::new();
    store_waves(&platform, &push(), waves, rollout, Digest::of(b"order"));
    platform
}

fn gated(gate: Gate) -> Rollout {
    Rollout {
        gate,
        ..Rollout::default()
    }
}

/// The asks since the last look.
fn asks(conductor: &TestConductor<'_>) -> Vec<(String, &'static str)> {
    let asked = asked(conductor.platform());
    conductor.platform().org_asks.borrow_mut().clear();
    asked
}

fn asks_of(orgs: &[&str], what: &'static str) -> Vec<(String, &'static str)> {
    orgs.iter().map(|org| ((*org).to_owned(), what)).collect()
}

fn done(id: &str) -> PushAsk {
    ended(id, OrgState::Done, Outcome::Created)
}

fn resume(state: PushState, wave: u64) -> PushAsk {
    PushAsk::Resume(ResumePush { state, wave })
}

/// Another conductor takes over, as after an end of the runtime.
fn taken_over<'a>(conductor: TestConductor<'a>, watcher: &'a Watcher) -> TestConductor<'a> {
    let next = Conductor::new(conductor.into_platform(), watcher);
    next.platform().org_asks.borrow_mut().clear();
    ring(&next);
    next
}

#[test]
fn a_wave_follows_the_one_before_it_whoever_conducts() {
    let watcher = Watcher::default();
    let platform = stored(&[&["a", "b"], &["c"]], Rollout::default());
    let conductor = Conductor::new(platform, &watcher);
    ring(&conductor);
    assert_eq!(asks(&conductor), asks_of(&["a", "b"], "push"));
    answer(&conductor, done("a"));
    let conductor = taken_over(conductor, &watcher);
    assert_eq!(asks(&conductor), asks_of(&["b"], "push"));
    answer(&conductor, done("b"));
    assert_eq!(asks(&conductor), asks_of(&["c"], "push"));
    let conductor = taken_over(conductor, &watcher);
    assert_eq!(asks(&conductor), asks_of(&["c"], "push"));
    let course = known(&conductor).course;
    assert_eq!((course.wave, course.waves), (2, 2));
}

#[test]
fn a_gate_waits_for_a_hand_without_an_alarm() {
    let watcher = Watcher::default();
    let conductor = Conductor::new(stored(&[&["a"], &["b"]], gated(Gate::Hand)), &watcher);
    ring(&conductor);
    answer(&conductor, done("a"));
    assert_eq!(known(&conductor).state, PushState::Waiting);
    assert_eq!(watcher.alarm.get(), None);
    let conductor = taken_over(conductor, &watcher);
    assert_eq!((asks(&conductor), watcher.alarm.get()), (vec![], None));
    answer(&conductor, resume(PushState::Halted, 1));
    assert_eq!(asks(&conductor), []);
    answer(&conductor, resume(PushState::Waiting, 1));
    assert_eq!(asks(&conductor), asks_of(&["b"], "push"));
    assert_eq!(known(&conductor).state, PushState::Running);
    assert!(watcher.alarm.get().is_some_and(|after| after <= WATCH));
    // Nothing of an org changed with the gate, and it is shown all the same.
    let shown =
        |event: &LiveEvent| matches!(event, LiveEvent::Push { push } if push.course.wave == 2);
    assert!(watcher.seen.borrow().iter().any(shown));
}

#[test]
fn a_gate_that_waits_for_its_time_has_the_alarm_ring_then() {
    let watcher = Watcher::default();
    let rollout = gated(Gate::Wait { seconds: 3_600 });
    let conductor = Conductor::new(stored(&[&["a"], &["b"]], rollout), &watcher);
    ring(&conductor);
    conductor.platform().org_asks.borrow_mut().clear();
    answer(&conductor, done("a"));
    let hour = Duration::from_hours(1);
    assert_eq!(watcher.alarm.get(), Some(hour));
    conductor.platform().advance(1_800_000);
    let conductor = taken_over(conductor, &watcher);
    assert_eq!(
        (asks(&conductor), watcher.alarm.get()),
        (vec![], Some(hour / 2))
    );
    conductor.platform().advance(1_800_000);
    ring(&conductor);
    assert_eq!(asks(&conductor), asks_of(&["b"], "push"));
    assert_eq!(watcher.alarm.get(), Some(WATCH));
}

#[test]
fn a_push_halts_where_too_many_fail_and_goes_on_when_it_is_told_to() {
    let watcher = Watcher::default();
    let rollout = Rollout {
        tolerance: Some(Tolerance::Orgs(0)),
        ..Rollout::default()
    };
    let conductor = Conductor::new(stored(&[&["a"], &["b"]], rollout), &watcher);
    ring(&conductor);
    conductor.platform().org_asks.borrow_mut().clear();
    answer(&conductor, ended("a", OrgState::Failed, Outcome::Failed));
    assert_eq!(known(&conductor).state, PushState::Halted);
    let conductor = taken_over(conductor, &watcher);
    assert_eq!((asks(&conductor), watcher.alarm.get()), (vec![], None));
    answer(&conductor, resume(PushState::Halted, 1));
    assert_eq!(asks(&conductor), asks_of(&["b"], "push"));
    answer(&conductor, done("b"));
    assert_eq!(known(&conductor).state, PushState::Failed);
}

#[test]
fn a_push_is_paused_until_it_is_resumed() {
    let watcher = Watcher::default();
    let conductor = Conductor::new(stored(&[&["a", "b"]], Rollout::default()), &watcher);
    ring(&conductor);
    let news = |state| {
        PushAsk::Report(OrgReport {
            state: Some(state),
            ..OrgReport::about(&org("a"))
        })
    };
    answer(&conductor, news(OrgState::Writing));
    asks(&conductor);
    answer(&conductor, PushAsk::Pause);
    assert_eq!(known(&conductor).state, PushState::Paused);
    assert_eq!(asks(&conductor), asks_of(&["a", "b"], "pause"));
    assert_eq!(watcher.alarm.get(), Some(WATCH));
    let conductor = taken_over(conductor, &watcher);
    assert_eq!(asks(&conductor), asks_of(&["a", "b"], "pause"));
    answer(&conductor, news(OrgState::Paused));
    assert_eq!(watcher.alarm.get(), None);
    answer(&conductor, resume(PushState::Paused, 1));
    assert_eq!(asks(&conductor), asks_of(&["a", "b"], "push"));
    assert!(watcher.alarm.get().is_some_and(|after| after <= WATCH));
    assert_eq!(known(&conductor).state, PushState::Running);
}

#[test]
fn a_push_that_is_stopped_while_it_is_paused_stops_every_wave() {
    let watcher = Watcher::default();
    let conductor = Conductor::new(stored(&[&["a"], &["b"]], Rollout::default()), &watcher);
    ring(&conductor);
    answer(&conductor, PushAsk::Pause);
    asks(&conductor);
    answer(&conductor, PushAsk::Stop);
    assert_eq!(known(&conductor).state, PushState::Stopping);
    let every = [asks_of(&["a", "b"], "push"), asks_of(&["a", "b"], "stop")];
    assert_eq!(asks(&conductor), every.concat());
    answer(&conductor, PushAsk::Pause);
    assert_eq!(known(&conductor).state, PushState::Stopping);
    for id in ["b", "a"] {
        answer(&conductor, ended(id, OrgState::Stopped, Outcome::Stopped));
    }
    assert_eq!(known(&conductor).state, PushState::Stopped);
    assert_eq!(watcher.alarm.get(), None);
}
