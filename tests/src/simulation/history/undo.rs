//! Rollbacks, planned as at the edge from what a push left behind.

use orgcast_shared::history::{Outcome, OutcomeCounts};
use orgcast_shared::id::{Digest, ItemPath, OrgId};
use orgcast_shared::plan::rollback::{
    OrgRollback, RollbackCounts, RollbackView, check_rollback, roll_back, rollback_digest,
};
use orgcast_shared::push::{Before, OrgOrder};
use orgcast_shared::select::{RollbackChoices, Rollout};

use super::conductor::NewPush;
use super::promise::Promise;
use super::state::{History, Order, Undoes};

/// A rollback that was planned.
pub(super) struct Undone {
    /// By the places of the orgs; with what each goes back to.
    parts: Vec<(usize, OrgRollback, Before)>,
    counts: RollbackCounts,
    pub(super) digest: Digest,
}

impl Undone {
    /// What can't be rolled back, by the places of the orgs.
    pub(super) fn blocked(&self) -> impl Iterator<Item = (usize, ItemPath)> {
        self.parts.iter().flat_map(|(org, rollback, _)| {
            let blocked = rollback.cells.iter().filter(|cell| cell.is_blocked());
            blocked.map(|cell| (*org, cell.path.clone()))
        })
    }
}

impl History {
    /// Plans the rollback of a push.
    pub(super) fn undo(&mut self, of: usize, choices: &RollbackChoices) -> Undone {
        let orgs: Vec<usize> = self.pushes[of].orders.keys().copied().collect();
        let (mut parts, mut counts) = (Vec::new(), RollbackCounts::default());
        for org in orgs {
            let Some(view) = self.view(of, org) else {
                continue;
            };
            let nodes = &self.store.nodes;
            let rollback = roll_back(&view, choices, nodes).expect("stored trees");
            let findings = check_rollback(&view, choices, nodes, &rollback);
            if !findings.is_empty() {
                self.breaks(Promise::Plan, format!("{org}: {findings:?}"));
            }
            self.check_undoing(of, org, choices, &rollback);
            if !rollback.cells.is_empty() {
                counts += rollback.counts;
                let was = self.pushes[of].ends[&org].before.expect("what was read");
                parts.push((org, rollback, was));
            }
        }
        let digests: Vec<(OrgId, Digest)> = parts
            .iter()
            .map(|(_, rollback, ..)| (rollback.org.clone(), rollback.digest))
            .collect();
        Undone {
            parts,
            counts,
            digest: rollback_digest(choices, &digests),
        }
    }

    /// What is known of a push in an org; nothing where it wrote nothing, or nobody knows enough.
    fn view(&self, of: usize, org: usize) -> Option<RollbackView> {
        let push = &self.pushes[of];
        let end = push.ends.get(&org)?;
        let outcomes: OutcomeCounts = end.cells.iter().collect();
        let has = |outcome: Outcome| outcome.may_be_written() && outcomes.get(outcome) > 0;
        if !Outcome::ALL.into_iter().any(has) {
            return None;
        }
        let now = self.snapshots[org].as_ref()?;
        let order = &push.orders[&org].order;
        Some(RollbackView {
            org: self.orgs[org].id.clone(),
            written: order.written(&end.cells),
            connections: order.created_connections().cloned().collect(),
            before: end.before?.root,
            after: end.after,
            now: (now.taken_at >= push.stored.started_at).then_some(now.root)?,
            facts: now.facts.clone(),
            protected: false,
        })
    }

    /// Carries out the rollback of a push, if it is still the one that was approved.
    pub(super) fn roll_back(&mut self, choices: RollbackChoices, of: usize, approved: Digest) {
        let undone = self.undo(of, &choices);
        if undone.digest != approved {
            return self.note(|| "the rollback is another one by now".to_owned());
        }
        if undone.counts.writes() == 0 {
            return self.note(|| "there is nothing to roll back".to_owned());
        }
        let (number, counts) = (self.pushes.len(), undone.counts);
        self.note(|| format!("push {number} rolls push {of} back: {counts:?}"));
        let nodes = &self.store.nodes;
        let parts = undone.parts.iter();
        let orders = parts.map(|(org, rollback, was)| {
            let order = OrgOrder::of_rollback(rollback, nodes, &was.root, was.base);
            (*org, Order::new(order.expect("stored trees")))
        });
        let orders: Vec<_> = orders.collect();
        let rollout = if self.epilogue.is_some() {
            Rollout::default()
        } else {
            self.rollout(&orders)
        };
        self.figures.rollbacks += 1;
        self.start_push(NewPush {
            plan: undone.digest,
            planned: counts.recorded(),
            choices: choices.recorded(self.orgs[0].id.clone()),
            rollout,
            orders,
            retry_of: None,
            undoes: Some(Undoes { of, choices }),
        });
    }
}
