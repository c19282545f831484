//! Why a plan file can't be carried out as it stands any more. It stays readable all the same.

use serde::{Deserialize, Serialize};

use super::{FileOrg, OrgDifference, PlanFile};
use crate::content::{ConnectionKey, TreeError};
use crate::id::{Digest, ItemPath, OrgId};
use crate::plan::{PlanInput, plan};

/// Something that is no longer as a plan file has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    tag = "stale"
)]
pub enum Stale {
    /// Another version of the planner made it.
    Planner {
        /// The version that made it.
        then: u32,
        /// The version now.
        now: u32,
    },
    /// What is pushed comes from another org.
    OtherSource {
        /// The org that the file's items come from.
        org: OrgId,
    },
    /// Items were changed in the source.
    SourceMoved {
        /// The source.
        org: OrgId,
    },
    /// Connections of the source were changed.
    SourceConnections {
        /// The source.
        org: OrgId,
    },
    /// A selected place is no longer in the source.
    NotInSource {
        /// The place.
        path: ItemPath,
    },
    /// Other things were chosen.
    OtherChoices,
    /// An org of the file is no destination any more, or isn't known.
    OrgGone {
        /// The org.
        org: OrgId,
    },
    /// An org is a destination now, and the file doesn't have it.
    OrgNew {
        /// The org.
        org: OrgId,
    },
    /// An org became protected, or is no longer.
    Protection {
        /// The org.
        org: OrgId,
        /// Whether it is protected now.
        is_protected: bool,
    },
    /// Something else would happen in an org, for what it holds now.
    OrgMoved {
        /// The org.
        org: OrgId,
        /// How many of its cells are others.
        cells: u64,
    },
    /// Orgcast wrote to an org since, so that edits there count from another state.
    BaseMoved {
        /// The org.
        org: OrgId,
    },
}

impl PlanFile {
    /// The plan that the file's choices make from what the orgs hold now; the choices of `input`
    /// don't count.
    ///
    /// # Errors
    ///
    /// When a node of one of the trees is missing.
    pub fn again(&self, input: &PlanInput<'_>) -> Result<Self, TreeError> {
        let input = PlanInput {
            choices: &self.choices,
            ..*input
        };
        Ok(Self::new(&plan(&input)?, &input))
    }

    /// Why this file can't be used any more, given the plan that the same choices make now; see
    /// [`PlanFile::again`]. Empty exactly when the two have the same plan hash.
    ///
    /// An org that only follows the source is not listed by itself, and neither is what only follows
    /// from an org's protection.
    pub fn staleness(&self, now: &Self) -> Vec<Stale> {
        let mut stale = Vec::new();
        if self.digest == now.digest {
            return stale;
        }
        if self.planner != now.planner {
            let (then, now) = (self.planner, now.planner);
            stale.push(Stale::Planner { then, now });
        }
        let difference = self.compare(now);
        let org = self.source.org.clone();
        if self.source.org == now.source.org {
            let is_same = self.source.root == now.source.root;
            if !is_same {
                stale.push(Stale::SourceMoved { org: org.clone() });
            }
            let mut changed = difference.changed.iter();
            let others = |changed: &OrgDifference<'_>| {
                let both = self.orgs.get(changed.org).zip(now.orgs.get(changed.org));
                (is_same && changed.causes.source_connections)
                    || both.is_some_and(|(then, now)| are_redefined(then, now))
            };
            if changed.any(others) {
                stale.push(Stale::SourceConnections { org });
            }
        } else {
            stale.push(Stale::OtherSource { org });
        }
        let lost = now.report.not_in_source.iter();
        let lost = lost.filter(|path| !self.report.not_in_source.contains(path));
        stale.extend(lost.map(|path| Stale::NotInSource { path: path.clone() }));
        if difference.choices {
            stale.push(Stale::OtherChoices);
        }
        let gone = difference.removed.iter();
        stale.extend(gone.map(|org| Stale::OrgGone {
            org: (*org).clone(),
        }));
        let new = difference.added.iter();
        stale.extend(new.map(|org| Stale::OrgNew {
            org: (*org).clone(),
        }));
        for changed in &difference.changed {
            self.add_org(now, changed, &mut stale);
        }
        stale
    }

    fn add_org(&self, now: &Self, changed: &OrgDifference<'_>, stale: &mut Vec<Stale>) {
        let org = changed.org;
        let (Some(then_org), Some(now_org)) = (self.orgs.get(org), now.orgs.get(org)) else {
            return;
        };
        let base_moved = then_org.base != now_org.base;
        if base_moved {
            stale.push(Stale::BaseMoved { org: org.clone() });
        }
        // Where the choices differ, it may be their policy that protects the org.
        let protection = changed.causes.protection;
        let protection = protection.filter(|_| self.choices == now.choices);
        stale.extend(protection.map(|is_protected| Stale::Protection {
            org: org.clone(),
            is_protected,
        }));
        let follows = self.source != now.source || self.choices != now.choices;
        let explained = base_moved
            || follows
            || self.planner != now.planner
            || protection.is_some()
            || changed.causes.source_connections;
        let cells = changed.added + changed.removed + changed.changed;
        let moved = cells > 0 || !needed(then_org).eq(needed(now_org));
        if moved && (then_org.root != now_org.root || !explained) {
            stale.push(Stale::OrgMoved {
                org: org.clone(),
                cells,
            });
        }
    }
}

/// Whether an org's connections would be created from other definitions than before.
fn are_redefined(then: &FileOrg, now: &FileOrg) -> bool {
    let mut created = created(then);
    created.any(|(key, old)| self::created(now).any(|(other, new)| key == other && old != new))
}

/// The connections that would be created in an org, each with the source's definition.
fn created(org: &FileOrg) -> impl Iterator<Item = (&ConnectionKey, Digest)> {
    let needs = org.connections.iter();
    needs.filter_map(|need| Some((&need.key, need.create?)))
}

/// The connections that an org needs, and whether it lacks them.
fn needed(org: &FileOrg) -> impl Iterator<Item = (&ConnectionKey, bool)> {
    let needs = org.connections.iter();
    needs.map(|need| (&need.key, need.create.is_some()))
}

impl Stale {
    /// It as a sentence without a full stop.
    pub fn sentence(&self) -> String {
        match self {
            Self::Planner { then, now } => format!(
                "version {then} of the planner made it, and this is version {now}; preview again"
            ),
            Self::OtherSource { org } => {
                format!("its items come from {org}, which isn't the source now")
            }
            Self::SourceMoved { org } => format!("items were changed in the source, {org}"),
            Self::SourceConnections { org } => {
                format!("connections of the source, {org}, were changed")
            }
            Self::NotInSource { path } => format!("{path} is no longer in the source"),
            Self::OtherChoices => "other things are chosen now".to_owned(),
            Self::OrgGone { org } => format!("{org} is no destination any more, or isn't known"),
            Self::OrgNew { org } => {
                format!("{org} is a destination now, and the file doesn't have it")
            }
            Self::Protection {
                org,
                is_protected: true,
            } => format!("{org} is protected now, so nothing would be pushed there"),
            Self::Protection { org, .. } => format!("{org} isn't protected any more"),
            Self::OrgMoved { org, cells: 0 } => format!("the connections of {org} were changed"),
            Self::OrgMoved { org, cells: 1 } => {
                format!("{org} was changed: something else would happen to 1 item")
            }
            Self::OrgMoved { org, cells } => {
                format!("{org} was changed: something else would happen to {cells} items")
            }
            Self::BaseMoved { org } => {
                format!("Orgcast wrote to {org} since, so its edits count from another state")
            }
        }
    }
}
