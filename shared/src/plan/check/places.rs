use std::collections::BTreeMap;

use super::super::PlanInput;
use super::obstacles::letters;
use crate::content::{Entry, FolderNode, ItemKind, Nodes, TreeError};
use crate::id::{ItemName, ItemPath};
use crate::select::{Pick, Selection};

/// The selected places of a source as a flat list in the order of paths, each folder before what is
/// in it. Admin Recommended itself has number 0 and is not in the list; the first place has number 1.
#[derive(Debug, Default)]
pub(super) struct Places<'a> {
    pub(super) all: Vec<Place<'a>>,
}

/// A selected place of the source.
#[derive(Debug)]
pub(super) struct Place<'a> {
    pub(super) path: ItemPath,
    /// The number of the folder above.
    pub(super) above: usize,
    /// What is there; of several of one name, the first.
    pub(super) entry: &'a Entry,
    /// Whether the source has several of this name here.
    pub(super) several: bool,
    /// The node of a folder that is the only one of its name.
    pub(super) folder: Option<&'a FolderNode>,
    /// Whether the place itself is selected, or only something below it.
    pub(super) selected: bool,
    /// For a dashboard that is the only item of its name: the first other such place of this folder
    /// with a dashboard that is shown as the same.
    pub(super) looks_like: Option<&'a ItemName>,
    /// The first other place of this folder whose name differs in upper and lower case only.
    pub(super) spelt_like: Option<&'a ItemName>,
}

/// The folder whose children are looked at.
struct Folder<'a, 'b> {
    node: &'a FolderNode,
    number: usize,
    path: &'b ItemPath,
    whole: bool,
}

impl<'a> Places<'a> {
    pub(super) fn of(input: &PlanInput<'a>, selection: &Selection) -> Result<Self, TreeError> {
        let mut places = Self::default();
        let root = ItemPath::root();
        let top = Folder {
            node: input.nodes.get(&input.source.root)?,
            number: 0,
            path: &root,
            whole: selection.pick(&root) == Pick::Whole,
        };
        places.add(input.nodes, selection, &top)?;
        Ok(places)
    }

    /// The place of this path, if it is selected.
    pub(super) fn at(&self, path: &ItemPath) -> Option<&Place<'a>> {
        let found = self.all.binary_search_by(|place| place.path.cmp(path));
        self.all.get(found.ok()?)
    }

    fn add(
        &mut self,
        nodes: &'a Nodes,
        selection: &Selection,
        folder: &Folder<'a, '_>,
    ) -> Result<(), TreeError> {
        let mut dashboards: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut spellings: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for same_name in folder.node.entries.chunk_by(|a, b| a.name == b.name) {
            let [entry, others @ ..] = same_name else {
                continue;
            };
            let path = folder.path.child(&entry.name);
            let pick = if folder.whole {
                Pick::Whole
            } else {
                selection.pick(&path)
            };
            // Folders are the first of their name, and nothing lies below anything else.
            let is_folder = entry.kind == ItemKind::Folder;
            if pick == Pick::None || (pick == Pick::Part && !is_folder) {
                continue;
            }
            let several = !others.is_empty();
            let node = if is_folder && !several {
                Some(&**nodes.get(&entry.digest)?)
            } else {
                None
            };
            self.all.push(Place {
                path: path.clone(),
                above: folder.number,
                entry,
                several,
                folder: node,
                selected: pick.is_selected(),
                looks_like: None,
                spelt_like: None,
            });
            let number = self.all.len();
            if entry.kind == ItemKind::Dashboard && !several {
                let title = entry.title().unwrap_or(&entry.name);
                dashboards.entry(title).or_default().push(number - 1);
            }
            if let Some(node) = node {
                let inside = Folder {
                    node,
                    number,
                    path: &path,
                    whole: pick == Pick::Whole,
                };
                self.add(nodes, selection, &inside)?;
            }
            // A folder that only counts for what is selected in it has to have some of that.
            if pick == Pick::Part && !several && self.all.len() == number {
                self.all.pop();
                continue;
            }
            let spellings = spellings.entry(letters(&entry.name)).or_default();
            spellings.push((number - 1, &entry.name));
        }
        for alike in spellings.into_values() {
            for (index, name) in &alike {
                if let Some(place) = self.all.get_mut(*index) {
                    let mut others = alike.iter().map(|(_, other)| *other);
                    place.spelt_like = others.find(|other| other != name);
                }
            }
        }
        for alike in dashboards.into_values().filter(|alike| alike.len() > 1) {
            let name = |index: &usize| self.all.get(*index).map(|place| &place.entry.name);
            let names: Vec<_> = alike.iter().filter_map(name).collect();
            for index in alike {
                if let Some(place) = self.all.get_mut(index) {
                    let mut names = names.iter().copied();
                    place.looks_like = names.find(|name| *name != &place.entry.name);
                }
            }
        }
        Ok(())
    }
}
