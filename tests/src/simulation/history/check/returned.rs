use orgcast_shared::id::ItemPath;

use super::super::epilogue::TakenBack;
use super::super::ledger::Change;
use super::super::promise::Promise;
use super::super::state::History;
use super::undone::went_wrong;

impl History {
    /// Holds the orgs after everything was taken back that a push did: what it replaced or removed is as it
    /// was before, unless somebody else came in between or the rollback said that it can't be.
    pub(crate) fn check_taken_back(&mut self, taken: &TakenBack) {
        let orgs: Vec<usize> = self.pushes[taken.push].orders.keys().copied().collect();
        for org in orgs {
            let former: Vec<Change> = self.replaced(taken.push, org).cloned().collect();
            let is_back =
                |former: &&Change| self.ledgers[org].census.at(&former.path) == former.before;
            let back = former.iter().filter(is_back).count();
            let mut lost = former.iter().filter(|former| !is_back(former));
            let missing = lost.find(|former| !self.is_explained(taken, org, &former.path));
            self.figures.returned += back as u64;
            if let Some(former) = missing {
                let how = format!(
                    "{org}: {} isn't as it was before push {}",
                    former.path, taken.push
                );
                return self.breaks(Promise::Undone, how);
            }
        }
    }

    /// How a push first changed each place where something was, if nobody else changed that meanwhile.
    fn replaced(&self, push: usize, org: usize) -> impl Iterator<Item = &Change> {
        let (known, ledger) = (&self.pushes[push], &self.ledgers[org]);
        let ended = known.ends.get(&org).map_or(self.now, |end| end.at);
        let during = known.stored.started_at..=ended;
        let changes = ledger.changes.iter();
        changes.filter(move |change| {
            let mut of_place = ledger.changes_by(push, &change.path).into_iter();
            let is_first = of_place
                .next()
                .is_some_and(|first| std::ptr::eq(first, *change));
            is_first
                && change.before.is_some()
                && !ledger.was_met(&[push], during.clone(), Some(&change.path))
        })
    }

    /// Whether a place was said to stay as it is, or failed for what an org lacks.
    fn is_explained(&self, taken: &TakenBack, org: usize, path: &ItemPath) -> bool {
        if taken.blocked.contains(&(org, path.clone())) {
            return true;
        }
        taken.rollback.is_some_and(|rollback| {
            let end = self.pushes[rollback].ends.get(&org);
            let mut cells = end.into_iter().flat_map(|end| &end.cells);
            let said = cells.find(|cell| cell.path == *path);
            said.is_some_and(|said| went_wrong(said.outcome))
                && self.needs_table(rollback, org, path)
        })
    }
}
