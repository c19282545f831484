use std::collections::{BTreeMap, BTreeSet};

use super::OrderCell;
use super::sabotage::{self, Sabotage};
use crate::content::{Bodies, ItemKind};
use crate::id::ItemPath;
use crate::plan::Action;

/// Something that is written with one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unit<'a> {
    /// A folder that isn't there, with what is to be created in it, or as much of that as fits: one
    /// import.
    Tree {
        folder: &'a OrderCell,
        below: Vec<&'a OrderCell>,
    },
    /// A folder that isn't there, by itself.
    Folder(&'a OrderCell),
    /// The description of a folder that is there. A folder that is there is never imported over,
    /// since that could take away what a customer added to it.
    Description(&'a OrderCell),
    /// One item that isn't a folder.
    Item(&'a OrderCell),
    /// An item to be removed; of a folder, with everything in it.
    Remove {
        top: &'a OrderCell,
        below: Vec<&'a OrderCell>,
    },
}

impl<'a> Unit<'a> {
    /// The cells that the unit covers, the topmost first.
    pub(super) fn cells(&self) -> Vec<&'a OrderCell> {
        match self {
            Self::Tree { folder: top, below } | Self::Remove { top, below } => {
                std::iter::once(*top).chain(below.iter().copied()).collect()
            }
            Self::Folder(cell) | Self::Description(cell) | Self::Item(cell) => vec![cell],
        }
    }

    /// Where those cells are.
    pub(super) fn paths(&self) -> Vec<ItemPath> {
        let cells = self.cells().into_iter();
        cells.map(|cell| cell.path.clone()).collect()
    }

    /// Cuts off what isn't among these bodies, which were loaded as far as there was room for them, and
    /// what is beyond so many bytes of them.
    pub(super) fn cut_off(&mut self, bodies: &Bodies, room: usize) -> Vec<&'a OrderCell> {
        let Self::Tree { below, .. } = self else {
            return Vec::new();
        };
        let mut known = BTreeSet::new();
        let brings_one = |cell: &&OrderCell| {
            let body = cell.body.filter(|body| known.insert(*body));
            body.is_some_and(|body| bodies.contains_key(&body))
        };
        let loaded = below.iter().map(brings_one).collect::<Vec<_>>();
        let Some(last) = loaded.iter().rposition(|loaded| *loaded) else {
            return Vec::new();
        };
        let mut held = 0;
        let beyond = below.iter().enumerate().position(|(place, cell)| {
            let Some(body) = cell.body else { return false };
            let before = held;
            match bodies.get(&body) {
                // One that is missing among those that were loaded didn't lack room: it is lost.
                None => place > last,
                Some(body) => {
                    held += body.len();
                    before > 0 && held > room
                }
            }
        });
        beyond.map_or_else(Vec::new, |beyond| below.split_off(beyond))
    }

    /// Whether it takes the place of something that is there.
    pub(super) fn replaces(&self) -> bool {
        matches!(self, Self::Item(_) | Self::Description(_)) && self.top().action == Action::Replace
    }

    /// The topmost cell.
    pub(super) fn top(&self) -> &'a OrderCell {
        match self {
            Self::Tree { folder: cell, .. }
            | Self::Folder(cell)
            | Self::Description(cell)
            | Self::Item(cell)
            | Self::Remove { top: cell, .. } => cell,
        }
    }
}

/// Divides cells into as few calls as possible, in rounds: the units of one round may be written at
/// the same time, since none of them needs what another one makes. Descriptions come first, then
/// what holds lookups, since searches may save to them, and a folder before what is left over of it.
/// In a round what is replaced comes first, since it has to be looked at again after a while.
/// What is to be removed is left to [`removals`].
/// `cells` come in the order of their paths; `max_objects` is the most that one import may hold.
pub(super) fn rounds<'a>(cells: &[&'a OrderCell], max_objects: usize) -> Vec<Vec<Unit<'a>>> {
    let mut division = Division {
        max_objects,
        rounds: BTreeMap::new(),
    };
    division.divide(cells, 0);
    let mut rounds: Vec<_> = division.rounds.into_values().collect();
    for round in &mut rounds {
        round.sort_by_key(|unit| !unit.replaces());
    }
    rounds
}

/// What is to be removed, each with what lies below it.
pub(super) fn removals<'a>(cells: &[&'a OrderCell]) -> Vec<Unit<'a>> {
    let (mut removals, mut rest) = (Vec::new(), cells);
    while let Some((cell, after)) = rest.split_first() {
        rest = after;
        if cell.action == Action::Remove {
            let (below, after) = split_below(cell, after);
            rest = after;
            let below = below.to_vec();
            removals.push(Unit::Remove { top: cell, below });
        }
    }
    removals
}

/// Divides cells into one call each, in rounds as [`rounds`] does.
pub(super) fn single_rounds<'a>(cells: &[&'a OrderCell]) -> Vec<Vec<Unit<'a>>> {
    let mut rounds: BTreeMap<(Turn, usize), Vec<Unit<'a>>> = BTreeMap::new();
    for cell in cells {
        let (turn, level, unit) = match cell.kind {
            // Each level of folders needs the one above.
            ItemKind::Folder => (Turn::Folders, cell.path.names().len(), Unit::Folder(cell)),
            ItemKind::Lookup => (Turn::Lookups, 0, Unit::Item(cell)),
            _ => (Turn::Rest, 0, Unit::Item(cell)),
        };
        rounds.entry((turn, level)).or_default().push(unit);
    }
    rounds.into_values().collect()
}

/// When a unit is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    Folders,
    Lookups,
    Rest,
}

struct Division<'a> {
    max_objects: usize,
    /// By turn, and within it by how many imports have to come before.
    rounds: BTreeMap<(Turn, usize), Vec<Unit<'a>>>,
}

impl<'a> Division<'a> {
    fn divide(&mut self, cells: &[&'a OrderCell], level: usize) {
        let mut rest = cells;
        while let Some((cell, after)) = rest.split_first() {
            let (below, after) = split_below(cell, after);
            rest = after;
            let has_lookup = is_lookup(cell) || below.iter().any(|cell| is_lookup(cell));
            let turn = if has_lookup {
                Turn::Lookups
            } else {
                Turn::Rest
            };
            match (cell.kind, cell.action) {
                (_, Action::Remove) => {}
                (ItemKind::Folder, Action::Create) => self.folder(cell, below, turn, level),
                (ItemKind::Folder, _) if sabotage::is(Sabotage::ImportOver) => {
                    self.folder(cell, below, turn, level);
                }
                (ItemKind::Folder, _) => {
                    self.add(Turn::Folders, 0, Unit::Description(cell));
                    self.divide(below, level);
                }
                _ => self.add(turn, level, Unit::Item(cell)),
            }
        }
    }

    /// An absent folder is one import with whatever fits into it; the rest comes after it.
    fn folder(&mut self, folder: &'a OrderCell, below: &[&'a OrderCell], turn: Turn, level: usize) {
        let mut room = self.max_objects.saturating_sub(1);
        let (mut taken, mut left) = (Vec::new(), Vec::new());
        let mut rest = below;
        while let Some((cell, after)) = rest.split_first() {
            let (inside, after) = split_below(cell, after);
            rest = after;
            let place = match room.checked_sub(1 + inside.len()) {
                Some(less) => {
                    room = less;
                    &mut taken
                }
                None => &mut left,
            };
            place.push(*cell);
            place.extend_from_slice(inside);
        }
        let below = taken;
        self.add(turn, level, Unit::Tree { folder, below });
        self.divide(&left, level + 1);
    }

    fn add(&mut self, turn: Turn, level: usize, unit: Unit<'a>) {
        self.rounds.entry((turn, level)).or_default().push(unit);
    }
}

/// Divides cells into those below `cell` and those after it.
fn split_below<'s, 'a>(
    cell: &OrderCell,
    cells: &'s [&'a OrderCell],
) -> (&'s [&'a OrderCell], &'s [&'a OrderCell]) {
    let is_below = |other: &&&OrderCell| cell.path.holds(&other.path);
    let count = cells.iter().take_while(is_below).count();
    cells.split_at_checked(count).unwrap_or_default()
}

fn is_lookup(cell: &OrderCell) -> bool {
    cell.kind == ItemKind::Lookup
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
            source: Some(Digest::of(b"")),
            target: None,
            title: None,
            stripped: false,
            body: None,
            connections: Vec::new(),
            description: String::new(),
            blocked: String::new(),
            warnings: Vec::new(),
            for_items: false,
        }
    }

    #[test]
    fn a_folder_is_cut_where_bodies_were_not_loaded_or_are_too_many() {
        let folder = cell("/F", ItemKind::Folder, Action::Create);
        let search = |(place, body): (usize, &str)| OrderCell {
            body: Some(Digest::of(body.as_bytes())),
            ..cell(&format!("/F/{place}"), ItemKind::Search, Action::Create)
        };
        let cells: Vec<_> = ["a", "b", "a", "c", "a"]
            .into_iter()
            .enumerate()
            .map(search)
            .collect();
        let kept = |loaded: &[&str], room| {
            let body = |text: &&str| (Digest::of(text.as_bytes()), vec![0; 10]);
            let bodies: Bodies = loaded.iter().map(body).collect();
            let mut unit = Unit::Tree {
                folder: &folder,
                below: cells.iter().collect(),
            };
            let left = unit.cut_off(&bodies, room);
            assert_eq!(unit.cells().len() - 1 + left.len(), cells.len());
            unit.cells().len() - 1
        };
        assert_eq!(kept(&["a", "b", "c"], 50), 5);
        assert_eq!(kept(&["a", "b", "c"], 49), 4);
        assert_eq!(kept(&["a", "b", "c"], 0), 1);
        // What wasn't loaded lacked room, also where the same body comes once more.
        assert_eq!(kept(&["a", "b"], 50), 3);
        assert_eq!(kept(&["a"], 50), 1);
        // A body that is lost is no reason to cut.
        assert_eq!(kept(&["a", "c"], 50), 5);
        assert_eq!(kept(&[], 50), 5);
    }

    /// Each round as its units' topmost paths and numbers of cells.
    fn shape(rounds: &[Vec<Unit<'_>>]) -> Vec<Vec<(String, usize)>> {
        let unit = |unit: &Unit<'_>| (unit.top().path.to_string(), unit.cells().len());
        let round = |round: &Vec<Unit<'_>>| round.iter().map(unit).collect();
        rounds.iter().map(round).collect()
    }

    fn pair(path: &str, cells: usize) -> (String, usize) {
        (path.to_owned(), cells)
    }

    #[test]
    fn lookups_come_after_the_folders_and_before_what_may_save_to_them() {
        let cells = [
            cell("/a", ItemKind::Search, Action::Create),
            cell("/f", ItemKind::Folder, Action::Replace),
            cell("/f/s", ItemKind::Search, Action::Create),
            cell("/z", ItemKind::Lookup, Action::Create),
        ];
        let cells: Vec<_> = cells.iter().collect();
        for rounds in [rounds(&cells, 1000), single_rounds(&cells)] {
            let expected = [
                vec![pair("/f", 1)],
                vec![pair("/z", 1)],
                vec![pair("/a", 1), pair("/f/s", 1)],
            ];
            assert_eq!(shape(&rounds), expected);
        }
    }

    #[test]
    fn an_absent_folder_is_one_call_with_as_much_as_fits() {
        use Action::{Create, Replace};
        use ItemKind::{Folder, Search};
        let cells = [
            cell("/A", Folder, Create),
            cell("/A/B", Folder, Create),
            cell("/A/B/s", Search, Create),
            cell("/A/B/t", Search, Create),
            cell("/A/s", Search, Create),
            cell("/C", Folder, Replace),
            cell("/C/s", Search, Replace),
        ];
        let cells: Vec<_> = cells.iter().collect();
        let description = vec![pair("/C", 1)];
        let whole = vec![pair("/C/s", 1), pair("/A", 5)];
        assert_eq!(
            shape(&rounds(&cells, 5)),
            [description.clone(), whole.clone()]
        );
        let but_one = vec![pair("/C/s", 1), pair("/A", 4)];
        let rest = vec![pair("/A/s", 1)];
        assert_eq!(
            shape(&rounds(&cells, 4)),
            [description.clone(), but_one, rest]
        );
        let small = vec![pair("/C/s", 1), pair("/A", 2)];
        let (half, rest) = (vec![pair("/A/B", 2)], vec![pair("/A/B/t", 1)]);
        assert_eq!(shape(&rounds(&cells, 2)), [description, small, half, rest]);
    }

    #[test]
    fn folders_that_are_made_one_by_one_come_level_by_level() {
        use Action::Create;
        let cells = [
            cell("/A", ItemKind::Folder, Create),
            cell("/A/B", ItemKind::Folder, Create),
            cell("/A/B/s", ItemKind::Search, Create),
            cell("/C", ItemKind::Folder, Create),
        ];
        let cells: Vec<_> = cells.iter().collect();
        let expected = [
            vec![pair("/A", 1), pair("/C", 1)],
            vec![pair("/A/B", 1)],
            vec![pair("/A/B/s", 1)],
        ];
        assert_eq!(shape(&single_rounds(&cells)), expected);
    }
}
