//! What the console does before a push: plan from what the Worker hands out.

use std::collections::BTreeSet;

use orgcast_shared::api::{NodeList, Push, Snapshot, SnapshotList};
use orgcast_shared::content::Nodes;
use orgcast_shared::id::{Digest, OrgId};
use orgcast_shared::plan::{OrgView, Plan, PlanInput, check, plan};
use orgcast_shared::select::{Choices, Destinations, Options, Policy, Selection};
use serde_json::{Value, json};

use crate::client::{Answer, Client};

/// A plan made from the Worker's snapshots, outside the Worker.
#[derive(Debug)]
pub(crate) struct Preview {
    pub(crate) plan: Plan,
    choices: Choices,
}

/// Everything under Admin Recommended, to these orgs.
pub(crate) fn everything(source: &OrgId, targets: &[&OrgId]) -> Choices {
    let orgs: BTreeSet<OrgId> = targets.iter().copied().cloned().collect();
    Choices {
        source: source.clone(),
        selection: Selection::everything(),
        destinations: Destinations::These { orgs },
        options: Options::default(),
        policy: Policy::default(),
        only: std::collections::BTreeMap::new(),
    }
}

impl Preview {
    /// Plans these choices.
    pub(crate) fn of(client: &Client, choices: &Choices) -> Self {
        let list: SnapshotList = client.post("/api/snapshots", &json!({})).read();
        let nodes = nodes(client, &list.snapshots);
        let views: Vec<_> = list.snapshots.into_iter().map(OrgView::from).collect();
        let source = views
            .iter()
            .find(|view| view.org == choices.source)
            .expect("a source");
        let input = PlanInput {
            nodes: &nodes,
            choices,
            source,
            targets: &views,
            unread: &[],
        };
        let plan = plan(&input).expect("a plan").plan;
        assert_eq!(check(&input, &plan), []);
        Self {
            plan,
            choices: choices.clone(),
        }
    }

    /// The request for the push of exactly this plan.
    pub(crate) fn request(&self, key: &str) -> Value {
        json!({ "choices": self.choices, "plan": self.plan.digest(), "idempotencyKey": key })
    }

    /// Asks for that push.
    pub(crate) fn ask(&self, client: &Client, key: &str) -> Answer {
        client.post("/api/pushes", &self.request(key))
    }

    /// Starts the push, which must be possible.
    pub(crate) fn start(&self, client: &Client, key: &str) -> Push {
        let answer = self.ask(client, key);
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.read()
    }
}

fn nodes(client: &Client, snapshots: &[Snapshot]) -> Nodes {
    let roots = |snapshot: &Snapshot| [Some(snapshot.root), snapshot.base];
    let roots: Vec<Digest> = snapshots.iter().flat_map(roots).flatten().collect();
    let mut nodes = Nodes::default();
    loop {
        let missing: Vec<Digest> = nodes.missing(&roots).into_iter().take(500).collect();
        if missing.is_empty() {
            return nodes;
        }
        let list: NodeList = client
            .post("/api/nodes", &json!({ "digests": missing }))
            .read();
        assert_eq!(list.nodes.len() + list.left.len(), missing.len());
        for record in list.nodes {
            nodes.insert(record.node.open(&record.digest).expect("an intact node"));
        }
    }
}
