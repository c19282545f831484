use std::collections::BTreeSet;

use orgcast_shared::history::Outcome;
use orgcast_shared::id::ItemPath;
use orgcast_shared::plan::rollback::{OrgRollback, RollbackReason};
use orgcast_shared::select::{Edited, Pick, RollbackChoices};

use super::super::promise::Promise;
use super::super::state::History;

impl History {
    /// Holds the plan of a rollback against what the push did: it wants back what was there, leaves out
    /// nothing that is still as the push left it, and takes nothing back that isn't, unless that is chosen.
    pub(crate) fn check_undoing(
        &mut self,
        of: usize,
        org: usize,
        choices: &RollbackChoices,
        rollback: &OrgRollback,
    ) {
        let ledger = &self.ledgers[org];
        let changed = ledger.changes.iter().filter(|to| ledger.is_by(of, to.by));
        let changed: BTreeSet<&ItemPath> = changed.map(|change| &change.path).collect();
        let announced = &self.pushes[of].ends[&org].announced;
        let mut cells = rollback.cells.iter().filter(|cell| cell.action.writes());
        let foreign = cells.find(|cell| {
            let path = &cell.path;
            !announced.contains(path) && !changed.contains(path)
        });
        let foreign = foreign.map(|cell| format!("{} was never written by it", cell.path));
        let wrong = foreign.or_else(|| {
            changed.into_iter().find_map(|path| {
                let how = self.wrongly_undone(of, org, choices, rollback, path)?;
                Some(format!("{path} {how}"))
            })
        });
        if let Some(how) = wrong {
            let how = format!("{org}: the rollback of push {of}: {how}");
            self.breaks(Promise::Undone, how);
        }
    }

    fn wrongly_undone(
        &self,
        of: usize,
        org: usize,
        choices: &RollbackChoices,
        rollback: &OrgRollback,
        path: &ItemPath,
    ) -> Option<&'static str> {
        let (push, ledger) = (&self.pushes[of], &self.ledgers[org]);
        let changes = ledger.changes_by(of, path);
        let (first, last) = (changes.first()?, changes.last()?);
        let met = |until| ledger.was_met(&[of], push.stored.started_at..=until, Some(path));
        let cell = rollback.cells.iter().find(|cell| cell.path == *path);
        let target = push.orders[&org].cell(path)?.target;
        if let Some(cell) = cell.filter(|cell| cell.action.writes())
            && cell.before != target
            && !met(last.at)
        {
            return Some("isn't to be as it was before");
        }
        let is_edited = ledger.census.at(path) != last.after
            && !ledger.was_met(&[], self.read_since[org]..=self.now, Some(path));
        if cell.is_some_and(|cell| cell.action.writes())
            && choices.edited == Edited::Keep
            && is_edited
        {
            return Some("is taken back although somebody changed it");
        }
        let mut said = push.ends[&org].cells.iter();
        let said = said.find(|cell| cell.path == *path)?.outcome;
        let went_well = matches!(
            said,
            Outcome::Created | Outcome::Replaced | Outcome::Removed
        );
        let is_chosen = choices.selection_for(&rollback.org).pick(path) == Pick::Whole;
        let is_known = last.at < self.read_since[org] && !met(self.now);
        let is_open = first.before != last.after && went_well && is_chosen && is_known;
        let covers = cell.is_some_and(|cell| {
            let not_empty = matches!(cell.reason, RollbackReason::NotEmpty { .. });
            cell.action.writes() || not_empty || cell.is_blocked()
        });
        (is_open && !covers).then_some("is left as the push left it")
    }
}
