//! The page of a plan file.

use orgcast_shared::id::OrgId;
use orgcast_shared::plan::file::Stale;
use orgcast_shared::plan::{Action, Class, Counts};

use super::{common, listed, many, number, push_box};
use crate::preview::PreviewGroup;

pub(crate) const TITLE: &str = "Plan file";
pub(crate) const EXPORT: &str = "Export plan";
pub(crate) const OPEN: &str = "Open a plan file";
pub(crate) const CHOOSE: &str = "Plan file";
pub(crate) const NONE: &str = "Open a plan that was exported";
pub(crate) const NONE_HINT: &str =
    "It is shown as it was made, and never leaves this browser. Nothing can be pushed from here.";
pub(crate) const PLAN: &str = "The plan in the file";
pub(crate) const COMPARE: &str = "Compare with the present";
pub(crate) const COMPARING: &str = "Comparing…";
pub(crate) const FRESH: &str = "The same choices make the same plan now.";
pub(crate) const STALE: &str = "The same choices make another plan now:";

pub(crate) const SECOND_FILE: &str = "Compare with another file";
pub(crate) const TWO_ALIKE: &str = "Both files hold the same plan.";
pub(crate) const TWO_DIFFER: &str = "The second file holds another plan:";
pub(crate) const FIRST: &str = "this";
pub(crate) const SECOND: &str = "the second";
pub(crate) const OTHER_SOURCE: &str = "Their items come from different organizations.";
pub(crate) const OTHER_CHOICES: &str = "Other things are chosen.";
pub(crate) const NO_CHANGES: &str = "Every item is decided the same; only connections differ.";
pub(crate) const NOT_IN_FILE: &str =
    "Dependencies, cost, and what earlier pushes left behind are not in a plan file.";

/// Orgs that the file's plan left out because nobody had read them.
pub(crate) fn unread(names: &[impl AsRef<str>]) -> String {
    format!(
        "Left out, since nobody had read them when the plan was made: {}.",
        listed(names)
    )
}

/// Places that the file's plan left out because the source didn't have them.
pub(crate) fn not_in_source(places: &[String]) -> String {
    format!(
        "Left out, since the source didn't have them: {}.",
        listed(places)
    )
}

/// How many orgs Orgcast had never written to when the plan was made.
pub(crate) fn without_base(without: usize, orgs: usize) -> String {
    format!(
        "Orgcast had never written to {} of {} when the plan was made, so edits there can't be told \
         from other differences.",
        number(without as u64),
        many(orgs as u64, "organization", "organizations")
    )
}

/// Orgs that only one of two files has, where there are any.
pub(crate) fn only_in_one(file: &str, names: &[String]) -> Option<String> {
    let has = (!names.is_empty()).then(|| listed(names));
    has.map(|names| format!("Only {file} file has {names}."))
}

/// How many orgs two files decide differently about, where there are any.
pub(crate) fn others(orgs: usize) -> Option<String> {
    let orgs = (orgs > 0).then(|| many(orgs as u64, "organization", "organizations"));
    orgs.map(|orgs| format!("Something else happens in {orgs}."))
}

/// What a plan says about an item.
pub(crate) fn cell(action: Action, class: Class, why: &str) -> String {
    format!("{} ({why})", common::action(action, class))
}

pub(crate) fn added(cell: &str) -> String {
    format!("not in this file: {cell}")
}

pub(crate) fn removed(cell: &str) -> String {
    format!("only in this file: {cell}")
}

pub(crate) fn changed(before: &str, after: &str) -> String {
    if before == after {
        return format!("{before}, with other content");
    }
    format!("{before}, then {after}")
}

pub(crate) fn more_changes(more: u64) -> String {
    format!("… and {}.", many(more, "more item", "more items"))
}

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
        Stale::SourceConnections { org } => {
            format!("Connections of the source, {}, were changed.", of(org))
        }
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
        Stale::Protection {
            org,
            is_protected: true,
        } => format!(
            "{} is protected now, so nothing would be pushed there.",
            of(org)
        ),
        Stale::Protection { org, .. } => format!("{} isn't protected any more.", of(org)),
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
    let mut parts: Vec<_> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{} {word}", many(count, "item", "items")))
        .collect();
    if parts.is_empty() {
        parts.push("other connections".to_owned());
    }
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
        let protected = |is_protected| {
            let org = OrgId::new("0001").unwrap();
            let protection = Stale::Protection { org, is_protected };
            stale(&protection, |_| "Hooli".to_owned())
        };
        assert_eq!(
            [protected(true), protected(false)],
            [
                "Hooli is protected now, so nothing would be pushed there.",
                "Hooli isn't protected any more."
            ]
        );
        assert_eq!(
            difference("Hooli", [1, 0, 2]),
            "Hooli: 1 item more, 2 items changed"
        );
        assert_eq!(difference("Hooli", [0; 3]), "Hooli: other connections");
    }

    #[test]
    fn a_changed_item_tells_both_plans() {
        let new = cell(Action::Create, Class::New, "not there yet");
        let same = cell(Action::Nothing, Class::Same, "the same");
        assert_eq!(
            changed(&new, &same),
            "Create (not there yet), then Same (the same)"
        );
        assert_eq!(
            changed(&new, &new),
            "Create (not there yet), with other content"
        );
        assert_eq!(only_in_one(FIRST, &[]), None);
        assert_eq!(
            only_in_one(FIRST, &["Acme".to_owned()]).as_deref(),
            Some("Only this file has Acme.")
        );
    }
}
