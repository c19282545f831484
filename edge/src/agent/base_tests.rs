//! What the end of a push leaves behind of what Orgcast wrote in an org.

use futures_executor::block_on;
use orgcast_shared::api::Snapshot;
use orgcast_shared::content::{Connections, Definition, Entry, Nodes};
use orgcast_shared::history::{OrgState, Outcome};
use orgcast_shared::id::{Digest, ItemPath, OrgId, PushId};
use serde_json::{Value, json};

use super::tests::{add, agent, script, sql, work};
use super::{Agent, Job, run};
use crate::ask::{OrgEnd, PushAsk, PushOrder};
use crate::platform::Platform;
use crate::store::memory::Memory;
use crate::store::{bodies, nodes, orgs, snapshots};
use crate::testing::{TestPlatform, store_push};

pub(super) type TestAgent = Agent<TestPlatform, Memory>;

pub(super) fn search(name: &str, query: &str) -> Value {
    json!({ "type": "SavedSearchWithScheduleSyncDefinition", "name": name,
            "search": { "queryText": query, "defaultTimeRange": "-15m" } })
}

pub(super) fn content(search: &Value) -> Digest {
    let definition = Definition::new(search.clone()).unwrap();
    let portable = definition.into_portable(&Connections::default());
    portable.unwrap().digest
}

/// What an org answers that holds these searches and nothing else.
pub(super) fn library(searches: &[Value]) -> Vec<(u16, Value)> {
    let child =
        |search: &Value| json!({ "id": "0C", "name": search["name"], "itemType": "Search" });
    let children: Vec<Value> = searches.iter().map(child).collect();
    let export = json!({ "type": "FolderSyncDefinition", "name": "Admin Recommended",
                         "description": "", "children": searches });
    let (job, success) = (json!({ "id": "01" }), json!({ "status": "Success" }));
    [
        json!({ "data": [] }),
        job.clone(),
        success.clone(),
        json!({ "id": "0B", "children": children }),
        job,
        success,
        export,
    ]
    .map(|answer| (200, answer))
    .into()
}

/// The same, where something was just written: then it isn't listed.
pub(super) fn written_library(searches: &[Value]) -> Vec<(u16, Value)> {
    let mut answers = library(searches);
    answers.drain(1..4);
    answers
}

/// A push that expects these searches to be there already, and the others to be created.
fn order(agent: &TestAgent, push: &str, there: &[Value], absent: &[Value]) -> Job {
    let cell = |search: &Value, action: &str, target: Option<Digest>| {
        let path = format!("/{}", search["name"].as_str().unwrap());
        json!({ "path": path, "kind": "search", "action": action,
                "source": content(search), "target": target })
    };
    let there = there.iter().map(|s| cell(s, "nothing", Some(content(s))));
    let absent = absent.iter().map(|s| cell(s, "create", None));
    let mut cells: Vec<Value> = there.chain(absent).collect();
    cells.sort_by_key(|cell| cell["path"].to_string());
    let order = json!({ "version": 5, "options": {}, "cells": cells, "connections": [] });
    job(agent, push, &order)
}

/// A push with this order.
pub(super) fn job(agent: &TestAgent, push: &str, order: &Value) -> Job {
    let text = order.to_string().into_bytes();
    let order = Digest::of(&text);
    let platform = &agent.platform;
    let saved = bodies::save(platform.db(), platform.bodies(), vec![(order, text)]);
    block_on(saved).unwrap();
    let push = PushId::new(push).unwrap();
    store_push(platform, &push, &["a"], order);
    Job::Push(PushOrder {
        push,
        source: OrgId::new("source").unwrap(),
        order,
    })
}

pub(super) fn newest(agent: &TestAgent) -> Option<Snapshot> {
    let found = block_on(snapshots::newest(agent.platform.db(), None));
    found.unwrap().pop()
}

/// What is stored of the tree with this root.
pub(super) fn tree(agent: &TestAgent, root: Digest) -> Nodes {
    let (db, bucket) = (agent.platform.db(), agent.platform.bodies());
    let mut known = Nodes::default();
    block_on(nodes::complete(db, bucket, &mut known, &[root])).unwrap();
    known
}

/// The base's items by name.
fn base(agent: &TestAgent) -> Vec<(String, Digest)> {
    let Some(root) = newest(agent).and_then(|snapshot| snapshot.base) else {
        return Vec::new();
    };
    let known = tree(agent, root);
    let entry = |entry: &Entry| (entry.name.to_string(), entry.digest);
    known
        .get(&root)
        .unwrap()
        .entries
        .iter()
        .map(entry)
        .collect()
}

pub(super) fn end(agent: &TestAgent) -> OrgEnd {
    let asks = agent.platform.push_asks.borrow();
    let Some((_, PushAsk::Report(report))) = asks.last() else {
        panic!("{asks:?}")
    };
    report.end.clone().expect("an end")
}

fn outcomes(agent: &TestAgent) -> Vec<Outcome> {
    end(agent).cells.iter().map(|cell| cell.outcome).collect()
}

#[test]
fn what_is_known_to_be_stored_is_not_stored_again() {
    let (agent, org) = agent();
    let searches = [search("a", "one"), search("b", "two")];
    script(&agent.platform, library(&searches));
    add(&agent, &org, &Job::Read);
    work(&agent);
    for statement in [
        "CREATE TRIGGER nodes BEFORE INSERT ON nodes BEGIN SELECT RAISE(FAIL, 'no'); END",
        "CREATE TRIGGER bodies BEFORE INSERT ON bodies BEGIN SELECT RAISE(FAIL, 'no'); END",
    ] {
        sql(&agent, statement);
    }
    let before = agent.platform.bodies().puts();
    let taken_at = newest(&agent).map(|snapshot| snapshot.taken_at);
    script(&agent.platform, library(&searches));
    add(&agent, &org, &Job::Read);
    work(&agent);
    assert!(newest(&agent).map(|snapshot| snapshot.taken_at) > taken_at);
    assert_eq!(agent.platform.bodies().puts(), before);
}

/// What an agent knows of Admin Recommended may be of the org that another key leads to.
#[test]
fn a_known_folder_that_is_refused_is_no_reason_to_fail() {
    let (agent, org) = agent();
    let searches = [search("a", "one")];
    script(&agent.platform, library(&searches));
    add(&agent, &org, &Job::Read);
    work(&agent);
    let taken_at = newest(&agent).map(|snapshot| snapshot.taken_at);
    let mut other = library(&searches);
    other[3].1["id"] = json!("0F");
    let refused = json!({ "id": "E", "errors": [{ "code": "forbidden", "message": "No." }] });
    let refused = std::iter::repeat_n((403, refused), 1);
    script(&agent.platform, refused.chain(other));
    add(&agent, &org, &Job::Read);
    work(&agent);
    assert!(newest(&agent).map(|snapshot| snapshot.taken_at) > taken_at);
}

#[test]
fn a_push_adds_what_it_verified_to_the_base_and_a_read_adds_nothing() {
    let (agent, org) = agent();
    let (ours, own) = (search("Ours", "a"), search("Their own", "b"));
    script(&agent.platform, library(&[ours.clone(), own.clone()]));
    add(&agent, &org, &Job::Read);
    work(&agent);
    assert_eq!(base(&agent), []);

    let job = order(
        &agent,
        "p",
        std::slice::from_ref(&ours),
        &[search("Zzz lost", "c")],
    );
    add(&agent, &org, &job);
    // Its body is missing, so it isn't written, and then what is there is read back.
    let read = || library(&[ours.clone(), own.clone()]);
    let first = library(&[ours.clone(), own.clone()]);
    script(&agent.platform, first.into_iter().chain(read()));
    work(&agent);
    assert_eq!(outcomes(&agent), [Outcome::Same, Outcome::Failed]);
    let root = newest(&agent).map(|snapshot| snapshot.root);
    let told = end(&agent);
    assert!(root.is_some() && (told.before, told.after, told.base) == (root, root, None));
    let after = base(&agent);
    assert_eq!(after, [("Ours".to_owned(), content(&ours))]);

    let edited = search("Ours", "edited");
    script(&agent.platform, library(&[edited.clone(), own]));
    add(&agent, &org, &Job::Read);
    work(&agent);
    let root = newest(&agent).unwrap().root;
    let known = tree(&agent, root);
    let path: ItemPath = "/Ours".parse().unwrap();
    assert_eq!(
        known.find(&root, &path).unwrap()[0].digest,
        content(&edited)
    );
    assert_eq!(base(&agent), after);
}

#[test]
fn an_edit_between_comparing_and_reading_back_is_not_ours() {
    let (agent, org) = agent();
    let ours = search("Ours", "a");
    let job = order(
        &agent,
        "p",
        std::slice::from_ref(&ours),
        &[search("Zzz lost", "c")],
    );
    add(&agent, &org, &job);
    let edited = library(&[search("Ours", "edited")]);
    script(&agent.platform, library(&[ours]).into_iter().chain(edited));
    work(&agent);
    assert_eq!(outcomes(&agent), [Outcome::Same, Outcome::Failed]);
    assert_eq!(base(&agent), []);
}

#[test]
fn base_and_snapshot_are_saved_together_or_not_at_all() {
    let ours = search("Ours", "a");
    for trigger in [
        "CREATE TRIGGER broken BEFORE INSERT ON snapshots BEGIN SELECT RAISE(FAIL, 'no'); END",
        "CREATE TRIGGER broken BEFORE UPDATE OF base ON orgs BEGIN SELECT RAISE(FAIL, 'no'); END",
    ] {
        let (agent, org) = agent();
        let job = order(&agent, "p", std::slice::from_ref(&ours), &[]);
        add(&agent, &org, &job);
        sql(&agent, trigger);
        script(&agent.platform, library(std::slice::from_ref(&ours)));
        assert!(block_on(run(&agent)).unwrap().is_some());
        assert_eq!(newest(&agent), None, "{trigger}");
        let stored = block_on(orgs::get(agent.platform.db(), &org)).unwrap();
        assert_eq!(stored.unwrap().base, None, "{trigger}");
    }
}

#[test]
fn an_end_that_is_repeated_changes_nothing() {
    let (agent, org) = agent();
    let ours = search("Ours", "a");
    let job = order(&agent, "p", std::slice::from_ref(&ours), &[]);
    add(&agent, &org, &job);
    script(&agent.platform, library(std::slice::from_ref(&ours)));
    work(&agent);
    let (before, root) = (base(&agent), newest(&agent).unwrap().base);
    assert_eq!(before.len(), 1);
    // As after an end of the runtime between the snapshot and the report, with an edit meanwhile.
    add(&agent, &org, &job);
    script(&agent.platform, library(&[search("Ours", "edited")]));
    work(&agent);
    assert_eq!(outcomes(&agent), [Outcome::ChangedSincePreview]);
    assert_eq!(newest(&agent).unwrap().base, root);
}

#[test]
fn an_org_that_became_protected_is_left_alone() {
    let (agent, org) = agent();
    let (there, absent) = (search("There", "a"), search("Zzz absent", "b"));
    let job = order(&agent, "p", std::slice::from_ref(&there), &[absent]);
    sql(&agent, "UPDATE orgs SET protected = 1");
    add(&agent, &org, &job);
    work(&agent);
    assert!(agent.platform.calls.borrow().is_empty());
    let end = end(&agent);
    assert_eq!(end.state, OrgState::Failed);
    assert!(end.message.contains("protected"), "{}", end.message);
    assert_eq!(outcomes(&agent), [Outcome::Same, Outcome::Failed]);
    // Where nothing is to be written, there is nothing to protect it from.
    let job = order(&agent, "q", std::slice::from_ref(&there), &[]);
    add(&agent, &org, &job);
    script(&agent.platform, library(&[there]));
    work(&agent);
    assert_eq!(outcomes(&agent), [Outcome::Same]);
}

#[test]
fn what_the_policy_keeps_is_recorded_and_is_no_base() {
    let (agent, org) = agent();
    let (theirs, source) = (search("Edited", "theirs"), search("Edited", "ours"));
    let kept = json!({ "path": "/Edited", "kind": "search", "action": "keep",
                       "source": content(&source), "target": content(&theirs) });
    let order = json!({ "version": 5, "options": {}, "cells": [kept], "connections": [] });
    add(&agent, &org, &job(&agent, "p", &order));
    script(&agent.platform, library(&[theirs]));
    work(&agent);
    assert_eq!(end(&agent).state, OrgState::Done);
    assert_eq!(outcomes(&agent), [Outcome::Kept]);
    assert!(newest(&agent).is_some());
    assert_eq!(base(&agent), []);
}

/// What a customer made of an item is no more Orgcast's than it was before the push that is taken back.
#[test]
fn what_a_rollback_restores_is_ours_only_if_it_was_ours() {
    let (agent, org) = agent();
    let (ours, theirs) = (search("Ours", "a"), search("Ours", "edited"));
    let first = order(&agent, "p", std::slice::from_ref(&ours), &[]);
    add(&agent, &org, &first);
    script(&agent.platform, library(std::slice::from_ref(&ours)));
    work(&agent);
    let former = newest(&agent).unwrap().base;
    for (push, base_before, expected) in [
        (
            "q",
            json!(former),
            vec![("Ours".to_owned(), content(&ours))],
        ),
        ("r", json!(null), vec![]),
    ] {
        let cell = json!({ "path": "/Ours", "kind": "search", "action": "replace",
                           "source": content(&theirs), "target": Digest::of(b"pushed") });
        let order = json!({ "version": 5, "options": {}, "cells": [cell], "connections": [],
                            "takesBack": { "base": base_before } });
        add(&agent, &org, &job(&agent, push, &order));
        script(&agent.platform, library(std::slice::from_ref(&theirs)));
        work(&agent);
        assert_eq!(outcomes(&agent), [Outcome::Same]);
        assert_eq!(base(&agent), expected);
    }
}
