//! A push that is paused, and goes on.

use futures_executor::block_on;
use futures_util::FutureExt;
use orgcast_shared::history::{OrgState, Outcome, PushState};
use orgcast_shared::id::{Digest, OrgId, PushId};
use orgcast_shared::push::JournalEntry;
use serde_json::{Value, json};

use super::base_tests::{TestAgent, content, library, search, written_library};
use super::tests::{add, agent, empty_library, script, work};
use super::{Job, Queue, Queued, append, run};
use crate::ask::{OrgReport, PushAsk, PushOrder};
use crate::drive::Interrupt;
use crate::platform::Platform;
use crate::store::{bodies, pushes};
use crate::testing::store_push;

fn push() -> PushId {
    PushId::new("p").unwrap()
}

/// A push that creates a lookup table and then a search, since searches may save to lookup tables.
fn order(agent: &TestAgent) -> (Job, [Value; 2]) {
    let lookup = json!({ "type": "LookupTableSyncDefinition", "name": "A", "description": "a",
                         "fields": [{ "fieldName": "a", "fieldType": "string" }],
                         "primaryKeys": ["a"], "ttl": 0,
                         "sizeLimitAction": "StopIncomingMessages" });
    let items = [lookup, search("B", "b")];
    let body = |item: &Value| {
        let body = item.to_string().into_bytes();
        (Digest::of(&body), body)
    };
    let cell = |item: &Value| {
        let kind = if item["name"] == "A" {
            "lookup"
        } else {
            "search"
        };
        json!({ "path": format!("/{}", item["name"].as_str().unwrap()), "kind": kind,
                "action": "create", "source": content(item), "target": null,
                "body": body(item).0 })
    };
    let cells: Vec<Value> = items.iter().map(cell).collect();
    let order = json!({ "version": 5, "options": {}, "cells": cells, "connections": [] });
    let text = order.to_string().into_bytes();
    let order = Digest::of(&text);
    let stored = items.iter().map(body).chain([(order, text)]).collect();
    let platform = &agent.platform;
    block_on(bodies::save(platform.db(), platform.bodies(), stored)).unwrap();
    store_push(platform, &push(), &["a"], order);
    let source = OrgId::new("source").unwrap();
    let job = PushOrder {
        push: push(),
        source,
        order,
    };
    (Job::Push(job), items)
}

/// Has the database say where the push stands, as it is before any agent is told.
fn stands(agent: &TestAgent, state: PushState) {
    let db = agent.platform.db();
    let mut found = block_on(pushes::get(db, &push())).unwrap().unwrap().push;
    found.state = state;
    block_on(pushes::update(db, &found, &[])).unwrap();
}

/// The answers to one import that succeeds.
fn import() -> [(u16, Value); 2] {
    [json!({ "id": "0D" }), json!({ "status": "Success" })].map(|answer| (200, answer))
}

fn imports(agent: &TestAgent) -> usize {
    let calls = agent.platform.calls.borrow();
    let starts = |call: &&String| call.starts_with("POST") && call.contains("/import");
    calls.iter().filter(starts).count()
}

fn reports(agent: &TestAgent) -> Vec<OrgReport> {
    let asks = agent.platform.push_asks.borrow();
    let report = |(_, ask): &(PushId, PushAsk)| match ask {
        PushAsk::Report(report) => report.clone(),
        other => panic!("{other:?}"),
    };
    asks.iter().map(report).collect()
}

fn outcomes(agent: &TestAgent) -> Vec<Outcome> {
    let end = reports(agent).pop().expect("a report").end.expect("an end");
    end.cells.iter().map(|cell| cell.outcome).collect()
}

fn next(agent: &TestAgent) -> bool {
    let queue = block_on(Queue::open(&agent.own)).unwrap();
    block_on(queue.next()).unwrap().is_some()
}

/// Runs the push until its first import has been started, and pauses it then. By the time it rests, the
/// database says that it stands like this.
fn pause_in_the_first_import(agent: &TestAgent, org: &OrgId, job: &Job, state: PushState) {
    add(agent, org, job);
    script(&agent.platform, empty_library());
    script(&agent.platform, import());
    agent.own.answer_late(true);
    let mut running = Box::pin(run(agent));
    while imports(agent) == 0 {
        assert!(running.as_mut().now_or_never().is_none(), "it ended");
    }
    agent.own.answer_late(false);
    stands(agent, state);
    agent.switch.interrupt(&push(), Interrupt::Pause);
    block_on(running).unwrap();
    assert_eq!(imports(agent), 1);
    assert!(
        agent.platform.answers.borrow().is_empty(),
        "the import ended"
    );
    let report = reports(agent).pop().unwrap();
    assert_eq!((report.state, report.end), (Some(OrgState::Paused), None));
}

#[test]
fn a_push_rests_between_two_writes_and_goes_on_with_what_is_left() {
    let (agent, org) = agent();
    let (job, items) = order(&agent);
    let before = library(std::slice::from_ref(&items[0]));
    pause_in_the_first_import(&agent, &org, &job, PushState::Paused);
    assert!(!next(&agent), "it is held");
    // Another job isn't held up.
    add(&agent, &org, &Job::Read);
    script(&agent.platform, before);
    work(&agent);
    assert!(agent.platform.answers.borrow().is_empty());
    assert!(!next(&agent), "it is still held");
    stands(&agent, PushState::Running);
    add(&agent, &org, &job);
    let before = library(std::slice::from_ref(&items[0]));
    let rest = before.into_iter().chain(import());
    let rest = rest.chain(written_library(&items));
    script(&agent.platform, rest);
    work(&agent);
    assert_eq!(imports(&agent), 2);
    assert_eq!(outcomes(&agent), [Outcome::Created; 2]);
}

#[test]
fn a_push_that_goes_on_before_it_came_to_rest_is_not_left_behind() {
    let (agent, org) = agent();
    let (job, items) = order(&agent);
    pause_in_the_first_import(&agent, &org, &job, PushState::Running);
    assert!(next(&agent));
    let first = std::slice::from_ref(&items[0]);
    let rest = library(first)
        .into_iter()
        .chain(import())
        .chain(written_library(&items));
    script(&agent.platform, rest);
    work(&agent);
    assert_eq!(outcomes(&agent), [Outcome::Created; 2]);
}

#[test]
fn a_push_that_is_stopped_while_it_rests_records_what_was_written() {
    let (agent, org) = agent();
    let (job, items) = order(&agent);
    pause_in_the_first_import(&agent, &org, &job, PushState::Paused);
    stands(&agent, PushState::Stopping);
    add(&agent, &org, &job);
    let read = || library(std::slice::from_ref(&items[0]));
    script(&agent.platform, read().into_iter().chain(read()));
    work(&agent);
    assert_eq!(imports(&agent), 1);
    assert_eq!(outcomes(&agent), [Outcome::Created, Outcome::Stopped]);
}

#[test]
fn a_push_that_is_paused_before_it_began_calls_nobody_however_often() {
    let (agent, org) = agent();
    let (job, items) = order(&agent);
    stands(&agent, PushState::Paused);
    for _ in 0..=Queued::MAX_BEGINNINGS {
        add(&agent, &org, &job);
        work(&agent);
        assert!(!next(&agent), "it is held");
    }
    assert!(agent.platform.calls.borrow().is_empty());
    let told = reports(&agent);
    assert!(
        told.iter()
            .all(|report| report.state == Some(OrgState::Paused))
    );
    stands(&agent, PushState::Running);
    add(&agent, &org, &job);
    let all = empty_library().into_iter().chain(import()).chain(import());
    script(&agent.platform, all.chain(written_library(&items)));
    work(&agent);
    assert_eq!(outcomes(&agent), [Outcome::Created; 2]);
}

#[test]
fn a_rest_that_cannot_be_told_is_told_later() {
    let (agent, org) = agent();
    let (job, _) = order(&agent);
    stands(&agent, PushState::Paused);
    add(&agent, &org, &job);
    agent.platform.deaf_pushes.set(1);
    assert!(block_on(run(&agent)).is_err());
    assert!(next(&agent) && reports(&agent).is_empty());
    super::tests::work_later(&agent).unwrap();
    assert!(!next(&agent));
    assert_eq!(reports(&agent).pop().unwrap().state, Some(OrgState::Paused));
}

#[test]
fn while_a_push_is_halted_only_what_has_begun_goes_on() {
    let (agent, org) = agent();
    let (job, _) = order(&agent);
    stands(&agent, PushState::Halted);
    add(&agent, &org, &job);
    work(&agent);
    assert!(agent.platform.calls.borrow().is_empty() && !next(&agent));
    assert!(reports(&agent).is_empty());
    let entry = JournalEntry::Intent {
        write: 0,
        paths: vec!["/A".parse().unwrap()],
    };
    block_on(append(&agent.own, 1, &entry)).unwrap();
    add(&agent, &org, &job);
    script(&agent.platform, empty_library());
    block_on(run(&agent)).unwrap();
    assert!(!agent.platform.calls.borrow().is_empty());
}
