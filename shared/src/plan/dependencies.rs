use serde::{Deserialize, Serialize};

use super::uses::{Fate, Users, Uses};
use super::{Action, OrgPlan, Plan};
use crate::content::{ItemKind, Reference};
use crate::id::{ItemPath, OrgId};
use crate::select::DependencyRuling;

/// Something that items of a push refer to, and what it means for the push to one org.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Dependency {
    /// What they refer to.
    pub what: Reference,
    /// What it means there.
    pub status: DependencyStatus,
    /// The first of the items that refer to it, by path; at most [`Dependency::MAX_ITEMS`].
    pub items: Vec<ItemPath>,
    /// How many items there are.
    pub total: u64,
}

/// What a dependency means for the push to one org.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DependencyStatus {
    /// The org has it.
    Present,
    /// The push creates it.
    WillBeCreated,
    /// The push creates it without its secret, which Sumo Logic never gives out: a person has to add
    /// it in the org.
    NeedsSecret,
    /// The policy has the items pushed without their schedule, for the org lacks or may lack it, or it
    /// would be mailed.
    WillBeStripped,
    /// The items aren't pushed because of it; their cells say why.
    Blocks,
    /// The org lacks it and the push doesn't bring it; the policy has the items pushed all the same.
    Missing,
    /// A query seems to use it, and neither the org nor the push has it. Queries are only searched,
    /// so whether it is needed isn't certain.
    Possible,
    /// No call tells whether the org has it.
    Unknown,
    /// An address that would receive mail.
    WouldBeMailed,
}

impl Dependency {
    /// The most items that are named; the others are only counted.
    pub const MAX_ITEMS: usize = 20;

    /// Whether somebody has to look after it once the items are written: a connection that is new, or a
    /// lookup table or dashboard that isn't there.
    pub fn is_open(&self) -> bool {
        use DependencyStatus::{Missing, NeedsSecret, Possible, Unknown, WillBeCreated};
        matches!(
            (&self.what, self.status),
            (Reference::Connection(_), NeedsSecret | WillBeCreated)
                | (
                    Reference::Lookup { .. } | Reference::QueryLookup { .. },
                    Missing | Possible
                )
                | (Reference::LinkedDashboard { .. }, Unknown)
        )
    }
}

impl DependencyStatus {
    /// Every status.
    pub const ALL: [Self; 9] = [
        Self::Present,
        Self::WillBeCreated,
        Self::NeedsSecret,
        Self::WillBeStripped,
        Self::Blocks,
        Self::Missing,
        Self::Possible,
        Self::Unknown,
        Self::WouldBeMailed,
    ];
}

impl Plan {
    /// What the items that are written to an org refer to, and what keeps items from being written
    /// there: by what it is, each once per status. Empty for an org that is no destination.
    pub fn dependencies(&self, org: &OrgId) -> Vec<Dependency> {
        match self.org(org) {
            Some(part) => dependencies_of(self, org, part, &mut Uses::new(self)),
            None => Vec::new(),
        }
    }

    /// The [dependencies](Self::dependencies) of every destination, by id. What is equal in several
    /// orgs is looked into once.
    pub fn dependencies_by_org(&self) -> impl Iterator<Item = (&OrgId, Vec<Dependency>)> {
        let mut uses = Uses::new(self);
        self.orgs
            .iter()
            .map(move |(org, part)| (org, dependencies_of(self, org, part, &mut uses)))
    }
}

fn dependencies_of(
    plan: &Plan,
    org: &OrgId,
    part: &OrgPlan,
    uses: &mut Uses<'_>,
) -> Vec<Dependency> {
    let view = View { plan, org, part };
    let found = uses.of(part.root);
    let dependency = |((what, fate), users): (&(&Reference, Fate), &Users)| {
        Some(Dependency {
            what: (*what).clone(),
            status: view.status(what, *fate)?,
            items: users.first.clone(),
            total: users.total,
        })
    };
    found.iter().filter_map(dependency).collect()
}

/// One org of a plan.
pub(super) struct View<'a> {
    pub(super) plan: &'a Plan,
    pub(super) org: &'a OrgId,
    pub(super) part: &'a OrgPlan,
}

impl View<'_> {
    /// `None` where it doesn't matter: what an item would need that goes without its schedule because
    /// of something else.
    pub(super) fn status(&self, what: &Reference, fate: Fate) -> Option<DependencyStatus> {
        match fate {
            Fate::Travels => Some(self.travelling(what)),
            Fate::LeftOut => self
                .is_stripped_for(what)
                .then_some(DependencyStatus::WillBeStripped),
            Fate::Blocks => Some(DependencyStatus::Blocks),
        }
    }

    /// Whether the policy leaves schedules behind because of it.
    fn is_stripped_for(&self, what: &Reference) -> bool {
        let (rulings, lacks) = (self.plan.choices.policy.dependencies, &self.part.lacks);
        let (ruling, matters) = match what {
            Reference::Connection(key) => (rulings.connections, lacks.missing.contains(key)),
            Reference::Lookup { path } => (rulings.lookups, lacks.lookups.contains(path)),
            Reference::ScheduledView { .. } => (rulings.scheduled_views, true),
            Reference::Recipient { .. } | Reference::ReportRecipient { .. } => {
                (rulings.recipients, true)
            }
            Reference::LostConnection { .. }
            | Reference::ScriptAction { .. }
            | Reference::QueryLookup { .. }
            | Reference::QueryView { .. }
            | Reference::LinkedDashboard { .. } => return false,
        };
        matters && ruling == DependencyRuling::Strip
    }

    fn travelling(&self, what: &Reference) -> DependencyStatus {
        match what {
            Reference::Connection(key) if !self.part.lacks.missing.contains(key) => {
                DependencyStatus::Present
            }
            Reference::Connection(key) => match self.plan.sources.definition(key) {
                Some(fact) if fact.needs_secret => DependencyStatus::NeedsSecret,
                Some(_) => DependencyStatus::WillBeCreated,
                None => DependencyStatus::Missing,
            },
            Reference::Lookup { path } => self.lookup(path, DependencyStatus::Missing),
            Reference::QueryLookup { path } => self.lookup(path, DependencyStatus::Possible),
            Reference::ScheduledView { .. }
            | Reference::QueryView { .. }
            | Reference::LinkedDashboard { .. } => DependencyStatus::Unknown,
            Reference::Recipient { .. } | Reference::ReportRecipient { .. } => {
                DependencyStatus::WouldBeMailed
            }
            // Nothing that needs one of these is ever written.
            Reference::LostConnection { .. } | Reference::ScriptAction { .. } => {
                DependencyStatus::Blocks
            }
        }
    }

    /// The status of a lookup table; `absent` where neither the org nor the push has it.
    fn lookup(&self, path: &str, absent: DependencyStatus) -> DependencyStatus {
        let Some(place) = Reference::place_of_lookup(path) else {
            return DependencyStatus::Unknown;
        };
        let nodes = &self.plan.sources.nodes;
        let Ok(there) = nodes.find(&self.part.target, &place) else {
            return DependencyStatus::Unknown;
        };
        if there.iter().any(|entry| entry.kind == ItemKind::Lookup) {
            return DependencyStatus::Present;
        }
        let is_created = self
            .plan
            .cell(self.org, &place)
            .is_some_and(|cell| cell.kind == ItemKind::Lookup && cell.action == Action::Create);
        if is_created {
            DependencyStatus::WillBeCreated
        } else {
            absent
        }
    }
}
