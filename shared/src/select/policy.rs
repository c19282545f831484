use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Class;
use crate::id::{ItemPath, OrgId};

/// What a push may do. The default is what Sumo Logic does: the same name is replaced, what is
/// absent is created, and nothing is too much.
///
/// Of several rulings that fit a place, protection wins, then the one for the place, then the one
/// for the org, then the one for the class. What is the same stays as it is under any of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Policy {
    /// By how source and target relate.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub classes: BTreeMap<Class, Ruling>,
    /// By org.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub orgs: BTreeMap<OrgId, Ruling>,
    /// For single places in single orgs.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub cells: BTreeMap<OrgId, BTreeMap<ItemPath, Ruling>>,
    /// Orgs that are never pushed to.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub protected: BTreeSet<OrgId>,
    /// What to do about what items depend on.
    #[serde(skip_serializing_if = "is_default")]
    pub dependencies: DependencyRulings,
    /// What a push as a whole may do at most.
    #[serde(skip_serializing_if = "is_default")]
    pub budgets: Budgets,
}

/// What to do with an item that differs from the target's or is absent there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Ruling {
    /// Push it.
    Replace,
    /// Leave the target as it is.
    Keep,
    /// Leave the target as it is, and say that this can't be pushed.
    Block,
}

/// What to do with items that depend on something an org lacks or may lack, or that would mail.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct DependencyRulings {
    /// A scheduled search's connection that the org lacks; [`DependencyRuling::Proceed`] creates it
    /// from the source's.
    pub connections: DependencyRuling,
    /// A lookup table that a scheduled search saves to, where neither the org nor the push has it.
    pub lookups: DependencyRuling,
    /// A scheduled view that a scheduled search saves to; no call tells whether the org has it.
    pub scheduled_views: DependencyRuling,
    /// A dashboard that a panel links to; the link doesn't survive in any other org.
    pub linked_dashboards: LinkRuling,
    /// Whoever would receive mail of scheduled searches or dashboards' scheduled reports.
    pub recipients: DependencyRuling,
}

/// What to do with an item for the sake of what its schedule depends on.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum DependencyRuling {
    /// Push it with its schedule.
    #[default]
    Proceed,
    /// Push it without its schedule, or a dashboard without its report schedules.
    Strip,
    /// Don't push it.
    Block,
}

/// What to do with a dashboard that links to another. The link isn't part of a schedule, so there is
/// nothing to strip.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum LinkRuling {
    /// Push it with the link, which leads nowhere in the org.
    #[default]
    Proceed,
    /// Don't push it.
    Block,
}

/// Upper limits for a push as a whole; `None` is no limit. A plan that exceeds one is refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Budgets {
    /// Orgs that something is written to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub orgs: Option<u64>,
    /// Items that are replaced, over all orgs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced: Option<u64>,
    /// Items that are replaced although somebody in the org edited them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overwritten: Option<u64>,
    /// Items that are written without the schedule that they have in the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stripped: Option<u64>,
}

impl Policy {
    /// Whether it is Sumo Logic's behaviour.
    pub fn is_default(&self) -> bool {
        is_default(self)
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
