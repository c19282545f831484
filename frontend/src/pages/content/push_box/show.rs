use orgcast_shared::plan::{Action, Class, Counts};

use crate::components::{Shape, Tone};
use crate::preview::CellLine;
use crate::text::{common, push_box as text};

/// Which cells are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Show {
    #[default]
    All,
    Class(Class),
    /// What the policy leaves as it is.
    Kept,
}

impl Show {
    pub(super) fn all() -> Vec<Self> {
        let mut all = vec![Self::All];
        all.extend(Class::ALL.map(Self::Class));
        all.push(Self::Kept);
        all
    }

    /// The filter in a word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::All => common::EVERYTHING,
            Self::Class(class) => common::class(class),
            Self::Kept => text::KEPT,
        }
    }

    /// The filter's colour and shape.
    pub(super) fn look(self) -> Option<(Tone, Shape)> {
        match self {
            Self::All => None,
            Self::Class(class) => Some(Tone::of_class(class)),
            Self::Kept => Some(Tone::of_action(Action::Keep, Class::Same)),
        }
    }

    /// How many cells it lists.
    pub(super) fn count(self, counts: Counts) -> u64 {
        match self {
            Self::All => counts.cells(),
            Self::Class(class) => counts.of(class),
            Self::Kept => counts.keep,
        }
    }

    fn holds(self, cell: &CellLine) -> bool {
        match self {
            Self::All => true,
            Self::Class(class) => cell.class == class,
            Self::Kept => cell.action == Action::Keep,
        }
    }
}

/// The places of the cells that are listed. A filter that would list nothing lists everything, as
/// there is no button any more to take it back.
pub(super) fn shown(cells: &[CellLine], show: Show) -> Vec<usize> {
    let held = |show: Show| -> Vec<usize> {
        let cells = cells.iter().enumerate();
        cells
            .filter(|(_, cell)| show.holds(cell))
            .map(|(place, _)| place)
            .collect()
    };
    let found = held(show);
    if found.is_empty() {
        held(Show::All)
    } else {
        found
    }
}

#[cfg(test)]
mod tests {
    use orgcast_shared::content::ItemKind;

    use super::*;

    fn cell(action: Action, class: Class) -> CellLine {
        CellLine {
            path: "/A".parse().unwrap(),
            kind: ItemKind::Search,
            action,
            class,
            stripped: false,
            can_rule: true,
            why: String::new(),
        }
    }

    #[test]
    fn each_filter_shows_its_cells() {
        let cells = [
            cell(Action::Create, Class::New),
            cell(Action::Replace, Class::Edited),
            cell(Action::Keep, Class::Edited),
            cell(Action::Nothing, Class::Same),
        ];
        assert_eq!(shown(&cells, Show::All), [0, 1, 2, 3]);
        assert_eq!(shown(&cells, Show::Class(Class::Edited)), [1, 2]);
        assert_eq!(shown(&cells, Show::Kept), [2]);
        let nothing = Show::Class(Class::Blocked);
        assert_eq!(
            shown(&cells, nothing),
            [0, 1, 2, 3],
            "no button takes it back"
        );
    }
}
