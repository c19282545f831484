use serde::{Deserialize, Serialize};

use super::Reason;
use crate::content::ItemKind;
use crate::id::{Digest, Hasher};
use crate::select::Class;

/// What happens to one item in one org.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// It is created.
    Create,
    /// What is there is replaced.
    Replace,
    /// What is there is removed: only a rollback does that.
    Remove,
    /// Nothing is written, because the policy says so.
    Keep,
    /// Nothing is written, because there is nothing to do or nothing can be done.
    Nothing,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 5] = [
        Self::Create,
        Self::Replace,
        Self::Remove,
        Self::Keep,
        Self::Nothing,
    ];

    /// Whether something is written.
    pub fn writes(self) -> bool {
        matches!(self, Self::Create | Self::Replace | Self::Remove)
    }

    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Create => 1,
            Self::Replace => 2,
            Self::Nothing => 3,
            Self::Keep => 4,
            Self::Remove => 5,
        }
    }
}

/// What was decided about a place, whatever it holds. Equal verdicts are stored once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Verdict {
    pub(super) class: Class,
    pub(super) action: Action,
    pub(super) reason: Reason,
    /// See [`Cell::stripped`].
    pub(super) stripped: bool,
}

/// One item in one org: what will happen and why.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cell {
    /// What the item is in the source.
    pub kind: ItemKind,
    /// What happens.
    pub action: Action,
    /// How source, target and base relate.
    pub class: Class,
    /// Why.
    pub reason: Reason,
    /// Whether the source's schedule, or a dashboard's report schedules, are left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stripped: bool,
    /// What is pushed: the portable body, stripped where the options or the policy say so; for a
    /// folder, its own digest (see [`crate::content::FolderNode::own_digest`]).
    pub source: Digest,
    /// What the target holds now: all of it, with what the options leave out, since that is lost
    /// where it is replaced; of what is the same, only what was compared. `None` where nothing is, or
    /// where what is there doesn't matter because nothing can be pushed.
    pub target: Option<Digest>,
}

impl Cell {
    /// The cell's part of the plan hash: everything that was decided about it.
    pub fn digest(&self) -> Digest {
        let mut hasher = Hasher::new("orgcast cell 2");
        hasher
            .code(self.kind.code())
            .code(self.action.code())
            .code(self.class.code())
            .code(self.stripped.into());
        hasher.text(&self.reason.canonical());
        hasher.digest(&self.source).optional(self.target.as_ref());
        hasher.finish()
    }
}
