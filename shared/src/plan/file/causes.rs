use super::CellChange;
use crate::plan::{Cell, Reason, RulingBy};

/// Why cells of an org differ, as far as the cells tell by themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Causes {
    /// Whether the org is protected in the second plan; `None` where both may be alike in that.
    pub(super) protection: Option<bool>,
    /// Whether the source had several connections of one name and kind in one of the plans only. Holds
    /// where its items are the same in both.
    pub(super) source_connections: bool,
}

impl Causes {
    pub(super) fn of(change: CellChange<'_>) -> Self {
        let CellChange::Changed { before, after } = change else {
            return Self::default();
        };
        let protection = match (is_protected(before), is_protected(after)) {
            (Some(then), Some(now)) if then != now => Some(now),
            _ => None,
        };
        Self {
            protection,
            source_connections: became_ambiguous(before, after) || became_ambiguous(after, before),
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.protection = self.protection.or(other.protection);
        self.source_connections |= other.source_connections;
    }
}

/// Whether the cell is one of a protected org. What needs no ruling doesn't tell.
fn is_protected(cell: &Cell) -> Option<bool> {
    match &cell.reason {
        Reason::Kept { by } | Reason::RuledOut { by, .. } => Some(*by == RulingBy::Protection),
        _ => cell.action.writes().then_some(false),
    }
}

/// Whether the source has a connection twice in the second cell that it had once in the first. What
/// was blocked for another reason doesn't tell.
fn became_ambiguous(before: &Cell, after: &Cell) -> bool {
    let Reason::ConnectionAmbiguousInSource { connection } = &after.reason else {
        return false;
    };
    match &before.reason {
        Reason::ConnectionMissing { connection: of }
        | Reason::ConnectionAmbiguousInTarget { connection: of } => of == connection,
        _ => is_protected(before).is_some(),
    }
}
