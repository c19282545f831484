use serde::{Deserialize, Serialize};

use crate::id::Millis;

/// How far a push has come along its waves. With where it and its orgs stand, that is all there is to
/// know to take it up again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Course {
    /// The newest wave that has begun; the first one is 1.
    pub wave: u64,
    /// How many waves there are.
    pub waves: u64,
    /// How many failed orgs of this wave somebody has accepted by having the push go on.
    pub accepted: u64,
    /// When the next wave begins by itself, once this one is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<Millis>,
}

impl Course {
    /// The course of a push that begins with the first of so many waves.
    pub fn of(waves: u64) -> Self {
        Self {
            wave: 1,
            waves,
            accepted: 0,
            opens_at: None,
        }
    }
}

impl Default for Course {
    /// All orgs at once.
    fn default() -> Self {
        Self::of(1)
    }
}
