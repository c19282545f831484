use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::{RollbackCell, RollbackNote};
use crate::plan::{Action, Counts};

/// How many cells of a rollback there are, by what happens, and of how many something doesn't come
/// back. Folders count as items.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RollbackCounts {
    /// Cells that get back what they held.
    pub restore: u64,
    /// Cells that were deleted and are created again.
    pub recreate: u64,
    /// Cells that the push created and that are removed.
    pub remove: u64,
    /// Cells that stay as they are although they aren't as before.
    pub keep: u64,
    /// Cells that are as before already.
    pub same: u64,
    /// Cells that can't be rolled back.
    pub blocked: u64,
    /// Cells that are written over although somebody changed them since the push.
    pub overwritten: u64,
    /// Cells with [`RollbackNote::NewIdentity`].
    pub new_identity: u64,
    /// Cells with [`RollbackNote::IdentityGone`].
    pub identity_gone: u64,
    /// Cells with [`RollbackNote::RowsGone`].
    pub rows_gone: u64,
}

impl RollbackCounts {
    /// Every cell.
    pub fn cells(&self) -> u64 {
        self.writes() + self.keep + self.same + self.blocked
    }

    /// Every cell that something is written to.
    pub fn writes(&self) -> u64 {
        self.restore + self.recreate + self.remove
    }

    /// Counts one cell.
    pub fn add(&mut self, cell: &RollbackCell) {
        *match cell.action {
            Action::Replace => &mut self.restore,
            Action::Create => &mut self.recreate,
            Action::Remove => &mut self.remove,
            Action::Keep => &mut self.keep,
            Action::Nothing if cell.is_blocked() => &mut self.blocked,
            Action::Nothing => &mut self.same,
        } += 1;
        self.overwritten += u64::from(cell.overwrites());
        for note in cell.notes() {
            *match note {
                RollbackNote::NewIdentity => &mut self.new_identity,
                RollbackNote::IdentityGone => &mut self.identity_gone,
                RollbackNote::RowsGone => &mut self.rows_gone,
            } += 1;
        }
    }

    /// The same as the counts of a push, which is what a rollback is recorded as.
    pub fn recorded(&self) -> Counts {
        Counts {
            same: self.same,
            blocked: self.blocked,
            create: self.recreate,
            replace: self.restore,
            remove: self.remove,
            keep: self.keep,
            nothing: self.same + self.blocked,
            overwritten: self.overwritten,
            ..Counts::default()
        }
    }
}

impl<'a> FromIterator<&'a RollbackCell> for RollbackCounts {
    fn from_iter<I: IntoIterator<Item = &'a RollbackCell>>(cells: I) -> Self {
        let mut counts = Self::default();
        cells.into_iter().for_each(|cell| counts.add(cell));
        counts
    }
}

impl AddAssign for RollbackCounts {
    fn add_assign(&mut self, other: Self) {
        self.restore += other.restore;
        self.recreate += other.recreate;
        self.remove += other.remove;
        self.keep += other.keep;
        self.same += other.same;
        self.blocked += other.blocked;
        self.overwritten += other.overwritten;
        self.new_identity += other.new_identity;
        self.identity_gone += other.identity_gone;
        self.rows_gone += other.rows_gone;
    }
}
