use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_executor::block_on;
use hmac::{Hmac, KeyInit, Mac};
use orgcast_shared::api::{OrgList, Problem, ProblemCode, Session};
use orgcast_shared::id::Millis;
use orgcast_shared::org::Capability;
use serde_json::{Value, json};
use sha2::Sha256;

use super::{Answer, Head, Method, Served, serve};
use crate::ask::{OrgAsk, Trial};
use crate::platform::Platform;
use crate::store::{Statement, run};
use crate::testing::TestPlatform;

const OWN: &str = "http://127.0.0.1:8787";
const ID: &str = "0123456789abcdef";

/// Every route that needs a session, with who may use it.
const ROUTES: [(Method, &str, Option<Capability>); 24] = {
    use Capability::{
        CreateOrganizations as Create, ManageOrganizations as Manage, ViewOrganizations as View,
    };
    use Method::{Delete, Get, Patch, Post};
    [
        (Get, "/api/session", None),
        (Delete, "/api/session", None),
        (Get, "/api/endpoints", Some(View)),
        (Get, "/api/orgs", Some(View)),
        (Post, "/api/orgs", Some(Create)),
        (Patch, "/api/orgs/{id}", Some(Manage)),
        (Delete, "/api/orgs/{id}", Some(Manage)),
        (Post, "/api/reads", Some(Manage)),
        (Post, "/api/snapshots", Some(View)),
        (Post, "/api/nodes", Some(View)),
        (Post, "/api/bodies", Some(View)),
        (Get, "/api/bodies/{digest}", Some(View)),
        (Post, "/api/pushes", Some(Manage)),
        (Get, "/api/pushes", Some(View)),
        (Get, "/api/pushes/{id}", Some(View)),
        (Get, "/api/pushes/{id}/orgs/{id}", Some(View)),
        (Get, "/api/pushes/{id}/log", Some(View)),
        (Get, "/api/pushes/{id}/retry", Some(View)),
        (Post, "/api/pushes/{id}/pause", Some(Manage)),
        (Post, "/api/pushes/{id}/resume", Some(Manage)),
        (Post, "/api/pushes/{id}/stop", Some(Manage)),
        (Post, "/api/pushes/{id}/rollback", Some(Manage)),
        (Post, "/api/pushes/{id}/rollback/plan", Some(View)),
        (Get, "/api/pushes/{id}/live", Some(View)),
    ]
};

pub(super) fn head(method: Method, path: &str) -> Head {
    let path = path
        .replace("{id}", ID)
        .replace("{digest}", &"0".repeat(64));
    Head {
        method: Some(method),
        path,
        own_origin: OWN.into(),
        origin: (method != Method::Get).then(|| OWN.into()),
        content_type: Some("application/json; charset=utf-8".into()),
        ..Head::default()
    }
}

pub(super) fn send(platform: &TestPlatform, head: &Head, body: &Value) -> Answer {
    let body = body.to_string().into_bytes();
    match block_on(serve(platform, head, async || Ok(body))) {
        Served::Answer(answer) => answer,
        Served::Live(push) => panic!("{push} was opened"),
    }
}

pub(super) fn problem(answer: &Answer) -> ProblemCode {
    let problem: Problem = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(problem.status, answer.status);
    problem.code
}

fn token(expires_at: Millis, nonce: u8) -> String {
    let mut token = vec![nonce; 16];
    token.extend((expires_at.0 / 1_000).to_be_bytes());
    let mut mac = Hmac::<Sha256>::new_from_slice(&[2; 32]).unwrap();
    mac.update(&token);
    token.extend(mac.finalize().into_bytes());
    URL_SAFE_NO_PAD.encode(token)
}

fn sign_in(platform: &TestPlatform, nonce: u8) -> Answer {
    let token = token(platform.now() + Millis::from_secs(900), nonce);
    send(
        platform,
        &head(Method::Post, "/api/session"),
        &json!({ "token": token }),
    )
}

/// A platform and the cookie of a session on it.
pub(super) fn signed_in() -> (TestPlatform, String) {
    let platform = TestPlatform::new();
    let answer = sign_in(&platform, 1);
    assert_eq!(answer.status, 200);
    let (_, cookie) = answer
        .headers
        .iter()
        .find(|(name, _)| *name == "set-cookie")
        .unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    (platform, cookie)
}

pub(super) fn with(cookie: &str, mut head: Head) -> Head {
    head.cookie = Some(cookie.to_owned());
    head
}

fn allow(platform: &TestPlatform, capabilities: &[Capability]) {
    let list = serde_json::to_string(capabilities).unwrap();
    let update = Statement::new("UPDATE people SET capabilities_json = ?").bind(list);
    block_on(run(platform.db(), update)).unwrap();
}

#[test]
fn every_route_refuses_without_a_session() {
    let platform = TestPlatform::new();
    for (method, path, _) in ROUTES {
        let answer = send(&platform, &head(method, path), &json!({}));
        assert_eq!(answer.status, 401, "{method:?} {path}");
        assert_eq!(problem(&answer), ProblemCode::NotSignedIn);
        let stale = with("orgcast_session=AAAA", head(method, path));
        assert_eq!(
            send(&platform, &stale, &json!({})).status,
            401,
            "{method:?} {path}"
        );
    }
}

#[test]
fn every_route_refuses_without_its_capability_and_only_then() {
    for (method, path, needed) in ROUTES {
        let Some(needed) = needed else { continue };
        let (platform, cookie) = signed_in();
        let head = with(&cookie, head(method, path));
        let others: Vec<_> = Capability::ALL
            .into_iter()
            .filter(|c| *c != needed)
            .collect();
        allow(&platform, &others);
        let answer = send(&platform, &head, &json!({}));
        assert_eq!(
            (answer.status, problem(&answer)),
            (403, ProblemCode::NotAllowed),
            "{path}"
        );
        allow(&platform, &[needed]);
        let status = send(&platform, &head, &json!({})).status;
        assert!(
            ![401, 403, 500].contains(&status),
            "{method:?} {path}: {status}"
        );
    }
}

/// A row of the contract's table: `METHOD path` with nameless placeholders, and who may use it.
fn of_contract(row: &'static str) -> Vec<(String, &'static str)> {
    let mut cells = row.split('|').map(str::trim).skip(1);
    let (request, needed) = (cells.next().unwrap(), cells.next().unwrap());
    let path = &request[request.find("/api").unwrap()..];
    let path = path.split(['`', '?']).next().unwrap();
    let nameless = |part: &'static str| if part.starts_with('{') { "{}" } else { part };
    let path = path.split('/').map(nameless).collect::<Vec<_>>().join("/");
    let who = match needed {
        "View" => "viewOrganizations",
        "Create" => "createOrganizations",
        "Manage" => "manageOrganizations",
        "signed in" => "anybody signed in",
        _ => "anybody",
    };
    let methods = Method::ALL
        .into_iter()
        .filter(|method| request.contains(method.name()));
    methods
        .map(|method| (format!("{} {path}", method.name()), who))
        .collect()
}

#[test]
fn the_table_of_routes_is_the_contract() {
    let contract = include_str!("../../../shared/src/api/mod.rs");
    let rows = contract.lines().filter(|line| line.starts_with("//! | `"));
    let contract: BTreeSet<_> = rows.flat_map(of_contract).collect();
    let row = |(method, path, needed): (Method, &str, Option<Capability>)| {
        let path = path.replace("{id}", "{}").replace("{digest}", "{}");
        let who = match needed {
            Some(Capability::ViewOrganizations) => "viewOrganizations",
            Some(Capability::CreateOrganizations) => "createOrganizations",
            Some(Capability::ManageOrganizations) => "manageOrganizations",
            None => "anybody signed in",
        };
        (format!("{} {path}", method.name()), who)
    };
    let mut table: BTreeSet<_> = ROUTES.into_iter().map(row).collect();
    table.insert(("GET /api/health".into(), "anybody"));
    table.insert(("POST /api/session".into(), "anybody"));
    assert_eq!(table, contract);
}

#[test]
fn a_sign_in_link_works_once_and_not_for_ever() {
    let (platform, cookie) = signed_in();
    let session = || {
        send(
            &platform,
            &with(&cookie, head(Method::Get, "/api/session")),
            &json!({}),
        )
    };
    let answer: Session = serde_json::from_slice(&session().body).unwrap();
    assert_eq!(answer.person.capabilities.len(), 3);
    assert_eq!(sign_in(&platform, 1).status, 401);
    assert_eq!(sign_in(&platform, 2).status, 200);
    let late = json!({ "token": token(platform.now(), 3) });
    assert_eq!(
        send(&platform, &head(Method::Post, "/api/session"), &late).status,
        401
    );
    platform.advance(12 * 60 * 60 * 1_000);
    assert_eq!(session().status, 401);
}

#[test]
fn signing_out_ends_the_session() {
    let (platform, cookie) = signed_in();
    let answer = send(
        &platform,
        &with(&cookie, head(Method::Delete, "/api/session")),
        &json!({}),
    );
    assert_eq!(answer.status, 204);
    let again = send(
        &platform,
        &with(&cookie, head(Method::Get, "/api/session")),
        &json!({}),
    );
    assert_eq!(again.status, 401);
}

#[test]
fn other_sites_and_other_content_types_are_refused() {
    let (platform, cookie) = signed_in();
    let mut foreign = with(&cookie, head(Method::Post, "/api/orgs"));
    foreign.origin = Some("https://evil.test".into());
    assert_eq!(send(&platform, &foreign, &json!({})).status, 403);
    let mut live = with(
        &cookie,
        head(Method::Get, &format!("/api/pushes/{ID}/live")),
    );
    live.origin = Some("https://evil.test".into());
    assert_eq!(send(&platform, &live, &json!({})).status, 403);
    let mut form = with(&cookie, head(Method::Post, "/api/orgs"));
    form.content_type = Some("text/plain".into());
    let answer = send(&platform, &form, &json!({}));
    assert_eq!(problem(&answer), ProblemCode::BadRequest);
}

pub(super) fn connect(
    platform: &TestPlatform,
    cookie: &str,
    name: &str,
    access_id: &str,
) -> Answer {
    let body = json!({ "name": name, "endpoint": "sandbox",
                       "credentials": { "accessId": access_id, "accessKey": "s3cret-key" } });
    send(
        platform,
        &with(cookie, head(Method::Post, "/api/orgs")),
        &body,
    )
}

#[test]
fn an_org_is_connected_when_its_key_works_and_its_name_is_free() {
    let (platform, cookie) = signed_in();
    let answer = connect(&platform, &cookie, " Acme ", "a1");
    assert_eq!(answer.status, 201);
    assert!(!String::from_utf8_lossy(&answer.body).contains("s3cret"));
    let asks: Vec<_> = platform
        .org_asks
        .borrow()
        .iter()
        .map(|(_, ask)| ask.clone())
        .collect();
    assert!(matches!(&asks[..], [OrgAsk::Try(org), OrgAsk::Read] if org.name == "Acme"));
    assert!(!format!("{asks:?}").contains("s3cret"));
    assert_eq!(
        problem(&connect(&platform, &cookie, "ACME", "a2")),
        ProblemCode::Conflict
    );
    assert_eq!(
        problem(&connect(&platform, &cookie, "Other", "a1")),
        ProblemCode::Conflict
    );
    platform.trial.replace(Trial::Refused("No.".into()));
    let refused = connect(&platform, &cookie, "Other", "a2");
    assert_eq!(problem(&refused), ProblemCode::CredentialsRefused);
    platform.trial.replace(Trial::Unavailable("Later.".into()));
    let unavailable = connect(&platform, &cookie, "Other", "a2");
    assert_eq!(problem(&unavailable), ProblemCode::SumoLogicUnavailable);
    let list = send(
        &platform,
        &with(&cookie, head(Method::Get, "/api/orgs")),
        &json!({}),
    );
    let list: OrgList = serde_json::from_slice(&list.body).unwrap();
    assert_eq!(list.orgs.len(), 1);
}

#[test]
fn what_is_wrong_with_a_body_is_told_without_its_values() {
    let (platform, cookie) = signed_in();
    let body = json!({ "name": "A", "endpoint": "sandbox",
                       "credentials": { "accessId": "a", "accessKey": 1_234_567 } });
    let answer = send(
        &platform,
        &with(&cookie, head(Method::Post, "/api/orgs")),
        &body,
    );
    assert_eq!(answer.status, 400);
    assert!(!String::from_utf8_lossy(&answer.body).contains("1234567"));
    assert_eq!(
        connect(&platform, &cookie, &"x".repeat(101), "a").status,
        400
    );
}

#[test]
fn a_push_needs_a_source_that_was_read() {
    let (platform, cookie) = signed_in();
    let body = json!({ "choices": { "source": ID, "selection": [""] }, "plan": "0".repeat(64),
                       "idempotencyKey": "once" });
    let start = |body: &Value| {
        send(
            &platform,
            &with(&cookie, head(Method::Post, "/api/pushes")),
            body,
        )
    };
    assert_eq!(problem(&start(&body)), ProblemCode::NotPushable);
    let mut odd = body.clone();
    odd["idempotencyKey"] = "a b".into();
    assert_eq!(problem(&start(&odd)), ProblemCode::BadRequest);
}
