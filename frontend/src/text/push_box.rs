//! The box Push Selected Content.

use orgcast_shared::id::{ItemName, Millis};
use orgcast_shared::plan::{ConnectionNeed, Cost, Counts};

use super::{listed, many, number, time};

pub(crate) const TITLE: &str = "Push Selected Content";
pub(crate) const DESTINATIONS: &str = "Destinations";
pub(crate) const ALL: &str = "All child organizations";
pub(crate) const THESE: &str = "Selected organizations";
pub(crate) const SEARCH_ORGS: &str = "Search organizations";
pub(crate) const ALL_HINT: &str = "Untick an organization to leave it out.";
pub(crate) const THESE_HINT: &str = "Tick the organizations to push to.";
pub(crate) const CONNECTIONS: &str = "Scheduled Searches Connection";
pub(crate) const INCLUDE_CONNECTION: &str = "Include Connection";
pub(crate) const IGNORE_CONNECTION: &str = "Ignore Connection";
pub(crate) const REPORTS: &str = "Scheduled Reports";
pub(crate) const INCLUDE_REPORTS: &str = "Include Scheduled Reports";
pub(crate) const IGNORE_REPORTS: &str = "Ignore Scheduled Reports";
pub(crate) const IGNORE_CONNECTION_MEANS: &str =
    "Scheduled searches arrive as plain searches, without schedule and connection.";
pub(crate) const IGNORE_REPORTS_MEANS: &str = "Dashboards arrive without their report schedules.";
pub(crate) const PREVIEW: &str = "Preview";
pub(crate) const PLANNING: &str = "Planning…";
pub(crate) const CHECKING: &str = "Checking the plan…";
pub(crate) const PUSH: &str = "Push";
pub(crate) const STARTING: &str = "Starting…";
pub(crate) const GROUPS: &str = "Organizations by what will happen";
pub(crate) const ITEMS: &str = "Items";
pub(crate) const SHOW: &str = "Show";
pub(crate) const NOWHERE: &str = "Tick at least one organization to push to.";
pub(crate) const NO_ORG: &str =
    "No other organization was read yet, so there is nowhere to push to.";
pub(crate) const NOT_ALLOWED: &str =
    "You may look at this plan. Pushing it takes the capability Manage Organizations.";
pub(crate) const FINDINGS: &str = "The plan contradicts itself, so it can't be pushed. This is a fault of Orgcast; please report it:";
pub(crate) const COUNT_CREATE: &str = "create";
pub(crate) const COUNT_REPLACE: &str = "replace";
pub(crate) const COUNT_SAME: &str = "same";
pub(crate) const COUNT_BLOCKED: &str = "blocked";
pub(crate) const COUNT_KEEP: &str = "keep";
pub(crate) const COUNT_OVERWRITTEN: &str = "with customer edits";
pub(crate) const COUNT_STRIPPED: &str = "without schedule";
pub(crate) const NO_CELLS: &str = "No item of this kind.";
pub(crate) const STATE: &str = "State";
pub(crate) const RULING: &str = "Ruling";
pub(crate) const KEPT: &str = "Kept";
pub(crate) const STRIPPED: &str = "without its schedule";
pub(crate) const BY: &str = "List";
pub(crate) const BY_ORG: &str = "by organization";
pub(crate) const BY_ITEM: &str = "by item";
pub(crate) const DEPENDENCIES: &str = "Dependencies";
pub(crate) const MEMBER: &str = "Organization";
pub(crate) const IN_ORGS: &str = "In how many organizations";
pub(crate) const OLDEST_READ: &str = "The oldest read is that of";

/// How many of the orgs get the push.
pub(crate) fn going(going: usize, all: usize) -> String {
    format!(
        "{} of {}",
        number(going as u64),
        many(all as u64, "organization", "organizations")
    )
}

/// What the button will do.
pub(crate) fn sentence(counts: Counts, written: usize, orgs: usize) -> String {
    let place = format!(
        "in {} of {}",
        number(written as u64),
        many(orgs as u64, "organization", "organizations")
    );
    let effect = match (counts.replace, counts.create) {
        (0, 0) => format!(
            "Nothing to write in {}.",
            many(orgs as u64, "organization", "organizations")
        ),
        (replace, 0) => format!("Replace {} {place}.", many(replace, "item", "items")),
        (0, create) => format!("Create {} {place}.", many(create, "item", "items")),
        (replace, create) => {
            let items = many(create, "item", "items");
            format!("Replace {} and create {items} {place}.", number(replace))
        }
    };
    let more = [
        (
            counts.overwritten,
            "customer edit is overwritten",
            "customer edits are overwritten",
        ),
        (
            counts.stripped,
            "item goes without its schedule",
            "items go without their schedules",
        ),
        (
            counts.keep,
            "item is kept as it is",
            "items are kept as they are",
        ),
        (
            counts.blocked,
            "item can't be pushed",
            "items can't be pushed",
        ),
    ];
    let more = more.into_iter().filter(|(count, ..)| *count > 0);
    more.fold(effect, |text, (count, one, several)| {
        format!("{text} {}.", many(count, one, several))
    })
}

pub(crate) fn plan(short: &str) -> String {
    format!("plan {short}…")
}

/// How many more orgs a group has than the one that is named.
pub(crate) fn others(orgs: usize) -> String {
    format!("+{} alike", number(orgs as u64))
}

/// Connections that will be created.
pub(crate) fn connection(need: &ConnectionNeed, orgs: usize) -> String {
    format!(
        "{} · {} in {}",
        need.key.name,
        need.key.kind,
        many(orgs as u64, "organization", "organizations")
    )
}

pub(crate) fn connections_created(count: usize) -> String {
    format!(
        "{} will be created with the address and the custom headers of the source's, so these \
         organizations get to see them. The address of a Slack or Teams webhook is its secret. \
         Passwords and authorization headers, which Sumo Logic never gives out, are missing: add \
         them afterwards.",
        many(count as u64, "connection", "connections")
    )
}

/// How many orgs Orgcast never wrote to.
pub(crate) fn without_base(without: usize, orgs: usize) -> String {
    let them = if without == orgs {
        "any of these organizations".to_owned()
    } else {
        format!("{} of them", number(without as u64))
    };
    format!(
        "Orgcast hasn't written to {them} yet, so edits there can't be told from other differences."
    )
}

/// What carrying it out takes.
pub(crate) fn cost(cost: Cost) -> String {
    format!(
        "At least {}, {}.",
        many(cost.calls, "call", "calls"),
        time::span(Millis(cost.seconds * 1000))
    )
}

/// What carrying it out takes in several orgs, which don't wait for each other.
pub(crate) fn cost_together(cost: Cost, orgs: usize) -> String {
    format!(
        "At least {} in {} organizations, {} where it takes longest.",
        many(cost.calls, "call", "calls"),
        number(orgs as u64),
        time::span(Millis(cost.seconds * 1000))
    )
}

/// In how many of the orgs something is so.
pub(crate) fn in_so_many(these: u64, orgs: usize) -> String {
    if these == orgs as u64 {
        format!("in all {}", number(these))
    } else {
        format!("in {} of {}", number(these), number(orgs as u64))
    }
}

/// Which items refer to something; of many, some are named.
pub(crate) fn used_by(names: &[&ItemName], total: u64) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<_> = names.iter().take(SHOWN).map(|name| name.as_str()).collect();
    let more = total.saturating_sub(shown.len() as u64);
    match more {
        0 => format!("Used by {}.", listed(&shown)),
        more => format!("Used by {} and {} more.", shown.join(", "), number(more)),
    }
}

pub(crate) fn orphans(count: usize) -> String {
    format!(
        "{} no longer in the source. A push never deletes.",
        many(
            count as u64,
            "item that was pushed here is",
            "items that were pushed here are"
        )
    )
}

pub(crate) fn all_alike(orgs: usize) -> String {
    format!("All {} alike", number(orgs as u64))
}

pub(crate) fn look_at(item: &str) -> String {
    format!("What differs in {item}")
}

pub(crate) fn unread(names: &[impl AsRef<str>]) -> String {
    let (verb, them) = if names.len() == 1 {
        ("was", "it")
    } else {
        ("were", "them")
    };
    format!(
        "{} {verb} never read, so the push leaves {them} out.",
        listed(names)
    )
}

pub(crate) fn failed_reads(names: &[impl AsRef<str>]) -> String {
    format!(
        "The newest read of {} failed. The preview rests on an older one; what moved since then is \
         left alone and listed.",
        listed(names)
    )
}

pub(crate) fn not_in_source(places: &[String]) -> String {
    format!(
        "No longer in the source org, so left out: {}.",
        listed(places)
    )
}

pub(crate) fn moved(names: &[impl AsRef<str>]) -> String {
    if names.is_empty() {
        return "Something changed since the preview. Here is the new one; look at it and push \
                again."
            .to_owned();
    }
    format!(
        "{} changed since the preview, so nothing was pushed. Here is the new preview; look at it \
         and push again.",
        listed(names)
    )
}

pub(crate) fn retry(items: u64, orgs: usize) -> String {
    format!(
        "This repeats what is missing of an earlier push: {} in {}.",
        many(items, "place", "places"),
        many(orgs as u64, "organization", "organizations")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_so_in_several_organizations_says_in_how_many() {
        assert_eq!(in_so_many(40, 40), "in all 40");
        assert_eq!(in_so_many(3, 1200), "in 3 of 1,200");
        let cost = Cost {
            calls: 480,
            seconds: 12,
        };
        assert_eq!(
            cost_together(cost, 40),
            format!(
                "At least 480 calls in 40 organizations, {} where it takes longest.",
                time::span(Millis(12_000))
            )
        );
    }

    #[test]
    fn the_sentence_says_what_the_button_does() {
        let counts = |replace, create, blocked| Counts {
            replace,
            create,
            blocked,
            ..Counts::default()
        };
        assert_eq!(
            sentence(counts(42, 8, 0), 23, 117),
            "Replace 42 and create 8 items in 23 of 117 organizations."
        );
        assert_eq!(
            sentence(counts(0, 1, 0), 1, 1),
            "Create 1 item in 1 of 1 organization."
        );
        assert_eq!(
            sentence(counts(0, 0, 2), 0, 3),
            "Nothing to write in 3 organizations. 2 items can't be pushed."
        );
        let counts = Counts {
            replace: 3,
            keep: 1,
            overwritten: 2,
            stripped: 1,
            ..Counts::default()
        };
        assert_eq!(
            sentence(counts, 1, 1),
            "Replace 3 items in 1 of 1 organization. 2 customer edits are overwritten. \
             1 item goes without its schedule. 1 item is kept as it is."
        );
    }
}
