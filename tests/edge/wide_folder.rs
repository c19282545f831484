//! A folder whose node is longer than a value of the database may be.

use std::fs;

use orgcast_shared::api::{NodeList, Push, RollbackPreview, SnapshotList};
use orgcast_shared::history::PushState;
use orgcast_shared::id::{Digest, OrgId};
use orgcast_shared::select::RollbackChoices;
use serde_json::{Value, json};
use xtask::progress::Progress;
use xtask::stack::{SandboxOptions, Stack};
use xtask::workspace::Workspace;

use crate::client::Client;
use crate::content::differences;
use crate::preview::{Preview, everything};
use crate::shared_stack::SharedStack;

/// As few as make the node long enough. Beyond 1,000 objects items are exported one by one, with three calls
/// each, which takes more than an hour for 5,000; and a local workerd that is busy for seconds on end loses
/// requests.
const ITEMS: usize = 330;
/// How many partitions each of them reads.
const PARTITIONS: usize = 100;

/// 255 characters, most of which take four bytes.
fn long(start: &str, number: usize) -> String {
    let start = format!("{number:03} {start} \"it's\" a/b\\c ");
    let rest = std::iter::repeat_n('🚨', 255);
    start.chars().chain(rest).take(255).collect()
}

/// A dashboard whose title isn't its name, with a query that reads partitions: a node has all of it.
fn dashboard(number: usize) -> Value {
    let partitions = (0..PARTITIONS).map(|number| format!("_index=partition_of_team_{number}"));
    let query = partitions.collect::<Vec<_>>().join(" or ");
    json!({
        "type": "DashboardV2SyncDefinition",
        "name": long("name", number),
        "title": long("title", number),
        "description": "",
        "panels": [{
            "key": "panel", "panelType": "SumoSearchPanel", "title": "panel",
            "queries": [{ "queryString": query, "queryType": "Logs", "queryKey": "A" }]
        }]
    })
}

/// A sandbox with such a folder and an empty org, and a Worker that has read both.
fn start() -> (Stack, SharedStack) {
    let workspace = Workspace::find().expect("the workspace");
    let library = workspace.traces().join("edge-wide-folder");
    fs::create_dir_all(&library).expect("a folder");
    let folder = json!({
        "type": "FolderSyncDefinition", "name": "Wide", "description": "",
        "children": (0..ITEMS).map(dashboard).collect::<Vec<_>>()
    });
    fs::write(library.join("wide.json"), folder.to_string()).expect("a library");
    let options = SandboxOptions {
        orgs: Some(2),
        library: Some(library),
        more: vec!["--empty-targets".into()],
        ..SandboxOptions::default()
    };
    let program = workspace.target().join("debug/orgcast-sandbox");
    let running = Progress::new(1)
        .step("Starting a Worker for a wide folder", |step| {
            Stack::start(&workspace, "edge-wide-folder", program, &options, step)
        })
        .expect("a stack");
    let stack = SharedStack::of(&running);
    (running, stack)
}

#[test]
fn a_folder_that_is_too_long_for_the_database_is_pushed_read_and_rolled_back() {
    let (_running, stack) = start();
    let (client, (source, from)) = (&stack.client, stack.source());
    let (org, to) = stack.target("empty", 0);
    let choices = everything(from, &[to]);

    let first = Preview::of(client, &choices);
    let push = first.start(client, "wide");
    let detail = client.wait_for(&push);
    assert_eq!(detail.push.state, PushState::Succeeded, "{detail:?}");
    assert_eq!(detail.push.outcomes.created, ITEMS as u64 + 1);
    assert_eq!(differences(&source.content(), &org.content()), [""; 0]);

    client.read(std::slice::from_ref(to));
    let again = Preview::of(client, &choices);
    let counts = again.plan.counts();
    assert_eq!((counts.writes(), counts.same), (0, ITEMS as u64 + 1));

    assert!(node_length(client, from) > 2_000_000);

    let rollback = format!("/api/pushes/{}/rollback", push.id);
    let choices = RollbackChoices::everything(push.id);
    let ask = json!(choices);
    let preview: RollbackPreview = client.post(&format!("{rollback}/plan"), &ask).read();
    assert_eq!(preview.counts.remove, ITEMS as u64 + 1);
    let ask = json!({ "choices": choices, "plan": preview.plan, "idempotencyKey": "not-wide" });
    let push: Push = client.post(&rollback, &ask).read();
    let detail = client.wait_for(&push);
    assert_eq!(detail.push.state, PushState::Succeeded, "{detail:?}");
    assert!(org.content().is_empty());
}

/// How long the JSON of the folder's node is.
fn node_length(client: &Client, org: &OrgId) -> usize {
    let node = |digest: &Digest| client.post("/api/nodes", &json!({ "digests": [digest] }));
    let list: SnapshotList = client
        .post("/api/snapshots", &json!({ "orgs": [org] }))
        .read();
    let root = list.snapshots[0].root;
    let top: NodeList = node(&root).read();
    let top = top.nodes[0].node.clone().open(&root).expect("a node");
    node(&top.entries[0].digest).body.len()
}
