use futures_executor::block_on;
use orgcast_shared::api::OrgStatus;
use orgcast_shared::history::{OrgState, Outcome};
use orgcast_shared::id::{AccessId, Digest, OrgId, PushId};
use orgcast_shared::sumo::ApiAnswer;
use serde_json::{Value, json};

use super::{Agent, Gate, Job, Login, Queue, StopSwitch, run, try_out};
use crate::ask::{PushAsk, PushOrder, Trial};
use crate::platform::Platform;
use crate::store::memory::Memory;
use crate::store::orgs::{self, StoredOrg};
use crate::store::{bodies, snapshots};
use crate::testing::TestPlatform;
use crate::vault::{Purpose, Sealed};

fn answer(status: u16, body: &Value) -> ApiAnswer {
    ApiAnswer {
        status,
        content_type: "application/json".into(),
        location: None,
        retry_after: None,
        body: body.to_string().into_bytes(),
    }
}

fn script(platform: &TestPlatform, answers: impl IntoIterator<Item = (u16, Value)>) {
    let answers = answers
        .into_iter()
        .map(|(status, body)| Ok(answer(status, &body)));
    platform.answers.borrow_mut().extend(answers);
}

/// An agent of an org that is connected.
fn agent() -> (Agent<TestPlatform, Memory>, OrgId) {
    let platform = TestPlatform::new();
    let id = OrgId::new("a").unwrap();
    let vault = &platform.settings().vault;
    let org = StoredOrg {
        id: id.clone(),
        name: "A".into(),
        endpoint: "sandbox".into(),
        access_id: AccessId::new("1").unwrap(),
        sealed_key: vault.seal(Purpose::AccessKey, &id, "key", [3; 12]).unwrap(),
    };
    block_on(orgs::add(platform.db(), &org)).unwrap();
    let agent = Agent {
        platform,
        own: Memory::empty(),
        gate: Gate::default(),
        stop: StopSwitch::default(),
    };
    (agent, id)
}

fn add(agent: &Agent<TestPlatform, Memory>, org: &OrgId, job: &Job) {
    let queue = block_on(Queue::open(&agent.own)).unwrap();
    block_on(queue.add(org, job)).unwrap();
}

fn empty_library() -> Vec<(u16, Value)> {
    vec![
        (
            200,
            json!({ "data": [{ "type": "WebhookConnection", "webhookType": "Slack",
                                 "id": "0A", "name": "SOC", "url": "https://secret.test/hook" }] }),
        ),
        (200, json!({ "id": "01" })),
        (200, json!({ "status": "Success" })),
        (200, json!({ "id": "0B", "children": [] })),
    ]
}

#[test]
fn a_read_ends_with_a_snapshot_whose_connections_are_sealed() {
    let (agent, org) = agent();
    script(&agent.platform, empty_library());
    add(&agent, &org, &Job::Read);
    assert!(!block_on(run(&agent)).unwrap());
    let db = agent.platform.db();
    let snapshot = block_on(snapshots::newest(db, None)).unwrap().remove(0);
    let known = snapshot.facts.connections.into_iter();
    let keys: Vec<_> = known.map(|fact| fact.key).collect();
    let sealed = block_on(snapshots::connections(db, &org, &keys)).unwrap();
    let [(_, sealed)] = &sealed[..] else {
        panic!("one connection")
    };
    assert!(!sealed.as_str().contains("secret.test"));
    let vault = &agent.platform.settings().vault;
    let opened = vault.open(Purpose::Connection, &org, sealed).unwrap();
    assert!(opened.contains("secret.test"));
    assert_eq!(
        block_on(orgs::list(db)).unwrap()[0].status,
        OrgStatus::Ready
    );
}

#[test]
fn a_read_that_fails_says_why_and_keeps_the_older_snapshot() {
    let (agent, org) = agent();
    script(&agent.platform, empty_library());
    add(&agent, &org, &Job::Read);
    block_on(run(&agent)).unwrap();
    let refused = json!({ "id": "E", "errors": [{ "code": "unauthorized", "message": "No." }] });
    script(&agent.platform, (0..9).map(|_| (401, refused.clone())));
    add(&agent, &org, &Job::Read);
    block_on(run(&agent)).unwrap();
    let found = block_on(orgs::list(agent.platform.db())).unwrap().remove(0);
    assert!(found.read_at.is_some());
    let OrgStatus::Failed(failure) = found.status else {
        panic!("{:?}", found.status)
    };
    assert!(
        failure.message.starts_with("The access key was refused"),
        "{}",
        failure.message
    );
}

#[test]
fn a_key_that_does_not_open_is_a_failure_and_not_a_crash() {
    let (agent, org) = agent();
    let db = agent.platform.db();
    let mut stored = block_on(orgs::get(db, &org)).unwrap().unwrap();
    stored.sealed_key = Sealed::stored("AAAA".into());
    assert!(block_on(orgs::change_login(db, &stored, None)).unwrap());
    block_on(crate::store::reads::begin(
        db,
        std::slice::from_ref(&org),
        agent.platform.now(),
    ))
    .unwrap();
    add(&agent, &org, &Job::Read);
    block_on(run(&agent)).unwrap();
    let status = block_on(orgs::list(db)).unwrap().remove(0).status;
    assert!(matches!(status, OrgStatus::Failed(_)), "{status:?}");
    assert!(agent.platform.calls.borrow().is_empty());
}

fn order(agent: &Agent<TestPlatform, Memory>, actions: &[(&str, &str)]) -> Job {
    let cell = |(path, action): &(&str, &str)| {
        json!({ "path": path, "kind": "search", "action": action,
                "source": Digest::of(b"s"), "target": null })
    };
    let cells: Vec<Value> = actions.iter().map(cell).collect();
    let order = json!({ "version": 1, "options": {}, "cells": cells, "connections": [] });
    let text = order.to_string().into_bytes();
    let digest = Digest::of(&text);
    let platform = &agent.platform;
    block_on(bodies::save(
        platform.db(),
        platform.bodies(),
        vec![(digest, text)],
    ))
    .unwrap();
    Job::Push(PushOrder {
        push: PushId::new("p").unwrap(),
        source: OrgId::new("source").unwrap(),
        order: digest,
    })
}

fn end(agent: &Agent<TestPlatform, Memory>) -> (OrgState, Vec<Outcome>) {
    let asks = agent.platform.push_asks.borrow();
    let Some((_, PushAsk::Report(report))) = asks.last() else {
        panic!("no report")
    };
    let end = report.end.as_ref().unwrap();
    (
        end.state,
        end.cells.iter().map(|cell| cell.outcome).collect(),
    )
}

#[test]
fn a_push_with_nothing_to_write_makes_no_call() {
    let (agent, org) = agent();
    let job = order(&agent, &[("/a", "nothing"), ("/b", "nothing")]);
    add(&agent, &org, &job);
    block_on(run(&agent)).unwrap();
    assert!(agent.platform.calls.borrow().is_empty());
    assert_eq!(end(&agent), (OrgState::Done, vec![Outcome::Same; 2]));
}

#[test]
fn a_push_that_was_stopped_before_its_turn_makes_no_call() {
    let (agent, org) = agent();
    let job = order(&agent, &[("/a", "create")]);
    add(&agent, &org, &job);
    let queue = block_on(Queue::open(&agent.own)).unwrap();
    block_on(queue.stop(&PushId::new("p").unwrap())).unwrap();
    block_on(run(&agent)).unwrap();
    assert!(agent.platform.calls.borrow().is_empty());
    assert_eq!(end(&agent), (OrgState::Stopped, vec![Outcome::Stopped]));
}

#[test]
fn a_push_to_an_org_that_is_gone_fails_its_cells() {
    let (agent, org) = agent();
    let job = order(&agent, &[("/a", "create"), ("/b", "nothing")]);
    block_on(orgs::delete(agent.platform.db(), &org)).unwrap();
    add(&agent, &org, &job);
    block_on(run(&agent)).unwrap();
    assert_eq!(
        end(&agent),
        (OrgState::Failed, vec![Outcome::Failed, Outcome::Same])
    );
}

#[test]
fn a_job_that_storage_fails_is_tried_again_and_given_up_in_the_end() {
    let (agent, org) = agent();
    let Job::Push(mut order) = order(&agent, &[("/a", "create")]) else {
        panic!("a push")
    };
    order.order = Digest::of(b"missing");
    add(&agent, &org, &Job::Push(order));
    for _ in 1..super::run::MAX_TRIES {
        assert!(block_on(run(&agent)).is_err());
    }
    assert!(!block_on(run(&agent)).unwrap());
    assert_eq!(end(&agent), (OrgState::Failed, vec![]));
}

#[test]
fn a_trial_tells_a_bad_key_from_a_bad_day() {
    let (agent, org) = agent();
    let platform = &agent.platform;
    let stored = block_on(orgs::get(platform.db(), &org)).unwrap().unwrap();
    let login = Login::open(platform, &stored).unwrap();
    let trial = |answers: Vec<(u16, Value)>| {
        platform.answers.borrow_mut().clear();
        script(platform, answers);
        block_on(try_out(platform, &agent.gate, &login))
    };
    let started = (200, json!({ "id": "01" }));
    assert_eq!(
        trial(vec![started.clone(), (200, json!({ "data": [] }))]),
        Trial::Accepted
    );
    let once_throttled = vec![
        (401, json!({})),
        started.clone(),
        (200, json!({ "data": [] })),
    ];
    assert_eq!(trial(once_throttled), Trial::Accepted);
    assert!(matches!(
        trial(vec![(401, json!({})); 2]),
        Trial::Refused(_)
    ));
    assert!(matches!(
        trial(vec![started, (403, json!({}))]),
        Trial::Refused(_)
    ));
    assert!(matches!(
        trial(vec![(503, json!({})); 2]),
        Trial::Unavailable(_)
    ));
    assert!(matches!(trial(Vec::new()), Trial::Unavailable(_)));
}
