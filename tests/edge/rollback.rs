//! A push that is previewed backwards and rolled back.

use std::collections::BTreeMap;

use orgcast_shared::api::{OrgRollbackPreview, ProblemCode, Push, PushDetail, RollbackPreview};
use orgcast_shared::history::{OrgState, PushState};
use orgcast_shared::id::{Digest, OrgId, PushId};
use orgcast_shared::plan::Action;
use orgcast_shared::select::{Destinations, Edited, RollbackChoices};
use serde_json::{Value, json};

use crate::client::{Answer, Client};
use crate::content::Held;
use crate::preview::{Preview, everything};
use crate::sandbox::SandboxOrg;
use crate::shared_stack::stack;

type Content = BTreeMap<String, Held>;

struct Rollback<'a> {
    client: &'a Client,
    push: PushId,
}

impl Rollback<'_> {
    fn ask(&self, below: &str, body: &Value) -> Answer {
        let path = format!("/api/pushes/{}/rollback{below}", self.push);
        self.client.post(&path, body)
    }

    fn preview(&self, choices: &RollbackChoices) -> RollbackPreview {
        self.ask("/plan", &json!(choices)).read()
    }

    fn start(&self, choices: &RollbackChoices, plan: Digest, key: &str) -> Answer {
        let body = json!({ "choices": choices, "plan": plan, "idempotencyKey": key });
        self.ask("", &body)
    }

    fn carry_out(&self, choices: &RollbackChoices, key: &str) -> PushDetail {
        let preview = self.preview(choices);
        let answer = self.start(choices, preview.plan, key);
        assert_eq!(answer.status, 201, "{answer:?}");
        let push: Push = answer.read();
        assert_eq!(push.rollback_of.as_ref(), Some(&self.push));
        assert_eq!(push.planned, preview.counts.recorded());
        let detail = self.client.wait_for(&push);
        assert_eq!(detail.push.state, PushState::Succeeded, "{detail:?}");
        detail
    }
}

fn only(org: &OrgId) -> Destinations {
    Destinations::These {
        orgs: [org.clone()].into(),
    }
}

/// A search that this content has and the other one hasn't, or has otherwise.
fn changed(content: &Content, other: &Content, is_new: bool) -> String {
    let differs = |path: &str, held: &Held| match other.get(path) {
        None => is_new,
        Some(other) => !is_new && other.says != held.says,
    };
    let is_search = |held: &Held| held.is_search() && !held.is_scheduled_search();
    let mut found = content
        .iter()
        .filter(|(path, held)| is_search(held) && differs(path, held));
    found.next().expect("such a search").0.clone()
}

fn edit(org: &SandboxOrg, path: &str) {
    let fields = json!({ "description": "Changed by the customer" });
    org.edit(&json!({ "op": "set", "path": path, "fields": fields }));
}

/// What an org holds, as far as it is compared.
fn says(content: &Content) -> BTreeMap<&String, &Value> {
    content
        .iter()
        .map(|(path, held)| (path, &held.says))
        .collect()
}

#[test]
fn a_push_is_rolled_back_but_for_what_somebody_changed_since() {
    let stack = stack();
    let (client, (_, from)) = (&stack.client, stack.source());
    let (older, to_older) = stack.target("older", 5);
    let (empty, to_empty) = stack.target("empty", 5);
    let before = older.content();
    let choices = everything(from, &[to_older, to_empty]);
    let push = Preview::of(client, &choices).start(client, "to-be-rolled-back");
    let rollback = Rollback {
        client,
        push: push.id.clone(),
    };
    let whole = RollbackChoices::everything(push.id.clone());
    let early = rollback.ask("/plan", &json!(whole));
    assert_eq!(early.problem().code, ProblemCode::Conflict);
    let detail = client.wait_for(&push);
    assert_eq!(detail.push.state, PushState::Succeeded, "{detail:?}");
    let pushed = older.content();

    // As long as nobody changed anything, all of it can be undone.
    let preview = rollback.preview(&whole);
    let outcomes = detail.push.outcomes;
    assert_eq!(preview.counts.restore, outcomes.replaced);
    assert_eq!(preview.counts.remove, outcomes.created);
    assert_eq!(preview.counts.identity_gone, outcomes.created);
    assert_eq!(preview.counts.keep + preview.counts.blocked, 0);
    let approved = preview.plan;

    let replaced = changed(&pushed, &before, false);
    let created = changed(&pushed, &before, true);
    edit(older, &replaced);
    let in_empty = empty.content();
    let created_in_empty = changed(&in_empty, &Content::new(), true);
    edit(empty, &created_in_empty);
    client.read(&[to_older.clone(), to_empty.clone()]);
    let edited = older.content();

    let refused = rollback.start(&whole, approved, "another-hash");
    let problem = refused.problem();
    assert_eq!(
        (refused.status, problem.code),
        (409, ProblemCode::PlanChanged)
    );
    assert_eq!(problem.mismatch.expect("what the edge plans").orgs.len(), 2);

    // One org alone, and what was edited there stays.
    let part = RollbackChoices {
        destinations: only(to_older),
        ..whole.clone()
    };
    let preview = rollback.preview(&part);
    let of = |org: &OrgId| -> &OrgRollbackPreview {
        let found = preview.orgs.iter().find(|part| part.org == *org);
        found.expect("the org")
    };
    assert_eq!(
        (of(to_older).counts.keep, of(to_empty).counts.cells()),
        (1, 0)
    );
    let path = format!("/plan?org={to_older}");
    let shown: RollbackPreview = rollback.ask(&path, &json!(part)).read();
    let kept = shown
        .lines
        .iter()
        .filter(|line| line.action == Action::Keep);
    assert!(kept.clone().all(|line| line.changed) && kept.count() == 1);
    let detail = rollback.carry_out(&part, "older-alone");
    assert_eq!(detail.orgs.len(), 1);
    assert_eq!(detail.push.outcomes.kept, 1);
    let after = older.content();
    assert!(!after.contains_key(&created));
    let mut expected = says(&before);
    expected.insert(&replaced, &edited[&replaced].says);
    assert_eq!(says(&after), expected);

    // The rest, and what was edited as well.
    let all = RollbackChoices {
        edited: Edited::Restore,
        ..whole
    };
    let detail = rollback.carry_out(&all, "the-rest");
    assert_eq!(says(&older.content()), says(&before));
    // What the push created and somebody edited stays, and the folders that it is in with it.
    let left = empty.content();
    assert!(left.len() < in_empty.len() && left.contains_key(&created_in_empty));
    assert!(left.iter().all(|(path, held)| {
        held.is_folder() && created_in_empty.starts_with(path.as_str()) || *path == created_in_empty
    }));
    assert!(detail.orgs.iter().all(|org| org.state == OrgState::Done));
}
