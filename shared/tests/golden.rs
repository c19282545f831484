//! Committed inputs and what the planner makes of them, natively; `tests/module` runs the same files
//! in a browser and in workerd. A change of these digests is a change of
//! [`orgcast_shared::plan::PLANNER_VERSION`].
//!
//! A file of `golden/` holds
//!
//! - `orgs`, by id. `connections` are what the org's API lists. `children` are the exports under Admin
//!   Recommended, `base` (optional) what Orgcast last wrote there, in the same form and with the
//!   same connections. `protected` (optional) says that nothing may be pushed there.
//! - `choices`, as the API takes them; the org that they name as `source` is no target.
//! - `expected`: the plan's `digest`; for every org every cell by its path, as class, action and the
//!   reason's sentence; what else is said of an org: its dependencies, each with the number of items,
//!   its orphans and its calls; and the sentences of the budgets that are exceeded.

use std::collections::BTreeMap;

use orgcast_shared::content::{ConnectionFact, Connections, Facts, FolderNode, Nodes, TreeBuilder};
use orgcast_shared::id::{Digest, ItemPath, Millis, OrgId};
use orgcast_shared::plan::{Action, Class, Exceeded, OrgView, PlanInput, Planned, check, plan};
use orgcast_shared::push::ConnectionDefinition;
use orgcast_shared::select::Choices;
use orgcast_shared::sumo::ApiAnswer;
use orgcast_shared::sumo::connections::{Connection, read_page};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Golden {
    orgs: BTreeMap<OrgId, Org>,
    choices: Choices,
    expected: Option<Value>,
}

#[derive(Deserialize)]
struct Org {
    /// What `GET /v1/connections` answers.
    connections: Vec<Value>,
    /// The exports of what is directly under Admin Recommended.
    children: Vec<Value>,
    /// What Orgcast last wrote there, in the same form.
    base: Option<Vec<Value>>,
    #[serde(default)]
    protected: bool,
}

#[derive(Debug, Serialize)]
struct Expected {
    digest: Digest,
    cells: BTreeMap<OrgId, BTreeMap<String, (Class, Action, String)>>,
    orgs: BTreeMap<OrgId, OrgExpected>,
    exceeded: Vec<String>,
}

#[derive(Debug, Serialize)]
struct OrgExpected {
    dependencies: Vec<(String, u64)>,
    orphans: Vec<ItemPath>,
    calls: u64,
}

fn read(org: &OrgId, holds: Org, nodes: &mut Nodes) -> OrgView {
    let page = ApiAnswer {
        status: 200,
        content_type: "application/json".into(),
        location: None,
        retry_after: None,
        body: json!({ "data": holds.connections })
            .to_string()
            .into_bytes(),
    };
    let found = read_page(&page).unwrap().connections;
    let fact = |connection: &Connection| ConnectionFact {
        key: connection.key.clone(),
        definition: ConnectionDefinition {
            key: connection.key.clone(),
            definition: connection.definition(),
        }
        .digest(),
        needs_secret: connection.needs_secret(),
    };
    let facts = Facts {
        connections: found.iter().map(fact).collect(),
    };
    let connections: Connections = found.into_iter().map(|c| (c.id, c.key)).collect();
    let mut tree = |children: Vec<Value>| {
        let mut builder = TreeBuilder::new(&connections);
        let entries = children
            .into_iter()
            .map(|child| builder.add(child).unwrap());
        let entries = entries.collect();
        let root = builder.nodes.insert(FolderNode::new("", entries));
        nodes.extend(builder.nodes);
        root
    };
    OrgView {
        org: org.clone(),
        root: tree(holds.children),
        base: holds.base.map(tree),
        facts,
        protected: holds.protected,
        taken_at: Millis::default(),
    }
}

fn run(golden: Golden) -> Expected {
    let mut nodes = Nodes::default();
    let views = golden
        .orgs
        .into_iter()
        .map(|(org, holds)| read(&org, holds, &mut nodes));
    let (source, targets): (Vec<_>, Vec<_>) =
        views.partition(|view| view.org == golden.choices.source);
    let [source] = &source[..] else {
        panic!("one source")
    };
    let input = PlanInput {
        nodes: &nodes,
        choices: &golden.choices,
        source,
        targets: &targets,
        unread: &[],
    };
    let Planned { plan, report: _ } = plan(&input).unwrap();
    assert_eq!(check(&input, &plan), []);
    let cells = plan.orgs().map(|(org, _)| {
        let cells = plan.cells(org).map(|(path, cell)| {
            (
                path.to_string(),
                (cell.class, cell.action, cell.reason.sentence()),
            )
        });
        (org.clone(), cells.collect())
    });
    let orgs = plan.orgs().map(|(org, _)| {
        let dependencies = plan.dependencies(org).into_iter();
        let orphans = plan.orphans(org).into_iter();
        let expected = OrgExpected {
            dependencies: dependencies.map(|d| (d.sentence(), d.total)).collect(),
            orphans: orphans.map(|(path, _)| path).collect(),
            calls: plan.cost(org).unwrap().calls,
        };
        (org.clone(), expected)
    });
    Expected {
        digest: plan.digest(),
        cells: cells.collect(),
        orgs: orgs.collect(),
        exceeded: plan.exceeded().iter().map(Exceeded::sentence).collect(),
    }
}

fn check_golden(text: &str) {
    let mut golden: Golden = serde_json::from_str(text).unwrap();
    let expected = golden.expected.take();
    let found = serde_json::to_value(run(golden)).unwrap();
    assert_eq!(Some(&found), expected.as_ref(), "{found:#}");
}

#[test]
fn everything_to_all_orgs() {
    check_golden(include_str!("golden/everything.json"));
}

#[test]
fn schedules_and_reports_ignored() {
    check_golden(include_str!("golden/ignoring.json"));
}

#[test]
fn part_of_the_library_to_some_orgs() {
    check_golden(include_str!("golden/part.json"));
}

#[test]
fn awkward_names_kinds_and_references() {
    check_golden(include_str!("golden/awkward.json"));
}

#[test]
fn every_class_under_every_ruling() {
    check_golden(include_str!("golden/classes.json"));
}

#[test]
fn every_reason_that_blocks() {
    check_golden(include_str!("golden/blocked.json"));
}

#[test]
fn missing_connections_and_lookups_and_clashing_titles() {
    check_golden(include_str!("golden/missing.json"));
}

#[test]
fn whatever_may_be_missing_and_nothing_ruled_on() {
    check_golden(include_str!("golden/unruled.json"));
}

#[test]
fn three_ways_under_a_policy() {
    check_golden(include_str!("golden/policy.json"));
}
