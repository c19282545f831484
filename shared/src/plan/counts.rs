use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::{Action, Cell, Class};

/// How many cells there are, by class and by action. Folders count as items.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Cells of class `New`.
    pub new: u64,
    /// Cells of class `Same`.
    pub same: u64,
    /// Cells of class `Unknown`.
    pub unknown: u64,
    /// Cells of class `Blocked`.
    pub blocked: u64,
    /// Cells that will be created.
    pub create: u64,
    /// Cells that will be replaced.
    pub replace: u64,
    /// Cells that nothing happens to.
    pub nothing: u64,
}

impl Counts {
    /// Every cell.
    pub fn cells(&self) -> u64 {
        self.create + self.replace + self.nothing
    }

    /// Every cell that something is written to.
    pub fn writes(&self) -> u64 {
        self.create + self.replace
    }

    /// Counts one cell.
    pub fn add(&mut self, cell: &Cell) {
        *match cell.class {
            Class::New => &mut self.new,
            Class::Same => &mut self.same,
            Class::Unknown => &mut self.unknown,
            Class::Blocked => &mut self.blocked,
        } += 1;
        *match cell.action {
            Action::Create => &mut self.create,
            Action::Replace => &mut self.replace,
            Action::Nothing => &mut self.nothing,
        } += 1;
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.new += other.new;
        self.same += other.same;
        self.unknown += other.unknown;
        self.blocked += other.blocked;
        self.create += other.create;
        self.replace += other.replace;
        self.nothing += other.nothing;
    }
}
