use orgcast_shared::api::{Health, ProblemCode, Session};
use orgcast_shared::plan::PLANNER_VERSION;
use serde_json::json;

use crate::shared_stack::stack;

#[test]
fn the_worker_says_which_planner_it_runs() {
    let client = &stack().client;
    let health: Health = client
        .send("GET", "/api/health", &[("cookie", "")], None)
        .read();
    assert_eq!(health.planner, PLANNER_VERSION);
}

#[test]
fn a_sign_in_link_works_once_and_its_cookie_is_guarded() {
    let client = &stack().client;
    let body = json!({ "token": client.token() });
    let first = client.post("/api/session", &body);
    let cookie = first.headers["set-cookie"].to_str().unwrap();
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert_eq!(first.read::<Session>().person.name, "Local operator");
    assert_eq!(
        client.post("/api/session", &body).problem().code,
        ProblemCode::NotSignedIn
    );
    let good = client.token();
    let other = if good.starts_with('A') { 'B' } else { 'A' };
    let forged = json!({ "token": format!("{other}{}", &good[1..]) });
    assert_eq!(
        client.post("/api/session", &forged).problem().code,
        ProblemCode::NotSignedIn
    );
}

#[test]
fn nothing_is_told_without_a_session() {
    let client = &stack().client;
    for path in ["/api/orgs", "/api/endpoints", "/api/pushes", "/api/session"] {
        let answer = client.send("GET", path, &[("cookie", "")], None);
        assert_eq!(answer.problem().code, ProblemCode::NotSignedIn, "{path}");
    }
    let (source, _) = stack().source();
    let body = json!({ "orgs": [] });
    let answer = client.send("POST", "/api/reads", &[("cookie", "")], Some(&body));
    assert_eq!(answer.problem().code, ProblemCode::NotSignedIn);
    assert!(!source.access_key.is_empty());
}

#[test]
fn another_sites_page_can_change_nothing() {
    let client = &stack().client;
    let body = json!({ "orgs": [] });
    let from = |origin: &str, site: &str| {
        let headers = [("origin", origin), ("sec-fetch-site", site)];
        client
            .send("POST", "/api/reads", &headers, Some(&body))
            .status
    };
    assert_eq!(from("https://evil.test", "cross-site"), 403);
    assert_eq!(from("http://127.0.0.1:1", "same-site"), 403);
    assert_eq!(from(client.base(), "same-origin"), 202);
    let form = [("content-type", "text/plain")];
    assert_eq!(
        client.send("POST", "/api/reads", &form, Some(&body)).status,
        400
    );
}

#[test]
fn unknown_routes_and_methods_are_problems_too() {
    let client = &stack().client;
    assert_eq!(
        client.get("/api/nothing").problem().code,
        ProblemCode::NotFound
    );
    let answer = client.send("DELETE", "/api/pushes", &[], None);
    assert_eq!(answer.problem().code, ProblemCode::MethodNotAllowed);
    let answer = client.send("PUT", "/api/orgs", &[], Some(&json!({})));
    assert_eq!(answer.problem().code, ProblemCode::MethodNotAllowed);
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
}
