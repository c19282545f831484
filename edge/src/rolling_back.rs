//! Plans rollbacks from what is stored: what a push did, and what its orgs held before and hold now.

use orgcast_shared::api::{ProblemCode, Push, RollbackObstacle, Snapshot};
use orgcast_shared::content::Nodes;
use orgcast_shared::history::CellRecord;
use orgcast_shared::id::{Digest, Millis, OrgId};
use orgcast_shared::plan::rollback::{OrgRollback, RollbackView, check_rollback, roll_back};
use orgcast_shared::push::OrgOrder;
use orgcast_shared::select::RollbackChoices;

use crate::platform::Platform;
use crate::problem::{EdgeError, chain};
use crate::store::rollbacks::{self, PushedOrg};
use crate::store::{bodies, nodes, orgs, pushes, snapshots};

/// So many orgs are planned together: their cells and orders are held at the same time.
const ORGS_AT_ONCE: usize = 20;

/// A push that is to be rolled back.
#[derive(Debug)]
pub struct RollingBack {
    /// The push.
    pub push: Push,
    choices: RollbackChoices,
    orgs: Vec<PushedOrg>,
    /// The number of the org whose turn is next.
    turn: usize,
    /// Those that are connected.
    connected: Vec<OrgId>,
    snapshots: Vec<Snapshot>,
    nodes: Nodes,
}

/// What is planned for one org that the push may have written to.
#[derive(Debug)]
pub struct Part {
    /// The org as the push left it.
    pub pushed: PushedOrg,
    /// When what the plan rests on was read.
    pub taken_at: Option<Millis>,
    /// What happens there; nothing where nothing is chosen.
    pub rollback: Result<Option<Decided>, RollbackObstacle>,
}

/// What happens in an org.
#[derive(Debug)]
pub struct Decided {
    /// Cell by cell.
    pub rollback: OrgRollback,
    /// The root of the tree that it goes back to.
    pub before: Digest,
}

/// Takes up a push that is to be rolled back.
pub async fn prepare<P: Platform>(
    edge: &P,
    choices: &RollbackChoices,
) -> Result<RollingBack, EdgeError> {
    let found = pushes::get(edge.db(), &choices.push).await?;
    let push = found.ok_or_else(|| EdgeError::not_found("push"))?.push;
    if !push.state.is_final() {
        let detail = "The push has not come to its end yet; stop it or wait for it.";
        return Err(EdgeError::refuse(ProblemCode::Conflict, detail));
    }
    let known = orgs::list(edge.db()).await?.into_iter();
    Ok(RollingBack {
        choices: choices.clone(),
        orgs: rollbacks::orgs(edge.db(), &push.id).await?,
        turn: 0,
        connected: known.map(|org| org.id).collect(),
        snapshots: snapshots::newest(edge.db(), None).await?,
        push,
        nodes: Nodes::default(),
    })
}

impl RollingBack {
    /// Plans the next few orgs, in the order of their names; nothing when all had their turn. With
    /// `only`, no other org has one.
    pub async fn next<P: Platform>(
        &mut self,
        edge: &P,
        only: Option<&OrgId>,
    ) -> Result<Vec<Part>, EdgeError> {
        let mut some = Vec::new();
        while some.len() < ORGS_AT_ONCE
            && let Some(pushed) = self.orgs.get(self.turn)
        {
            self.turn += 1;
            if only.is_none_or(|only| *only == pushed.org) {
                some.push(pushed.clone());
            }
        }
        if some.is_empty() {
            return Ok(Vec::new());
        }
        let loaded = self.load(edge, &some).await?;
        let mut parts = Vec::with_capacity(some.len());
        for pushed in some {
            let snapshot = self.snapshot(&pushed.org);
            parts.push(Part {
                taken_at: snapshot.map(|snapshot| snapshot.taken_at),
                rollback: self.plan(&pushed, &loaded)?,
                pushed,
            });
        }
        Ok(parts)
    }

    /// Begins with the first org again.
    pub fn rewind(&mut self) {
        self.turn = 0;
    }

    /// What one org's order is made from.
    pub fn nodes(&self) -> &Nodes {
        &self.nodes
    }

    fn snapshot(&self, org: &OrgId) -> Option<&Snapshot> {
        self.snapshots.iter().find(|snapshot| snapshot.org == *org)
    }

    fn plan(
        &self,
        pushed: &PushedOrg,
        loaded: &Loaded,
    ) -> Result<Result<Option<Decided>, RollbackObstacle>, EdgeError> {
        let Some(before) = pushed.roots.before else {
            return Ok(Err(RollbackObstacle::NotRecorded));
        };
        if !self.connected.contains(&pushed.org) {
            return Ok(Err(RollbackObstacle::Disconnected));
        }
        // What was read before the push says nothing about what it left.
        let now = self.snapshot(&pushed.org);
        let Some(now) = now.filter(|now| now.taken_at >= self.push.started_at) else {
            return Ok(Err(RollbackObstacle::Unread));
        };
        if !self.is_chosen(&pushed.org) {
            return Ok(Ok(None));
        }
        let order = loaded.orders.iter().find(|(of, _)| *of == pushed.order);
        let Some((_, order)) = order else {
            return Ok(Err(RollbackObstacle::NotRecorded));
        };
        let records = loaded.records.iter().filter(|(of, _)| *of == pushed.org);
        let records: Vec<CellRecord> = records.map(|(_, record)| record.clone()).collect();
        let view = RollbackView {
            org: pushed.org.clone(),
            written: order.written(&records),
            connections: order.created_connections().cloned().collect(),
            before,
            after: pushed.roots.after,
            now: now.root,
            facts: now.facts.clone(),
            protected: now.protected,
        };
        let rollback = roll_back(&view, &self.choices, &self.nodes)
            .map_err(|error| EdgeError::Object(error.to_string()))?;
        let findings = check_rollback(&view, &self.choices, &self.nodes, &rollback);
        if let Some(first) = findings.first() {
            crate::log::error(&format!("a rollback is unsound: {}", chain(first)));
            let detail =
                "The plan contradicts itself. This is a fault of Orgcast; its log has more.";
            return Err(EdgeError::refuse(ProblemCode::NotPushable, detail));
        }
        Ok(Ok(Some(Decided { rollback, before })))
    }

    fn is_chosen(&self, org: &OrgId) -> bool {
        !self.choices.selection_for(org).is_empty()
    }

    async fn load<P: Platform>(
        &mut self,
        edge: &P,
        orgs: &[PushedOrg],
    ) -> Result<Loaded, EdgeError> {
        let chosen = orgs.iter().filter(|pushed| self.is_chosen(&pushed.org));
        let (mut roots, mut digests, mut ids) = (Vec::new(), Vec::new(), Vec::new());
        for pushed in chosen {
            let known = pushed.roots;
            let (Some(before), Some(now)) = (known.before, self.snapshot(&pushed.org)) else {
                continue;
            };
            roots.extend([before, now.root].into_iter().chain(known.after));
            if !digests.contains(&pushed.order) {
                digests.push(pushed.order);
            }
            ids.push(&pushed.org);
        }
        nodes::complete(edge.db(), edge.bodies(), &mut self.nodes, &roots).await?;
        let mut loaded = Loaded::default();
        for (digest, text) in bodies::load(edge.bodies(), &digests).await? {
            let order: Option<OrgOrder> = orgcast_shared::json::from_slice(&text).ok();
            if let Some(order) = order.filter(OrgOrder::is_current) {
                loaded.orders.push((digest, order));
            }
        }
        loaded.records = rollbacks::written(edge.db(), &self.push.id, &ids).await?;
        Ok(loaded)
    }
}

/// What is needed for some orgs.
#[derive(Debug, Default)]
struct Loaded {
    orders: Vec<(Digest, OrgOrder)>,
    records: Vec<(OrgId, CellRecord)>,
}
