//! Rolling pushes back.

use futures_executor::block_on;
use orgcast_shared::api::{
    NodeRecord, Problem, ProblemCode, Push, PushDetail, RollbackObstacle, RollbackPreview,
};
use orgcast_shared::content::{Facts, ItemKind};
use orgcast_shared::history::{CellRecord, OrgState, Outcome, PushState};
use orgcast_shared::id::{Digest, OrgId, PushId};
use orgcast_shared::plan::Action;
use orgcast_shared::plan::rollback::RollbackReason;
use orgcast_shared::select::{Destinations, Edited, RollbackChoices};
use serde_json::json;

use super::push_tests::{asked, library, org, post, started, to, world};
use super::tests::{head, problem, send, with};
use super::{Answer, Method};
use crate::platform::Platform;
use crate::store::rollbacks::Roots;
use crate::store::snapshots::NewSnapshot;
use crate::store::{Database, nodes, orgs, pushes, results, rollbacks, run, snapshots};
use crate::testing::TestPlatform;

/// What was pushed to two orgs and has come to its end in both.
struct Pushed {
    platform: TestPlatform,
    cookie: String,
    push: PushId,
}

impl Pushed {
    fn new() -> Self {
        let (platform, cookie) = world(2);
        let asked = asked(&platform, &to(Destinations::default()), "push");
        let mut push = started(&send(&platform, &post(&cookie), &asked));
        let mut parts = block_on(pushes::orgs(platform.db(), &push.id)).unwrap();
        for (number, part) in parts.iter_mut().enumerate() {
            let record = CellRecord {
                path: "/Search".parse().unwrap(),
                kind: ItemKind::Search,
                outcome: Outcome::Replaced,
                detail: String::new(),
                warnings: Vec::new(),
                for_items: false,
            };
            part.state = OrgState::Done;
            part.outcomes.add(Outcome::Replaced);
            let (db, org) = (platform.db(), &part.org);
            let mut statements = results::cells_of(&push.id, org, &[record]).unwrap();
            let roots = Roots {
                before: Some(library(&number.to_string()).digest()),
                after: Some(library("new").digest()),
                base: Some(library("older").digest()),
            };
            statements.push(rollbacks::trees_of(&push.id, org, &roots));
            block_on(db.batch(statements)).unwrap();
        }
        push.state = PushState::Succeeded;
        block_on(pushes::update(platform.db(), &push, &parts)).unwrap();
        let pushed = Self {
            platform,
            cookie,
            push: push.id,
        };
        pushed.read("target0", "new");
        pushed.read("target1", "new");
        pushed
    }

    /// The org was read, and holds this.
    fn read(&self, id: &str, content: &str) {
        let db = self.platform.db();
        let stored = block_on(orgs::get(db, &org(id))).unwrap().unwrap();
        let root = library(content);
        let record = NodeRecord {
            digest: root.digest(),
            node: (&root).into(),
        };
        let snapshot = NewSnapshot {
            // After the push.
            taken_at: self.platform.now(),
            root: root.digest(),
            items: 1,
            facts: Facts::default(),
            connections: Vec::new(),
            base: None,
        };
        block_on(nodes::save(db, self.platform.bodies(), &[record])).unwrap();
        block_on(snapshots::save(db, &stored, &snapshot)).unwrap();
    }

    fn choices(&self) -> RollbackChoices {
        RollbackChoices::everything(self.push.clone())
    }

    fn ask(&self, below: &str, body: &serde_json::Value) -> Answer {
        let path = format!("/api/pushes/{}/rollback{below}", self.push);
        send(
            &self.platform,
            &with(&self.cookie, head(Method::Post, &path)),
            body,
        )
    }

    fn preview(&self, choices: &RollbackChoices) -> RollbackPreview {
        self.preview_with(choices, "target0")
    }

    fn preview_with(&self, choices: &RollbackChoices, org: &str) -> RollbackPreview {
        let path = format!("/api/pushes/{}/rollback/plan", self.push);
        let mut head = with(&self.cookie, head(Method::Post, &path));
        head.query = Some(format!("org={org}"));
        let answer = send(&self.platform, &head, &json!(choices));
        assert_eq!(answer.status, 200);
        serde_json::from_slice(&answer.body).unwrap()
    }

    fn lines(&self, org: &str, choices: &RollbackChoices) -> Vec<(Action, String)> {
        let lines = self.preview_with(choices, org).lines.into_iter();
        lines.map(|line| (line.action, line.why)).collect()
    }

    fn start(&self, choices: &RollbackChoices, plan: Digest) -> Answer {
        let body = json!({ "choices": choices, "plan": plan, "idempotencyKey": "back" });
        self.ask("", &body)
    }

    fn orgs_of(&self, push: &PushId) -> Vec<OrgId> {
        let found = block_on(pushes::orgs(self.platform.db(), push)).unwrap();
        found.into_iter().map(|part| part.org).collect()
    }
}

#[test]
fn a_rollback_that_was_approved_starts_once_and_no_other_does() {
    let pushed = Pushed::new();
    let choices = pushed.choices();
    let preview = pushed.preview(&choices);
    assert_eq!((preview.counts.restore, preview.counts.cells()), (2, 2));
    let as_pushed = (Action::Replace, RollbackReason::AsPushed.sentence());
    assert_eq!(pushed.lines("target0", &choices), [as_pushed]);

    let other = pushed.start(&choices, Digest::of(b"other"));
    let problem: Problem = serde_json::from_slice(&other.body).unwrap();
    let mismatch = problem.mismatch.expect("what the edge plans");
    assert_eq!(
        (problem.code, mismatch.current),
        (ProblemCode::PlanChanged, preview.plan)
    );
    assert_eq!(mismatch.orgs.len(), 2);

    let first = started(&pushed.start(&choices, preview.plan));
    assert_eq!(first.rollback_of.as_ref(), Some(&pushed.push));
    assert_eq!((first.planned.replace, first.orgs, first.items), (2, 2, 1));
    assert_eq!(started(&pushed.start(&choices, preview.plan)), first);
    let get = head(Method::Get, &format!("/api/pushes/{}", first.id));
    let detail = send(&pushed.platform, &with(&pushed.cookie, get), &json!(null));
    let detail: PushDetail = serde_json::from_slice(&detail.body).unwrap();
    assert_eq!(detail.choices, choices.recorded(org("source")));

    // One that goes on can't be rolled back yet.
    let path = format!("/api/pushes/{}/rollback/plan", first.id);
    let ask = with(&pushed.cookie, head(Method::Post, &path));
    let choices = RollbackChoices::everything(first.id);
    let answer = send(&pushed.platform, &ask, &json!(choices));
    assert_eq!(super::tests::problem(&answer), ProblemCode::Conflict);
}

#[test]
fn a_rollback_goes_in_waves_like_any_push() {
    let pushed = Pushed::new();
    let choices = pushed.choices();
    let start = |rollout: &serde_json::Value| {
        let plan = pushed.preview(&choices).plan;
        let body = json!({ "choices": choices, "plan": plan, "idempotencyKey": "waves",
                           "rollout": rollout });
        pushed.ask("", &body)
    };
    let unknown = start(&json!({ "canary": ["source"] }));
    assert_eq!(problem(&unknown), ProblemCode::BadRequest);
    let rollout = json!({ "canary": ["target1"], "gate": "hand" });
    let push = started(&start(&rollout));
    assert_eq!((json!(push.rollout), push.course.waves), (rollout, 2));
    let parts = block_on(pushes::orgs(pushed.platform.db(), &push.id)).unwrap();
    let waves: Vec<_> = parts
        .iter()
        .map(|part| (part.org.as_str(), part.wave))
        .collect();
    assert_eq!(waves, [("target0", 2), ("target1", 1)]);
    // The same key with another rollout is another request.
    assert_eq!(problem(&start(&json!({}))), ProblemCode::Conflict);
}

#[test]
fn what_was_edited_since_is_kept_unless_it_is_chosen() {
    let pushed = Pushed::new();
    let choices = pushed.choices();
    let approved = pushed.preview(&choices).plan;
    pushed.read("target0", "edited");
    assert_eq!(
        problem(&pushed.start(&choices, approved)),
        ProblemCode::PlanChanged
    );
    let preview = pushed.preview(&choices);
    assert_eq!((preview.counts.restore, preview.counts.keep), (1, 1));
    let kept = (Action::Keep, RollbackReason::EditedSince.sentence());
    assert_eq!(pushed.lines("target0", &choices), [kept]);
    let all = RollbackChoices {
        edited: Edited::Restore,
        ..choices
    };
    let preview = pushed.preview(&all);
    assert_eq!((preview.counts.restore, preview.counts.overwritten), (2, 1));
}

#[test]
fn only_chosen_orgs_are_rolled_back() {
    let pushed = Pushed::new();
    let choices = RollbackChoices {
        destinations: Destinations::These {
            orgs: [org("target1")].into(),
        },
        ..pushed.choices()
    };
    let preview = pushed.preview(&choices);
    let counts: Vec<u64> = preview.orgs.iter().map(|org| org.counts.cells()).collect();
    assert_eq!(counts, [0, 1]);
    let started: Push = started(&pushed.start(&choices, preview.plan));
    assert_eq!(pushed.orgs_of(&started.id), [org("target1")]);
    let none = RollbackChoices {
        selection: [].into_iter().collect(),
        ..pushed.choices()
    };
    let body =
        json!({ "choices": none, "plan": pushed.preview(&none).plan, "idempotencyKey": "none" });
    assert_eq!(problem(&pushed.ask("", &body)), ProblemCode::NotPushable);
}

#[test]
fn an_org_whose_past_is_unknown_or_that_is_gone_says_so() {
    let pushed = Pushed::new();
    let db = pushed.platform.db();
    let (org, unknown) = (org("target0"), Roots::default());
    let forget = rollbacks::trees_of(&pushed.push, &org, &unknown);
    block_on(run(db, forget)).unwrap();
    let delete = with(&pushed.cookie, head(Method::Delete, "/api/orgs/target1"));
    assert_eq!(send(&pushed.platform, &delete, &json!(null)).status, 204);
    let preview = pushed.preview(&pushed.choices());
    let obstacles: Vec<_> = preview.orgs.iter().map(|org| org.obstacle).collect();
    assert_eq!(
        obstacles,
        [
            Some(RollbackObstacle::NotRecorded),
            Some(RollbackObstacle::Disconnected)
        ]
    );
}
