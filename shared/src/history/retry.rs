use std::collections::BTreeSet;
use std::ops::Bound;

use serde::{Deserialize, Serialize};

use super::{CellRecord, Outcome, OutcomeCounts};
use crate::id::ItemPath;
use crate::select::Selection;

/// Which cells of a push are pushed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Retry {
    /// *Retry Failed*: those that failed, or that read back different.
    Failed,
    /// *Retry Stopped*: those whose turn didn't come.
    Stopped,
    /// *Retry All*: these two, and those that had changed since the preview.
    All,
}

impl Retry {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Failed, Self::Stopped, Self::All];

    /// The choice's name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Stopped => "stopped",
            Self::All => "all",
        }
    }

    /// The choice of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|retry| retry.name() == name)
    }

    /// Whether it covers cells of this outcome.
    pub fn holds(self, outcome: Outcome) -> bool {
        match self {
            Self::Failed => matches!(outcome, Outcome::Failed | Outcome::Unverified),
            Self::Stopped => outcome == Outcome::Stopped,
            Self::All => outcome.can_be_retried(),
        }
    }

    /// Whether there is anything for it to push again.
    pub fn has_any(self, outcomes: &OutcomeCounts) -> bool {
        let holds = |outcome: &Outcome| self.holds(*outcome) && outcomes.get(*outcome) > 0;
        Outcome::ALL.iter().any(holds)
    }

    /// The places to push again. A folder is left out where items in it are among them: naming it
    /// would mean everything in it, and where it is missing it is created for them anyway.
    pub fn places<'a>(self, cells: impl IntoIterator<Item = &'a CellRecord>) -> Selection {
        let covered = cells.into_iter().filter(|cell| self.holds(cell.outcome));
        let mut wanted = BTreeSet::new();
        wanted.extend(covered.map(|cell| cell.path.clone()));
        let holds_another = |path: &ItemPath| {
            // What lies in a folder follows it in the set's order.
            let next = wanted
                .range::<ItemPath, _>((Bound::Excluded(path), Bound::Unbounded))
                .next();
            next.is_some_and(|next| path.holds(next))
        };
        let places = wanted.iter().filter(|path| !holds_another(path));
        places.cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::ItemKind::{self, Folder, Search};

    fn cell(path: &str, kind: ItemKind, outcome: Outcome) -> CellRecord {
        CellRecord {
            path: path.parse().unwrap(),
            kind,
            outcome,
            detail: String::new(),
            warnings: Vec::new(),
        }
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
        let places = |retry: Retry, cells: &[CellRecord]| -> Vec<String> {
            let places = retry.places(cells);
            places.paths().map(ToString::to_string).collect()
        };
        let failed = ["/Base/A", "/Empty", "/Last"];
        assert_eq!(places(Retry::Failed, &cells), failed);
        assert_eq!(places(Retry::Stopped, &cells), ["/Base/D"]);
        let all = ["/Base/A", "/Base/B", "/Base/D", "/Empty", "/Last"];
        assert_eq!(places(Retry::All, &cells), all);
        assert!(places(Retry::All, &cells[3..4]).is_empty());
    }

    #[test]
    fn there_is_something_to_retry_where_an_outcome_says_so() {
        for outcome in Outcome::ALL {
            let mut counts = OutcomeCounts::default();
            counts.add(outcome);
            assert_eq!(Retry::All.has_any(&counts), outcome.can_be_retried());
        }
        let mut stopped = OutcomeCounts::default();
        stopped.add(Outcome::Stopped);
        assert!(Retry::Stopped.has_any(&stopped) && !Retry::Failed.has_any(&stopped));
    }

    #[test]
    fn a_choice_is_named_as_in_json() {
        for retry in Retry::ALL {
            assert_eq!(serde_json::json!(retry), retry.name());
            assert_eq!(Retry::named(retry.name()), Some(retry));
        }
        assert_eq!(Retry::named("Failed"), None);
    }
}
