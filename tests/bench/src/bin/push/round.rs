use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use orgcast_shared::api::Org;
use orgcast_shared::content::ItemKind;
use orgcast_shared::history::PushState;
use orgcast_shared::id::OrgId;
use orgcast_shared::plan::{Cell, OrgView, PlanInput, plan};
use orgcast_shared::select::{Choices, Destinations, Options, Policy, Selection};
use serde_json::{Value as Json, json};

use crate::client::Client;
use crate::sandbox::{Sandbox, SandboxOrg};

/// The connected orgs: the source and its targets.
pub(crate) struct Orgs {
    pub(crate) source: (OrgId, SandboxOrg),
    targets: Vec<(OrgId, SandboxOrg)>,
}

/// Connects all orgs of the sandbox and waits until they are read.
pub(crate) fn connect(client: &mut Client, sandbox: &Sandbox) -> Result<Orgs> {
    let (mut source, mut targets) = (None, Vec::new());
    for org in &sandbox.orgs {
        let credentials = json!({ "accessId": org.access_id, "accessKey": org.access_key });
        let body = json!({ "name": org.name, "endpoint": "sandbox", "credentials": credentials });
        let known: Org = client.post("/api/orgs", &body)?;
        if org.role == "source" {
            source = Some((known.id, org.clone()));
        } else {
            targets.push((known.id, org.clone()));
        }
    }
    client.wait_until_read()?;
    Ok(Orgs {
        source: source.context("no source org")?,
        targets,
    })
}

/// Pushes everything to all targets, and gives what that took.
pub(crate) fn push(client: &Client, sandbox: &Sandbox, orgs: &Orgs, title: &str) -> Result<Json> {
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
    let (detail, spent) = client.push(&choices, &plan, title)?;
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
    Ok(json!({
        "title": title,
        "milliseconds": spent.as_secs_f64() * 1e3,
        "items": plan.counts().cells() - folders,
        "written": plan.counts().writes(),
        "orgs": calls,
    }))
}
