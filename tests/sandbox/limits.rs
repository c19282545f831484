//! The rate limit: four requests a second to one org.

use crate::client::{send, target};

#[test]
fn a_burst_is_throttled_and_only_for_the_org_that_made_it() {
    let (busy, calm) = (target(5), target(6));
    let authorization = busy.authorization();
    let headers = [("authorization", authorization.as_str())];
    let path = "/api/v2/content/folders/personal";
    let statuses: Vec<u16> = (0..12)
        .map(|_| send("GET", path, &headers, None).0)
        .collect();
    assert_eq!(statuses.first(), Some(&200));
    assert!(statuses.contains(&429), "{statuses:?}");
    assert!(
        statuses.iter().all(|status| [200, 429].contains(status)),
        "{statuses:?}"
    );

    let throttled = statuses.iter().filter(|status| **status == 429).count();
    let calls = busy.control("GET", "calls", None);
    assert_eq!(calls["throttled"].as_u64(), Some(throttled as u64));
    assert_eq!(calls["writes"].as_u64(), Some(0));
    assert_eq!(
        calm.call("GET", "/v2/content/folders/personal", None).0,
        200
    );
    assert_eq!(
        calm.control("GET", "calls", None)["throttled"].as_u64(),
        Some(0)
    );
}
