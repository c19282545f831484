use orgcast_shared::history::{CellRecord, OrgState, Outcome};
use orgcast_shared::id::ItemPath;
use orgcast_shared::plan::Action;
use orgcast_shared::push::{JournalEntry, OrderCell, OrgOutcome};

use super::super::census::Item;
use super::super::ledger::Change;
use super::super::promise::Promise;
use super::super::state::{History, Run};

impl History {
    /// Holds what is said of an org's cells against what became of them.
    pub(crate) fn check_outcome(&mut self, org: usize, run: &Run, outcome: &OrgOutcome) {
        let Some(push) = run.push else { return };
        let order = &self.pushes[push].orders[&org];
        let cells = &order.order.cells;
        let same = cells.len() == outcome.cells.len()
            && cells
                .iter()
                .zip(&outcome.cells)
                .all(|(cell, said)| cell.path == said.path);
        let mut wrong = (!same).then(|| "the outcomes aren't those of the cells".to_owned());
        if same {
            let mut pairs = cells.iter().zip(&outcome.cells);
            wrong = pairs.find_map(|(cell, said)| {
                let why = self.untrue(org, run, push, cell, said, outcome.captured.is_some())?;
                Some(format!(
                    "{} is {:?} ({}), but {why}",
                    said.path, said.outcome, said.detail
                ))
            });
        }
        let bad = |cell: &CellRecord| {
            use Outcome::{ChangedSincePreview, Failed, Unverified};
            matches!(cell.outcome, Failed | Unverified | ChangedSincePreview)
        };
        if outcome.state == OrgState::Done && outcome.cells.iter().any(bad) {
            wrong = Some("the org is done although a cell failed".to_owned());
        }
        if let Some(how) = wrong {
            self.breaks(Promise::Truth, format!("{org}: push {push}: {how}"));
        }
    }

    /// Why what is said of a cell isn't true.
    fn untrue(
        &self,
        org: usize,
        run: &Run,
        push: usize,
        cell: &OrderCell,
        said: &CellRecord,
        read_back: bool,
    ) -> Option<&'static str> {
        let ledger = &self.ledgers[org];
        let order = &self.pushes[push].orders[&org];
        let options = order.options(cell);
        let wanted = |item: &Option<Item>| match item {
            Some(item) => item.kind == cell.kind && Some(item.content(options)) == cell.source,
            None => cell.source.is_none(),
        };
        // What was found well at first isn't looked at again.
        let held = ledger.held(&cell.path, run.begun_at, self.now);
        let ever = held.iter().any(wanted);
        let held = ledger.held(&cell.path, run.reading_since, self.now);
        let (always, at_last) = (held.iter().all(wanted), held.iter().any(wanted));
        let previewed = self.pushes[push].read_since[&org];
        let held = ledger.held(&cell.path, previewed, self.now);
        let since_preview = held.iter().any(wanted);
        // What this run has announced it looks at again at the end.
        let mut announced = run.announced.iter();
        let looked_at = read_back && announced.any(|(_, paths)| paths.contains(&cell.path));
        let change = ledger.changed_by(push, &cell.path);
        // What a push announced and somebody else did meanwhile, it takes for its own.
        let mut changes = ledger.changes.iter();
        let by_another = |change: &Change| {
            let ours = ledger.is_by(push, change.by);
            !ours && change.path == cell.path && wanted(&change.after)
        };
        let may_take = changes.any(by_another) && self.is_announced(org, run, &cell.path);
        let is_ours = change.is_some_and(|change| wanted(&change.after));
        let mut writes = ledger.writes.iter();
        let asked = writes.any(|w| w.push == Some(push) && w.what.reaches(&cell.path));
        match said.outcome {
            Outcome::Created if cell.action != Action::Create => Some("it was there before"),
            Outcome::Replaced if cell.action != Action::Replace => Some("it wasn't there before"),
            Outcome::Removed if cell.action != Action::Remove => Some("it was to stay"),
            Outcome::Created | Outcome::Replaced | Outcome::Removed
                if !ever || looked_at && !at_last =>
            {
                Some("it isn't so")
            }
            Outcome::Created | Outcome::Replaced | Outcome::Removed if !is_ours && !may_take => {
                Some("the push didn't do that")
            }
            Outcome::Same if read_back && !ever => Some("it isn't the same"),
            Outcome::Same if !since_preview => Some("it wasn't the same in the preview"),
            Outcome::Same if is_ours => Some("the push wrote it"),
            Outcome::Failed if read_back && always && cell.action.writes() => Some("it is done"),
            Outcome::Failed if !read_back && is_ours && always && !admits(&said.detail) => {
                Some("it is done, and nothing says that it may be")
            }
            Outcome::ChangedSincePreview
                if !ledger.was_met_around(push, previewed..=self.now, &cell.path) =>
            {
                Some("nobody changed anything there")
            }
            Outcome::Stopped | Outcome::ChangedSincePreview => {
                let wrote =
                    change.is_some_and(|change| !ledger.edited_since(&cell.path, change.at));
                wrote.then_some("the push wrote it")
            }
            Outcome::Kept | Outcome::Blocked if asked => Some("the push wrote it"),
            Outcome::Unverified if !asked && !self.is_announced(org, run, &cell.path) => {
                Some("nothing was written")
            }
            Outcome::Unverified if looked_at && always => Some("it is as wanted"),
            _ => None,
        }
    }

    /// Whether a run's journal says that an item is written.
    fn is_announced(&self, org: usize, run: &Run, path: &ItemPath) -> bool {
        let jobs = self.agents[org].jobs.iter();
        let journals = jobs
            .filter(|job| job.number == run.job)
            .map(|job| &job.journal);
        journals.flatten().any(|entry| match entry {
            JournalEntry::Intent { paths, .. } => paths.contains(path),
            _ => false,
        })
    }
}

/// Whether a failure says that the item may be there all the same.
fn admits(detail: &str) -> bool {
    [
        "may be there",
        "may have been",
        "may still be",
        "is there already",
    ]
    .iter()
    .any(|words| detail.contains(words))
}
