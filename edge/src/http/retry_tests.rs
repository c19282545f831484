//! What is missing of a push, handed out as choices.

use futures_executor::block_on;
use orgcast_shared::api::{ProblemCode, Push, RetryChoices};
use orgcast_shared::content::ItemKind;
use orgcast_shared::history::{CellRecord, Outcome, Retry};
use orgcast_shared::id::PushId;
use orgcast_shared::select::{Choices, Destinations, Selection};
use serde_json::json;

use super::push_tests::{asked, org, post, started, to, world};
use super::tests::{head, problem, send, with};
use super::{Answer, Method};
use crate::platform::Platform;
use crate::store::{Database, results};
use crate::testing::TestPlatform;

fn everyone() -> Choices {
    to(Destinations::default())
}

fn cell(path: &str, outcome: Outcome) -> CellRecord {
    CellRecord {
        path: path.parse().unwrap(),
        kind: ItemKind::Search,
        outcome,
        detail: String::new(),
        warnings: Vec::new(),
        for_items: false,
    }
}

fn save(platform: &TestPlatform, push: &Push, to: &str, cells: &[CellRecord]) {
    let statements = results::cells_of(&push.id, &org(to), cells).unwrap();
    block_on(platform.db().batch(statements)).unwrap();
}

fn retry(platform: &TestPlatform, cookie: &str, push: &PushId, which: &str) -> Answer {
    let path = format!("/api/pushes/{push}/retry");
    let mut get = with(cookie, head(Method::Get, &path));
    get.query = Some(format!("which={which}"));
    send(platform, &get, &json!({}))
}

/// A push to everyone that is started.
fn push(platform: &TestPlatform, cookie: &str) -> Push {
    let body = asked(platform, &everyone(), "key");
    started(&send(platform, &post(cookie), &body))
}

#[test]
fn what_is_missing_of_a_push_can_be_planned_and_is_linked_to_the_first() {
    let (platform, cookie) = world(3);
    let first = push(&platform, &cookie);
    let cell = |outcome| cell("/Search", outcome);
    for (id, outcome) in [
        ("target0", Outcome::Failed),
        ("target1", Outcome::Stopped),
        ("target2", Outcome::Replaced),
        ("gone", Outcome::Failed),
    ] {
        save(&platform, &first, id, &[cell(outcome)]);
    }
    let retry = |push: &PushId, which: &str| retry(&platform, &cookie, push, which);
    let choices = |push: &PushId, which: Retry| -> RetryChoices {
        serde_json::from_slice(&retry(push, which.name()).body).unwrap()
    };
    let orgs = |found: &RetryChoices| -> Vec<String> {
        let only = found.choices.only.keys();
        only.map(ToString::to_string).collect()
    };
    assert_eq!(orgs(&choices(&first.id, Retry::Failed)), ["target0"]);
    assert_eq!(orgs(&choices(&first.id, Retry::Stopped)), ["target1"]);
    let all = choices(&first.id, Retry::All);
    assert_eq!(orgs(&all), ["target0", "target1"]);
    assert_eq!(all.retry_of, first.id);
    assert_eq!(problem(&retry(&first.id, "some")), ProblemCode::BadRequest);

    // What it gives can be started as it is, although the plan of the first push is used up.
    let start = |choices: &Choices, of: &PushId, key: &str| {
        let mut body = asked(&platform, choices, key);
        body["retryOf"] = json!(of);
        send(&platform, &post(&cookie), &body)
    };
    let second = started(&start(&all.choices, &all.retry_of, "second"));
    assert_eq!(
        (second.orgs, &second.retry_of),
        (2, &Some(first.id.clone()))
    );
    save(&platform, &second, "target1", &[cell(Outcome::Failed)]);
    let left = choices(&second.id, Retry::All);
    assert_eq!(
        (orgs(&left), &left.retry_of),
        (vec!["target1".to_owned()], &first.id)
    );
    // A retry of a retry is linked to the first push, too.
    let third = started(&start(&left.choices, &second.id, "third"));
    assert_eq!(third.retry_of, Some(first.id));
    let nothing = retry(&third.id, "all");
    assert_eq!(problem(&nothing), ProblemCode::Conflict);
    let unknown = PushId::new("unknown").unwrap();
    let answer = start(&left.choices, &unknown, "fourth");
    assert_eq!(problem(&answer), ProblemCode::NotFound);
    assert_eq!(retry(&unknown, "all").status, 404);
}

#[test]
fn every_missing_place_is_named_by_itself_however_many_there_are() {
    let (platform, cookie) = world(2);
    let push = push(&platform, &cookie);
    let mut expected = Vec::new();
    for (number, id) in ["target0", "target1"].into_iter().enumerate() {
        // Together they are more than are taken from the database at a time.
        let cells: Vec<_> = (0..3_000 + number)
            .map(|item| cell(&format!("/F/{item} \u{e4}"), Outcome::Failed))
            .chain([
                cell("/F", Outcome::Failed),
                cell("/F/stopped", Outcome::Stopped),
            ])
            .collect();
        save(&platform, &push, id, &cells);
        let failed = cells.iter().filter(|cell| cell.outcome == Outcome::Failed);
        let paths = failed.map(|cell| cell.path.clone());
        expected.push((org(id), Selection::exactly(paths)));
    }
    let answer = retry(&platform, &cookie, &push.id, "failed");
    let found: RetryChoices = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(found.choices.only.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn more_than_a_request_can_name_is_refused() {
    let (platform, cookie) = world(1);
    let push = push(&platform, &cookie);
    let folder = format!("/{}", "x".repeat(250)).repeat(4);
    let stopped = |item| cell(&format!("{folder}/{item}"), Outcome::Stopped);
    let mut cells: Vec<_> = (0..9_000).map(stopped).collect();
    cells.push(cell("/Search", Outcome::Failed));
    save(&platform, &push, "target0", &cells);
    let answer = retry(&platform, &cookie, &push.id, "all");
    assert_eq!(problem(&answer), ProblemCode::NotPushable);
    assert_eq!(
        retry(&platform, &cookie, &push.id, Retry::Failed.name()).status,
        200
    );
}
