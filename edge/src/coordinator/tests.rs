use std::cell::{Cell, RefCell};
use std::time::Duration;

use futures_executor::block_on;
use futures_util::FutureExt;
use futures_util::future::{join, join_all};
use orgcast_shared::api::{LiveEvent, LogLevel, LogLine, Push};
use orgcast_shared::content::ItemKind;
use orgcast_shared::history::{CellRecord, OrgState, Outcome, PushState};
use orgcast_shared::id::{Digest, Millis, OrgId, PushId};

use super::{Alarm, Audience, Conductor, WATCH};
use crate::ask::{OrgAsk, OrgEnd, OrgReport, PushAsk};
use crate::platform::Platform;
use crate::problem::EdgeError;
use crate::store::rollbacks::Roots;
use crate::store::{Statement, pushes, results, rollbacks, run};
use crate::testing::{TestPlatform, store_push};

pub(super) type TestConductor<'a> = Conductor<TestPlatform, &'a Watcher>;

#[derive(Debug, Default)]
pub(super) struct Watcher {
    pub(super) seen: RefCell<Vec<LiveEvent>>,
    closed: Cell<bool>,
    pub(super) alarm: Cell<Option<Duration>>,
}

impl Audience for &Watcher {
    fn show(&self, event: &LiveEvent) {
        self.seen.borrow_mut().push(event.clone());
    }

    fn close(&self) {
        self.closed.set(true);
    }
}

impl Alarm for &Watcher {
    async fn is_set(&self) -> Result<bool, EdgeError> {
        Ok(self.alarm.get().is_some())
    }

    async fn set(&self, _push: &PushId, after: Duration) -> Result<(), EdgeError> {
        self.alarm.set(Some(after));
        Ok(())
    }

    async fn clear(&self) -> Result<(), EdgeError> {
        self.alarm.set(None);
        Ok(())
    }
}

pub(super) fn org(id: &str) -> OrgId {
    OrgId::new(id).unwrap()
}

pub(super) fn push() -> PushId {
    PushId::new("p").unwrap()
}

/// A platform on which a push to these orgs is stored.
pub(super) fn stored(orgs: &[&str]) -> TestPlatform {
    let platform = TestPlatform::new();
    store_push(&platform, &push(), orgs, Digest::of(b"order"));
    platform
}

pub(super) fn ended(id: &str, state: OrgState, outcome: Outcome) -> PushAsk {
    let path = "/a".parse().unwrap();
    let cell = CellRecord {
        path,
        kind: ItemKind::Search,
        outcome,
        detail: String::new(),
        warnings: Vec::new(),
        for_items: false,
    };
    let end = OrgEnd {
        state,
        cells: vec![cell],
        message: "why".into(),
        before: Some(Digest::of(b"before")),
        after: None,
        base: Some(Digest::of(b"base")),
    };
    PushAsk::Report(OrgReport {
        end: Some(end),
        ..OrgReport::about(&org(id))
    })
}

pub(super) fn asked(platform: &TestPlatform) -> Vec<(String, &'static str)> {
    let asks = platform.org_asks.borrow();
    let line = |(org, ask): &(OrgId, OrgAsk)| {
        let what = match ask {
            OrgAsk::Push(_) => "push",
            OrgAsk::Pause(_) => "pause",
            OrgAsk::Stop(_) => "stop",
            _ => "other",
        };
        (org.to_string(), what)
    };
    asks.iter().map(line).collect()
}

fn line(org: &OrgId) -> LogLine {
    LogLine {
        at: Millis(2),
        org: org.clone(),
        level: LogLevel::Info,
        message: "line".into(),
    }
}

pub(super) fn answer(conductor: &TestConductor<'_>, ask: PushAsk) {
    block_on(conductor.answer(&push(), ask)).unwrap();
}

pub(super) fn ring(conductor: &TestConductor<'_>) {
    block_on(conductor.ring(&push())).unwrap();
}

/// The push as the database has it.
pub(super) fn known(conductor: &TestConductor<'_>) -> Push {
    let found = block_on(pushes::get(conductor.platform().db(), &push()));
    found.unwrap().unwrap().push
}

fn sql(conductor: &TestConductor<'_>, statement: &'static str) {
    block_on(run(conductor.platform().db(), Statement::new(statement))).unwrap();
}

#[test]
fn a_push_runs_from_its_start_to_its_last_org() {
    let watcher = Watcher::default();
    let conductor = Conductor::new(stored(&["a", "b"]), &watcher);
    answer(&conductor, PushAsk::Start);
    assert_eq!(watcher.alarm.get(), Some(Duration::ZERO));
    ring(&conductor);
    let pushed = [("a".to_owned(), "push"), ("b".to_owned(), "push")];
    assert_eq!(asked(conductor.platform()), pushed);
    let line = line(&org("a"));
    let news = OrgReport {
        state: Some(OrgState::Writing),
        written: Some(1),
        log: vec![line.clone()],
        ..OrgReport::about(&org("a"))
    };
    answer(&conductor, PushAsk::Report(news));
    answer(&conductor, ended("a", OrgState::Done, Outcome::Created));
    let trees = block_on(rollbacks::orgs(conductor.platform().db(), &push())).unwrap();
    let trees: Vec<_> = trees.iter().map(|org| org.roots).collect();
    let roots = Roots {
        before: Some(Digest::of(b"before")),
        after: None,
        base: Some(Digest::of(b"base")),
    };
    assert_eq!(trees, [roots]);
    assert_eq!(
        (watcher.closed.get(), watcher.alarm.get()),
        (false, Some(WATCH))
    );
    answer(&conductor, ended("b", OrgState::Failed, Outcome::Failed));
    assert_eq!((watcher.closed.get(), watcher.alarm.get()), (true, None));
    let seen = watcher.seen.borrow();
    assert!(matches!(seen.first(), Some(LiveEvent::Log { .. })));
    assert!(matches!(seen.last(), Some(LiveEvent::End { .. })));
    let found = known(&conductor);
    // News of two was gathered for a moment each, and the last end wasn't.
    assert_eq!(
        (found.state, found.ended_at),
        (PushState::Failed, Some(Millis(1_000_200)))
    );
    assert_eq!((found.outcomes.created, found.outcomes.failed), (1, 1));
    let db = conductor.platform().db();
    let b = block_on(pushes::org(db, &push(), &org("b")));
    let b = b.unwrap().unwrap();
    assert_eq!((b.state, b.message.as_str()), (OrgState::Failed, "why"));
    let cells = block_on(results::cells(db, &push(), &org("a"))).unwrap();
    assert_eq!(cells.len(), 1);
    assert_eq!(block_on(results::log(db, &push(), 9)).unwrap(), [line]);
}

#[test]
fn a_conductor_that_takes_over_starts_what_has_not_ended() {
    let watcher = Watcher::default();
    let first = Conductor::new(stored(&["a", "b"]), &watcher);
    ring(&first);
    answer(&first, ended("a", OrgState::Done, Outcome::Created));
    answer(&first, PushAsk::Stop);
    let platform = first.into_platform();
    platform.org_asks.borrow_mut().clear();
    let second = Conductor::new(platform, &watcher);
    ring(&second);
    let expected = [("b".to_owned(), "push"), ("b".to_owned(), "stop")];
    assert_eq!(asked(second.platform()), expected);
    let welcome = || block_on(second.welcome(&push(), |start, end| (start, end))).unwrap();
    let (start, end) = welcome();
    let LiveEvent::Start { detail, .. } = start else {
        panic!("{start:?}")
    };
    assert_eq!(detail.push.state, PushState::Stopping);
    assert_eq!(end, None);
    answer(&second, ended("b", OrgState::Stopped, Outcome::Stopped));
    let (_, end) = welcome();
    assert!(matches!(end, Some(LiveEvent::End { push }) if push.state == PushState::Stopped));
}

#[test]
fn an_end_that_is_told_twice_counts_once_and_as_it_was_first() {
    let watcher = Watcher::default();
    let conductor = Conductor::new(stored(&["a", "b"]), &watcher);
    answer(&conductor, ended("a", OrgState::Done, Outcome::Created));
    answer(&conductor, ended("a", OrgState::Done, Outcome::Same));
    let counts = known(&conductor).outcomes;
    assert_eq!((counts.created, counts.same), (1, 0));
    let db = conductor.platform().db();
    let cells = block_on(results::cells(db, &push(), &org("a"))).unwrap();
    assert_eq!(cells[0].outcome, Outcome::Created);
}

#[test]
fn an_org_that_ended_while_others_were_asked_is_not_asked() {
    let watcher = Watcher::default();
    let conductor = Conductor::new(stored(&["a", "b"]), &watcher);
    answer(&conductor, PushAsk::Report(OrgReport::about(&org("a"))));
    let late = |late| conductor.platform().db().answer_late(late);
    late(true);
    let push = push();
    let mut stop = Box::pin(conductor.answer(&push, PushAsk::Stop));
    // It waits for the database, and an org ends meanwhile.
    assert!(stop.as_mut().now_or_never().is_none());
    late(false);
    let end = conductor.answer(&push, ended("a", OrgState::Done, Outcome::Created));
    let (ended, stopped) = block_on(join(end, stop));
    ended.and(stopped).unwrap();
    let expected = [("b".to_owned(), "push"), ("b".to_owned(), "stop")];
    assert_eq!(asked(conductor.platform()), expected);
}

#[test]
fn an_end_that_was_not_stored_is_stored_with_the_next_report_or_alarm() {
    for retry in [true, false] {
        let watcher = Watcher::default();
        let conductor = Conductor::new(stored(&["a"]), &watcher);
        ring(&conductor);
        sql(
            &conductor,
            "CREATE TRIGGER broken BEFORE UPDATE ON pushes BEGIN SELECT RAISE(FAIL, 'no'); END",
        );
        let end = || ended("a", OrgState::Done, Outcome::Created);
        assert!(block_on(conductor.answer(&push(), end())).is_err());
        assert_eq!(
            (watcher.closed.get(), watcher.alarm.get()),
            (false, Some(WATCH))
        );
        let (_, told) = block_on(conductor.welcome(&push(), |s, e| (s, e))).unwrap();
        assert_eq!(told, None);
        sql(&conductor, "DROP TRIGGER broken");
        if retry {
            answer(&conductor, end());
        } else {
            ring(&conductor);
        }
        assert_eq!(known(&conductor).state, PushState::Succeeded);
        assert_eq!((watcher.closed.get(), watcher.alarm.get()), (true, None));
        let ends = |event: &&LiveEvent| matches!(event, LiveEvent::End { .. });
        assert_eq!(watcher.seen.borrow().iter().filter(ends).count(), 1);
    }
}

#[test]
fn whatever_is_asked_about_a_push_that_nobody_began_begins_it() {
    let news = PushAsk::Report(OrgReport::about(&org("a")));
    for ask in [Some(PushAsk::Start), Some(PushAsk::Stop), Some(news), None] {
        let watcher = Watcher::default();
        let conductor = Conductor::new(stored(&["a"]), &watcher);
        match ask {
            Some(ask) => answer(&conductor, ask),
            None => block_on(conductor.welcome(&push(), |_, _| ())).unwrap(),
        }
        assert_eq!(watcher.alarm.get(), Some(Duration::ZERO));
        ring(&conductor);
        assert!(asked(conductor.platform()).contains(&("a".to_owned(), "push")));
        answer(&conductor, ended("a", OrgState::Done, Outcome::Created));
        block_on(conductor.welcome(&push(), |_, _| ())).unwrap();
        assert_eq!(watcher.alarm.get(), None);
    }
}

#[test]
fn what_is_stored_already_is_not_written_again() {
    let watcher = Watcher::default();
    let conductor = Conductor::new(stored(&["a"]), &watcher);
    sql(
        &conductor,
        "CREATE TRIGGER broken BEFORE UPDATE ON pushes BEGIN SELECT RAISE(FAIL, 'no'); END",
    );
    ring(&conductor);
    answer(
        &conductor,
        PushAsk::Report(OrgReport {
            log: vec![line(&org("a"))],
            ..OrgReport::about(&org("a"))
        }),
    );
}

pub(super) fn writing(of: &str) -> PushAsk {
    PushAsk::Report(OrgReport {
        state: Some(OrgState::Writing),
        log: vec![line(&org(of))],
        ..OrgReport::about(&org(of))
    })
}

#[test]
fn news_that_comes_while_other_news_is_stored_is_stored_together() {
    let watcher = Watcher::default();
    let conductor = Conductor::new(stored(&["a", "b", "c"]), &watcher);
    ring(&conductor);
    let db = conductor.platform().db();
    let before = db.statements();
    db.answer_late(true);
    let push = push();
    let told = ["a", "b", "c"].map(|org| conductor.answer(&push, writing(org)));
    for told in block_on(join_all(told)) {
        told.unwrap();
    }
    // A line, the push and its orgs: once for the first, and once for the others.
    assert_eq!(db.statements() - before, 6);
    assert_eq!(block_on(results::log(db, &push, 9)).unwrap().len(), 3);
}

#[test]
fn a_line_that_could_not_be_stored_is_stored_once_when_it_is_told_again() {
    let watcher = Watcher::default();
    let conductor = Conductor::new(stored(&["a", "b"]), &watcher);
    ring(&conductor);
    sql(
        &conductor,
        "CREATE TRIGGER broken BEFORE INSERT ON push_log BEGIN SELECT RAISE(FAIL, 'no'); END",
    );
    for of in ["a", "b", "a"] {
        assert!(block_on(conductor.answer(&push(), writing(of))).is_err());
    }
    sql(&conductor, "DROP TRIGGER broken");
    answer(&conductor, writing("a"));
    let stored = block_on(results::log(conductor.platform().db(), &push(), 9)).unwrap();
    assert_eq!(stored, [line(&org("b")), line(&org("a"))]);
}

#[test]
fn a_line_that_comes_while_somebody_is_let_in_is_seen() {
    let watcher = Watcher::default();
    let conductor = Conductor::new(stored(&["a"]), &watcher);
    ring(&conductor);
    let late = |late| conductor.platform().db().answer_late(late);
    let line = line(&org("a"));
    let report = PushAsk::Report(OrgReport {
        log: vec![line.clone()],
        ..OrgReport::about(&org("a"))
    });
    late(true);
    let push = push();
    let mut welcome =
        Box::pin(conductor.welcome(&push, |start, _| (start, watcher.seen.borrow().len())));
    assert!(welcome.as_mut().now_or_never().is_none());
    late(false);
    let mut report = Box::pin(conductor.answer(&push, report));
    let reported = report.as_mut().now_or_never();
    let (start, from) = block_on(welcome).unwrap();
    reported.unwrap_or_else(|| block_on(report)).unwrap();
    let LiveEvent::Start { log, .. } = start else {
        panic!("{start:?}")
    };
    let shown = LiveEvent::Log { line: line.clone() };
    assert!(log.contains(&line) || watcher.seen.borrow()[from..].contains(&shown));
}

#[test]
fn nobody_can_run_a_push_that_is_not_there() {
    let watcher = Watcher::default();
    let conductor = Conductor::new(TestPlatform::new(), &watcher);
    assert!(block_on(conductor.answer(&push(), PushAsk::Stop)).is_err());
    ring(&conductor);
    assert_eq!(watcher.alarm.get(), None);
}
