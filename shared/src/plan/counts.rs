use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::cell::Verdict;
use super::{Action, Cell};
use crate::select::Class;

/// How many cells there are, by class and by action. Folders count as items.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Cells of class [`Class::New`].
    pub new: u64,
    /// Cells of class [`Class::Same`].
    pub same: u64,
    /// Cells of class [`Class::Behind`].
    pub behind: u64,
    /// Cells of class [`Class::Edited`].
    pub edited: u64,
    /// Cells of class [`Class::Diverged`].
    pub diverged: u64,
    /// Cells of class [`Class::Unknown`].
    pub unknown: u64,
    /// Cells of class [`Class::Blocked`].
    pub blocked: u64,
    /// Cells that will be created.
    pub create: u64,
    /// Cells that will be replaced.
    pub replace: u64,
    /// Cells that will be removed, which only a rollback does.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub remove: u64,
    /// Cells that the policy leaves as they are.
    pub keep: u64,
    /// Cells that nothing happens to.
    pub nothing: u64,
    /// Cells that will be replaced although somebody in the org edited them.
    pub overwritten: u64,
    /// Cells that will be written without the schedule that they have in the source.
    pub stripped: u64,
}

impl Counts {
    /// Every cell.
    pub fn cells(&self) -> u64 {
        self.writes() + self.keep + self.nothing
    }

    /// Every cell that something is written to.
    pub fn writes(&self) -> u64 {
        self.create + self.replace + self.remove
    }

    /// How many cells are of a class.
    pub fn of(&self, class: Class) -> u64 {
        match class {
            Class::New => self.new,
            Class::Same => self.same,
            Class::Behind => self.behind,
            Class::Edited => self.edited,
            Class::Diverged => self.diverged,
            Class::Unknown => self.unknown,
            Class::Blocked => self.blocked,
        }
    }

    /// Counts one cell.
    pub fn add(&mut self, cell: &Cell) {
        self.add_all(cell.class, cell.action, cell.stripped, 1);
    }

    /// Counts `cells` cells with this verdict.
    pub(super) fn add_verdicts(&mut self, verdict: &Verdict, cells: u64) {
        self.add_all(verdict.class, verdict.action, verdict.stripped, cells);
    }

    fn add_all(&mut self, class: Class, action: Action, stripped: bool, cells: u64) {
        *match class {
            Class::New => &mut self.new,
            Class::Same => &mut self.same,
            Class::Behind => &mut self.behind,
            Class::Edited => &mut self.edited,
            Class::Diverged => &mut self.diverged,
            Class::Unknown => &mut self.unknown,
            Class::Blocked => &mut self.blocked,
        } += cells;
        *match action {
            Action::Create => &mut self.create,
            Action::Replace => &mut self.replace,
            Action::Remove => &mut self.remove,
            Action::Keep => &mut self.keep,
            Action::Nothing => &mut self.nothing,
        } += cells;
        self.overwritten += cells * u64::from(action == Action::Replace && class.is_edit());
        self.stripped += cells * u64::from(stripped && action.writes());
    }
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands fields over by reference; on wasm32 that isn't smaller"
)]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.new += other.new;
        self.same += other.same;
        self.behind += other.behind;
        self.edited += other.edited;
        self.diverged += other.diverged;
        self.unknown += other.unknown;
        self.blocked += other.blocked;
        self.create += other.create;
        self.replace += other.replace;
        self.remove += other.remove;
        self.keep += other.keep;
        self.nothing += other.nothing;
        self.overwritten += other.overwritten;
        self.stripped += other.stripped;
    }
}
