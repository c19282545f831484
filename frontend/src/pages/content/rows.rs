use orgcast_shared::content::ItemKind;

use crate::preview::SourceTree;
use crate::text::lower;

/// The rows of the tree that can be seen.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Visible {
    /// In order, from the top.
    pub(super) rows: Vec<usize>,
    /// For every row of the tree, whether it is a folder that is open.
    pub(super) open: Vec<bool>,
}

/// What can be seen with these folders open and this filter. With a filter: the items whose name
/// holds the text, the folders they are in, and below folders that match themselves whatever a
/// person opens.
pub(super) fn visible(tree: &SourceTree, opened: &[bool], filter: &str) -> Visible {
    let filter = lower(filter.trim());
    let hits = (!filter.is_empty()).then(|| Hits::new(tree, &filter));
    let seen = Visible {
        rows: Vec::new(),
        open: vec![false; tree.rows().len()],
    };
    let mut walk = Walk {
        tree,
        opened,
        hits,
        seen,
    };
    walk.below(None, false);
    walk.seen
}

/// Every folder of the tree.
pub(super) fn folders(tree: &SourceTree) -> Vec<bool> {
    tree.rows()
        .iter()
        .map(|row| row.kind == ItemKind::Folder)
        .collect()
}

/// Which rows match a filter, and which have a match below them.
struct Hits {
    here: Vec<bool>,
    below: Vec<bool>,
}

impl Hits {
    fn new(tree: &SourceTree, filter: &str) -> Self {
        let matches = |name: &str| lower(name).contains(filter);
        let here: Vec<bool> = tree
            .rows()
            .iter()
            .map(|row| matches(row.name.as_str()))
            .collect();
        let mut below = vec![false; here.len()];
        // Parents stand before what is in them, so going backwards carries a match all the way up.
        for row in (0..here.len()).rev() {
            if let (true, Some(parent)) = (here[row] || below[row], tree.parent(row)) {
                below[parent] = true;
            }
        }
        Self { here, below }
    }
}

struct Walk<'a> {
    tree: &'a SourceTree,
    opened: &'a [bool],
    hits: Option<Hits>,
    seen: Visible,
}

impl Walk<'_> {
    fn below(&mut self, folder: Option<usize>, in_match: bool) {
        let tree = self.tree;
        for row in tree.children(folder) {
            let (here, below) = self
                .hits
                .as_ref()
                .map_or((true, false), |hits| (hits.here[row], hits.below[row]));
            if !(here || below || in_match) {
                continue;
            }
            self.seen.rows.push(row);
            let is_folder = tree.rows()[row].kind == ItemKind::Folder;
            if is_folder && (below || self.opened[row]) {
                self.seen.open[row] = true;
                self.below(Some(row), in_match || here);
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::preview::tests::sample;

    /// These rows, as a flag for every row.
    pub(in super::super) fn opened(tree: &SourceTree, rows: &[usize]) -> Vec<bool> {
        (0..tree.rows().len())
            .map(|row| rows.contains(&row))
            .collect()
    }

    fn seen(rows: &[usize], filter: &str) -> Vec<String> {
        let tree = sample();
        let seen = visible(&tree, &opened(&tree, rows), filter);
        seen.rows
            .iter()
            .map(|row| tree.path(*row).to_string())
            .collect()
    }

    #[test]
    fn closed_folders_hide_what_is_in_them() {
        assert_eq!(seen(&[], ""), ["/Base", "/Net", "/Top"]);
        assert_eq!(
            seen(&[0], ""),
            ["/Base", "/Base/Cloud", "/Base/A", "/Net", "/Top"]
        );
        assert_eq!(
            seen(&[1], ""),
            ["/Base", "/Net", "/Top"],
            "its parent is closed"
        );
    }

    #[test]
    fn a_filter_opens_the_way_to_every_match() {
        assert_eq!(
            seen(&[], " DEEP"),
            ["/Base", "/Base/Cloud", "/Base/Cloud/Deep"]
        );
        assert_eq!(seen(&[], "cloud"), ["/Base", "/Base/Cloud"]);
        assert_eq!(
            seen(&[1], "cloud"),
            ["/Base", "/Base/Cloud", "/Base/Cloud/Deep"]
        );
        assert!(seen(&[], "nope").is_empty());
    }

    #[test]
    fn every_folder_can_be_opened_at_once() {
        let tree = sample();
        assert_eq!(folders(&tree), opened(&tree, &[0, 1, 4]));
        assert_eq!(
            visible(&tree, &folders(&tree), "").rows.len(),
            tree.rows().len()
        );
    }
}
