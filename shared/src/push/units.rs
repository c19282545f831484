use super::OrderCell;
use crate::content::ItemKind;
use crate::plan::Action;
use crate::sorted::sorted;

/// Something that is written with one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unit<'a> {
    /// A folder that isn't there, with everything to be created in it: one import.
    Tree {
        folder: &'a OrderCell,
        below: Vec<&'a OrderCell>,
    },
    /// A folder that isn't there, by itself: what belongs in it is too much for one import.
    Folder(&'a OrderCell),
    /// The description of a folder that is there. A folder that is there is never imported over,
    /// since that could take away what a customer added to it.
    Description(&'a OrderCell),
    /// One item that isn't a folder.
    Item(&'a OrderCell),
}

impl<'a> Unit<'a> {
    /// The cells that the unit covers, the topmost first.
    pub(super) fn cells(&self) -> Vec<&'a OrderCell> {
        match self {
            Self::Tree { folder, below } => std::iter::once(*folder)
                .chain(below.iter().copied())
                .collect(),
            Self::Folder(cell) | Self::Description(cell) | Self::Item(cell) => vec![cell],
        }
    }

    /// The topmost cell.
    pub(super) fn top(&self) -> &'a OrderCell {
        match self {
            Self::Tree { folder: cell, .. }
            | Self::Folder(cell)
            | Self::Description(cell)
            | Self::Item(cell) => cell,
        }
    }
}

/// Divides cells into as few calls as possible, folders before what is in them. `cells` come in
/// that order, too; `max_objects` is the most that one import may hold.
pub(super) fn units<'a>(cells: &[&'a OrderCell], max_objects: usize) -> Vec<Unit<'a>> {
    let mut units = Vec::new();
    let mut rest = cells;
    while let Some((cell, after)) = rest.split_first() {
        rest = after;
        units.push(match (cell.kind, cell.action) {
            (ItemKind::Folder, Action::Create) => {
                let is_below = |other: &&&OrderCell| cell.path.holds(&other.path);
                let count = rest.iter().take_while(is_below).count();
                if count < max_objects {
                    let (below, after) = rest.split_at_checked(count).unwrap_or_default();
                    rest = after;
                    Unit::Tree {
                        folder: cell,
                        below: below.to_vec(),
                    }
                } else {
                    Unit::Folder(cell)
                }
            }
            (ItemKind::Folder, _) => Unit::Description(cell),
            _ => Unit::Item(cell),
        });
    }
    in_turn(units)
}

/// Divides cells into one call each.
pub(super) fn single_units(cells: Vec<&OrderCell>) -> Vec<Unit<'_>> {
    let mut units = Vec::with_capacity(cells.len());
    for cell in cells {
        units.push(match cell.kind {
            ItemKind::Folder => Unit::Folder(cell),
            _ => Unit::Item(cell),
        });
    }
    in_turn(units)
}

/// Folders first, since everything needs one; then lookups, since searches may save to them.
fn in_turn(units: Vec<Unit<'_>>) -> Vec<Unit<'_>> {
    let turn = |unit: &Unit<'_>| match unit {
        Unit::Folder(_) | Unit::Description(_) => 0,
        _ if unit
            .cells()
            .iter()
            .any(|cell| cell.kind == ItemKind::Lookup) =>
        {
            1
        }
        Unit::Tree { .. } | Unit::Item(_) => 2,
    };
    sorted(units, |a, b| turn(a).cmp(&turn(b)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Digest;

    fn cell(path: &str, kind: ItemKind, action: Action) -> OrderCell {
        OrderCell {
            path: path.parse().unwrap(),
            kind,
            action,
            source: Digest::of(b""),
            target: None,
            title: None,
            stripped: false,
            body: None,
            connections: Vec::new(),
            description: String::new(),
            blocked: String::new(),
        }
    }

    #[test]
    fn lookups_come_after_the_folders_and_before_what_may_save_to_them() {
        let cells = [
            cell("/a", ItemKind::Search, Action::Create),
            cell("/f", ItemKind::Folder, Action::Replace),
            cell("/f/s", ItemKind::Search, Action::Replace),
            cell("/z", ItemKind::Lookup, Action::Create),
        ];
        let cells: Vec<_> = cells.iter().collect();
        for units in [units(&cells, 1000), single_units(cells.clone())] {
            let paths: Vec<_> = units.iter().map(|u| u.top().path.to_string()).collect();
            assert_eq!(paths, ["/f", "/z", "/a", "/f/s"]);
        }
    }

    #[test]
    fn an_absent_folder_is_one_call_unless_it_is_too_big() {
        use Action::{Create, Replace};
        use ItemKind::{Folder, Search};
        let cells = [
            cell("/A", Folder, Create),
            cell("/A/B", Folder, Create),
            cell("/A/B/s", Search, Create),
            cell("/A/s", Search, Create),
            cell("/C", Folder, Replace),
            cell("/C/s", Search, Replace),
        ];
        let cells: Vec<_> = cells.iter().collect();
        let shape = |max| -> Vec<(String, usize)> {
            units(&cells, max)
                .iter()
                .map(|u| (u.top().path.to_string(), u.cells().len()))
                .collect()
        };
        let pair = |path: &str, cells| (path.to_owned(), cells);
        assert_eq!(shape(4), [pair("/C", 1), pair("/A", 4), pair("/C/s", 1)]);
        assert_eq!(
            shape(2),
            [
                pair("/A", 1),
                pair("/C", 1),
                pair("/A/B", 2),
                pair("/A/s", 1),
                pair("/C/s", 1)
            ]
        );
    }
}
