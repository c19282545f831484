use futures_executor::block_on;
use orgcast_shared::api::OrgStatus;
use orgcast_shared::id::{AccessId, Millis, OrgId};
use orgcast_shared::sumo::{ApiAnswer, TransportFault, connections};
use serde_json::{Value, json};

use super::{Agent, Gate, Job, Login, Queue, Switch, quiet, run, try_out};
use crate::ask::Trial;
use crate::platform::Platform;
use crate::problem::EdgeError;
use crate::store::memory::Memory;
use crate::store::orgs::{self, StoredOrg};
use crate::store::{self, Statement, reads, snapshots};
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

pub(super) fn script(platform: &TestPlatform, answers: impl IntoIterator<Item = (u16, Value)>) {
    let answers = answers
        .into_iter()
        .map(|(status, body)| Ok(answer(status, &body)));
    platform.answers.borrow_mut().extend(answers);
}

/// An agent of an org that is connected.
pub(super) fn agent() -> (Agent<TestPlatform, Memory>, OrgId) {
    let platform = TestPlatform::new();
    let id = OrgId::new("a").unwrap();
    let vault = &platform.settings().vault;
    let org = StoredOrg {
        id: id.clone(),
        name: "A".into(),
        endpoint: "sandbox".into(),
        access_id: AccessId::new("1").unwrap(),
        sealed_key: vault.seal(Purpose::AccessKey, &id, "key", [3; 12]).unwrap(),
        protected: false,
        base: None,
    };
    block_on(orgs::add(platform.db(), &org)).unwrap();
    let agent = Agent {
        platform,
        own: Memory::empty(),
        gate: Gate::default(),
        switch: Switch::default(),
    };
    (agent, id)
}

pub(super) fn add(agent: &Agent<TestPlatform, Memory>, org: &OrgId, job: &Job) {
    let queue = block_on(Queue::open(&agent.own)).unwrap();
    block_on(queue.add(org, job)).unwrap();
}

/// Works until nothing is due any more.
pub(super) fn work(agent: &Agent<TestPlatform, Memory>) {
    while let Some(due) = block_on(run(agent)).unwrap() {
        assert!(due <= agent.platform.now(), "nothing failed");
    }
}

/// Waits until something is due, and does it.
pub(super) fn work_later(agent: &Agent<TestPlatform, Memory>) -> Result<Option<Millis>, EdgeError> {
    let queue = block_on(Queue::open(&agent.own)).unwrap();
    let due = block_on(queue.next()).unwrap().expect("a job");
    block_on(agent.platform.sleep_until(due));
    block_on(run(agent))
}

pub(super) fn sql(agent: &Agent<TestPlatform, Memory>, statement: &'static str) {
    block_on(store::run(agent.platform.db(), Statement::new(statement))).unwrap();
}

pub(super) fn empty_library() -> Vec<(u16, Value)> {
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
    work(&agent);
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
fn the_end_of_a_job_is_noted_for_the_next_object_and_a_lost_one_is_not() {
    let (agent, org) = agent();
    let noted = || block_on(quiet::end(&agent.own)).unwrap();
    script(&agent.platform, empty_library());
    add(&agent, &org, &Job::Read);
    work(&agent);
    assert_eq!(noted(), Some(agent.platform.now()));
    sql(&agent, "DROP TABLE orgs");
    add(&agent, &org, &Job::Read);
    assert!(block_on(run(&agent)).is_err());
    assert_eq!(noted(), None);
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
    assert!(block_on(orgs::change_login(db, &stored, orgs::Change::default())).unwrap());
    block_on(reads::begin(
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

#[test]
fn an_org_that_asks_to_be_left_alone_is_called_by_nobody_meanwhile() {
    let (agent, org) = agent();
    let (platform, gate) = (&agent.platform, &agent.gate);
    let stored = block_on(orgs::get(platform.db(), &org)).unwrap().unwrap();
    let login = Login::open(platform, &stored).unwrap();
    let mut busy = answer(429, &json!({}));
    busy.retry_after = Some(Millis::from_secs(7));
    platform.answers.borrow_mut().push_back(Ok(busy));
    script(platform, [(200, json!({ "data": [] }))]);
    let request = connections::list(None);
    let call = || block_on(gate.call(platform, &login, &request)).map(|answer| answer.status);
    assert_eq!(call(), Ok(429));
    platform.advance(3_000);
    let left = Millis::from_secs(4);
    assert_eq!(call(), Err(TransportFault::LeftAlone(left)));
    platform.advance(4_000);
    assert_eq!(call(), Ok(200));
    assert_eq!(platform.calls.borrow().len(), 2);
}
