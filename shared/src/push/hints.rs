use serde::{Deserialize, Serialize};

use super::pace::Pace;
use crate::id::ContentId;
use crate::plan::MAX_OBJECTS_PER_JOB;

/// What earlier work in an org found out. It spares later work calls and waiting, and changes nothing of
/// what comes of it: all of it may be missing, outdated or another org's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hints {
    /// Admin Recommended, if there is anything in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) top: Option<Top>,
    #[serde(default)]
    pub(super) pace: Pace,
}

/// Admin Recommended as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Top {
    pub(super) id: ContentId,
    /// How many items and folders were in it.
    pub(super) items: u64,
}

impl Top {
    /// Whether one export may hold it all. One that may not is refused when it has run to its end, which
    /// takes the longer the more there is.
    pub(super) fn fits_one_export(&self) -> bool {
        self.items < MAX_OBJECTS_PER_JOB as u64
    }

    /// The same, to be exported in parts.
    pub(super) fn in_parts(&self) -> Self {
        Self {
            id: self.id.clone(),
            items: u64::MAX,
        }
    }
}
