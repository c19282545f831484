use orgcast_shared::api::{EndpointList, Org, OrgStatus, ProblemCode};
use serde_json::json;

use crate::sandbox::SandboxOrg;
use crate::shared_stack::stack;

#[test]
fn keys_are_sent_to_known_hosts_only() {
    let client = &stack().client;
    let list: EndpointList = client.get("/api/endpoints").read();
    let names: Vec<_> = list
        .endpoints
        .iter()
        .map(|endpoint| endpoint.name.as_str())
        .collect();
    assert!(
        names.contains(&"us2") && names.contains(&"sandbox"),
        "{names:?}"
    );
    let credentials = json!({ "accessId": "x", "accessKey": "y" });
    let body = json!({ "name": "Elsewhere", "endpoint": "https://evil.test/api",
                       "credentials": credentials });
    let answer = client.post("/api/orgs", &body);
    assert_eq!(answer.problem().code, ProblemCode::BadRequest);
}

#[test]
fn a_key_that_is_refused_is_not_saved() {
    let client = &stack().client;
    let (source, _) = stack().source();
    let wrong = SandboxOrg {
        name: "Wrong key".into(),
        access_id: "suNobodyHasThis".into(),
        access_key: "not-the-key".into(),
        ..source.clone()
    };
    let problem = client.connect(&wrong).problem();
    assert_eq!(problem.code, ProblemCode::CredentialsRefused);
    assert!(
        problem.detail.contains("access key was refused"),
        "{}",
        problem.detail
    );
    assert!(client.orgs().iter().all(|org| org.name != "Wrong key"));
}

#[test]
fn an_org_is_connected_once() {
    let client = &stack().client;
    let (org, _) = stack().target("edited", 3);
    assert_eq!(client.connect(org).problem().code, ProblemCode::Conflict);
    let renamed = SandboxOrg {
        name: "Another name".into(),
        ..org.clone()
    };
    let problem = client.connect(&renamed).problem();
    assert_eq!(problem.code, ProblemCode::Conflict);
    assert!(problem.detail.contains(&org.name), "{}", problem.detail);
}

#[test]
fn an_org_is_renamed_re_keyed_and_forgotten() {
    let client = &stack().client;
    let (org, id) = stack().target("edited", 4);
    let path = format!("/api/orgs/{id}");
    let change = |body| client.send("PATCH", &path, &[], Some(&body));
    assert_eq!(
        change(json!({ "name": "Renamed" })).read::<Org>().name,
        "Renamed"
    );
    let wrong = json!({ "credentials": { "accessId": org.access_id, "accessKey": "no" } });
    assert_eq!(
        change(wrong).problem().code,
        ProblemCode::CredentialsRefused
    );
    let right =
        json!({ "credentials": { "accessId": org.access_id, "accessKey": org.access_key } });
    change(right).read::<Org>();
    let read = client.wait_for_reads(std::slice::from_ref(id));
    assert_eq!(read[0].status, OrgStatus::Ready);
    assert_eq!(client.send("DELETE", &path, &[], None).status, 204);
    assert_eq!(
        client.send("DELETE", &path, &[], None).problem().code,
        ProblemCode::NotFound
    );
    let again = client.connect(org).read::<Org>();
    assert_ne!(again.id, *id);
    assert_eq!(
        client.wait_for_reads(&[again.id])[0].status,
        OrgStatus::Ready
    );
}

#[test]
fn an_org_of_another_deployment_is_told_apart_without_following() {
    let client = &stack().client;
    let (org, id) = stack().target("edited", 2);
    let before = org.calls().total;
    org.set_faults(&json!({ "moved": "eu" }));
    let body = json!({ "credentials": { "accessId": org.access_id,
                                        "accessKey": org.access_key } });
    let problem = client
        .send("PATCH", &format!("/api/orgs/{id}"), &[], Some(&body))
        .problem();
    org.set_faults(&json!({ "moved": null }));
    assert_eq!(problem.code, ProblemCode::CredentialsRefused);
    assert!(
        problem.detail.contains("another deployment"),
        "{}",
        problem.detail
    );
    assert_eq!(org.calls().total, before + 1, "a redirect was followed");
}
