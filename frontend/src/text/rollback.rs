//! Rolling a push back.

use orgcast_shared::api::{OrgRollbackPreview, RollbackObstacle};
use orgcast_shared::history::PushState;
use orgcast_shared::plan::rollback::RollbackCounts;
use orgcast_shared::select::Rollout;

use super::push::Stop;
use super::{counted, many, rollout as rollout_text};

pub(crate) const TITLE: &str = "Roll back a push";
pub(crate) const OPEN: &str = "Roll Back…";
pub(crate) const AGAIN: &str = "Roll Back Again…";
pub(crate) const START: &str = "Roll back";
pub(crate) const NO: &str = "Not now";
pub(crate) const QUESTION: &str = "Roll this push back?";
pub(crate) const ROLLS_BACK: &str = "Rolls back an earlier push";
pub(crate) const EDITED: &str =
    "Also restore what somebody edited or deleted since the push, and what read back different";
pub(crate) const NOTHING: &str = "The push wrote nothing that could be rolled back.";
pub(crate) const NO_ITEM: &str = "Nothing was written to this organization.";
pub(crate) const NO_PREVIEW: &str = "What would happen here isn't known.";
pub(crate) const BACK: &str = "Back to the push";

pub(crate) const STOP: Stop = Stop {
    yes: "Stop Rollback",
    title: "Stop this rollback?",
    text: "Calls that are under way are finished and recorded. Items whose turn has not come are left \
           alone; you can roll them back later with Roll Back Again.",
    no: "Go on rolling back",
    afterwards: "roll back again later",
};

/// The title of a rollback's page.
pub(crate) fn title(state: PushState) -> &'static str {
    match state {
        PushState::Running => "Rollback in progress",
        PushState::Waiting => "Rollback waiting between two waves",
        PushState::Halted => "Rollback halted",
        PushState::Paused => "Rollback paused",
        PushState::Stopping => "Stopping the rollback",
        PushState::Succeeded => "Rollback successful",
        PushState::Failed => "Rollback finished with failures",
        PushState::Stopped => "Rollback stopped",
    }
}

/// What a rollback does, in words: only what happens.
pub(crate) fn summary(counts: &RollbackCounts) -> String {
    let parts = [
        (counts.restore, "to restore"),
        (counts.recreate, "to create again"),
        (counts.remove, "to remove"),
        (counts.keep, "kept"),
        (counts.same, "as before already"),
        (counts.blocked, "blocked"),
    ];
    counted(&parts, "nothing to do")
}

/// What doesn't come back, and what else a person should know.
pub(crate) fn notes(counts: &RollbackCounts, connections: u64) -> Vec<String> {
    let items = |count| many(count, "item", "items");
    let mut notes = Vec::new();
    if counts.new_identity > 0 {
        notes.push(format!(
            "{} come back with other ids and without the permissions that they had.",
            items(counts.new_identity)
        ));
    }
    if counts.identity_gone > 0 {
        notes.push(format!(
            "{} go for good: pushed once more, they get other ids and permissions.",
            items(counts.identity_gone)
        ));
    }
    if counts.rows_gone > 0 {
        notes.push(format!(
            "The rows of {} don't come back, and those of removed tables are lost.",
            many(counts.rows_gone, "lookup table", "lookup tables")
        ));
    }
    if connections > 0 {
        notes.push(format!(
            "{} that the push created stay in the organizations.",
            many(connections, "connection", "connections")
        ));
    }
    if counts.overwritten > 0 {
        notes.push(format!(
            "{} that somebody changed since the push are written over.",
            items(counts.overwritten)
        ));
    }
    notes
}

/// Orgs in which nothing can be rolled back.
pub(crate) fn hindered(orgs: u64) -> Option<String> {
    let orgs = (orgs > 0).then(|| many(orgs, "organization", "organizations"))?;
    Some(format!(
        "{orgs} can't be rolled back; the list below says why."
    ))
}

/// What is asked before it begins.
pub(crate) fn question(counts: &RollbackCounts, rollout: &Rollout) -> String {
    let (what, waves) = (summary(counts), rollout_text::in_short(rollout));
    format!("{what}. Organizations: {waves}.")
}

/// What would happen in an org, or why nothing can; `unread`: why the newest read of it failed.
pub(crate) fn org(org: &OrgRollbackPreview, unread: Option<&str>) -> String {
    match (org.obstacle, unread) {
        (Some(RollbackObstacle::Unread), Some(why)) => format!("It couldn't be read: {why}"),
        (Some(hindrance), _) => obstacle(hindrance).to_owned(),
        (None, None) => summary(&org.counts),
        (None, Some(why)) => {
            let counts = summary(&org.counts);
            format!("{counts}, by an older read: it couldn't be read anew: {why}")
        }
    }
}

/// Why nothing can be rolled back in an org.
fn obstacle(obstacle: RollbackObstacle) -> &'static str {
    match obstacle {
        RollbackObstacle::NotRecorded => "What it held before isn't recorded.",
        RollbackObstacle::Disconnected => "It isn't connected any more.",
        RollbackObstacle::Unread => "It has to be read first.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_happens_is_said() {
        let counts = RollbackCounts {
            restore: 1_200,
            keep: 1,
            new_identity: 1,
            ..RollbackCounts::default()
        };
        assert_eq!(summary(&counts), "1,200 to restore, 1 kept");
        assert_eq!(summary(&RollbackCounts::default()), "nothing to do");
        assert_eq!(notes(&counts, 2).len(), 2);
    }
}
