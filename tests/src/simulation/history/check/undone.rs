use std::collections::BTreeSet;

use orgcast_shared::history::{OrgState, Outcome};
use orgcast_shared::id::ItemPath;
use orgcast_shared::push::OrgOutcome;
use orgcast_shared::select::{Destinations, Selection};

use super::super::census::Shown;
use super::super::fault::Temper;
use super::super::ledger::shown_in;
use super::super::promise::Promise;
use super::super::state::{History, Run};

impl History {
    /// Holds an org without customers after a rollback against what it held before: what was rolled back
    /// is as before the push, and nothing else has changed.
    pub(crate) fn check_undone(&mut self, org: usize, run: &Run, outcome: &OrgOutcome) {
        let Some(push) = run.push else { return };
        let is_rollback = self.pushes[push].undoes.is_some();
        let is_wild = self.agents[org].temper == Temper::Wild;
        if !is_rollback || is_wild || outcome.captured.is_none() {
            return;
        }
        let now = shown_in(&mut self.world, &self.orgs[org], self.now);
        if let Some(how) = self.not_undone(org, push, outcome, &now) {
            self.breaks(Promise::Undone, format!("{org}: push {push}: {how}"));
        }
    }

    fn not_undone(
        &self,
        org: usize,
        push: usize,
        outcome: &OrgOutcome,
        now: &Shown,
    ) -> Option<String> {
        let of = self.pushes[push].undoes.as_ref()?.of;
        let ledger = &self.ledgers[org];
        let (before, begun) = (ledger.shown.get(&of)?, ledger.shown.get(&push)?);
        // Another push may be carried out while one is paused.
        let met = |since, path| ledger.was_met(&[of, push], since..=self.now, path);
        // What a customer did after the push had looked and before it wrote can't come back.
        let started = self.pushes[of].stored.started_at;
        let is_whole =
            self.is_whole(push, org) && outcome.state == OrgState::Done && !met(started, None);
        let paths = [before, begun, now].map(|shown| shown.items.keys());
        let paths: BTreeSet<&ItemPath> = paths.into_iter().flatten().collect();
        paths.into_iter().find_map(|path| {
            let differs = |from: &Shown| from.items.get(path) != now.items.get(path);
            let mut cells = outcome.cells.iter();
            let said = cells
                .find(|cell| cell.path == *path)
                .map(|cell| cell.outcome);
            let is_back = said.is_some_and(is_rolled_back);
            if said.is_some_and(went_wrong) && self.needs_table(push, org, path) {
                // It may be left behind without its schedule.
                return None;
            }
            let (from, since) = if is_back {
                (before, started)
            } else {
                (begun, begun.at)
            };
            let how = if differs(from) && !met(since, Some(path)) {
                "isn't as it was"
            } else if is_whole && said != Some(Outcome::Blocked) && differs(before) {
                "was left"
            } else {
                return None;
            };
            Some(format!("{path} {how}, and is to be as before push {of}"))
        })
    }

    /// Whether all is rolled back that a push did in an org, and nothing of that failed.
    fn is_whole(&self, rollback: usize, org: usize) -> bool {
        let Some(undoes) = &self.pushes[rollback].undoes else {
            return false;
        };
        let choices = &undoes.choices;
        let end = &self.pushes[undoes.of].ends[&org];
        choices.selection == Selection::everything()
            && choices.destinations == Destinations::default()
            && choices.only.is_empty()
            && !end.cells.iter().any(|cell| went_wrong(cell.outcome))
    }
}

fn is_rolled_back(outcome: Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Created | Outcome::Replaced | Outcome::Removed
    )
}

/// Whether it isn't said to be as it was wanted.
pub(super) fn went_wrong(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Failed | Outcome::Unverified)
}
