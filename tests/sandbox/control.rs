//! The control interface.

use std::collections::BTreeSet;

use crate::client::{orgs, send};

#[test]
fn there_is_one_source_and_every_org_has_a_key_of_its_own() {
    let orgs = orgs();
    assert_eq!(orgs.len(), 12);
    assert_eq!(orgs.iter().filter(|org| org.role == "source").count(), 1);
    let distinct = |part: fn(&crate::client::Org) -> &str| {
        orgs.iter().map(part).collect::<BTreeSet<_>>().len()
    };
    assert_eq!(distinct(|org| &org.access_id), 12);
    assert_eq!(distinct(|org| &org.access_key), 12);
    assert_eq!(distinct(|org| &org.id), 12);
    assert_eq!(distinct(|org| &org.name), 12);
}

#[test]
fn what_it_does_not_know_is_not_found() {
    assert_eq!(send("GET", "/__sandbox/nothing", &[], None).0, 404);
    assert_eq!(
        send("GET", "/__sandbox/orgs/nobody/state", &[], None).0,
        404
    );
}
