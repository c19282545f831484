//! What the log says about the stages of an org's part of a push.

use orgcast_shared::history::{OrgState, Outcome, OutcomeCounts};

use crate::ask::OrgEnd;

/// What begins with this state, and what is over by then.
pub(super) fn entered(state: OrgState) -> &'static [&'static str] {
    match state {
        OrgState::Reading => &["Reading what the organization holds"],
        OrgState::Writing => &[
            "Stored what it holds, so that it can be brought back",
            "Writing",
        ],
        OrgState::Verifying => &["Checking what was written by reading it back"],
        OrgState::Waiting
        | OrgState::Paused
        | OrgState::Done
        | OrgState::Failed
        | OrgState::Stopped => &[],
    }
}

/// What it came to.
pub(super) fn ended(end: &OrgEnd) -> String {
    let counts: OutcomeCounts = end.cells.iter().collect();
    let count = |outcome| match counts.get(outcome) {
        0 => None,
        count => Some(format!("{count} {}", word(outcome))),
    };
    let counted: Vec<String> = Outcome::ALL.into_iter().filter_map(count).collect();
    match counted.as_slice() {
        [] => "Ended".to_owned(),
        counted => format!("Ended: {}", counted.join(", ")),
    }
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Created => "created",
        Outcome::Replaced => "replaced",
        Outcome::Removed => "removed",
        Outcome::Same => "the same",
        Outcome::ChangedSincePreview => "changed since the preview",
        Outcome::Unverified => "unverified",
        Outcome::Failed => "failed",
        Outcome::Stopped => "stopped",
        Outcome::Kept => "kept",
        Outcome::Blocked => "blocked",
    }
}

#[cfg(test)]
mod tests {
    use orgcast_shared::content::ItemKind;
    use orgcast_shared::history::CellRecord;

    use super::*;

    #[test]
    fn the_end_counts_what_there_is() {
        let cell = |outcome| CellRecord {
            path: "/a".parse().unwrap(),
            kind: ItemKind::Search,
            outcome,
            detail: String::new(),
            warnings: Vec::new(),
            for_items: false,
        };
        let end = |outcomes: &[Outcome]| OrgEnd {
            state: OrgState::Done,
            cells: outcomes.iter().copied().map(cell).collect(),
            message: String::new(),
            before: None,
            after: None,
            base: None,
        };
        assert_eq!(ended(&end(&[])), "Ended");
        let some = [Outcome::Failed, Outcome::Created, Outcome::Created];
        assert_eq!(ended(&end(&some)), "Ended: 2 created, 1 failed");
    }
}
