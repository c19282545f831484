use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::id::OrgId;

/// Where to push.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Destinations {
    /// Every connected org but the source, less the exclusions.
    All {
        /// The orgs left out.
        #[serde(default)]
        except: BTreeSet<OrgId>,
    },
    /// These orgs.
    These {
        /// The orgs chosen.
        orgs: BTreeSet<OrgId>,
    },
}

impl Default for Destinations {
    fn default() -> Self {
        Self::All {
            except: BTreeSet::new(),
        }
    }
}

impl Destinations {
    /// Whether `org` is a destination. The source never is one.
    pub fn holds(&self, org: &OrgId, source: &OrgId) -> bool {
        org != source && self.names(org)
    }

    /// Whether the choice falls on `org`, source or not.
    pub(super) fn names(&self, org: &OrgId) -> bool {
        match self {
            Self::All { except } => !except.contains(org),
            Self::These { orgs } => orgs.contains(org),
        }
    }
}
