use std::hash::{Hash, Hasher};

/// The number of an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct OutcomeId(u32);

/// The number of a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct VerdictId(u32);

/// What happens to one child of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    Leaf(VerdictId),
    Folder(OutcomeId),
}

/// A row as one number: rows are what a planner keeps most of. Folders have odd numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PackedRow(u32);

/// Numbers have 31 bits, as a row packs one with a bit of its own: there is no memory for more things.
const LAST: u32 = u32::MAX >> 1;

impl OutcomeId {
    pub(super) fn new(place: usize) -> Self {
        Self(u32::try_from(place).map_or(LAST, |place| place.min(LAST)))
    }

    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

impl VerdictId {
    pub(super) fn new(place: usize) -> Self {
        Self(u32::try_from(place).map_or(LAST, |place| place.min(LAST)))
    }

    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

impl From<Row> for PackedRow {
    fn from(row: Row) -> Self {
        Self(match row {
            Row::Leaf(VerdictId(id)) => id << 1,
            Row::Folder(OutcomeId(id)) => id << 1 | 1,
        })
    }
}

impl From<PackedRow> for Row {
    fn from(PackedRow(number): PackedRow) -> Self {
        if number & 1 == 0 {
            Self::Leaf(VerdictId(number >> 1))
        } else {
            Self::Folder(OutcomeId(number >> 1))
        }
    }
}

impl Hash for PackedRow {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u32(self.0);
    }

    /// Two at a time, since rows are what most of all is hashed.
    fn hash_slice<H: Hasher>(rows: &[Self], state: &mut H) {
        for two in rows.chunks(2) {
            state.write_u64(match two {
                [Self(one), Self(other)] => u64::from(*one) << 32 | u64::from(*other),
                rest => rest.iter().map(|Self(one)| u64::from(*one)).sum(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_row_is_the_row() {
        for row in [0, 1, 2, 1 << 30]
            .into_iter()
            .flat_map(|id| [Row::Leaf(VerdictId(id)), Row::Folder(OutcomeId(id))])
        {
            assert_eq!(Row::from(PackedRow::from(row)), row);
        }
    }
}
