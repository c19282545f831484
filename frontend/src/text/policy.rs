//! The policy of a push: what it may do.

use orgcast_shared::plan::{Budget, Exceeded};
use orgcast_shared::select::{DependencyRuling, LinkRuling, Policy, Ruling};

use super::{many, number};
use crate::state::OrgRule;

pub(crate) const TITLE: &str = "Policy";
pub(crate) const DEFAULT: &str = "as Sumo Logic does";
pub(crate) const CLASSES: &str = "Items that are…";
pub(crate) const MISSING: &str = "Where an organization lacks…";
pub(crate) const CONNECTIONS: &str = "a schedule's connection";
pub(crate) const LOOKUPS: &str = "a schedule's lookup table";
pub(crate) const WHERE_AN_ITEM: &str = "Where an item…";
pub(crate) const SCHEDULED_VIEWS: &str = "saves to a scheduled view";
pub(crate) const SCHEDULED_VIEWS_HINT: &str = "No call tells whether an organization has it.";
pub(crate) const LINKED_DASHBOARDS: &str = "links to another dashboard";
pub(crate) const LINKED_DASHBOARDS_HINT: &str = "Links don't survive in another organization.";
pub(crate) const RECIPIENTS: &str = "would mail somebody";
pub(crate) const RECIPIENTS_HINT: &str =
    "Scheduled searches and scheduled reports of dashboards mail whom the source has them mail.";
pub(crate) const BUDGETS: &str = "At most…";
pub(crate) const BUDGETS_HINT: &str = "Empty means no limit. A push that would do more is refused.";
pub(crate) const CLEAR_CELLS: &str = "Clear";
pub(crate) const RESET: &str = "Reset to Sumo Logic's behaviour";
pub(crate) const AS_RULED: &str = "As ruled";

/// What the policy may do with an item; without a ruling it is pushed.
pub(crate) const RULINGS: [(Ruling, &str); 3] = [
    (Ruling::Replace, "Push"),
    (Ruling::Keep, "Keep"),
    (Ruling::Block, "Block"),
];

/// The same for a single place, where the ruling may be left to the class.
pub(crate) const CELL_RULINGS: [(Option<Ruling>, &str); 4] = [
    (None, AS_RULED),
    (Some(Ruling::Replace), "Push"),
    (Some(Ruling::Keep), "Keep"),
    (Some(Ruling::Block), "Block"),
];

/// What may be pushed to an org, from what is usual to what is most careful.
pub(crate) const ORG_RULES: [(OrgRule, &str); 5] = [
    (OrgRule::ByClass, AS_RULED),
    (
        OrgRule::Ruled(Ruling::Replace),
        "Push whatever the class says",
    ),
    (OrgRule::Ruled(Ruling::Keep), "Keep"),
    (OrgRule::Ruled(Ruling::Block), "Block"),
    (OrgRule::Never, NEVER),
];

pub(crate) const NEVER: &str = "Never push";
pub(crate) const NOT_ONE_RULE: &str = "Not the same";
pub(crate) const PROTECTED_HINT: &str = "It is protected under Organizations.";

pub(crate) const MISSING_CONNECTION: [(DependencyRuling, &str); 3] = [
    (DependencyRuling::Proceed, "Create it"),
    (DependencyRuling::Strip, "Push without schedule"),
    (DependencyRuling::Block, "Don't push"),
];

pub(crate) const DEPENDENCY_RULINGS: [(DependencyRuling, &str); 3] = [
    (DependencyRuling::Proceed, "Push all the same"),
    (DependencyRuling::Strip, "Push without schedule"),
    (DependencyRuling::Block, "Don't push"),
];

pub(crate) const LINK_RULINGS: [(LinkRuling, &str); 2] = [
    (LinkRuling::Proceed, "Push all the same"),
    (LinkRuling::Block, "Don't push"),
];

pub(crate) fn budget(budget: Budget) -> &'static str {
    match budget {
        Budget::Orgs => "organizations written to",
        Budget::Replaced => "items replaced",
        Budget::Overwritten => "customer edits overwritten",
        Budget::Stripped => "schedules left out",
    }
}

/// What is too much, and by how much.
pub(crate) fn exceeded(exceeded: &Exceeded) -> String {
    let (found, limit) = (exceeded.found, number(exceeded.limit));
    let would = match exceeded.budget {
        Budget::Orgs => format!("write to {}", many(found, "organization", "organizations")),
        Budget::Replaced => format!("replace {}", many(found, "item", "items")),
        Budget::Overwritten => {
            format!(
                "overwrite {}",
                many(found, "customer edit", "customer edits")
            )
        }
        Budget::Stripped => format!("leave out {}", many(found, "schedule", "schedules")),
    };
    format!("This would {would}; the policy allows {limit}.")
}

/// The policy in a few words, for the line that opens it.
pub(crate) fn in_short(policy: &Policy) -> String {
    if policy.is_default() {
        return DEFAULT.to_owned();
    }
    let cells: usize = policy
        .cells
        .values()
        .map(std::collections::BTreeMap::len)
        .sum();
    let ruled = policy.dependencies;
    let dependencies = [
        ruled.connections != DependencyRuling::Proceed,
        ruled.lookups != DependencyRuling::Proceed,
        ruled.scheduled_views != DependencyRuling::Proceed,
        ruled.linked_dashboards != LinkRuling::Proceed,
        ruled.recipients != DependencyRuling::Proceed,
    ];
    let dependencies = dependencies.into_iter().filter(|is_ruled| *is_ruled);
    let rulings = policy.classes.len()
        + policy.orgs.len()
        + policy.protected.len()
        + cells
        + dependencies.count();
    let budgets = policy.budgets;
    let budgets = [
        budgets.orgs,
        budgets.replaced,
        budgets.overwritten,
        budgets.stripped,
    ];
    let budgets = budgets.iter().flatten().count();
    let parts = [
        (rulings, "ruling", "rulings"),
        (budgets, "budget", "budgets"),
    ];
    let parts: Vec<_> = parts
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, several)| many(count as u64, one, several))
        .collect();
    parts.join(", ")
}

/// Rulings for single items in single orgs.
pub(crate) fn cells(policy: &Policy) -> Option<String> {
    let cells: usize = policy
        .cells
        .values()
        .map(std::collections::BTreeMap::len)
        .sum();
    let orgs = many(policy.cells.len() as u64, "organization", "organizations");
    (cells > 0).then(|| {
        format!(
            "{} ruled one by one in {orgs}.",
            many(cells as u64, "item", "items")
        )
    })
}

pub(crate) fn class_label(class: &str) -> String {
    format!("{class} items")
}

pub(crate) fn cell_label(item: &str) -> String {
    format!("Ruling for {item}")
}

pub(crate) fn org_label(org: &str) -> String {
    format!("What may be pushed to {org}")
}

#[cfg(test)]
mod tests {
    use orgcast_shared::select::{Budgets, Class};

    use super::*;

    #[test]
    fn a_policy_is_told_in_a_few_words() {
        let mut policy = Policy::default();
        assert_eq!(in_short(&policy), "as Sumo Logic does");
        policy.classes.insert(Class::Edited, Ruling::Keep);
        policy.dependencies.lookups = DependencyRuling::Block;
        assert_eq!(in_short(&policy), "2 rulings");
        policy.dependencies.linked_dashboards = LinkRuling::Block;
        policy.dependencies.recipients = DependencyRuling::Strip;
        assert_eq!(in_short(&policy), "4 rulings");
        policy.budgets = Budgets {
            orgs: Some(0),
            ..Budgets::default()
        };
        assert_eq!(in_short(&policy), "4 rulings, 1 budget");
    }

    #[test]
    fn a_budget_says_what_is_too_much() {
        let over = Exceeded {
            budget: Budget::Overwritten,
            limit: 0,
            found: 1,
        };
        assert_eq!(
            exceeded(&over),
            "This would overwrite 1 customer edit; the policy allows 0."
        );
    }
}
