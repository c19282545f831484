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
    /// What to do where an org lacks what an item needs.
    #[serde(skip_serializing_if = "is_default")]
    pub missing: Missing,
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

/// What to do with items that need something an org doesn't have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Missing {
    /// A scheduled search's connection; [`IfMissing::Proceed`] creates it from the source's.
    pub connections: IfMissing,
    /// A lookup table that a scheduled search saves to, where the push doesn't bring it;
    /// [`IfMissing::Proceed`] pushes the search all the same.
    pub lookups: IfMissing,
}

/// What to do with one item that needs something an org doesn't have.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum IfMissing {
    /// Push it with its schedule.
    #[default]
    Proceed,
    /// Push it without its schedule.
    Strip,
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
