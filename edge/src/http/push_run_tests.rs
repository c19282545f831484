//! How pushes run and whether their plan is used up.

use futures_executor::block_on;
use futures_util::future::join;
use orgcast_shared::api::{OrgResult, Problem, ProblemCode, Push, PushDetail, Stage};
use orgcast_shared::history::{OrgState, PushState};
use orgcast_shared::plan::Action;
use orgcast_shared::select::{Choices, Destinations};
use serde_json::{Value, json};

use super::push_tests::{add, asked, post, read_again, started, to, world};
use super::tests::{head, problem, send, with};
use super::{Answer, Method, Served, serve};
use crate::ask::PushAsk;
use crate::platform::Platform;
use crate::store::pushes;
use crate::testing::TestPlatform;

fn everyone() -> Choices {
    to(Destinations::default())
}

/// Starts a push to everyone with this key and what else the request says.
fn start(platform: &TestPlatform, cookie: &str, key: &str, more: Value) -> Answer {
    let mut body = asked(platform, &everyone(), key);
    let (Value::Object(all), Value::Object(more)) = (&mut body, more) else {
        panic!("objects")
    };
    all.extend(more);
    send(platform, &post(cookie), &body)
}

/// Has a push stand like this, as its object does.
fn stands(platform: &TestPlatform, push: &Push, state: PushState) {
    let ended_at = state.is_final().then(|| platform.now());
    let push = Push {
        state,
        ended_at,
        ..push.clone()
    };
    block_on(pushes::update(platform.db(), &push, &[])).unwrap();
}

fn detail(answer: &Answer) -> String {
    let problem: Problem = serde_json::from_slice(&answer.body).unwrap();
    problem.detail
}

#[test]
fn a_rollout_puts_orgs_into_waves_and_is_remembered() {
    let (platform, cookie) = world(4);
    let rollout = json!({ "canary": ["target2"], "percents": [30], "gate": "hand",
                          "tolerance": { "orgs": 1 } });
    let more = json!({ "rollout": rollout });
    let push = started(&start(&platform, &cookie, "key", more.clone()));
    assert_eq!(json!(push.rollout), rollout);
    assert_eq!((push.course.wave, push.course.waves), (1, 3));
    let path = format!("/api/pushes/{}", push.id);
    let get = with(&cookie, head(Method::Get, &path));
    let answer = send(&platform, &get, &json!({}));
    let found: PushDetail = serde_json::from_slice(&answer.body).unwrap();
    let waves: Vec<_> = found
        .orgs
        .iter()
        .map(|org| (org.org.as_str(), org.wave))
        .collect();
    let expected = [
        ("target0", 2),
        ("target1", 3),
        ("target2", 1),
        ("target3", 3),
    ];
    assert_eq!(waves, expected);
    assert_eq!(found.push, push);
    // A repeated request is the same push, one with another rollout isn't.
    assert_eq!(started(&start(&platform, &cookie, "key", more)), push);
    let other = start(&platform, &cookie, "key", json!({}));
    assert_eq!(problem(&other), ProblemCode::Conflict);
}

#[test]
fn a_rollout_that_makes_no_sense_is_refused_with_the_reason() {
    let (platform, cookie) = world(2);
    for (rollout, word) in [
        (json!({ "canary": ["elsewhere"] }), "elsewhere"),
        (json!({ "percents": [50, 20] }), "20"),
        (json!({ "gate": { "wait": { "seconds": 0 } } }), "7 days"),
    ] {
        let answer = start(&platform, &cookie, "key", json!({ "rollout": rollout }));
        assert_eq!(problem(&answer), ProblemCode::BadRequest);
        assert!(detail(&answer).contains(word), "{}", detail(&answer));
    }
    assert!(platform.push_asks.borrow().is_empty());
}

#[test]
fn a_plan_is_carried_out_once_until_every_org_was_read_again() {
    let (platform, cookie) = world(2);
    let push = started(&start(&platform, &cookie, "key", json!({})));
    let again = || start(&platform, &cookie, "another", json!({}));
    let refused = again();
    assert_eq!(problem(&refused), ProblemCode::Conflict);
    assert!(detail(&refused).contains(push.id.as_str()));
    stands(&platform, &push, PushState::Stopped);
    assert!(detail(&again()).contains(push.id.as_str()));
    platform.advance(1);
    read_again(&platform, "target0", "0");
    assert_eq!(problem(&again()), ProblemCode::Conflict);
    // Nothing was written, so that the plan is the same; now it rests on newer reads.
    read_again(&platform, "target1", "1");
    assert_eq!(started(&again()).plan, push.plan);
}

#[test]
fn an_org_that_nothing_is_written_to_uses_no_plan_up() {
    let (platform, cookie) = world(1);
    add(&platform, "same", "new");
    let push = started(&start(&platform, &cookie, "key", json!({})));
    stands(&platform, &push, PushState::Failed);
    platform.advance(1);
    read_again(&platform, "target0", "0");
    started(&start(&platform, &cookie, "another", json!({})));
}

#[test]
fn of_two_starts_of_one_plan_at_the_same_time_one_is_refused() {
    let (platform, cookie) = world(2);
    let post = post(&cookie);
    let [one, other] = ["one", "other"].map(|key| asked(&platform, &everyone(), key));
    let start = async |body: Value| {
        let body = body.to_string().into_bytes();
        match serve(&platform, &post, async || Ok(body)).await {
            Served::Answer(answer) => answer.status,
            Served::Live(_) => 0,
        }
    };
    let (one, other) = block_on(join(start(one), start(other)));
    assert_eq!((one.min(other), one.max(other)), (201, 409));
}

#[test]
fn pausing_and_going_on_are_asked_of_a_push_that_is_open() {
    let (platform, cookie) = world(1);
    let push = started(&start(&platform, &cookie, "key", json!({})));
    platform.push_asks.borrow_mut().clear();
    let tell = |what: &str, body: &Value| {
        let path = format!("/api/pushes/{}/{what}", push.id);
        send(&platform, &with(&cookie, head(Method::Post, &path)), body)
    };
    let seen = json!({ "state": "paused", "wave": 1 });
    assert_eq!(tell("pause", &json!({})).status, 202);
    assert_eq!(tell("resume", &seen).status, 202);
    assert_eq!(
        problem(&tell("resume", &json!({}))),
        ProblemCode::BadRequest
    );
    let asks = platform.push_asks.borrow().clone();
    let [(_, PushAsk::Pause), (_, PushAsk::Resume(resume))] = &asks[..] else {
        panic!("{asks:?}")
    };
    assert_eq!(json!(resume), seen);
    stands(&platform, &push, PushState::Succeeded);
    tell("pause", &json!({}));
    tell("resume", &seen);
    assert_eq!(platform.push_asks.borrow().len(), 2);
}

#[test]
fn an_org_at_work_says_how_far_its_cells_are_and_nothing_of_what_came_of_them() {
    let (platform, cookie) = world(1);
    let push = started(&start(&platform, &cookie, "key", json!({})));
    let result = || -> OrgResult {
        let path = format!("/api/pushes/{}/orgs/target0", push.id);
        let get = with(&cookie, head(Method::Get, &path));
        serde_json::from_slice(&send(&platform, &get, &json!(null)).body).unwrap()
    };
    let open = |result: &OrgResult| -> Vec<(String, Action, Stage)> {
        let cells = result.open.iter();
        cells
            .map(|cell| (cell.path.to_string(), cell.action, cell.stage))
            .collect()
    };
    let waiting = result();
    let search = |stage| vec![("/Search".to_owned(), Action::Replace, stage)];
    assert_eq!(open(&waiting), search(Stage::Waiting));
    platform
        .stages
        .replace(vec![("/Search".parse().unwrap(), Stage::Checking)]);
    let checking = result();
    assert_eq!(open(&checking), search(Stage::Checking));
    assert!(checking.cells.is_empty());
    // Nobody says that nothing has begun only because the org doesn't answer.
    platform.deaf.set(1);
    assert_eq!(open(&result()), []);
    stands(&platform, &push, PushState::Succeeded);
    let mut part = waiting.progress;
    part.state = OrgState::Done;
    block_on(pushes::update(platform.db(), &push, &[part])).unwrap();
    assert_eq!(open(&result()), []);
}
