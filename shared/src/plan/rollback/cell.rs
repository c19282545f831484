use serde::{Deserialize, Serialize};

use super::RollbackReason;
use crate::content::ItemKind;
use crate::id::{Digest, Hasher, ItemPath};
use crate::plan::Action;

/// What a rollback does to one item in one org.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RollbackCell {
    /// Which item.
    pub path: ItemPath,
    /// What it is.
    pub kind: ItemKind,
    /// What happens.
    pub action: Action,
    /// Why.
    pub reason: RollbackReason,
    /// What was there before the push: the whole body, or a folder's own digest; `None` for nothing.
    pub before: Option<Digest>,
    /// What is there now, likewise; `None` also where it isn't this item.
    pub now: Option<Digest>,
}

/// Something about an item that doesn't come back, or is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RollbackNote {
    /// It comes back with another id and without the permissions that it had.
    NewIdentity,
    /// With it go its id and permissions, also if it is pushed once more.
    IdentityGone,
    /// The rows of a lookup table are in no export: those it had don't come back, and those of a table
    /// that is removed are lost.
    RowsGone,
}

impl RollbackCell {
    /// What doesn't come back.
    pub fn notes(&self) -> Vec<RollbackNote> {
        let mut notes = Vec::new();
        match self.action {
            Action::Create => notes.push(RollbackNote::NewIdentity),
            Action::Remove => notes.push(RollbackNote::IdentityGone),
            Action::Replace => {}
            Action::Keep | Action::Nothing => return notes,
        }
        if self.kind == ItemKind::Lookup {
            notes.push(RollbackNote::RowsGone);
        }
        notes
    }

    /// Whether it can't be rolled back.
    pub fn is_blocked(&self) -> bool {
        self.reason.is_obstacle()
    }

    /// Whether it is written over although somebody changed it since the push.
    pub fn overwrites(&self) -> bool {
        self.action.writes() && self.reason.is_changed()
    }

    /// The cell's part of the hash: everything that was decided about it.
    pub(super) fn digest(&self) -> Digest {
        let mut hasher = Hasher::new("orgcast rollback cell 1");
        hasher
            .text(&self.path.to_string())
            .code(self.kind.code())
            .code(self.action.code())
            .text(&self.reason.canonical())
            .optional(self.before.as_ref())
            .optional(self.now.as_ref());
        hasher.finish()
    }
}
