use orgcast_shared::api::{
    BodyList, BodyRecord, GetBodies, Org, OrgResult, ProblemCode, PushDetail, Snapshot,
    SnapshotList,
};
use orgcast_shared::history::{Outcome, PushState};
use orgcast_shared::id::{Digest, ItemPath, OrgId};
use orgcast_shared::plan::{Action, Plan, Reason, RulingBy};
use orgcast_shared::select::{Choices, Class, Ruling};
use orgcast_tests::simulation::library_path;
use serde_json::json;

use crate::client::Client;
use crate::preview::{Preview, everything};
use crate::sandbox::SandboxOrg;
use crate::shared_stack::stack;

fn set_description(org: &SandboxOrg, path: &ItemPath, description: &str) {
    let fields = json!({ "description": description });
    org.edit(&json!({ "op": "set", "path": library_path(path), "fields": fields }));
}

fn description(org: &SandboxOrg, path: &ItemPath) -> String {
    let held = org.content().remove(&library_path(path)).expect("an item");
    held.raw["description"].as_str().expect("text").to_owned()
}

/// Four searches of an org that run on no schedule.
fn plain_searches(org: &SandboxOrg, plan: &Plan, target: &OrgId) -> [ItemPath; 4] {
    let content = org.content();
    let is_plain = |path: &ItemPath| {
        let held = content.get(&library_path(path));
        held.is_some_and(|held| held.is_search() && !held.is_scheduled_search())
    };
    let paths = plan.cells(target).map(|(path, _)| path);
    let found: Vec<ItemPath> = paths.filter(is_plain).take(4).collect();
    found.try_into().expect("four searches")
}

fn snapshot(client: &Client, org: &OrgId) -> Snapshot {
    let answer = client.post("/api/snapshots", &json!({ "orgs": [org] }));
    answer.read::<SnapshotList>().snapshots.remove(0)
}

fn class_and_action(plan: &Plan, org: &OrgId, path: &ItemPath) -> (Class, Action) {
    let cell = plan.cell(org, path).expect("a cell");
    (cell.class, cell.action)
}

/// Starts a push under this key, and waits for its end.
fn push(choices: &Choices, key: &str) -> PushDetail {
    let client = &stack().client;
    let push = Preview::of(client, choices).start(client, key);
    let detail = client.wait_for(&push);
    assert_eq!(detail.push.state, PushState::Succeeded, "{detail:?}");
    detail
}

#[test]
fn edits_are_told_from_the_sources_progress_and_kept_where_the_policy_says_so() {
    let stack = stack();
    let client = &stack.client;
    // A source of this test's own, since it changes it.
    let (source, from) = stack.target("own-items", 4);
    let (org, to) = stack.target("older", 2);
    let mut choices = everything(from, &[to]);
    let whole = Preview::of(client, &choices).plan;
    assert_eq!(snapshot(client, to).base, None);
    assert_eq!(whole.counts().behind + whole.counts().edited, 0);
    let paths = plain_searches(source, &whole, to);
    let [edited, behind, diverged, untouched] = &paths;
    choices.selection = paths.iter().cloned().collect();
    push(&choices, "three-way-first");
    let base = snapshot(client, to).base.expect("a base");
    let content = source.content();
    for path in &paths {
        let place = library_path(path);
        assert_eq!(org.content()[&place].says, content[&place].says, "{place}");
    }

    for path in [edited, diverged] {
        set_description(org, path, "Changed by the customer");
    }
    for path in [behind, diverged] {
        set_description(source, path, "A new release");
    }
    client.read(&[from.clone(), to.clone()]);
    // A read finds what is there now, and says nothing about what was pushed.
    assert_eq!(snapshot(client, to).base, Some(base));
    let plan = Preview::of(client, &choices).plan;
    let found = paths
        .each_ref()
        .map(|path| class_and_action(&plan, to, path));
    let expected = [
        (Class::Edited, Action::Replace),
        (Class::Behind, Action::Replace),
        (Class::Diverged, Action::Replace),
        (Class::Same, Action::Nothing),
    ];
    assert_eq!(found, expected);
    assert_eq!(plan.counts().overwritten, 2);

    is_refused_when_it_may_overwrite_one(&choices, org);
    let mut keep = choices.clone();
    keep.policy.classes = [Class::Edited, Class::Diverged]
        .map(|c| (c, Ruling::Keep))
        .into();
    let before = org.content();
    let detail = push(&keep, "three-way-keep");
    assert_eq!(detail.choices, keep);
    let outcomes = detail.push.outcomes;
    assert_eq!((outcomes.kept, outcomes.replaced), (2, 1), "{outcomes:?}");
    let result: OrgResult = client
        .get(&format!("/api/pushes/{}/orgs/{to}", detail.push.id))
        .read();
    let kept = result.cells.iter().filter(|c| c.outcome == Outcome::Kept);
    let mut kept: Vec<&ItemPath> = kept.map(|cell| &cell.path).collect();
    kept.sort_by_key(|path| *path != edited);
    assert_eq!(kept, [edited, diverged]);
    let after = org.content();
    for path in [edited, diverged, untouched].map(library_path) {
        assert_eq!(after[&path], before[&path], "{path}");
    }
    assert_eq!(description(org, behind), "A new release");
    // What was kept still is an edit, and what was pushed is the base now.
    assert_ne!(snapshot(client, to).base, Some(base));
    let plan = Preview::of(client, &choices).plan;
    let classes = paths
        .each_ref()
        .map(|path| class_and_action(&plan, to, path).0);
    assert_eq!(
        classes,
        [Class::Edited, Class::Same, Class::Diverged, Class::Same]
    );

    let cell = plan.cell(to, diverged).expect("a cell");
    let there = cell.target.expect("an item");
    let [theirs, ours] = bodies(client, [there, cell.source]);
    assert!(theirs.contains("Changed by the customer") && ours.contains("A new release"));

    push(&choices, "three-way-replace");
    assert_eq!(description(org, diverged), "A new release");
    assert_eq!(
        org.content()[&library_path(edited)].says,
        content[&library_path(edited)].says
    );
}

fn is_refused_when_it_may_overwrite_one(choices: &Choices, org: &SandboxOrg) {
    let client = &stack().client;
    let mut within = choices.clone();
    within.policy.budgets.overwritten = Some(1);
    let writes = org.calls().writes;
    let refused = Preview::of(client, &within).ask(client, "three-way-budget");
    let problem = refused.problem();
    assert_eq!(
        (refused.status, problem.code),
        (422, ProblemCode::OverBudget)
    );
    assert!(
        problem.detail.contains("2 items that were edited"),
        "{problem:?}"
    );
    assert_eq!(org.calls().writes, writes);
}

/// Two bodies, asked for together with one that nobody knows.
fn bodies(client: &Client, of: [Digest; 2]) -> [String; 2] {
    let digests = json!({ "digests": [of[0], Digest::of(b"unknown"), of[1]] });
    let list: BodyList = client.post("/api/bodies", &digests).read();
    assert_eq!(list.left, []);
    let found: Vec<Digest> = list.bodies.iter().map(|record| record.digest).collect();
    assert_eq!(found, of);
    let hashed = |record: &BodyRecord| Digest::of(record.body.as_bytes());
    assert_eq!(list.bodies.iter().map(hashed).collect::<Vec<_>>(), of);
    let many = json!({ "digests": vec![of[0]; GetBodies::MAX + 1] });
    assert_eq!(client.post("/api/bodies", &many).status, 400);
    let texts: Vec<String> = list.bodies.into_iter().map(|record| record.body).collect();
    texts.try_into().expect("two bodies")
}

#[test]
fn a_protected_org_is_left_alone() {
    let stack = stack();
    let client = &stack.client;
    let (_, from) = stack.source();
    let (org, to) = stack.target("older", 3);
    let path = format!("/api/orgs/{to}");
    let protect = |protected: bool| -> Org {
        let change = json!({ "protected": protected });
        client.send("PATCH", &path, &[], Some(&change)).read()
    };
    let choices = everything(from, &[to]);
    let before = Preview::of(client, &choices);
    assert!(before.plan.counts().writes() > 0);
    assert!(protect(true).protected && client.org(to).protected);
    assert!(snapshot(client, to).protected);
    // Who previewed before can't push any more.
    let (content, writes) = (org.content(), org.calls().writes);
    let problem = before.ask(client, "protected-late").problem();
    assert_eq!(problem.code, ProblemCode::PlanChanged);
    let plan = Preview::of(client, &choices).plan;
    assert_eq!(plan.counts().writes(), 0);
    let is_protected = |reason: &Reason| {
        matches!(
            reason,
            Reason::RuledOut {
                by: RulingBy::Protection,
                ..
            }
        )
    };
    assert!(plan.cells(to).any(|(_, cell)| is_protected(&cell.reason)));
    // What would be written below a folder that isn't created is blocked by that folder.
    let counts = plan.counts();
    assert_eq!(counts.blocked, counts.cells() - before.plan.counts().same);
    let detail = push(&choices, "protected");
    assert!(detail.push.outcomes.blocked > 0);
    assert_eq!(org.calls().writes, writes);
    assert!(org.content() == content);
    assert!(!protect(false).protected);
    let again = Preview::of(client, &choices).plan.counts();
    assert_eq!(again.writes(), before.plan.counts().writes());
}
