/// How many cells there are by class, in the order `New`, `Same`, `Behind`, `Edited`, `Diverged`,
/// `Unknown`, `Blocked`. Folders count as items.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Counts(pub [u32; 7]);

impl Counts {
    /// Every cell.
    pub fn cells(self) -> u32 {
        self.0.iter().sum()
    }

    /// Cells whose item is not the same in source and target: what git calls a changed path.
    pub fn changed(self) -> u32 {
        self.cells() - self.0[1]
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        for (sum, more) in self.0.iter_mut().zip(other.0) {
            *sum += more;
        }
    }
}
