use orgcast_shared::api::{NodeList, OrgStatus, SnapshotList};
use orgcast_shared::content::Definition;
use orgcast_shared::id::Digest;
use serde_json::{Value, json};

use crate::client::wait;
use crate::shared_stack::stack;

#[test]
fn every_body_of_the_source_can_be_had_by_its_digest() {
    let stack = stack();
    let (source, _) = stack.source();
    for (path, item) in source.library() {
        let answer = stack.client.get(&format!("/api/bodies/{}", item.digest));
        assert_eq!(Digest::of(answer.body.as_bytes()), item.digest, "{path}");
        let body: Value = answer.read();
        assert_eq!(Definition::new(body).unwrap().name().unwrap(), item.name);
    }
    let unknown = format!("/api/bodies/{}", Digest::of(b"unknown"));
    assert_eq!(stack.client.get(&unknown).status, 404);
}

#[test]
fn what_is_not_known_is_left_out() {
    let stack = stack();
    let nobody = json!({ "orgs": ["0123456789abcdef"] });
    let list: SnapshotList = stack.client.post("/api/snapshots", &nobody).read();
    assert_eq!(list.snapshots, []);
    let digests = json!({ "digests": [Digest::of(b"unknown")] });
    let list: NodeList = stack.client.post("/api/nodes", &digests).read();
    assert_eq!(list.nodes, []);
    let many: Vec<Digest> = (0..501_u32).map(|n| Digest::of(&n.to_be_bytes())).collect();
    assert_eq!(
        stack
            .client
            .post("/api/nodes", &json!({ "digests": many }))
            .status,
        400
    );
}

#[test]
fn a_read_that_fails_keeps_what_was_known() {
    let stack = stack();
    let (org, id) = stack.target("same-connections", 0);
    let before = stack.client.org(id);
    org.set_faults(&json!({ "revokeKey": true }));
    let failed = stack.client.read(std::slice::from_ref(id)).remove(0);
    org.set_faults(&json!({ "revokeKey": false }));
    let OrgStatus::Failed(failure) = &failed.status else {
        panic!("{failed:?}")
    };
    assert!(
        failure.message.contains("access key was refused"),
        "{}",
        failure.message
    );
    assert_eq!(
        (failed.read_at, failed.items),
        (before.read_at, before.items)
    );
    let repaired = stack.client.read(std::slice::from_ref(id)).remove(0);
    assert_eq!(repaired.status, OrgStatus::Ready);
    assert!(repaired.read_at > before.read_at);
}

#[test]
fn a_read_sees_what_the_customer_changed() {
    let stack = stack();
    let (org, id) = stack.target("same-connections", 1);
    let before = stack.client.org(id).items.unwrap();
    org.create_search("/Library/Admin Recommended", "Made by the customer / odd");
    let after = stack.client.read(std::slice::from_ref(id)).remove(0);
    assert_eq!(after.items, Some(before + 1));
}

#[test]
fn an_org_is_called_within_its_limits_and_without_an_origin() {
    let stack = stack();
    let (org, id) = stack.target("same-connections", 2);
    // Asking again and again doesn't read again and again.
    for _ in 0..5 {
        stack.client.post("/api/reads", &json!({ "orgs": [id] }));
    }
    stack.client.wait_for_reads(std::slice::from_ref(id));
    let calls = org.calls();
    assert!(calls.max_per_second <= 4, "{calls:?}");
    assert!(calls.max_in_flight <= 10, "{calls:?}");
    assert_eq!(
        (calls.throttled, calls.with_origin, calls.writes),
        (0, 0, 0),
        "{calls:?}"
    );
}

#[test]
fn an_org_that_asks_to_be_left_alone_is_left_alone() {
    let stack = stack();
    let (org, id) = stack.target("edited", 2);
    org.set_faults(&json!({ "errorRate": { "status": 429, "probability": 1 }, "retryAfter": 3 }));
    stack.client.post("/api/reads", &json!({ "orgs": [id] }));
    wait("a refusal", || (org.calls().throttled > 0).then_some(()));
    org.set_faults(&json!({ "errorRate": null }));
    let read = stack
        .client
        .wait_for_reads(std::slice::from_ref(id))
        .remove(0);
    assert_eq!(read.status, OrgStatus::Ready);
    let calls = org.calls();
    assert_eq!(calls.during_rest, 0, "{calls:?}");
}
