use serde::{Deserialize, Serialize};

use super::{ForItems, Outcome, OutcomeCounts};

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

    /// How many cells it pushes again. Folders that weren't selected come with the items that need them.
    pub fn count(self, outcomes: &OutcomeCounts) -> u64 {
        let held = Outcome::ALL
            .into_iter()
            .filter(|outcome| self.holds(*outcome));
        let held: u64 = held.map(|outcome| outcomes.get(outcome)).sum();
        let ForItems {
            failed,
            stopped,
            changed,
        } = outcomes.for_items;
        held.saturating_sub(match self {
            Self::Failed => failed,
            Self::Stopped => stopped,
            Self::All => failed + stopped + changed,
        })
    }

    /// Whether anything that it covers went wrong.
    pub fn has_any(self, outcomes: &OutcomeCounts) -> bool {
        let holds = |outcome: &Outcome| self.holds(*outcome) && outcomes.get(*outcome) > 0;
        Outcome::ALL.iter().any(holds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::ItemKind;
    use crate::history::CellRecord;

    #[test]
    fn only_what_is_missing_is_pushed_again() {
        let held = |retry: Retry| -> Vec<Outcome> {
            let all = Outcome::ALL.into_iter();
            all.filter(|outcome| retry.holds(*outcome)).collect()
        };
        let failed = [Outcome::Unverified, Outcome::Failed];
        assert_eq!(held(Retry::Failed), failed);
        assert_eq!(held(Retry::Stopped), [Outcome::Stopped]);
        let mut all = held(Retry::All);
        all.retain(|outcome| !failed.contains(outcome));
        assert_eq!(all, [Outcome::ChangedSincePreview, Outcome::Stopped]);
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
    fn folders_that_come_with_their_items_are_not_counted() {
        let cell = |(outcome, for_items)| CellRecord {
            path: "/F".parse().unwrap(),
            kind: ItemKind::Folder,
            outcome,
            detail: String::new(),
            warnings: Vec::new(),
            for_items,
        };
        let cells = Outcome::ALL.map(|outcome| [cell((outcome, true)), cell((outcome, false))]);
        let mut counts: OutcomeCounts = cells.iter().flatten().collect();
        let count = |counts: &OutcomeCounts| Retry::ALL.map(|retry| retry.count(counts));
        assert_eq!((count(&counts), counts.cells()), ([2, 1, 4], 20));
        counts.merge(&counts.clone());
        assert_eq!(count(&counts), [4, 2, 8]);
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
