//! What is stored of pushes and of their orgs.

use futures_executor::block_on;
use orgcast_shared::api::{OrgProgress, Push};
use orgcast_shared::history::{Course, OrgState, Outcome, OutcomeCounts, PushState};
use orgcast_shared::id::{Digest, Millis, OrgId, PushId};
use orgcast_shared::plan::Counts;
use orgcast_shared::select::{Choices, Destinations, Options, Policy, Rollout, Selection};

use super::bodies::Bucket as _;
use super::memory::{Memory, MemoryBucket};
use super::pushes::{
    NewPush, StoredPush, by_key, following, get, insert, list, orders, org, orgs, update,
};

fn new_push(id: &str, key: &str) -> NewPush {
    let org = |id: &str, name: &str| OrgProgress {
        org: OrgId::new(id).unwrap(),
        name: name.into(),
        wave: 1,
        state: OrgState::Waiting,
        cells: 3,
        writes: 2,
        written: 0,
        outcomes: OutcomeCounts::default(),
        message: String::new(),
    };
    NewPush {
        push: Push {
            id: PushId::new(id).unwrap(),
            by: "Local operator".into(),
            started_at: Millis(5),
            ended_at: None,
            state: PushState::Running,
            source: OrgId::new("source").unwrap(),
            source_name: "Gold".into(),
            plan: Digest::of(id.as_bytes()),
            planned: Counts {
                create: 2,
                ..Counts::default()
            },
            outcomes: OutcomeCounts::default(),
            orgs: 2,
            items: 3,
            expected: Some(Millis(7_000)),
            retry_of: None,
            rollback_of: None,
            rollout: Rollout::default(),
            course: Course::default(),
        },
        idempotency_key: key.into(),
        read_at: None,
        choices: Digest::of(b"choices"),
        orgs: vec![
            (org("b", "beta"), Digest::of(b"order")),
            (org("a", "Zeta"), Digest::of(b"order")),
        ],
    }
}

#[test]
fn a_push_is_stored_once_per_key() {
    let db = Memory::migrated();
    let push = new_push("p1", "key");
    assert!(block_on(insert(&db, &push)).unwrap());
    assert!(!block_on(insert(&db, &new_push("p2", "key"))).unwrap());
    let stored = StoredPush {
        push: push.push.clone(),
        choices: push.choices,
    };
    assert_eq!(block_on(by_key(&db, "key")).unwrap(), Some(stored.clone()));
    assert_eq!(block_on(get(&db, &push.push.id)).unwrap(), Some(stored));
    assert_eq!(
        block_on(get(&db, &PushId::new("p2").unwrap())).unwrap(),
        None
    );
    let orgs = block_on(orgs(&db, &push.push.id)).unwrap();
    let expected: Vec<_> = push.orgs.iter().map(|(org, _)| org.clone()).collect();
    assert_eq!(orgs, expected);
    assert_eq!(block_on(orders(&db, &push.push.id)).unwrap().len(), 2);
}

#[test]
fn what_was_chosen_may_be_longer_than_a_value_of_the_database() {
    let bucket = MemoryBucket::default();
    let missing = |org: u32| {
        let mut items = Selection::default();
        for item in 0..100 {
            let path = format!("/Folder/Another folder/Still another/Item {item} of {org}");
            items.tick(path.parse().unwrap());
        }
        (OrgId::new(format!("org{org}")).unwrap(), items)
    };
    let choices = Choices {
        source: OrgId::new("source").unwrap(),
        selection: Selection::everything(),
        destinations: Destinations::default(),
        options: Options::default(),
        policy: Policy::default(),
        only: (0..500).map(missing).collect(),
    };
    let (digest, text) = StoredPush::pack(&choices).unwrap();
    assert!(text.len() > 2_000_000, "{}", text.len());
    block_on(bucket.put(&digest, text)).unwrap();
    let back = block_on(StoredPush::unpack(&bucket, &digest)).unwrap();
    assert_eq!(back, choices);
    let other = Digest::of(b"other");
    assert!(block_on(StoredPush::unpack(&bucket, &other)).is_err());
}

#[test]
fn progress_is_stored_for_the_orgs_named() {
    let db = Memory::migrated();
    let NewPush {
        mut push,
        orgs: mut given,
        ..
    } = new_push("p1", "key");
    block_on(insert(&db, &new_push("p1", "key"))).unwrap();
    let (mut moved, _) = given.remove(1);
    moved.state = OrgState::Failed;
    moved.written = 2;
    moved.outcomes.add(Outcome::Failed);
    moved.message = "it's \"why\"".into();
    push.state = PushState::Failed;
    push.ended_at = Some(Millis(9));
    push.outcomes = moved.outcomes;
    block_on(update(&db, &push, std::slice::from_ref(&moved))).unwrap();
    assert_eq!(
        block_on(org(&db, &push.id, &moved.org)).unwrap(),
        Some(moved)
    );
    assert_eq!(block_on(get(&db, &push.id)).unwrap().unwrap().push, push);
    let other = &given[0].0;
    assert_eq!(
        block_on(org(&db, &push.id, &other.org)).unwrap().as_ref(),
        Some(other)
    );
}

#[test]
fn what_follows_a_push_is_found_newest_first() {
    let db = Memory::migrated();
    let id = |id: &str| PushId::new(id).unwrap();
    let store = |name: &str, retry_of, rollback_of| {
        let mut new = new_push(name, name);
        (new.push.retry_of, new.push.rollback_of) = (retry_of, rollback_of);
        assert!(block_on(insert(&db, &new)).unwrap());
    };
    store("first", None, None);
    store("retry", Some(id("first")), None);
    store("other", None, None);
    store("back", None, Some(id("first")));
    let following = |of: &str| -> Vec<String> {
        let found = block_on(following(&db, &id(of), 9)).unwrap();
        found.into_iter().map(|push| push.id.to_string()).collect()
    };
    assert_eq!(following("first"), ["back", "retry"]);
    assert_eq!(following("other"), Vec::<String>::new());
}

#[test]
fn the_list_is_newest_first_and_goes_on() {
    let db = Memory::migrated();
    for id in ["p1", "p2", "p3"] {
        block_on(insert(&db, &new_push(id, id))).unwrap();
    }
    let ids = |before: Option<&str>| -> Vec<String> {
        let before = before.map(|id| PushId::new(id).unwrap());
        let found = block_on(list(&db, before.as_ref(), 2)).unwrap();
        found.into_iter().map(|push| push.id.to_string()).collect()
    };
    assert_eq!(ids(None), ["p3", "p2"]);
    assert_eq!(ids(Some("p2")), ["p1"]);
    assert_eq!(ids(Some("unknown")), Vec::<String>::new());
}
