use serde::{Deserialize, Serialize};

use super::Reason;
use crate::content::ItemKind;
use crate::id::{Digest, Hasher};

/// What happens to one item in one org.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// It is created.
    Create,
    /// What is there is replaced.
    Replace,
    /// Nothing is written.
    Nothing,
}

/// How source and target relate. `Behind`, `Edited` and `Diverged` need a base and come with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Class {
    /// Absent in the target.
    New,
    /// The same in both, under the options.
    Same,
    /// They differ, and nobody knows who changed what.
    Unknown,
    /// It can't be pushed.
    Blocked,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 3] = [Self::Create, Self::Replace, Self::Nothing];

    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Create => 1,
            Self::Replace => 2,
            Self::Nothing => 3,
        }
    }
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 4] = [Self::New, Self::Same, Self::Unknown, Self::Blocked];

    pub(crate) fn code(self) -> u8 {
        match self {
            Self::New => 1,
            Self::Same => 2,
            Self::Unknown => 5,
            Self::Blocked => 7,
        }
    }
}

/// One item in one org: what will happen and why.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cell {
    /// What the item is in the source.
    pub kind: ItemKind,
    /// What happens.
    pub action: Action,
    /// How source and target relate.
    pub class: Class,
    /// Why.
    pub reason: Reason,
    /// What is pushed: the portable body, stripped where the options say so; for a folder, its own
    /// digest (see [`crate::content::FolderNode::own_digest`]).
    pub source: Digest,
    /// What the target holds now, under the same options; `None` where nothing is.
    pub target: Option<Digest>,
}

impl Cell {
    /// The cell's part of the plan hash: everything that was decided about it.
    pub fn digest(&self) -> Digest {
        let mut hasher = Hasher::new("orgcast cell 1");
        hasher
            .code(self.kind.code())
            .code(self.action.code())
            .code(self.class.code());
        hasher.text(&self.reason.canonical());
        hasher.digest(&self.source).optional(self.target.as_ref());
        hasher.finish()
    }
}
