//! View History.

use orgcast_shared::history::OutcomeCounts;

use super::{counted, many};

pub(crate) const TITLE: &str = "History";
pub(crate) const SEARCH: &str = "Search by person or source org";
pub(crate) const STATUS: &str = "Status";
pub(crate) const ANY: &str = "Any status";
pub(crate) const COLUMN_WHEN: &str = "When";
pub(crate) const COLUMN_WHO: &str = "Who";
pub(crate) const COLUMN_STATUS: &str = "Status";
pub(crate) const COLUMN_SOURCE: &str = "Source Org";
pub(crate) const COLUMN_ITEMS: &str = "Items";
pub(crate) const COLUMN_ORGS: &str = "Orgs";
pub(crate) const COLUMN_RESULT: &str = "Result";
pub(crate) const MORE: &str = "Load more";
pub(crate) const EMPTY: &str = "Nothing was pushed yet";
pub(crate) const EMPTY_HINT: &str =
    "Every push is listed here: when, who, what came of it in every organization.";
pub(crate) const NO_MATCH: &str = "No push matches";
pub(crate) const NO_MATCH_HINT: &str =
    "Search for something else, or load more: only the pushes that are loaded are searched.";

/// What came of a push, in words: only what happened.
pub(crate) fn result(outcomes: &OutcomeCounts) -> String {
    let parts = [
        (outcomes.created, "created"),
        (outcomes.replaced, "replaced"),
        (outcomes.removed, "removed"),
        (outcomes.same, "same"),
        (outcomes.changed_since_preview, "changed since preview"),
        (outcomes.unverified, "not verified"),
        (outcomes.failed, "failed"),
        (outcomes.stopped, "stopped"),
        (outcomes.blocked, "blocked"),
    ];
    counted(&parts, "nothing yet")
}

pub(crate) fn loaded(count: usize, more: bool) -> String {
    let pushes = many(count as u64, "push", "pushes");
    if more {
        format!("{pushes} loaded")
    } else {
        pushes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_names_only_what_happened() {
        assert_eq!(result(&OutcomeCounts::default()), "nothing yet");
        let outcomes = OutcomeCounts {
            created: 1_200,
            failed: 2,
            ..OutcomeCounts::default()
        };
        assert_eq!(result(&outcomes), "1,200 created, 2 failed");
    }
}
