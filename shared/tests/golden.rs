//! Committed inputs and what the planner makes of them: the same natively, in a browser and in a
//! Worker. A change of these digests is a change of [`orgcast_shared::plan::PLANNER_VERSION`].
//!
//! A file of `golden/` holds
//!
//! - `orgs`, by id. `connections` are the org's: `id`, `kind` and `name` each; a connection is
//!   created elsewhere from the digest of its name. `children` are the exports under Admin
//!   Recommended, `base` (optional) what Orgcast last wrote there, in the same form and with the
//!   same connections. `protected` (optional) says that nothing may be pushed there.
//! - `choices`, as the API takes them; the org that they name as `source` is no target.
//! - `expected`: the plan's `digest`, and for every org every cell by its path, as class, action and
//!   the reason's sentence.

use std::collections::BTreeMap;

use orgcast_shared::content::{
    ConnectionFact, ConnectionKey, Connections, Facts, FolderNode, Nodes, TreeBuilder,
};
use orgcast_shared::id::{ContentId, Digest, Millis, OrgId};
use orgcast_shared::plan::{Action, Class, OrgView, PlanInput, Planned, check, plan};
use orgcast_shared::select::Choices;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::{wasm_bindgen_test as test, wasm_bindgen_test_configure};
#[cfg(target_arch = "wasm32")]
wasm_bindgen_test_configure!(run_in_browser);

#[derive(Deserialize)]
struct Golden {
    orgs: BTreeMap<OrgId, Org>,
    choices: Choices,
    expected: Option<Expected>,
}

#[derive(Deserialize)]
struct Org {
    connections: Vec<Connection>,
    children: Vec<Value>,
    base: Option<Vec<Value>>,
    #[serde(default)]
    protected: bool,
}

#[derive(Deserialize)]
struct Connection {
    id: ContentId,
    kind: String,
    name: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Expected {
    digest: Digest,
    cells: BTreeMap<OrgId, BTreeMap<String, (Class, Action, String)>>,
}

fn read(org: &OrgId, holds: Org, nodes: &mut Nodes) -> OrgView {
    let known = holds.connections.into_iter();
    let key = |c: Connection| {
        (
            c.id,
            ConnectionKey {
                kind: c.kind,
                name: c.name,
            },
        )
    };
    let connections: Connections = known.map(key).collect();
    let fact = |key: ConnectionKey| ConnectionFact {
        definition: Digest::of(key.name.as_bytes()),
        needs_secret: false,
        key,
    };
    let facts = connections.keys().into_iter().map(fact).collect();
    let mut builder = TreeBuilder::new(&connections);
    let mut store = |children: Vec<Value>| {
        let children = children.into_iter();
        let entries = children.map(|child| builder.add(child).unwrap()).collect();
        builder.nodes.insert(FolderNode::new("", entries))
    };
    let root = store(holds.children);
    let base = holds.base.map(store);
    nodes.extend(builder.nodes);
    OrgView {
        org: org.clone(),
        root,
        base,
        facts: Facts { connections: facts },
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
    Expected {
        digest: plan.digest(),
        cells: cells.collect(),
    }
}

fn check_golden(text: &str) {
    let golden: Golden = serde_json::from_str(text).unwrap();
    let expected = golden
        .expected
        .as_ref()
        .map(|e| serde_json::to_value(e).unwrap());
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
