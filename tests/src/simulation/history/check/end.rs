use orgcast_shared::history::Outcome;
use orgcast_shared::id::ItemPath;

use super::super::fault::Temper;
use super::super::promise::Promise;
use super::super::state::History;

impl History {
    /// Holds the end of a history against what must have come of its pushes from the `first` one on.
    pub(crate) fn check_end(&mut self, first: usize) {
        for push in first..self.pushes.len() {
            if !self.state_of(push).is_final() {
                return self.breaks(Promise::End, format!("push {push} doesn't end"));
            }
            let orgs: Vec<usize> = self.pushes[push].orders.keys().copied().collect();
            for org in orgs {
                self.check_part(push, org);
            }
        }
        let left = self.agents.iter().position(|agent| !agent.jobs.is_empty());
        if let Some(org) = left {
            self.breaks(Promise::End, format!("{org}: something is left to do"));
        }
    }

    fn check_part(&mut self, push: usize, org: usize) {
        let Some(end) = self.pushes[push].ends.get(&org) else {
            return self.breaks(
                Promise::Truth,
                format!("{org}: push {push} has no outcomes"),
            );
        };
        self.figures.cells += end.cells.len() as u64;
        let counts: orgcast_shared::history::OutcomeCounts = end.cells.iter().collect();
        let progress = self.progress(push, org);
        if progress.outcomes != counts || progress.state != end.state {
            let how = format!("{org}: push {push} counts other outcomes than it lists");
            return self.breaks(Promise::Truth, how);
        }
        // Two pushes at once may be in each other's way, but say so.
        let ledger = &self.ledgers[org];
        let since = self.pushes[push].read_since[&org];
        let met = ledger.was_met(&[push], since..=self.now, None);
        // After a stop nothing is tried again.
        let stopped = self.pushes[push].stopped;
        let bad = |outcome: Outcome| match outcome {
            Outcome::Failed | Outcome::Stopped => !stopped,
            // One may write where the other one has written and rests.
            Outcome::Unverified => !stopped && !met,
            Outcome::ChangedSincePreview => !met,
            _ => false,
        };
        let mut cells = end.cells.iter();
        let found =
            cells.find(|cell| bad(cell.outcome) && !self.needs_table(push, org, &cell.path));
        let is_wild = self.agents[org].temper == Temper::Wild;
        if let Some(cell) = found.filter(|_| !is_wild) {
            let how = format!(
                "{org}: push {push} leaves {} {:?} ({}), and nothing there stood in its way",
                cell.path, cell.outcome, cell.detail
            );
            self.breaks(Promise::Apart, how);
        }
    }

    /// Whether an item saves to a lookup table: whether an org has that is for the person to know.
    pub(crate) fn needs_table(&self, push: usize, org: usize, path: &ItemPath) -> bool {
        let order = &self.pushes[push].orders[&org];
        let body = order
            .cell(path)
            .and_then(|cell| self.store.bodies.get(&cell.body?));
        let text = body.map(|body| String::from_utf8_lossy(body));
        text.is_some_and(|text| text.contains("lookupFilePath"))
    }
}
