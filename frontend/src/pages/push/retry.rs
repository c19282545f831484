use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use gloo_timers::future::TimeoutFuture;
use orgcast_shared::api::{OrgList, OrgStatus, PushDetail};
use orgcast_shared::history::{CellRecord, Outcome};
use orgcast_shared::id::{ItemPath, OrgId, PushId};
use orgcast_shared::select::Selection;

use crate::api::{self, ApiError};
use crate::state::Retry;

/// Which cells are repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    Failed,
    Stopped,
    All,
}

impl Which {
    pub(super) const ALL: [Self; 3] = [Self::Failed, Self::Stopped, Self::All];

    pub(super) fn holds(self, outcome: Outcome) -> bool {
        match self {
            Self::Failed => matches!(outcome, Outcome::Failed | Outcome::Unverified),
            Self::Stopped => outcome == Outcome::Stopped,
            Self::All => outcome.can_be_retried(),
        }
    }

    /// The orgs that have such cells.
    pub(super) fn orgs(self, detail: &PushDetail) -> Vec<OrgId> {
        let own = || {
            Outcome::ALL
                .into_iter()
                .filter(|outcome| self.holds(*outcome))
        };
        let has =
            |counts: &orgcast_shared::history::OutcomeCounts| own().any(|o| counts.get(o) > 0);
        let orgs = detail.orgs.iter().filter(|org| has(&org.outcomes));
        orgs.map(|org| org.org.clone()).collect()
    }
}

/// The places to push again. A folder is left out where items in it are among them: naming it would
/// mean everything in it, and where it is missing it is created for them anyway.
pub(super) fn missing(cells: &[CellRecord], which: Which) -> Selection {
    let of_kind = cells.iter().filter(|cell| which.holds(cell.outcome));
    let mut wanted = BTreeSet::new();
    wanted.extend(of_kind.map(|cell| cell.path.clone()));
    let holds_another = |path: &ItemPath| {
        // What lies in a folder follows it in the set's order.
        let next = wanted
            .range::<ItemPath, _>((Bound::Excluded(path), Bound::Unbounded))
            .next();
        next.is_some_and(|next| path.holds(next))
    };
    wanted
        .iter()
        .filter(|path| !holds_another(path))
        .cloned()
        .collect()
}

/// Finds out what is missing in each org.
pub(super) async fn collect(
    push: &PushId,
    orgs: &[OrgId],
    which: Which,
) -> Result<Retry, ApiError> {
    let mut only = BTreeMap::new();
    for org in orgs {
        let places = missing(&api::org_result(push, org).await?.cells, which);
        if !places.is_empty() {
            only.insert(org.clone(), places);
        }
    }
    Ok(Retry {
        of: push.clone(),
        only,
    })
}

const WAIT_MS: u32 = 700;

/// Reads orgs anew and waits until that is done; gives the names of those that couldn't be read.
pub(super) async fn refresh(
    orgs: &[OrgId],
    progress: impl Fn(usize),
) -> Result<Vec<String>, ApiError> {
    let mut list = api::read(orgs.to_vec()).await?;
    loop {
        let open = reading(&list, orgs);
        progress(orgs.len() - open);
        if open == 0 {
            let failed = |status: &OrgStatus| matches!(status, OrgStatus::Failed(_));
            let ours = list.orgs.into_iter().filter(|org| orgs.contains(&org.id));
            return Ok(ours
                .filter(|org| failed(&org.status))
                .map(|org| org.name)
                .collect());
        }
        TimeoutFuture::new(WAIT_MS).await;
        list = api::orgs().await?;
    }
}

fn reading(list: &OrgList, orgs: &[OrgId]) -> usize {
    let ours = list.orgs.iter().filter(|org| orgs.contains(&org.id));
    ours.filter(|org| matches!(org.status, OrgStatus::Reading(_)))
        .count()
}

#[cfg(test)]
mod tests {
    use orgcast_shared::content::ItemKind::{Folder, Search};

    use super::super::view::tests::cell;
    use super::*;

    fn places(cells: &[CellRecord], which: Which) -> Vec<String> {
        missing(cells, which)
            .paths()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn only_what_is_missing_is_pushed_again() {
        let cells = [
            cell("/Base", Folder, Outcome::Failed),
            cell("/Base/A", Search, Outcome::Failed),
            cell("/Base/B", Search, Outcome::ChangedSincePreview),
            cell("/Base/C", Search, Outcome::Created),
            cell("/Base/D", Search, Outcome::Stopped),
            cell("/Empty", Folder, Outcome::Failed),
            cell("/Last", Search, Outcome::Unverified),
        ];
        assert_eq!(
            places(&cells, Which::Failed),
            ["/Base/A", "/Empty", "/Last"]
        );
        assert_eq!(places(&cells, Which::Stopped), ["/Base/D"]);
        assert_eq!(
            places(&cells, Which::All),
            ["/Base/A", "/Base/B", "/Base/D", "/Empty", "/Last"]
        );
        assert!(places(&cells[3..4], Which::All).is_empty());
    }
}
