use std::ops::AddAssign;

use orgcast_shared::content::{FolderNode, ItemKind, Nodes, TreeError};
use orgcast_shared::id::{Digest, ItemName, ItemPath};
use orgcast_shared::select::{Extent, Selection};
use serde::{Deserialize, Serialize};

/// What the source org holds under Admin Recommended, as a list: each folder before what is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SourceTree {
    rows: Vec<SourceRow>,
}

/// One item or folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SourceRow {
    /// Its name.
    pub(crate) name: ItemName,
    /// What it is.
    pub(crate) kind: ItemKind,
    /// How many folders it is in.
    pub(crate) depth: usize,
    /// Its place among those in the same folder, from 1, and how many they are.
    pub(crate) position: (usize, usize),
    /// The folder that it is in; `None` at the top.
    parent: Option<usize>,
    /// The first row after what is in it.
    end: usize,
}

/// How much there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Folders.
    pub(crate) folders: usize,
    /// Everything else.
    pub(crate) items: usize,
}

impl SourceTree {
    /// Lists the tree below `root`.
    pub(crate) fn new(nodes: &Nodes, root: &Digest) -> Result<Self, TreeError> {
        let mut tree = Self::default();
        tree.add(nodes, nodes.get(root)?, None, 0)?;
        Ok(tree)
    }

    fn add(
        &mut self,
        nodes: &Nodes,
        folder: &FolderNode,
        parent: Option<usize>,
        depth: usize,
    ) -> Result<(), TreeError> {
        let folders_first = |is_folder: bool| {
            folder
                .entries
                .iter()
                .filter(move |e| (e.kind == ItemKind::Folder) == is_folder)
        };
        let siblings = folder.entries.len();
        for (place, entry) in folders_first(true).chain(folders_first(false)).enumerate() {
            let index = self.rows.len();
            self.rows.push(SourceRow {
                name: entry.name.clone(),
                kind: entry.kind,
                depth,
                position: (place + 1, siblings),
                parent,
                end: index + 1,
            });
            if entry.kind == ItemKind::Folder {
                self.add(nodes, nodes.get(&entry.digest)?, Some(index), depth + 1)?;
            }
            self.rows[index].end = self.rows.len();
        }
        Ok(())
    }

    /// The rows, each folder before what is in it.
    pub(crate) fn rows(&self) -> &[SourceRow] {
        &self.rows
    }

    /// The folder that a row is in.
    pub(crate) fn parent(&self, row: usize) -> Option<usize> {
        self.rows[row].parent
    }

    /// The rows below a row.
    pub(crate) fn below(&self, row: usize) -> std::ops::Range<usize> {
        row + 1..self.rows[row].end
    }

    /// Where a row is.
    pub(crate) fn path(&self, row: usize) -> ItemPath {
        let mut names = Vec::new();
        let mut next = Some(row);
        while let Some(place) = next {
            names.push(self.rows[place].name.clone());
            next = self.rows[place].parent;
        }
        names.into_iter().rev().collect()
    }

    /// The rows directly in a folder; at the top for `None`.
    pub(crate) fn children(&self, folder: Option<usize>) -> impl Iterator<Item = usize> {
        let range = folder.map_or(0..self.rows.len(), |row| self.below(row));
        let (mut next, end) = (range.start, range.end);
        std::iter::from_fn(move || {
            let row = (next < end).then_some(next)?;
            next = self.rows[row].end;
            Some(row)
        })
    }

    /// The names of what is directly in a folder.
    pub(crate) fn names_in(&self, folder: &ItemPath) -> Vec<ItemName> {
        match self.find(folder) {
            None if !folder.is_root() => Vec::new(),
            row => self
                .children(row)
                .map(|row| self.rows[row].name.clone())
                .collect(),
        }
    }

    /// The row of a place; `None` for the root and for places that don't exist.
    pub(crate) fn find(&self, path: &ItemPath) -> Option<usize> {
        path.names().iter().try_fold(None, |folder, name| {
            self.children(folder)
                .find(|row| self.rows[*row].name == *name)
                .map(Some)
        })?
    }

    /// How much is selected.
    pub(crate) fn tally(&self, selection: &Selection) -> Tally {
        let mut tally = Tally::default();
        for (path, extent) in selection.ticks() {
            tally += match (self.find(path), extent) {
                (Some(row), Extent::Whole) => self.tally_of(row..self.rows[row].end),
                (Some(row), Extent::Itself) => self.tally_of(row..row + 1),
                (None, Extent::Whole) if path.is_root() => self.tally_of(0..self.rows.len()),
                (None, _) => Tally::default(),
            };
        }
        tally
    }

    /// How much is below a row.
    pub(crate) fn tally_below(&self, row: usize) -> Tally {
        self.tally_of(self.below(row))
    }

    fn tally_of(&self, range: std::ops::Range<usize>) -> Tally {
        let all = range.len();
        let is_folder = |row: &&SourceRow| row.kind == ItemKind::Folder;
        let folders = self.rows[range].iter().filter(is_folder).count();
        Tally {
            folders,
            items: all - folders,
        }
    }

    /// Whether a whole folder is selected; only then do the options about connections and reports
    /// apply.
    pub(crate) fn has_folder(&self, selection: &Selection) -> bool {
        let mut whole = selection
            .ticks()
            .filter(|(_, extent)| *extent == Extent::Whole);
        whole.any(|(path, _)| {
            path.is_root()
                || self
                    .find(path)
                    .is_some_and(|row| self.rows[row].kind == ItemKind::Folder)
        })
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.folders += other.folders;
        self.items += other.items;
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use orgcast_shared::content::{Connections, TreeBuilder};
    use serde_json::{Value, json};

    use super::*;

    pub(crate) fn search(name: &str) -> Value {
        json!({ "type": "SavedSearchWithScheduleSyncDefinition", "name": name,
                "search": { "queryText": "*", "defaultTimeRange": "-15m" } })
    }

    pub(crate) fn folder(name: &str, children: &[Value]) -> Value {
        json!({ "type": "FolderSyncDefinition", "name": name, "children": children })
    }

    /// ```text
    /// Base/  Cloud/  Deep
    ///        A
    /// Net/
    /// Top
    /// ```
    pub(crate) fn sample() -> SourceTree {
        let cloud = folder("Cloud", &[search("Deep")]);
        let root = folder(
            "Root",
            &[
                search("Top"),
                folder("Net", &[]),
                folder("Base", &[search("A"), cloud]),
            ],
        );
        let connections = Connections::default();
        let mut builder = TreeBuilder::new(&connections);
        let entry = builder.add(root).unwrap();
        SourceTree::new(&builder.nodes, &entry.digest).unwrap()
    }

    fn path(text: &str) -> ItemPath {
        text.parse().unwrap()
    }

    #[test]
    fn folders_come_first_and_every_row_knows_its_path() {
        let tree = sample();
        let paths: Vec<_> = (0..tree.rows().len())
            .map(|row| tree.path(row).to_string())
            .collect();
        assert_eq!(
            paths,
            [
                "/Base",
                "/Base/Cloud",
                "/Base/Cloud/Deep",
                "/Base/A",
                "/Net",
                "/Top"
            ]
        );
        for (row, text) in paths.iter().enumerate() {
            assert_eq!(tree.find(&path(text)), Some(row));
        }
        assert_eq!(tree.find(&path("/Base/Nope")), None);
        assert_eq!(tree.find(&ItemPath::root()), None);
    }

    #[test]
    fn names_in_a_folder_are_its_direct_children() {
        let tree = sample();
        let names = |text: &str| -> Vec<String> {
            tree.names_in(&path(text))
                .iter()
                .map(ToString::to_string)
                .collect()
        };
        assert_eq!(names(""), ["Base", "Net", "Top"]);
        assert_eq!(names("/Base"), ["Cloud", "A"]);
        assert!(names("/Net").is_empty());
        assert!(names("/Nope").is_empty());
    }

    #[test]
    fn what_is_selected_is_counted_once() {
        let tree = sample();
        let tally = |paths: &[&str]| tree.tally(&paths.iter().map(|text| path(text)).collect());
        assert_eq!(
            tally(&[""]),
            Tally {
                folders: 3,
                items: 3
            }
        );
        assert_eq!(
            tally(&["/Base", "/Base/A", "/Top"]),
            Tally {
                folders: 2,
                items: 3
            }
        );
        assert_eq!(
            tally(&["/Base/A", "/Gone"]),
            Tally {
                folders: 0,
                items: 1
            }
        );
    }

    #[test]
    fn a_folder_by_itself_is_counted_without_what_is_in_it() {
        let tree = sample();
        let selection = Selection::exactly(["", "/Base", "/Base/A", "/Gone"].map(path));
        let both = Tally {
            folders: 1,
            items: 1,
        };
        assert_eq!(tree.tally(&selection), both);
    }

    #[test]
    fn only_a_whole_folder_brings_the_options() {
        let tree = sample();
        let has = |text: &str| tree.has_folder(&[path(text)].into_iter().collect());
        assert!(has("") && has("/Net"));
        assert!(!has("/Base/A"));
        assert!(!tree.has_folder(&Selection::exactly([path("/Net")])));
    }
}
