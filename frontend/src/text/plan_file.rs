//! The page of a plan file.

use orgcast_shared::id::OrgId;
use orgcast_shared::plan::Counts;
use orgcast_shared::plan::file::Stale;

use super::{common, many, push_box};
use crate::preview::PreviewGroup;

pub(crate) const TITLE: &str = "Plan file";
pub(crate) const EXPORT: &str = "Export plan";
pub(crate) const OPEN: &str = "Open a plan file";
pub(crate) const CHOOSE: &str = "Plan file";
pub(crate) const NONE: &str = "Open a plan that was exported";
pub(crate) const NONE_HINT: &str =
    "It is shown as it was made, and never leaves this browser. Nothing can be pushed from here.";
pub(crate) const PLAN: &str = "The plan in the file";
pub(crate) const READ: &str = "Its newest read was";
pub(crate) const COMPARE: &str = "Compare with the present";
pub(crate) const COMPARING: &str = "Comparing…";
pub(crate) const FRESH: &str = "The same choices make the same plan now.";
pub(crate) const STALE: &str = "The same choices make another plan now:";

pub(crate) fn cant_open(why: &str) -> String {
    format!("The file can't be opened: {why}.")
}

/// The name that an exported plan is saved under.
pub(crate) fn file_name(plan: &str) -> String {
    format!("orgcast-plan-{plan}.json")
}

/// What the plan would have done.
pub(crate) fn sentence(counts: Counts, source: &str, groups: &[PreviewGroup]) -> String {
    let orgs = groups.iter().map(|group| group.orgs.len()).sum();
    let written = groups.iter().filter(|group| group.counts.writes() > 0);
    let written = written.map(|group| group.orgs.len()).sum();
    format!(
        "From {source}: {}",
        push_box::sentence(counts, written, orgs)
    )
}

/// Why a file is stale, as a sentence.
pub(crate) fn stale(stale: &Stale, of: impl Fn(&OrgId) -> String) -> String {
    match stale {
        Stale::Planner { then, now } => {
            format!("Version {then} of the planner made it, and this is version {now}.")
        }
        Stale::OtherSource { org } => {
            format!(
                "Its items come from {}, which isn't the source now.",
                of(org)
            )
        }
        Stale::SourceMoved { org } => format!("Items were changed in the source, {}.", of(org)),
        Stale::NotInSource { path } => {
            format!("{} is no longer in the source.", common::place(path))
        }
        Stale::OtherChoices => "Other things are chosen now.".to_owned(),
        Stale::OrgGone { org } => {
            format!("{} is no destination any more, or isn't known.", of(org))
        }
        Stale::OrgNew { org } => {
            format!(
                "{} is a destination now, and the file doesn't have it.",
                of(org)
            )
        }
        Stale::OrgMoved { org, cells: 0 } => {
            format!("The connections of {} were changed.", of(org))
        }
        Stale::OrgMoved { org, cells } => format!(
            "{} was changed: something else would happen to {}.",
            of(org),
            many(*cells, "item", "items")
        ),
        Stale::BaseMoved { org } => format!(
            "Orgcast wrote to {} since, so edits there count from another state.",
            of(org)
        ),
    }
}

pub(crate) fn differing(orgs: usize) -> String {
    let orgs = many(orgs as u64, "organization", "organizations");
    format!("Items differ in {orgs}")
}

/// How an org differs: items added, removed and changed.
pub(crate) fn difference(org: &str, [added, removed, changed]: [u64; 3]) -> String {
    let parts = [(added, "more"), (removed, "fewer"), (changed, "changed")];
    let parts: Vec<_> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{} {word}", many(count, "item", "items")))
        .collect();
    format!("{org}: {}", parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_file_says_why_with_the_org_s_name() {
        let org = OrgId::new("0001").unwrap();
        let moved = Stale::OrgMoved { org, cells: 2 };
        assert_eq!(
            stale(&moved, |_| "Hooli".to_owned()),
            "Hooli was changed: something else would happen to 2 items."
        );
        assert_eq!(
            difference("Hooli", [1, 0, 2]),
            "Hooli: 1 item more, 2 items changed"
        );
    }
}
