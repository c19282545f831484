//! Starting pushes and looking at them.

use std::collections::BTreeMap;

use futures_executor::block_on;
use futures_util::future::join;
use orgcast_shared::api::{NodeRecord, Org, ProblemCode, Push, PushDetail, SnapshotList};
use orgcast_shared::content::{Entry, Extra, Facts, FolderNode, ItemKind};
use orgcast_shared::id::{AccessId, Digest, ItemName, Millis, OrgId};
use orgcast_shared::select::{Choices, Class, Destinations, Options, Policy, Ruling, Selection};
use serde_json::{Value, json};

use super::tests::{head, problem, send, signed_in, with};
use super::{Answer, Head, Method, Served, serve};
use crate::ask::PushAsk;
use crate::planning::prepare;
use crate::platform::Platform;
use crate::store::orgs::StoredOrg;
use crate::store::snapshots::NewSnapshot;
use crate::store::{nodes, orgs, snapshots};
use crate::testing::TestPlatform;
use crate::vault::Sealed;

pub(super) fn org(id: &str) -> OrgId {
    OrgId::new(id).unwrap()
}

/// A library of one search.
pub(super) fn library(content: &str) -> FolderNode {
    let name = ItemName::new("Search").unwrap();
    let digest = Digest::of(content.as_bytes());
    let search = Entry::leaf(name, ItemKind::Search, digest, Extra::default());
    FolderNode::new("", vec![search])
}

/// Connects an org that has been read.
pub(super) fn add(platform: &TestPlatform, id: &str, content: &str) {
    let stored = StoredOrg {
        id: org(id),
        name: id.into(),
        endpoint: "sandbox".into(),
        access_id: AccessId::new(id).unwrap(),
        sealed_key: Sealed::stored(String::new()),
        protected: false,
        base: None,
    };
    block_on(orgs::add(platform.db(), &stored)).unwrap();
    save(platform, &stored, content, Millis(1));
}

/// Reads an org once more.
pub(super) fn read_again(platform: &TestPlatform, id: &str, content: &str) {
    let stored = block_on(orgs::get(platform.db(), &org(id))).unwrap();
    save(platform, &stored.unwrap(), content, platform.now());
}

fn save(platform: &TestPlatform, stored: &StoredOrg, content: &str, taken_at: Millis) {
    let root = library(content);
    let record = NodeRecord {
        digest: root.digest(),
        node: (&root).into(),
    };
    let snapshot = NewSnapshot {
        taken_at,
        root: root.digest(),
        items: 1,
        facts: Facts::default(),
        connections: Vec::new(),
        base: None,
    };
    block_on(nodes::save(platform.db(), platform.bodies(), &[record])).unwrap();
    block_on(snapshots::save(platform.db(), stored, &snapshot)).unwrap();
}

/// A source and targets that all differ, and the cookie of a session.
pub(super) fn world(targets: usize) -> (TestPlatform, String) {
    let (platform, cookie) = signed_in();
    add(&platform, "source", "new");
    for target in 0..targets {
        add(&platform, &format!("target{target}"), &target.to_string());
    }
    (platform, cookie)
}

pub(super) fn to(destinations: Destinations) -> Choices {
    Choices {
        source: org("source"),
        selection: Selection::everything(),
        destinations,
        options: Options::default(),
        policy: Policy::default(),
        only: BTreeMap::new(),
    }
}

/// The request that starts this push.
pub(super) fn asked(platform: &TestPlatform, choices: &Choices, key: &str) -> Value {
    let planning = block_on(prepare(platform, choices)).unwrap();
    let plan = planning.plan().unwrap().digest();
    json!({ "choices": choices, "plan": plan, "idempotencyKey": key })
}

pub(super) fn post(cookie: &str) -> Head {
    with(cookie, head(Method::Post, "/api/pushes"))
}

pub(super) fn started(answer: &Answer) -> Push {
    assert_eq!(
        answer.status,
        201,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    serde_json::from_slice(&answer.body).unwrap()
}

#[test]
fn a_repeated_request_is_the_same_push_and_another_one_is_refused() {
    let (platform, cookie) = world(2);
    let both = asked(&platform, &to(Destinations::default()), "key");
    let one = Destinations::These {
        orgs: [org("target1")].into(),
    };
    let one = asked(&platform, &to(one), "key");
    let first = started(&send(&platform, &post(&cookie), &both));
    let again = started(&send(&platform, &post(&cookie), &both));
    assert_eq!(first, again);
    let other = send(&platform, &post(&cookie), &one);
    assert_eq!(problem(&other), ProblemCode::Conflict);
}

#[test]
fn of_two_pushes_with_one_key_at_the_same_time_one_is_refused() {
    let (platform, cookie) = world(2);
    let to_one = |id: &str| {
        let orgs = [org(id)].into();
        asked(&platform, &to(Destinations::These { orgs }), "key")
    };
    let post = post(&cookie);
    let start = async |body: Value| {
        let body = body.to_string().into_bytes();
        match serve(&platform, &post, async || Ok(body)).await {
            Served::Answer(answer) => answer.status,
            Served::Live(_) => 0,
        }
    };
    let race = join(start(to_one("target0")), start(to_one("target1")));
    let (one, other) = block_on(race);
    assert_eq!((one.min(other), one.max(other)), (201, 409));
    let race = join(start(to_one("target0")), start(to_one("target0")));
    assert!(matches!(block_on(race), (201, 201) | (409, 409)));
}

#[test]
fn what_a_start_costs_does_not_grow_with_the_orgs() {
    let cost = |targets| {
        let (platform, cookie) = world(targets);
        let body = asked(&platform, &to(Destinations::default()), "key");
        let before = platform.db().statements();
        let push = started(&send(&platform, &post(&cookie), &body));
        assert_eq!(push.orgs, targets as u64);
        platform.db().statements() - before
    };
    assert_eq!(cost(60), cost(2));
}

#[test]
fn opening_a_push_that_never_began_has_it_begin() {
    let (platform, cookie) = world(1);
    let choices = to(Destinations::default());
    let body = asked(&platform, &choices, "key");
    let push = started(&send(&platform, &post(&cookie), &body));
    platform.push_asks.borrow_mut().clear();
    let path = format!("/api/pushes/{}", push.id);
    let answer = send(
        &platform,
        &with(&cookie, head(Method::Get, &path)),
        &json!({}),
    );
    let detail: PushDetail = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!((detail.push, detail.choices), (push, choices));
    let asks = platform.push_asks.borrow();
    assert!(matches!(asks[..], [(_, PushAsk::Start)]), "{asks:?}");
}

#[test]
fn a_plan_that_exceeds_budgets_of_its_policy_is_refused_with_each_of_them() {
    let (platform, cookie) = world(2);
    let within = |orgs, replaced| {
        let mut choices = to(Destinations::default());
        choices.policy.budgets.orgs = Some(orgs);
        choices.policy.budgets.replaced = Some(replaced);
        choices
    };
    let body = asked(&platform, &within(1, 0), "key");
    let answer = send(&platform, &post(&cookie), &body);
    assert_eq!(
        (answer.status, problem(&answer)),
        (422, ProblemCode::OverBudget)
    );
    let said = String::from_utf8(answer.body).unwrap();
    for words in [
        "write to 2 organizations, and its budget is 1;",
        "replace 2 items, and its budget is 0.",
    ] {
        assert!(said.contains(words), "{said}");
    }
    assert!(platform.push_asks.borrow().is_empty());
    let body = asked(&platform, &within(2, 2), "key");
    started(&send(&platform, &post(&cookie), &body));
}

#[test]
fn a_policy_is_remembered_with_its_push() {
    let (platform, cookie) = world(2);
    let mut choices = to(Destinations::default());
    choices.policy.classes = [(Class::Unknown, Ruling::Keep)].into();
    choices.policy.budgets.replaced = Some(0);
    let body = asked(&platform, &choices, "key");
    let push = started(&send(&platform, &post(&cookie), &body));
    assert_eq!((push.planned.keep, push.planned.writes()), (2, 0));
    let path = format!("/api/pushes/{}", push.id);
    let answer = send(
        &platform,
        &with(&cookie, head(Method::Get, &path)),
        &json!({}),
    );
    let detail: PushDetail = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(detail.choices, choices);
}

#[test]
fn nothing_is_planned_for_an_org_that_is_protected() {
    let (platform, cookie) = world(2);
    let change = with(&cookie, head(Method::Patch, "/api/orgs/target0"));
    let answer = send(&platform, &change, &json!({ "protected": true }));
    let changed: Org = serde_json::from_slice(&answer.body).unwrap();
    assert!(changed.protected);
    let get = with(&cookie, head(Method::Post, "/api/snapshots"));
    let answer = send(&platform, &get, &json!({}));
    let list: SnapshotList = serde_json::from_slice(&answer.body).unwrap();
    let protected = list.snapshots.into_iter().filter(|s| s.protected);
    let protected: Vec<_> = protected.map(|s| s.org).collect();
    assert_eq!(protected, [org("target0")]);
    let body = asked(&platform, &to(Destinations::default()), "key");
    let push = started(&send(&platform, &post(&cookie), &body));
    assert_eq!((push.planned.blocked, push.planned.replace), (1, 1));
}
