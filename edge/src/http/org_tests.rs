//! Changing, deleting and reading orgs while something else goes on.

use futures_executor::block_on;
use orgcast_shared::api::{Org, OrgList, OrgStatus, ProblemCode};
use serde_json::{Value, json};

use super::tests::{connect, head, problem, send, signed_in, with};
use super::{Answer, Method};
use crate::ask::OrgAsk;
use crate::platform::Platform;
use crate::store::{Statement, run};
use crate::testing::TestPlatform;

/// A platform with these orgs connected, the cookie of a session on it, and the orgs' ids.
fn connected(names: &[&str]) -> (TestPlatform, String, Vec<String>) {
    let (platform, cookie) = signed_in();
    let connect = |name: &&str| {
        let answer = connect(&platform, &cookie, name, name);
        let org: Org = serde_json::from_slice(&answer.body).unwrap();
        org.id.to_string()
    };
    let ids = names.iter().map(connect).collect();
    platform.org_asks.borrow_mut().clear();
    (platform, cookie, ids)
}

fn ask(platform: &TestPlatform, cookie: &str, method: Method, path: &str, body: &Value) -> Answer {
    send(platform, &with(cookie, head(method, path)), body)
}

fn all(platform: &TestPlatform, cookie: &str) -> Vec<Org> {
    let answer = ask(platform, cookie, Method::Get, "/api/orgs", &json!({}));
    serde_json::from_slice::<OrgList>(&answer.body)
        .unwrap()
        .orgs
}

fn new_key(access_id: &str) -> Value {
    json!({ "credentials": { "accessId": access_id, "accessKey": "key" } })
}

/// Somebody else does this while the next key is being tried.
fn meanwhile(platform: &TestPlatform, sql: &'static str) {
    platform.meanwhile.replace(Some(Statement::new(sql)));
}

#[test]
fn what_changes_while_a_key_is_tried_stays_changed() {
    let (platform, cookie, ids) = connected(&["Acme"]);
    let path = format!("/api/orgs/{}", ids[0]);
    meanwhile(&platform, "UPDATE orgs SET name = 'Renamed'");
    let answer = ask(&platform, &cookie, Method::Patch, &path, &new_key("a2"));
    let org: Org = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(
        (org.name.as_str(), org.access_id.as_str()),
        ("Renamed", "a2")
    );
    meanwhile(&platform, "DELETE FROM orgs");
    let answer = ask(&platform, &cookie, Method::Patch, &path, &new_key("a3"));
    assert_eq!(problem(&answer), ProblemCode::NotFound);
    assert_eq!(all(&platform, &cookie), []);
}

#[test]
fn a_name_and_a_key_that_are_taken_meanwhile_are_told_apart() {
    let (platform, cookie, ids) = connected(&["Acme", "Other"]);
    let path = format!("/api/orgs/{}", ids[0]);
    meanwhile(
        &platform,
        "UPDATE orgs SET access_id = 'a2' WHERE name = 'Other'",
    );
    let answer = ask(&platform, &cookie, Method::Patch, &path, &new_key("a2"));
    assert_eq!(problem(&answer), ProblemCode::Conflict);
    let said = String::from_utf8(answer.body).unwrap();
    assert!(said.contains("access id is in use"), "{said}");
}

#[test]
fn another_key_forgets_what_was_read_and_has_the_org_read() {
    let (platform, cookie, ids) = connected(&["Acme"]);
    let path = format!("/api/orgs/{}", ids[0]);
    let read = "INSERT INTO snapshots SELECT id, 1, '', 7, '{}' FROM orgs";
    block_on(run(platform.db(), Statement::new(read))).unwrap();
    block_on(run(platform.db(), Statement::new("DELETE FROM reads"))).unwrap();
    assert_eq!(all(&platform, &cookie)[0].status, OrgStatus::Ready);
    let rename = json!({ "name": "New name" });
    ask(&platform, &cookie, Method::Patch, &path, &rename);
    assert_eq!(all(&platform, &cookie)[0].status, OrgStatus::Ready);
    ask(&platform, &cookie, Method::Patch, &path, &new_key("a2"));
    let org = all(&platform, &cookie).remove(0);
    assert!(matches!(org.status, OrgStatus::Reading(_)), "{org:?}");
    assert_eq!((org.read_at, org.items), (None, None));
    let asks = platform.org_asks.borrow();
    let asks: Vec<_> = asks.iter().map(|(_, ask)| ask).collect();
    assert!(matches!(asks[..], [OrgAsk::Try(_), OrgAsk::Read]));
}

#[test]
fn an_org_that_a_push_needs_stays_with_its_key() {
    let (platform, cookie, ids) = connected(&["Gold", "Acme"]);
    let push = "INSERT INTO pushes (id, idempotency_key, started_by, started_at, state, source,
           source_name, plan, planned_json, outcomes_json, orgs, items, choices)
         SELECT 'p', 'k', '', 0, 'running', id, '', '', '', '', 0, 0, '' FROM orgs
         WHERE name = 'Gold'";
    block_on(run(platform.db(), Statement::new(push))).unwrap();
    let path = format!("/api/orgs/{}", ids[0]);
    for (method, body) in [(Method::Delete, json!({})), (Method::Patch, new_key("g2"))] {
        let answer = ask(&platform, &cookie, method, &path, &body);
        assert_eq!(problem(&answer), ProblemCode::Conflict, "{method:?}");
    }
    let rename = json!({ "name": "Source" });
    let answer = ask(&platform, &cookie, Method::Patch, &path, &rename);
    assert_eq!(answer.status, 200);
    let ended = "UPDATE pushes SET ended_at = 1";
    block_on(run(platform.db(), Statement::new(ended))).unwrap();
    let delete = || ask(&platform, &cookie, Method::Delete, &path, &json!({}));
    assert_eq!((delete().status, delete().status), (204, 404));
}

#[test]
fn one_org_whose_read_does_not_start_keeps_nobody_else_from_being_read() {
    let names: Vec<String> = (0..20).map(|n| format!("org{n:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (platform, cookie, ids) = connected(&names);
    let forget = Statement::new("DELETE FROM reads");
    block_on(run(platform.db(), forget)).unwrap();
    let statements = platform.db().statements();
    platform.deaf.set(1);
    let answer = ask(
        &platform,
        &cookie,
        Method::Post,
        "/api/reads",
        &json!({ "orgs": ids }),
    );
    assert_eq!(answer.status, 202);
    let list: OrgList = serde_json::from_slice(&answer.body).unwrap();
    let reading = |org: &&Org| matches!(org.status, OrgStatus::Reading(_));
    assert_eq!(list.orgs.iter().filter(reading).count(), 19);
    assert!(matches!(list.orgs[0].status, OrgStatus::Failed(_)));
    assert_eq!(platform.org_asks.borrow().len(), 20);
    // The session, the marks, the failure, the list: not two for each org.
    assert_eq!(platform.db().statements() - statements, 4);
}

#[test]
fn no_read_is_begun_when_an_org_is_unknown() {
    let (platform, cookie, ids) = connected(&["Acme"]);
    let forget = Statement::new("DELETE FROM reads");
    block_on(run(platform.db(), forget)).unwrap();
    let body = json!({ "orgs": [ids[0], "unknown"] });
    let answer = ask(&platform, &cookie, Method::Post, "/api/reads", &body);
    assert_eq!(problem(&answer), ProblemCode::NotFound);
    assert_eq!(all(&platform, &cookie)[0].status, OrgStatus::Unread);
    assert!(platform.org_asks.borrow().is_empty());
}
