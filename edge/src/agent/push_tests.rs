use futures_executor::block_on;
use futures_util::FutureExt;
use orgcast_shared::api::{LogLevel, OrgStatus};
use orgcast_shared::history::{OrgState, Outcome, PushState};
use orgcast_shared::id::{Digest, OrgId, PushId};
use orgcast_shared::push::JournalEntry;
use serde_json::{Value, json};

use super::tests::{add, agent, empty_library, script, sql, work, work_later};
use super::{Agent, Job, Queue, Queued, append, run};
use crate::ask::{OrgReport, PushAsk, PushOrder};
use crate::drive::Interrupt;
use crate::platform::Platform;
use crate::store::memory::Memory;
use crate::store::{bodies, orgs, pushes, reads, snapshots};
use crate::testing::{TestPlatform, store_push};

pub(super) fn push() -> PushId {
    PushId::new("p").unwrap()
}

/// A push that was started, with what there is to do in the agent's org.
pub(super) fn order(agent: &Agent<TestPlatform, Memory>, actions: &[(&str, &str)]) -> Job {
    let cell = |(path, action): &(&str, &str)| {
        json!({ "path": path, "kind": "search", "action": action,
                "source": Digest::of(b"s"), "target": null })
    };
    let cells: Vec<Value> = actions.iter().map(cell).collect();
    let order = json!({ "version": 5, "options": {}, "cells": cells, "connections": [] });
    let text = order.to_string().into_bytes();
    let order = Digest::of(&text);
    let platform = &agent.platform;
    let saved = bodies::save(platform.db(), platform.bodies(), vec![(order, text)]);
    block_on(saved).unwrap();
    store_push(platform, &push(), &["a"], order);
    let (push, source) = (push(), OrgId::new("source").unwrap());
    Job::Push(PushOrder {
        push,
        source,
        order,
    })
}

pub(super) fn reports(agent: &Agent<TestPlatform, Memory>) -> Vec<OrgReport> {
    let asks = agent.platform.push_asks.borrow();
    let report = |(_, ask): &(PushId, PushAsk)| match ask {
        PushAsk::Report(report) => report.clone(),
        other => panic!("{other:?}"),
    };
    asks.iter().map(report).collect()
}

pub(super) fn end(agent: &Agent<TestPlatform, Memory>) -> (OrgState, Vec<Outcome>) {
    let end = reports(agent).pop().expect("a report").end.expect("an end");
    let outcomes = end.cells.iter().map(|cell| cell.outcome).collect();
    (end.state, outcomes)
}

/// Marks the push as stopped, as it is before any agent is told.
pub(super) fn stop(agent: &Agent<TestPlatform, Memory>) {
    let db = agent.platform.db();
    let mut found = block_on(pushes::get(db, &push())).unwrap().unwrap().push;
    found.state = PushState::Stopping;
    block_on(pushes::update(db, &found, &[])).unwrap();
}

#[test]
fn a_push_with_nothing_to_write_only_reads() {
    let (agent, org) = agent();
    let job = order(&agent, &[("/a", "nothing"), ("/b", "nothing")]);
    add(&agent, &org, &job);
    script(&agent.platform, empty_library());
    work(&agent);
    assert_eq!(agent.platform.calls.borrow().len(), empty_library().len());
    assert_eq!(end(&agent), (OrgState::Done, vec![Outcome::Same; 2]));
}

#[test]
fn a_stop_that_comes_before_the_push_is_heard() {
    let (agent, org) = agent();
    let job = order(&agent, &[("/a", "create")]);
    stop(&agent);
    agent.switch.interrupt(&push(), Interrupt::Stop);
    add(&agent, &org, &job);
    work(&agent);
    assert!(agent.platform.calls.borrow().is_empty());
    assert_eq!(end(&agent), (OrgState::Stopped, vec![Outcome::Stopped]));
}

#[test]
fn a_stop_that_comes_while_a_push_begins_is_heard() {
    for waits in 1.. {
        let (agent, org) = agent();
        let job = order(&agent, &[("/a", "create")]);
        add(&agent, &org, &job);
        agent.platform.db().answer_late(true);
        let mut running = Box::pin(run(&agent));
        if (0..waits).any(|_| running.as_mut().now_or_never().is_some()) {
            assert!(waits > 1, "a stop came in every wait");
            return;
        }
        assert!(agent.platform.calls.borrow().is_empty());
        agent.platform.db().answer_late(false);
        stop(&agent);
        agent.switch.interrupt(&push(), Interrupt::Stop);
        block_on(running).unwrap();
        assert!(agent.platform.calls.borrow().is_empty(), "after {waits}");
        work(&agent);
        assert_eq!(end(&agent), (OrgState::Stopped, vec![Outcome::Stopped]));
    }
}

#[test]
fn a_push_to_an_org_that_is_gone_fails_its_cells() {
    let (agent, org) = agent();
    let job = order(&agent, &[("/a", "create"), ("/b", "nothing")]);
    sql(&agent, "DELETE FROM orgs");
    add(&agent, &org, &job);
    work(&agent);
    assert_eq!(
        end(&agent),
        (OrgState::Failed, vec![Outcome::Failed, Outcome::Same])
    );
}

#[test]
fn a_push_whose_order_is_missing_fails() {
    let (agent, org) = agent();
    let Job::Push(mut order) = order(&agent, &[("/a", "create")]) else {
        panic!("a push")
    };
    order.order = Digest::of(b"missing");
    add(&agent, &org, &Job::Push(order));
    work(&agent);
    assert_eq!(end(&agent), (OrgState::Failed, vec![]));
}

#[test]
fn a_push_that_has_ended_here_is_not_carried_out_again() {
    let (agent, org) = agent();
    let job = order(&agent, &[("/a", "create")]);
    add(&agent, &org, &job);
    let no = (401, json!({}));
    script(&agent.platform, (0..9).map(|_| no.clone()));
    work(&agent);
    let calls = agent.platform.calls.borrow().len();
    assert!(calls > 0);
    // As the coordinator does with the report.
    sql(&agent, "UPDATE push_orgs SET state = 'failed'");
    let told = reports(&agent).len();
    add(&agent, &org, &job);
    work(&agent);
    assert_eq!(agent.platform.calls.borrow().len(), calls);
    assert_eq!(reports(&agent).len(), told);
}

#[test]
fn an_end_that_cannot_be_told_is_told_later_without_a_second_run() {
    let (agent, org) = agent();
    let job = order(&agent, &[("/a", "create")]);
    add(&agent, &org, &job);
    script(&agent.platform, empty_library());
    agent.platform.deaf_pushes.set(usize::MAX);
    assert!(block_on(run(&agent)).is_err());
    let calls = agent.platform.calls.borrow().len();
    assert!(calls > 0);
    let mut tries = vec![agent.platform.now()];
    for _ in 0..7 {
        // An ask that is repeated meanwhile changes nothing.
        add(&agent, &org, &job);
        assert!(work_later(&agent).is_err());
        tries.push(agent.platform.now());
    }
    let pauses: Vec<u64> = tries.windows(2).map(|t| (t[1] - t[0]).0 / 1_000).collect();
    assert_eq!(pauses, [0, 5, 10, 20, 40, 60, 60]);
    agent.platform.deaf_pushes.set(0);
    assert_eq!(work_later(&agent).unwrap(), None);
    assert_eq!(agent.platform.calls.borrow().len(), calls);
    assert_eq!(reports(&agent).len(), 1);
    assert_eq!(end(&agent).0, OrgState::Failed);
    // What couldn't be told during the run comes with the end.
    let report = reports(&agent).remove(0);
    assert_eq!(report.state, Some(OrgState::Verifying));
    let stages = report
        .log
        .iter()
        .filter(|line| line.level == LogLevel::Info);
    let stages: Vec<&str> = stages.map(|line| line.message.as_str()).collect();
    assert_eq!(
        stages,
        [
            "Reading what the organization holds",
            "Stored what it holds, so that it can be brought back",
            "Writing",
            "Checking what was written by reading it back",
            "Ended: 1 failed",
        ]
    );
}

#[test]
fn a_snapshot_that_cannot_be_saved_is_no_reason_to_write_again() {
    let (agent, org) = agent();
    let job = order(&agent, &[("/a", "create")]);
    add(&agent, &org, &job);
    sql(
        &agent,
        "CREATE TRIGGER broken BEFORE INSERT ON snapshots BEGIN SELECT RAISE(FAIL, 'no'); END",
    );
    // The item's body is missing, so nothing is written, and what is there is read back.
    let read = || empty_library().into_iter();
    script(&agent.platform, read().chain(read()));
    assert!(block_on(run(&agent)).unwrap().is_some());
    let calls = agent.platform.calls.borrow().len();
    assert_eq!(calls, 8);
    assert_eq!(end(&agent), (OrgState::Failed, vec![Outcome::Failed]));
    sql(&agent, "DROP TRIGGER broken");
    script(&agent.platform, read());
    work(&agent);
    assert_eq!(agent.platform.calls.borrow().len(), calls + 4);
    let newest = snapshots::newest(agent.platform.db(), None);
    assert_eq!(block_on(newest).unwrap().len(), 1);
}

#[test]
fn a_job_that_never_comes_to_its_end_is_given_up() {
    let (agent, org) = agent();
    let job = order(&agent, &[("/a", "create"), ("/b", "create")]);
    add(&agent, &org, &job);
    add(&agent, &org, &Job::Read);
    let queue = block_on(Queue::open(&agent.own)).unwrap();
    // The runtime ends each time, once after a write was announced.
    let interrupted = || -> Queued {
        let due = block_on(queue.next()).unwrap().expect("a job");
        block_on(agent.platform.sleep_until(due));
        block_on(queue.begin(due)).unwrap().expect("a job")
    };
    for write in 0..Queued::MAX_BEGINNINGS {
        let job = interrupted();
        if write == 0 {
            let paths = vec!["/b".parse().unwrap()];
            block_on(append(
                &agent.own,
                job.seq,
                &JournalEntry::Intent { write: 0, paths },
            ))
            .unwrap();
        }
    }
    work_later(&agent).unwrap();
    assert_eq!(
        end(&agent),
        (OrgState::Failed, vec![Outcome::Failed, Outcome::Unverified])
    );
    for _ in 0..Queued::MAX_BEGINNINGS {
        interrupted();
    }
    block_on(reads::begin(
        agent.platform.db(),
        std::slice::from_ref(&org),
        agent.platform.now(),
    ))
    .unwrap();
    assert_eq!(work_later(&agent).unwrap(), None);
    let status = block_on(orgs::list(agent.platform.db()))
        .unwrap()
        .remove(0)
        .status;
    assert!(matches!(status, OrgStatus::Failed(_)), "{status:?}");
    assert!(agent.platform.calls.borrow().is_empty());
}

#[test]
fn what_a_failed_try_could_not_tell_comes_with_the_end() {
    let (agent, org) = agent();
    let job = order(&agent, &[("/a", "create")]);
    add(&agent, &org, &job);
    sql(
        &agent,
        "CREATE TRIGGER broken BEFORE INSERT ON nodes BEGIN SELECT RAISE(FAIL, 'no'); END",
    );
    agent.platform.deaf_pushes.set(usize::MAX);
    let busy = (429, json!({}));
    script(&agent.platform, [busy].into_iter().chain(empty_library()));
    assert!(block_on(run(&agent)).is_err());
    sql(&agent, "DROP TRIGGER broken");
    agent.platform.deaf_pushes.set(0);
    let refused = (403, json!({}));
    script(&agent.platform, (0..9).map(|_| refused.clone()));
    work_later(&agent).unwrap();
    work(&agent);
    let lines: Vec<_> = reports(&agent).into_iter().flat_map(|r| r.log).collect();
    let again = lines.iter().filter(|l| l.message.contains("trying again"));
    assert_eq!(again.count(), 1, "{lines:?}");
}
