//! Who may pass: keys, origins, deployments, limits and the fault switches.

use crate::lab::{Lab, config, error_code, folder, search};
use orgcast_sandbox::{Request, Response, WorldConfig};
use serde_json::json;

const PERSONAL: &str = "/api/v2/content/folders/personal";

fn keyed(lab: &Lab, org: usize, request: Request) -> Request {
    let text = |field: &str| lab.orgs[org][field].as_str().unwrap().to_owned();
    request.basic_auth(&text("accessId"), &text("accessKey"))
}

#[test]
fn a_request_needs_a_good_key() {
    let mut lab = Lab::new(config(1));
    let access_id = lab.orgs[0]["accessId"].as_str().unwrap().to_owned();
    for request in [
        Request::new("GET", PERSONAL),
        Request::new("GET", PERSONAL).basic_auth("suWrongId00000", "wrong"),
        Request::new("GET", PERSONAL).basic_auth(&access_id, "wrong"),
        Request::new("GET", PERSONAL).header("authorization", "Bearer x"),
    ] {
        let refused = lab.world.handle(&request, lab.now);
        assert_eq!(
            (refused.status, error_code(&refused).as_str()),
            (401, "unauthorized")
        );
    }
    assert_eq!(
        lab.world
            .handle(&Request::new("OPTIONS", PERSONAL), lab.now)
            .status,
        200
    );
}

#[test]
fn a_browser_is_refused_unless_its_origin_is_on_the_key() {
    let mut lab = Lab::new(config(2));
    let origin = |request: Request| request.header("Origin", "https://console.example.com");
    let refused = lab.send(0, origin(Request::new("GET", PERSONAL)));
    assert_eq!(
        (refused.status, error_code(&refused).as_str()),
        (403, "forbidden")
    );
    assert_eq!(lab.control(0, "GET", "calls", None)["withOrigin"], 1);

    let mint = Request::new(
        "POST",
        &format!("/api/v1/organizations/{}/accessKey", lab.org_id(1)),
    )
    .header("parentDeploymentId", "us2")
    .json(&json!({ "label": "console", "corsHeaders": ["https://console.example.com"] }));
    let key = lab.send(0, mint).body_json();
    let allowed = origin(Request::new("GET", PERSONAL))
        .basic_auth(key["id"].as_str().unwrap(), key["key"].as_str().unwrap());
    assert_eq!(lab.world.handle(&allowed, lab.now).status, 200);
}

#[test]
fn paths_methods_and_content_types_are_told_apart() {
    let mut lab = Lab::new(config(1));
    let unknown = lab.send(0, Request::new("GET", "/api/v2/nothing"));
    assert_eq!(
        (unknown.status, error_code(&unknown).as_str()),
        (404, "notfound")
    );
    let method = lab.send(0, Request::new("PATCH", "/api/v1/connections"));
    assert_eq!(
        (method.status, error_code(&method).as_str()),
        (405, "method.unsupported")
    );
    let mut plain =
        Request::new("POST", "/api/v1/connections").header("content-type", "text/plain");
    plain.body = b"{}".to_vec();
    let plain = lab.send(0, plain);
    assert_eq!(
        (plain.status, error_code(&plain).as_str()),
        (415, "contenttype.invalid")
    );
}

#[test]
fn four_a_second_pass_and_429_says_why() {
    let mut lab = Lab::new(config(1));
    let burst = |lab: &mut Lab| {
        let request = keyed(lab, 0, Request::new("GET", PERSONAL));
        (0..12)
            .map(|_| lab.world.handle(&request, lab.now))
            .collect::<Vec<Response>>()
    };
    let answers = burst(&mut lab);
    assert_eq!(answers.iter().filter(|r| r.status == 200).count(), 4);
    assert_eq!(error_code(&answers[11]), "rate.limit.exceeded");
    assert_eq!(answers[11].header_value("retry-after"), None);
    lab.faults(0, &json!({ "retryAfter": 2 }));
    assert_eq!(burst(&mut lab)[11].header_value("retry-after"), Some("2"));
    let calls = lab.control(0, "GET", "calls", None);
    assert_eq!(
        (&calls["throttled"], &calls["maxPerSecond"], &calls["total"]),
        (&json!(20), &json!(24), &json!(24))
    );

    // Also where it is for another reason that the org is busy.
    let busy = json!({ "errorRate": { "status": 503, "probability": 1 } });
    lab.faults(0, &busy);
    lab.now += 60_000;
    let refused = burst(&mut lab);
    assert_eq!(
        (refused[0].status, refused[0].header_value("retry-after")),
        (503, Some("2"))
    );

    let mut free = Lab::new(WorldConfig {
        rate_limit: false,
        ..config(1)
    });
    assert!(burst(&mut free).iter().all(|r| r.status == 200));
}

#[test]
fn ten_requests_of_a_key_may_be_under_way() {
    let mut lab = Lab::new(config(1));
    let request = keyed(&lab, 0, Request::new("GET", PERSONAL));
    let mut tickets = Vec::new();
    for i in 0..11 {
        let (response, ticket) = lab.world.begin(&request, lab.now + i * 1_000);
        assert_eq!(response.status, if i < 10 { 200 } else { 429 });
        tickets.extend(ticket);
    }
    assert_eq!(lab.control(0, "GET", "calls", None)["maxInFlight"], 11);
    for ticket in tickets {
        lab.world.end(ticket);
    }
    assert_eq!(lab.world.handle(&request, lab.now + 20_000).status, 200);
    assert_eq!(lab.control(0, "GET", "calls", None)["inFlight"], 0);
}

#[test]
fn a_wrong_deployment_redirects() {
    let mut lab = Lab::new(config(1));
    let at = |host: &str| Request::new("HEAD", "/api/v1/collectors").header("host", host);
    assert_eq!(lab.send(0, at("127.0.0.1:8080")).status, 200);
    assert_eq!(lab.send(0, at("api.us2.localhost:8080")).status, 200);
    let moved = lab.send(0, at("api.sumologic.com"));
    assert_eq!(moved.status, 301);
    assert_eq!(
        moved.header_value("location"),
        Some("https://api.us2.sumologic.com/api/v1/collectors")
    );

    lab.faults(0, &json!({ "moved": "eu" }));
    let moved = lab.send(
        0,
        Request::new("GET", PERSONAL).header("host", "127.0.0.1:8080"),
    );
    assert_eq!(moved.body_json()["code"], "moved");
    assert!(
        moved
            .header_value("location")
            .unwrap()
            .starts_with("http://api.eu.localhost:8080/")
    );
    assert_eq!(lab.send(0, at("api.eu.localhost:8080")).status, 200);
}

#[test]
fn capabilities_and_scopes_can_be_missing() {
    let mut lab = Lab::new(config(1));
    lab.faults(
        0,
        &json!({ "withoutCapabilities": ["manageContent", "viewConnections"] }),
    );
    let admin = lab.admin(0, "GET", "/v2/content/folders/adminRecommended", None);
    assert_eq!(
        (admin.status, error_code(&admin).as_str()),
        (403, "forbidden")
    );
    assert_eq!(lab.send(0, Request::new("GET", PERSONAL)).status, 200);
    assert_eq!(
        lab.send(0, Request::new("GET", "/api/v1/connections"))
            .status,
        403
    );
}

#[test]
fn keys_can_be_revoked_and_restored() {
    let mut lab = Lab::new(config(1));
    lab.faults(0, &json!({ "revokeKey": true }));
    assert_eq!(lab.send(0, Request::new("GET", PERSONAL)).status, 401);
    lab.faults(0, &json!({ "revokeKey": false, "html401": true }));
    let html = lab.send(0, Request::new("GET", PERSONAL));
    assert_eq!(
        (html.status, html.header_value("content-type")),
        (401, Some("text/html"))
    );
    lab.control(0, "DELETE", "faults", None);
    lab.faults(0, &json!({ "transient401": { "next": 1 } }));
    assert_eq!(lab.send(0, Request::new("GET", PERSONAL)).status, 401);
    assert_eq!(lab.send(0, Request::new("GET", PERSONAL)).status, 200);
}

#[test]
fn errors_come_before_the_effect_and_losses_after_it() {
    let (mut lab, org) = Lab::with_empty_target();
    let root = lab.root_id(org);
    let create = |lab: &mut Lab, name: &str| {
        lab.admin(
            org,
            "POST",
            "/v2/content/folders",
            Some(&json!({ "name": name, "parentId": root })),
        )
    };
    lab.faults(
        org,
        &json!({ "errorRate": { "status": 503, "probability": 1.0 } }),
    );
    let failed = create(&mut lab, "a");
    assert_eq!(
        (failed.status, error_code(&failed).as_str()),
        (503, "service.unavailable")
    );
    lab.faults(
        org,
        &json!({ "errorRate": null, "loseResponses": { "next": 1 } }),
    );
    assert!(create(&mut lab, "b").lost);
    assert!(!create(&mut lab, "c").lost);
    let names: Vec<_> = lab
        .children(org, &root)
        .iter()
        .map(|c| c["name"].clone())
        .collect();
    assert_eq!(names, ["b", "c"]);
}

#[test]
fn jobs_can_fail_or_never_end() {
    let (mut lab, org) = Lab::with_empty_target();
    let root = lab.root_id(org);
    lab.faults(
        org,
        &json!({ "failImports": ["bad"], "failExports": true, "noImportResult": true }),
    );
    let body = folder("pack", &[search("good"), search("bad")]);
    let (job, status) = lab.job(
        org,
        "POST",
        &format!("/v2/content/folders/{root}/import"),
        Some(&body),
    );
    assert_eq!(status["status"], "Success");
    let result = lab.admin(
        org,
        "GET",
        &format!("/v2/content/folders/{root}/import/{job}/result"),
        None,
    );
    assert_eq!(result.status, 404);
    assert_eq!(
        lab.at(org, "/Library/Admin Recommended/pack/good")["name"],
        "good"
    );
    let (_, status) = lab.job(org, "POST", &format!("/v2/content/{root}/export"), None);
    assert_eq!(status["error"]["code"], "content1:internal_error");

    lab.control(org, "DELETE", "faults", None);
    for (never_ending, children) in [("withoutEffect", 1), ("withEffect", 2)] {
        lab.faults(org, &json!({ "neverEndingJobs": never_ending }));
        let target = format!("/v2/content/folders/{root}/import");
        let job = lab
            .admin(org, "POST", &target, Some(&search(never_ending)))
            .body_json();
        lab.now += 3_600_000;
        let status = lab.get(
            org,
            &format!("{target}/{}/status", job["id"].as_str().unwrap()),
        );
        assert_eq!(status["status"], "InProgress");
        assert_eq!(lab.children(org, &root).len(), children);
    }
}

#[test]
fn the_root_can_refuse_its_export() {
    let mut lab = Lab::new(config(1));
    let root = lab.root_id(0);
    lab.faults(0, &json!({ "refuseRootExport": true }));
    assert_eq!(
        lab.admin(0, "POST", &format!("/v2/content/{root}/export"), None)
            .status,
        400
    );
}
