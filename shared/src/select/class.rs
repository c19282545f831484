use serde::{Deserialize, Serialize};

/// How source, target and base relate at one place. The base is what Orgcast last wrote there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Class {
    /// Absent in the target.
    New,
    /// The same in both, under the options.
    Same,
    /// The target still is what Orgcast last wrote there, and the source has moved on.
    Behind,
    /// The target was edited since, and the source has not moved.
    Edited,
    /// The target was edited since, and the source has moved on, too.
    Diverged,
    /// They differ, and Orgcast never wrote there, so nobody knows who changed what.
    Unknown,
    /// It can't be pushed.
    Blocked,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 7] = [
        Self::New,
        Self::Same,
        Self::Behind,
        Self::Edited,
        Self::Diverged,
        Self::Unknown,
        Self::Blocked,
    ];

    /// The classes that something would be written to, which a policy can rule on.
    pub const WRITTEN: [Self; 5] = [
        Self::New,
        Self::Behind,
        Self::Edited,
        Self::Diverged,
        Self::Unknown,
    ];

    /// Whether replacing the item overwrites what somebody in the target org did.
    pub fn is_edit(self) -> bool {
        matches!(self, Self::Edited | Self::Diverged)
    }

    /// The number that stands for the class in digests. Never reuse one.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::New => 1,
            Self::Same => 2,
            Self::Behind => 3,
            Self::Edited => 4,
            Self::Unknown => 5,
            Self::Diverged => 6,
            Self::Blocked => 7,
        }
    }
}
