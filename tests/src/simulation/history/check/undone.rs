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
    /// Holds an org, in which nobody else is at work, after a rollback against what it held before: what
    /// was rolled back is as before the push, and nothing else has changed.
    pub(crate) fn check_undone(&mut self, org: usize, run: &Run, outcome: &OrgOutcome) {
        let Some(push) = run.push else { return };
        let Some(undoes) = self.pushes[push].undoes.clone() else {
            return;
        };
        let is_wild = self.agents[org].temper == Temper::Wild;
        let shown = &self.ledgers[org].shown;
        let (Some(before), Some(begun)) = (shown.get(&undoes.of), shown.get(&push)) else {
            return;
        };
        if is_wild || outcome.captured.is_none() {
            return;
        }
        let (before, begun) = (before.clone(), begun.clone());
        let now = shown_in(&mut self.world, &self.orgs[org], self.now);
        let is_back = |path: &&ItemPath| {
            let mut cells = outcome.cells.iter();
            let cell = cells.find(|cell| cell.path == **path);
            cell.is_some_and(|cell| is_rolled_back(cell.outcome))
        };
        let paths = || {
            before
                .items
                .keys()
                .chain(begun.items.keys())
                .chain(now.items.keys())
        };
        let differs =
            |other: &Shown, path: &&ItemPath| other.items.get(path) != now.items.get(path);
        // Another push may be carried out while this one is paused.
        let (ledger, end) = (&self.ledgers[org], self.now);
        let met =
            |since, path: Option<&ItemPath>| ledger.was_met(&[undoes.of, push], since..=end, path);
        let stays = paths().filter(|path| !is_back(path) && !met(begun.at, Some(path)));
        let stays = { stays }.find(|path| differs(&begun, path));
        let back = paths().filter(|path| is_back(path) && !met(before.at, Some(path)));
        let back = { back }.find(|path| differs(&before, path));
        let of = &self.pushes[undoes.of];
        let of_everything = undoes.choices.selection == Selection::everything()
            && undoes.choices.destinations == Destinations::default()
            && undoes.choices.only.is_empty();
        let mut said = of.ends.get(&org).into_iter().flat_map(|end| &end.cells);
        let went_well =
            said.all(|cell| !matches!(cell.outcome, Outcome::Failed | Outcome::Unverified));
        let whole =
            of_everything && went_well && outcome.state == OrgState::Done && !met(before.at, None);
        let left = paths().find(|path| whole && differs(&before, path));
        let how = match (stays, back, left) {
            (Some(path), ..) => format!("{path} was changed and no part of it"),
            (_, Some(path), _) => format!("{path} isn't as before"),
            (.., Some(path)) => format!("{path} was left as it was"),
            _ => return,
        };
        let how = format!("{org}: push {push} rolls push {} back: {how}", undoes.of);
        self.breaks(Promise::Undone, how);
    }
}

fn is_rolled_back(outcome: Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Created | Outcome::Replaced | Outcome::Removed
    )
}
