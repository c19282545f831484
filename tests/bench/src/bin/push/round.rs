use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use orgcast_shared::api::Org;
use orgcast_shared::content::ItemKind;
use orgcast_shared::history::PushState;
use orgcast_shared::id::OrgId;
use orgcast_shared::plan::{Cell, OrgView, PlanInput, plan};
use orgcast_shared::select::{Choices, Destinations, Options, Policy, Selection};
use serde_json::{Value as Json, json};

use crate::busy::Busy;
use crate::client::Client;
use crate::sandbox::{Sandbox, SandboxOrg};

/// How many orgs are connected at once: each one takes a second, since the first call to an org waits so long.
const CONNECTED_AT_ONCE: usize = 10;

/// The connected orgs: the source and its targets.
pub(crate) struct Orgs {
    pub(crate) source: (OrgId, SandboxOrg),
    targets: Vec<(OrgId, SandboxOrg)>,
}

/// Connects all orgs of the sandbox and waits until they are read.
pub(crate) fn connect(client: &Client, sandbox: &Sandbox) -> Result<Orgs> {
    let connect = |org: &SandboxOrg| -> Result<(OrgId, SandboxOrg)> {
        let credentials = json!({ "accessId": org.access_id, "accessKey": org.access_key });
        let body = json!({ "name": org.name, "endpoint": "sandbox", "credentials": credentials });
        let known: Org = client.post("/api/orgs", &body)?;
        Ok((known.id, org.clone()))
    };
    let mut known = Vec::new();
    for some in sandbox.orgs.chunks(CONNECTED_AT_ONCE) {
        let connected: Vec<Result<_>> = thread::scope(|scope| {
            let threads: Vec<_> = some
                .iter()
                .map(|org| scope.spawn(|| connect(org)))
                .collect();
            let results = threads
                .into_iter()
                .map(|thread| thread.join().expect("no panic"));
            results.collect()
        });
        known.extend(connected.into_iter().collect::<Result<Vec<_>>>()?);
    }
    let (mut source, targets): (Vec<_>, Vec<_>) =
        known.into_iter().partition(|(_, org)| org.role == "source");
    client.wait_until_read()?;
    Ok(Orgs {
        source: source.pop().context("no source org")?,
        targets,
    })
}

/// Pushes everything to all targets under a title and an idempotency key. Gives how long that took, and what
/// else there is to tell; `group` is the Worker's process group.
pub(crate) fn push(
    client: &Client,
    sandbox: &Sandbox,
    orgs: &Orgs,
    group: i32,
    (title, key): (&str, &str),
) -> Result<(Duration, Json)> {
    let choices = Choices {
        source: orgs.source.0.clone(),
        selection: Selection::everything(),
        destinations: Destinations::default(),
        options: Options::default(),
        policy: Policy::default(),
        only: BTreeMap::new(),
    };
    let snapshots = client.snapshots()?;
    let nodes = client.nodes(&snapshots)?;
    let views: Vec<_> = snapshots.into_iter().map(OrgView::from).collect();
    let source = views.iter().find(|view| view.org == choices.source);
    let input = PlanInput {
        nodes: &nodes,
        choices: &choices,
        source: source.context("the source was not read")?,
        targets: &views,
        unread: &[],
    };
    let plan = plan(&input)?.plan;
    for (_, org) in &orgs.targets {
        sandbox.reset_calls(org)?;
    }
    let before = Busy::of_group(group);
    let (detail, spent) = client.push(&choices, &plan, key)?;
    let busy = Busy::of_group(group).since(&before);
    let push = &detail.push;
    ensure!(push.state == PushState::Succeeded, "{push:?}");
    let folders = plan.orgs().map(|(org, _)| {
        let folder = |(_, cell): &(_, Cell)| cell.kind == ItemKind::Folder;
        plan.cells(org).filter(folder).count() as u64
    });
    let folders: u64 = folders.sum();
    let mut calls = Vec::new();
    for (id, org) in &orgs.targets {
        let made = sandbox.calls(org)?;
        let least = plan.cost(id).context("no part of the plan")?;
        calls.push(json!({
            "made": made.total, "planned": least.calls, "seconds": least.seconds,
            "writes": made.writes, "throttled": made.throttled,
            "maxPerSecond": made.max_per_second, "maxInFlight": made.max_in_flight,
        }));
    }
    let told = json!({
        "title": title,
        "milliseconds": spent.as_secs_f64() * 1e3,
        "busy": busy.map(|busy| busy.as_secs_f64()),
        "items": plan.counts().cells() - folders,
        "written": plan.counts().writes(),
        "orgs": calls,
    });
    Ok((spent, told))
}
