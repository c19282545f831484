//! Why a plan file can't be carried out as it stands any more. It stays readable all the same.

use serde::{Deserialize, Serialize};

use super::{OrgDifference, PlanFile};
use crate::content::TreeError;
use crate::id::{ItemPath, OrgId};
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
    /// An org that only follows the source is not listed by itself.
    pub fn staleness(&self, now: &Self) -> Vec<Stale> {
        let mut stale = Vec::new();
        if self.digest == now.digest {
            return stale;
        }
        if self.planner != now.planner {
            let (then, now) = (self.planner, now.planner);
            stale.push(Stale::Planner { then, now });
        }
        let org = self.source.org.clone();
        if self.source.org != now.source.org {
            stale.push(Stale::OtherSource { org });
        } else if self.source.root != now.source.root {
            stale.push(Stale::SourceMoved { org });
        }
        let lost = now.report.not_in_source.iter();
        let lost = lost.filter(|path| !self.report.not_in_source.contains(path));
        stale.extend(lost.map(|path| Stale::NotInSource { path: path.clone() }));
        let difference = self.compare(now);
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
        let follows = self.source != now.source || self.choices != now.choices;
        let explained = base_moved || follows || self.planner != now.planner;
        if then_org.root != now_org.root || !explained {
            stale.push(Stale::OrgMoved {
                org: org.clone(),
                cells: changed.added + changed.removed + changed.changed,
            });
        }
    }
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
            Self::NotInSource { path } => format!("{path} is no longer in the source"),
            Self::OtherChoices => "other things are chosen now".to_owned(),
            Self::OrgGone { org } => format!("{org} is no destination any more, or isn't known"),
            Self::OrgNew { org } => {
                format!("{org} is a destination now, and the file doesn't have it")
            }
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
