use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use futures_executor::block_on;
use orgcast_shared::api::{LiveEvent, LogLevel, LogLine, OrgProgress, Push};
use orgcast_shared::content::ItemKind;
use orgcast_shared::history::{CellRecord, OrgState, Outcome, OutcomeCounts, PushState};
use orgcast_shared::id::{Digest, Millis, OrgId, PushId};
use orgcast_shared::plan::Counts;
use orgcast_shared::select::{Choices, Destinations, Options, Selection};

use super::{Audience, Conductor};
use crate::ask::{OrgAsk, OrgEnd, OrgReport, PushAsk};
use crate::platform::Platform;
use crate::store::pushes::{self, NewPush, StoredPush};
use crate::store::{bodies, results};
use crate::testing::TestPlatform;

#[derive(Debug, Default)]
struct Watcher {
    seen: RefCell<Vec<LiveEvent>>,
    closed: Cell<bool>,
}

impl Audience for &Watcher {
    fn show(&self, event: &LiveEvent) {
        self.seen.borrow_mut().push(event.clone());
    }

    fn close(&self) {
        self.closed.set(true);
    }
}

fn org(id: &str) -> OrgId {
    OrgId::new(id).unwrap()
}

fn push() -> PushId {
    PushId::new("p").unwrap()
}

/// Stores what was chosen; gives its digest.
fn choices(platform: &TestPlatform) -> Digest {
    let choices = Choices {
        source: org("source"),
        selection: Selection::everything(),
        destinations: Destinations::default(),
        options: Options::default(),
        only: BTreeMap::new(),
    };
    let packed = StoredPush::pack(&choices).unwrap();
    let digest = packed.0;
    block_on(bodies::save(platform.db(), platform.bodies(), vec![packed])).unwrap();
    digest
}

/// A platform on which a push to these orgs is stored.
fn stored(orgs: &[&str]) -> TestPlatform {
    let platform = TestPlatform::new();
    let progress = |id: &&str| {
        let progress = OrgProgress {
            org: org(id),
            name: (*id).to_owned(),
            state: OrgState::Waiting,
            cells: 1,
            writes: 1,
            written: 0,
            outcomes: OutcomeCounts::default(),
            message: String::new(),
        };
        (progress, Digest::of(b"order"))
    };
    let new = NewPush {
        push: Push {
            id: push(),
            by: "Local operator".into(),
            started_at: Millis(1),
            ended_at: None,
            state: PushState::Running,
            source: org("source"),
            source_name: "Gold".into(),
            plan: Digest::of(b"plan"),
            planned: Counts::default(),
            outcomes: OutcomeCounts::default(),
            orgs: orgs.len() as u64,
            items: 1,
            retry_of: None,
        },
        idempotency_key: "key".into(),
        choices: choices(&platform),
        orgs: orgs.iter().map(progress).collect(),
    };
    assert!(block_on(pushes::insert(platform.db(), &new)).unwrap());
    platform
}

fn report(id: &str) -> OrgReport {
    OrgReport {
        org: org(id),
        state: None,
        written: None,
        log: Vec::new(),
        end: None,
    }
}

fn ended(id: &str, state: OrgState, outcome: Outcome) -> PushAsk {
    let path = "/a".parse().unwrap();
    let cell = CellRecord {
        path,
        kind: ItemKind::Search,
        outcome,
        detail: String::new(),
    };
    let end = OrgEnd {
        state,
        cells: vec![cell],
        message: "why".into(),
    };
    PushAsk::Report(OrgReport {
        end: Some(end),
        ..report(id)
    })
}

fn asked(platform: &TestPlatform) -> Vec<(String, &'static str)> {
    let asks = platform.org_asks.borrow();
    let line = |(org, ask): &(OrgId, OrgAsk)| {
        let what = match ask {
            OrgAsk::Push(_) => "push",
            OrgAsk::Stop(_) => "stop",
            _ => "other",
        };
        (org.to_string(), what)
    };
    asks.iter().map(line).collect()
}

#[test]
fn a_push_runs_from_its_start_to_its_last_org() {
    let platform = stored(&["a", "b"]);
    let watcher = Watcher::default();
    let conductor = Conductor::new(platform, &watcher);
    let tell = |ask| block_on(conductor.handle(&push(), ask)).unwrap();
    assert!(tell(PushAsk::Start));
    let pushed = [("a".to_owned(), "push"), ("b".to_owned(), "push")];
    assert_eq!(asked(conductor.platform()), pushed);
    let line = LogLine {
        at: Millis(2),
        org: org("a"),
        level: LogLevel::Info,
        message: "line".into(),
    };
    let news = OrgReport {
        state: Some(OrgState::Writing),
        written: Some(1),
        log: vec![line.clone()],
        ..report("a")
    };
    assert!(tell(PushAsk::Report(news)));
    assert!(tell(ended("a", OrgState::Done, Outcome::Created)));
    assert!(!watcher.closed.get());
    assert!(!tell(ended("b", OrgState::Failed, Outcome::Failed)));
    assert!(watcher.closed.get());
    assert!(matches!(
        watcher.seen.borrow().first(),
        Some(LiveEvent::Log { .. })
    ));
    assert!(matches!(
        watcher.seen.borrow().last(),
        Some(LiveEvent::End { .. })
    ));
    let db = conductor.platform().db();
    let found = block_on(pushes::get(db, &push())).unwrap().unwrap().push;
    assert_eq!(
        (found.state, found.ended_at),
        (PushState::Failed, Some(Millis(1_000_000)))
    );
    assert_eq!((found.outcomes.created, found.outcomes.failed), (1, 1));
    let b = block_on(pushes::org(db, &push(), &org("b")))
        .unwrap()
        .unwrap();
    assert_eq!((b.state, b.message.as_str()), (OrgState::Failed, "why"));
    assert_eq!(
        block_on(results::cells(db, &push(), &org("a")))
            .unwrap()
            .len(),
        1
    );
    assert_eq!(block_on(results::log(db, &push(), 9)).unwrap(), [line]);
}

#[test]
fn a_conductor_that_takes_over_starts_what_has_not_ended() {
    let platform = stored(&["a", "b"]);
    let watcher = Watcher::default();
    let first = Conductor::new(platform, &watcher);
    block_on(first.handle(&push(), PushAsk::Start)).unwrap();
    let end = ended("a", OrgState::Done, Outcome::Created);
    block_on(first.handle(&push(), end)).unwrap();
    block_on(first.handle(&push(), PushAsk::Stop)).unwrap();
    let platform = first.into_platform();
    platform.org_asks.borrow_mut().clear();
    let second = Conductor::new(platform, &watcher);
    assert!(block_on(second.handle(&push(), PushAsk::Start)).unwrap());
    let expected = [("b".to_owned(), "push"), ("b".to_owned(), "stop")];
    assert_eq!(asked(second.platform()), expected);
    let (start, end) = block_on(second.welcome(&push())).unwrap();
    let LiveEvent::Start { detail, .. } = start else {
        panic!("{start:?}")
    };
    assert_eq!(detail.push.state, PushState::Stopping);
    assert_eq!(end, None);
    block_on(second.handle(&push(), ended("b", OrgState::Stopped, Outcome::Stopped))).unwrap();
    let (_, end) = block_on(second.welcome(&push())).unwrap();
    assert!(matches!(end, Some(LiveEvent::End { push }) if push.state == PushState::Stopped));
}

#[test]
fn an_end_that_is_told_twice_counts_once() {
    let platform = stored(&["a", "b"]);
    let watcher = Watcher::default();
    let conductor = Conductor::new(platform, &watcher);
    for _ in 0..2 {
        let end = ended("a", OrgState::Done, Outcome::Created);
        assert!(block_on(conductor.handle(&push(), end)).unwrap());
    }
    let found = block_on(pushes::get(conductor.platform().db(), &push()))
        .unwrap()
        .unwrap()
        .push;
    assert_eq!(found.outcomes.created, 1);
}

#[test]
fn nobody_can_run_a_push_that_is_not_there() {
    let platform = TestPlatform::new();
    let watcher = Watcher::default();
    let conductor = Conductor::new(platform, &watcher);
    assert!(block_on(conductor.handle(&push(), PushAsk::Start)).is_err());
}
