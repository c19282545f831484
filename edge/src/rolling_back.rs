//! Plans rollbacks from what is stored: what a push did, and what its orgs held before and hold now.

use std::collections::BTreeMap;

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
use crate::store::{bodies, nodes, pushes, snapshots};

/// So many orgs are planned together: their cells and orders are held at the same time.
const ORGS_AT_ONCE: usize = 20;

/// A push that is to be rolled back.
#[derive(Debug)]
pub struct RollingBack {
    /// The push.
    pub push: Push,
    choices: RollbackChoices,
    orgs: Vec<PushedOrg>,
    snapshots: BTreeMap<OrgId, Snapshot>,
    nodes: Nodes,
}

/// What is planned for one org that the push may have written to.
#[derive(Debug)]
pub struct Part<'a> {
    /// The org as the push left it.
    pub pushed: &'a PushedOrg,
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
    let orgs = rollbacks::orgs(edge.db(), &push.id).await?;
    let newest = snapshots::newest(edge.db(), None).await?.into_iter();
    Ok(RollingBack {
        push,
        choices: choices.clone(),
        orgs,
        snapshots: newest.map(|found| (found.org.clone(), found)).collect(),
        nodes: Nodes::default(),
    })
}

impl RollingBack {
    /// Plans every org, or just one, in the order of their names, and hands over what comes of it.
    pub async fn each<P: Platform, T>(
        &mut self,
        edge: &P,
        only: Option<&OrgId>,
        mut take: impl AsyncFnMut(Part<'_>, &Nodes) -> Result<T, EdgeError>,
    ) -> Result<Vec<T>, EdgeError> {
        let known = crate::store::orgs::list(edge.db()).await?;
        let orgs: Vec<PushedOrg> = self.orgs.clone();
        let wanted: Vec<&PushedOrg> = orgs
            .iter()
            .filter(|pushed| only.is_none_or(|only| *only == pushed.org))
            .collect();
        let mut taken = Vec::with_capacity(wanted.len());
        for some in wanted.chunks(ORGS_AT_ONCE) {
            let loaded = self.load(edge, some).await?;
            for pushed in some {
                let is_connected = known.iter().any(|org| org.id == pushed.org);
                let snapshot = self.snapshots.get(&pushed.org);
                let part = Part {
                    pushed,
                    taken_at: snapshot.map(|snapshot| snapshot.taken_at),
                    rollback: self.plan(pushed, is_connected, &loaded)?,
                };
                taken.push(take(part, &self.nodes).await?);
            }
        }
        Ok(taken)
    }

    fn plan(
        &self,
        pushed: &PushedOrg,
        is_connected: bool,
        loaded: &Loaded,
    ) -> Result<Result<Option<Decided>, RollbackObstacle>, EdgeError> {
        let Some(before) = pushed.before else {
            return Ok(Err(RollbackObstacle::NotRecorded));
        };
        if !is_connected {
            return Ok(Err(RollbackObstacle::Disconnected));
        }
        let Some(now) = self.snapshots.get(&pushed.org) else {
            return Ok(Err(RollbackObstacle::Unread));
        };
        if !self.is_chosen(&pushed.org) {
            return Ok(Ok(None));
        }
        let Some(order) = loaded.orders.get(&pushed.order) else {
            return Ok(Err(RollbackObstacle::NotRecorded));
        };
        let records = loaded.records.get(&pushed.org);
        let view = RollbackView {
            org: pushed.org.clone(),
            written: order.written(records.map(Vec::as_slice).unwrap_or_default()),
            connections: order.created_connections().cloned().collect(),
            before,
            after: pushed.after,
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
        orgs: &[&PushedOrg],
    ) -> Result<Loaded, EdgeError> {
        let chosen = orgs.iter().filter(|pushed| self.is_chosen(&pushed.org));
        let (mut roots, mut digests, mut ids) = (Vec::new(), Vec::new(), Vec::new());
        for pushed in chosen {
            let (Some(before), Some(now)) = (pushed.before, self.snapshots.get(&pushed.org)) else {
                continue;
            };
            roots.extend([before, now.root].into_iter().chain(pushed.after));
            if !digests.contains(&pushed.order) {
                digests.push(pushed.order);
            }
            ids.push(&pushed.org);
        }
        nodes::complete(edge.db(), &mut self.nodes, &roots).await?;
        let mut loaded = Loaded::default();
        for (digest, text) in bodies::load(edge.bodies(), &digests).await? {
            let order: Option<OrgOrder> = orgcast_shared::json::from_slice(&text).ok();
            if let Some(order) = order.filter(OrgOrder::is_current) {
                loaded.orders.insert(digest, order);
            }
        }
        for (org, record) in rollbacks::written(edge.db(), &self.push.id, &ids).await? {
            loaded.records.entry(org).or_default().push(record);
        }
        Ok(loaded)
    }
}

/// What is needed for some orgs.
#[derive(Debug, Default)]
struct Loaded {
    orders: BTreeMap<Digest, OrgOrder>,
    records: BTreeMap<OrgId, Vec<CellRecord>>,
}
