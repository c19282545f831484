//! How a push goes over its orgs, case by case.

use serde_json::{Value, json};

use super::CoordinatorCommand::{self, PauseOrg, Show, StartOrg, StopOrg};
use super::CoordinatorEvent::{Ended, Entered, Pause, Resume, Start, Stop};
use super::{Coordinator, CoordinatorEvent};
use crate::api::{OrgProgress, Push, ResumePush};
use crate::history::{Course, OrgState, Outcome, OutcomeCounts, PushState};
use crate::id::{Digest, Millis, OrgId, PushId};
use crate::plan::Counts;
use crate::select::Rollout;

pub(super) fn org(id: &str) -> OrgId {
    OrgId::new(id).unwrap()
}

/// A push that is about to begin, with its orgs in these waves.
pub(super) fn push(rollout: &Value, waves: &[&[&str]]) -> (Push, Vec<OrgProgress>) {
    let rollout: Rollout = serde_json::from_value(rollout.clone()).unwrap();
    let waiting = |(wave, id): (usize, &&str)| OrgProgress {
        org: org(id),
        name: (*id).to_owned(),
        wave: wave as u64 + 1,
        state: OrgState::Waiting,
        cells: 1,
        writes: 1,
        written: 0,
        outcomes: OutcomeCounts::default(),
        message: String::new(),
    };
    let in_wave = |(wave, ids): (usize, &&[&str])| -> Vec<_> {
        ids.iter().map(|id| waiting((wave, id))).collect()
    };
    let orgs: Vec<_> = waves.iter().enumerate().flat_map(in_wave).collect();
    let push = Push {
        id: PushId::new("p").unwrap(),
        by: "operator".into(),
        started_at: Millis(0),
        ended_at: None,
        state: PushState::Running,
        source: org("source"),
        source_name: "Gold".into(),
        plan: Digest::of(b"plan"),
        planned: Counts::default(),
        outcomes: OutcomeCounts::default(),
        orgs: orgs.len() as u64,
        items: 1,
        expected: None,
        retry_of: None,
        rollback_of: None,
        rollout,
        course: Course::of(waves.len() as u64),
    };
    (push, orgs)
}

fn coordinator(rollout: &Value, waves: &[&[&str]]) -> Coordinator {
    let (push, orgs) = push(rollout, waves);
    Coordinator::new(&push, orgs)
}

pub(super) fn ended(id: &str, state: OrgState) -> CoordinatorEvent {
    Ended(org(id), state, OutcomeCounts::default(), String::new())
}

fn done(id: &str) -> CoordinatorEvent {
    ended(id, OrgState::Done)
}

fn failed(id: &str) -> CoordinatorEvent {
    ended(id, OrgState::Failed)
}

fn entered(id: &str, state: OrgState) -> CoordinatorEvent {
    Entered(org(id), state)
}

fn resume(state: PushState, wave: u64) -> CoordinatorEvent {
    Resume(ResumePush { state, wave })
}

/// What the coordinator wants of agents after this event.
fn told(push: &mut Coordinator, event: CoordinatorEvent) -> Vec<CoordinatorCommand> {
    let mut commands = push.handle(event, Millis(0));
    commands.retain(|command| !matches!(command, Show(_)));
    commands
}

fn start(id: &str) -> CoordinatorCommand {
    StartOrg(org(id))
}

fn stop(id: &str) -> CoordinatorCommand {
    StopOrg(org(id))
}

#[test]
fn a_push_ends_with_its_last_org_and_once() {
    let mut push = coordinator(&json!({}), &[&["a", "b"]]);
    assert_eq!(told(&mut push, Start), [start("a"), start("b")]);
    assert_eq!(push.handle(failed("a"), Millis(0)), [Show(org("a"))]);
    assert_eq!(push.state(), PushState::Running);
    assert_eq!(push.handle(done("b"), Millis(0)), [Show(org("b"))]);
    assert_eq!(push.state(), PushState::Failed);
    assert_eq!(push.handle(done("b"), Millis(0)), []);
    assert_eq!(push.handle(Start, Millis(0)), []);
}

#[test]
fn stopping_reaches_every_open_org_in_every_wave() {
    let mut push = coordinator(&json!({}), &[&["a", "b"], &["c"]]);
    told(&mut push, done("a"));
    let expected = [start("b"), start("c"), stop("b"), stop("c")];
    assert_eq!(told(&mut push, Stop), expected);
    assert_eq!(push.state(), PushState::Stopping);
    // Nothing but the stop starts an org now.
    assert_eq!(told(&mut push, ended("b", OrgState::Stopped)), []);
    assert_eq!(told(&mut push, ended("c", OrgState::Stopped)), []);
    assert_eq!(push.state(), PushState::Stopped);
}

#[test]
fn one_that_is_made_anew_while_stopping_stops_what_has_not_ended() {
    let (mut push, orgs) = push(&json!({}), &[&["a"]]);
    push.state = PushState::Stopping;
    let mut again = Coordinator::new(&push, orgs);
    assert_eq!(told(&mut again, Start), [start("a"), stop("a")]);
}

#[test]
fn a_push_to_nobody_has_ended() {
    let mut push = coordinator(&json!({}), &[]);
    assert_eq!(told(&mut push, Start), []);
    assert_eq!(push.state(), PushState::Succeeded);
}

#[test]
fn a_wave_begins_when_the_one_before_it_is_over() {
    let mut push = coordinator(&json!({}), &[&["a", "b"], &["c"]]);
    assert_eq!(told(&mut push, Start), [start("a"), start("b")]);
    assert_eq!(told(&mut push, failed("b")), []);
    assert_eq!(push.course(), Course::of(2));
    assert_eq!(told(&mut push, done("a")), [start("c")]);
    assert_eq!((push.course().wave, push.state()), (2, PushState::Running));
}

#[test]
fn a_gate_that_is_opened_by_hand_opens_by_nothing_else_and_once() {
    let mut push = coordinator(&json!({ "gate": "hand" }), &[&["a"], &["b"], &["c"]]);
    told(&mut push, Start);
    assert_eq!(told(&mut push, done("a")), []);
    assert_eq!((push.state(), push.due()), (PushState::Waiting, None));
    assert!(push.is_at_rest());
    assert_eq!(push.handle(Start, Millis(u64::MAX)), []);
    let go_on = || resume(PushState::Waiting, 1);
    assert_eq!(told(&mut push, go_on()), [start("b")]);
    told(&mut push, done("b"));
    // The request comes a second time, after its answer was lost.
    assert_eq!(told(&mut push, go_on()), []);
    assert_eq!((push.state(), push.course().wave), (PushState::Waiting, 2));
}

#[test]
fn a_gate_opens_when_its_time_has_come_or_by_hand() {
    let rollout = json!({ "gate": { "wait": { "seconds": 60 } } });
    for by_hand in [false, true] {
        let mut push = coordinator(&rollout, &[&["a"], &["b"]]);
        push.handle(Start, Millis(0));
        assert_eq!(push.due(), None);
        push.handle(done("a"), Millis(5_000));
        let due = Millis(65_000);
        assert_eq!((push.state(), push.due()), (PushState::Waiting, Some(due)));
        assert_eq!(push.handle(Start, Millis(64_999)), []);
        let commands = if by_hand {
            push.handle(resume(PushState::Waiting, 1), Millis(64_999))
        } else {
            push.handle(Start, due)
        };
        assert_eq!(commands, [start("b")]);
        assert_eq!(push.due(), None);
    }
}

#[test]
fn a_push_halts_when_more_orgs_fail_than_may() {
    let rollout = json!({ "tolerance": { "orgs": 1 } });
    let mut push = coordinator(&rollout, &[&["a", "b", "c"], &["d"]]);
    told(&mut push, Start);
    told(&mut push, entered("c", OrgState::Writing));
    told(&mut push, failed("a"));
    assert_eq!(push.state(), PushState::Running);
    told(&mut push, failed("b"));
    assert_eq!(push.state(), PushState::Halted);
    assert!(!push.is_at_rest(), "an org is at work");
    // What is at work goes on, also after a restart.
    assert_eq!(told(&mut push, Start), [start("c")]);
    assert_eq!(told(&mut push, done("c")), []);
    assert_eq!((push.state(), push.is_at_rest()), (PushState::Halted, true));
    assert_eq!(told(&mut push, resume(PushState::Paused, 1)), []);
    assert_eq!(told(&mut push, resume(PushState::Halted, 1)), [start("d")]);
    told(&mut push, done("d"));
    assert_eq!(push.state(), PushState::Failed);
}

#[test]
fn an_org_whose_customer_is_at_work_is_no_reason_to_halt() {
    let mut push = coordinator(&json!({ "tolerance": { "orgs": 0 } }), &[&["a", "b", "c"]]);
    let counts = |outcomes: &[Outcome]| {
        let mut counts = OutcomeCounts::default();
        for outcome in outcomes {
            counts.add(*outcome);
        }
        counts
    };
    let end = |id: &str, counts| Ended(org(id), OrgState::Failed, counts, String::new());
    told(&mut push, end("a", counts(&[Outcome::ChangedSincePreview])));
    assert_eq!(push.state(), PushState::Running);
    let unsure = counts(&[Outcome::ChangedSincePreview, Outcome::Unverified]);
    told(&mut push, end("b", unsure));
    assert_eq!(push.state(), PushState::Halted);
}

#[test]
fn failures_that_were_accepted_count_no_more() {
    let rollout = json!({ "tolerance": { "percent": 25 }, "gate": "hand" });
    let mut push = coordinator(&rollout, &[&["a", "b", "c", "d"], &["e"]]);
    told(&mut push, failed("a"));
    told(&mut push, failed("b"));
    assert_eq!(push.state(), PushState::Halted);
    let again = [start("c"), start("d")];
    assert_eq!(told(&mut push, resume(PushState::Halted, 1)), again);
    told(&mut push, failed("c"));
    assert_eq!(
        (push.state(), push.course().accepted),
        (PushState::Running, 2)
    );
    told(&mut push, failed("d"));
    assert_eq!(push.state(), PushState::Halted);
    // Going on after a halt is one decision, the gate is another.
    assert_eq!(told(&mut push, resume(PushState::Halted, 1)), []);
    assert_eq!(push.state(), PushState::Waiting);
    assert_eq!(told(&mut push, resume(PushState::Waiting, 1)), [start("e")]);
}

#[test]
fn a_push_whose_orgs_have_all_begun_has_nothing_to_halt() {
    let mut push = coordinator(&json!({ "tolerance": { "orgs": 0 } }), &[&["a", "b"]]);
    told(&mut push, entered("b", OrgState::Reading));
    told(&mut push, failed("a"));
    assert_eq!(push.state(), PushState::Running);
}

#[test]
fn a_pause_reaches_what_has_begun_and_going_on_starts_it_again() {
    let mut push = coordinator(&json!({}), &[&["a", "b", "c"], &["d"]]);
    told(&mut push, Start);
    told(&mut push, entered("a", OrgState::Writing));
    told(&mut push, done("c"));
    let pauses = ["a", "b"].map(|id| PauseOrg(org(id)));
    assert_eq!(told(&mut push, Pause), pauses);
    assert_eq!(
        (push.state(), push.is_at_rest()),
        (PushState::Paused, false)
    );
    assert_eq!(told(&mut push, Start), pauses);
    told(&mut push, entered("a", OrgState::Paused));
    assert!(push.is_at_rest());
    let commands = push.handle(resume(PushState::Paused, 1), Millis(0));
    assert_eq!(commands, [Show(org("a")), start("a"), start("b")]);
    let of = |id: &str| push.org(&org(id)).unwrap().state;
    assert_eq!(
        (of("a"), push.state()),
        (OrgState::Waiting, PushState::Running)
    );
}

#[test]
fn a_push_that_is_paused_opens_no_gate_and_can_be_stopped() {
    let rollout = json!({ "gate": { "wait": { "seconds": 1 } } });
    let mut push = coordinator(&rollout, &[&["a"], &["b"]]);
    told(&mut push, Start);
    told(&mut push, Pause);
    told(&mut push, done("a"));
    assert_eq!((push.state(), push.due()), (PushState::Paused, None));
    assert_eq!(push.handle(Start, Millis(9_000)), []);
    let mut gone_on = push.clone();
    let commands = gone_on.handle(resume(PushState::Paused, 1), Millis(9_000));
    assert_eq!(commands, [start("b")]);
    assert_eq!(told(&mut push, Stop), [start("b"), stop("b")]);
    assert_eq!(told(&mut push, Pause), []);
    assert_eq!(push.state(), PushState::Stopping);
}
