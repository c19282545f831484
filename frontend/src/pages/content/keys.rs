use orgcast_shared::content::ItemKind;

use super::rows::Visible;
use crate::preview::SourceTree;
use crate::text::lower;

/// What a key does in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Makes the row at this place of the list the active one.
    Move(usize),
    /// Opens a folder.
    Open(usize),
    /// Closes a folder.
    Close(usize),
    /// Ticks or unticks a row.
    Toggle(usize),
}

const PAGE: usize = 12;

/// The keys of a tree as the WAI-ARIA practices give them, for the row at place `at`; `None` for
/// keys that mean nothing here.
pub(super) fn step(key: &str, at: usize, seen: &Visible, tree: &SourceTree) -> Option<Step> {
    let last = seen.rows.len().checked_sub(1)?;
    let at = at.min(last);
    let row = seen.rows[at];
    let is_folder = tree.rows()[row].kind == ItemKind::Folder;
    let is_open = seen.open[row];
    Some(match key {
        "ArrowDown" => Step::Move((at + 1).min(last)),
        "ArrowUp" => Step::Move(at.saturating_sub(1)),
        "PageDown" => Step::Move((at + PAGE).min(last)),
        "PageUp" => Step::Move(at.saturating_sub(PAGE)),
        "Home" => Step::Move(0),
        "End" => Step::Move(last),
        "ArrowRight" if is_folder && !is_open => Step::Open(row),
        "ArrowRight" if is_open && !tree.below(row).is_empty() => Step::Move((at + 1).min(last)),
        "ArrowLeft" | "Enter" if is_open => Step::Close(row),
        "ArrowLeft" => {
            let parent = tree.parent(row)?;
            Step::Move(seen.rows.iter().position(|row| *row == parent)?)
        }
        "Enter" if is_folder => Step::Open(row),
        " " | "Enter" => Step::Toggle(row),
        _ => Step::Move(starting_with(key, at, seen, tree)?),
    })
}

/// The next row, going round, whose name starts with the typed letter.
fn starting_with(key: &str, at: usize, seen: &Visible, tree: &SourceTree) -> Option<usize> {
    let mut letters = key.chars();
    let (letter, None) = (letters.next()?, letters.next()) else {
        return None;
    };
    let wanted = lower(&letter.to_string());
    let count = seen.rows.len();
    (1..=count).map(|ahead| (at + ahead) % count).find(|place| {
        let name = tree.rows()[seen.rows[*place]].name.as_str();
        lower(name).starts_with(&wanted)
    })
}

#[cfg(test)]
mod tests {
    use super::super::rows::tests::opened;
    use super::super::rows::visible;
    use super::*;
    use crate::preview::tests::sample;

    /// Rows seen: Base (open), Cloud, A, Net, Top.
    fn press(key: &str, at: usize) -> Option<Step> {
        let tree = sample();
        step(key, at, &visible(&tree, &opened(&tree, &[0]), ""), &tree)
    }

    #[test]
    fn arrows_move_open_and_close() {
        assert_eq!(press("ArrowDown", 0), Some(Step::Move(1)));
        assert_eq!(press("ArrowDown", 4), Some(Step::Move(4)));
        assert_eq!(press("ArrowUp", 0), Some(Step::Move(0)));
        assert_eq!(press("ArrowRight", 0), Some(Step::Move(1)));
        assert_eq!(press("ArrowRight", 1), Some(Step::Open(1)));
        assert_eq!(press("ArrowRight", 2), None);
        assert_eq!(press("ArrowLeft", 0), Some(Step::Close(0)));
        assert_eq!(press("ArrowLeft", 2), Some(Step::Move(0)));
        assert_eq!(press("ArrowLeft", 4), None);
    }

    #[test]
    fn space_ticks_and_enter_opens_folders() {
        assert_eq!(press(" ", 1), Some(Step::Toggle(1)));
        assert_eq!(press("Enter", 0), Some(Step::Close(0)));
        assert_eq!(press("Enter", 1), Some(Step::Open(1)));
        assert_eq!(press("Enter", 2), Some(Step::Toggle(3)));
    }

    #[test]
    fn letters_find_the_next_name_and_other_keys_mean_nothing() {
        assert_eq!(press("t", 0), Some(Step::Move(4)));
        assert_eq!(press("b", 3), Some(Step::Move(0)));
        assert_eq!(press("x", 0), None);
        assert_eq!(press("Escape", 0), None);
        let tree = sample();
        assert_eq!(step("ArrowDown", 0, &Visible::default(), &tree), None);
    }
}
