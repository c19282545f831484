//! Who gets in.

use serde_json::json;

use crate::client::{send, source, target};

const PERSONAL: &str = "/v2/content/folders/personal";

#[test]
fn a_request_without_a_known_key_is_refused() {
    let path = format!("/api{PERSONAL}");
    let (status, body) = send("GET", &path, &[], None);
    assert_eq!(
        (status, &body["errors"][0]["code"]),
        (401, &json!("unauthorized"))
    );
    let wrong = crate::client::Org {
        access_key: "wrong".into(),
        ..target(0)
    };
    assert_eq!(wrong.call("GET", PERSONAL, None).0, 401);
}

#[test]
fn a_request_that_carries_a_browser_s_origin_is_refused_and_counted() {
    let org = target(0);
    let before = org.control("GET", "calls", None)["withOrigin"]
        .as_u64()
        .unwrap();
    let authorization = org.authorization();
    let headers = [
        ("authorization", authorization.as_str()),
        ("origin", "https://console.test"),
    ];
    let (status, _) = send("GET", &format!("/api{PERSONAL}"), &headers, None);
    assert_eq!(status, 403);
    let after = org.control("GET", "calls", None)["withOrigin"]
        .as_u64()
        .unwrap();
    assert_eq!(after, before + 1);
}

#[test]
fn a_revoked_key_is_refused_until_it_is_restored_and_other_orgs_do_not_notice() {
    let org = target(1);
    org.control("POST", "faults", Some(&json!({ "revokeKey": true })));
    assert_eq!(org.call("GET", PERSONAL, None).0, 401);
    assert_eq!(source().call("GET", PERSONAL, None).0, 200);
    org.control("DELETE", "faults", None);
    assert_eq!(org.call("GET", PERSONAL, None).0, 200);
}
