//! A model of an org for the tests: a flat map from paths to what is there, without trees or digests
//! of folders. Applying a plan to it says what the plan means.

use std::collections::BTreeMap;

use super::{Action, Plan};
use crate::content::{Entry, Extra, FolderNode, Nodes};
use crate::id::{Digest, ItemPath, OrgId};
use crate::select::Options;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    /// A folder with its description.
    Folder(String),
    Leaf(Entry),
}

/// What is at each path; several where an org holds several items of one name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Library(pub(super) BTreeMap<ItemPath, Vec<Item>>);

impl FromIterator<(ItemPath, Item)> for Library {
    fn from_iter<I: IntoIterator<Item = (ItemPath, Item)>>(items: I) -> Self {
        let mut library = Self::default();
        for (path, item) in items {
            library.0.entry(path).or_default().push(item);
        }
        library
    }
}

impl Library {
    /// The tree of this library.
    pub(super) fn store(&self, nodes: &mut Nodes) -> Digest {
        let digest = self.folder(&ItemPath::root(), "", nodes);
        assert!(nodes.missing(&[digest]).is_empty());
        digest
    }

    fn folder(&self, path: &ItemPath, description: &str, nodes: &mut Nodes) -> Digest {
        let mut entries = Vec::new();
        let children = self.0.iter();
        for (at, items) in children.filter(|(at, _)| at.parent().as_ref() == Some(path)) {
            for item in items {
                entries.push(match item {
                    Item::Leaf(entry) => entry.clone(),
                    Item::Folder(description) => Entry::folder(
                        at.name().unwrap().clone(),
                        self.folder(at, description, nodes),
                    ),
                });
            }
        }
        nodes.insert(FolderNode::new(description, entries))
    }

    /// Whether there is a folder, and nothing else of its name.
    pub(super) fn is_folder(&self, path: &ItemPath) -> bool {
        let items = self.0.get(path).map(Vec::as_slice);
        path.is_root() || matches!(items, Some([Item::Folder(_)]))
    }

    /// Puts an item where it belongs; the folders above are made where they are none.
    pub(super) fn put(&mut self, path: &ItemPath, item: Item) {
        let above = path.parent().filter(|above| !self.is_folder(above));
        if let Some(above) = above {
            self.put(&above, Item::Folder(String::new()));
        }
        if matches!(item, Item::Leaf(_)) {
            self.remove(path);
        }
        self.0.insert(path.clone(), vec![item]);
    }

    /// Removes what is at a path and everything below it.
    pub(super) fn remove(&mut self, path: &ItemPath) {
        self.0.retain(|at, _| !path.holds(at));
    }

    /// Does to this library what `plan` says for `org`, taking items from `source`.
    pub(super) fn apply(&mut self, plan: &Plan, org: &OrgId, source: &Self) {
        for (path, cell) in plan.cells(org).filter(|(_, cell)| cell.action.writes()) {
            let options = plan.choices().options;
            let item = source.0[&path][0].pushed(if cell.stripped {
                options.without_schedules()
            } else {
                options
            });
            assert!(self.is_folder(&path.parent().unwrap()));
            let before = self.0.insert(path, vec![item]);
            assert_eq!(
                before.map(|before| before.len()),
                match cell.action {
                    Action::Replace => Some(1),
                    _ => None,
                }
            );
        }
    }
}

impl Item {
    pub(super) fn pushed(&self, options: Options) -> Self {
        match self {
            Self::Leaf(entry) if entry.content(options) != entry.digest => {
                let extra = Extra {
                    title: entry.title().cloned(),
                    schema: entry.schema().copied(),
                    ..Extra::default()
                };
                let (name, content) = (entry.name.clone(), entry.content(options));
                Self::Leaf(Entry::leaf(name, entry.kind, content, extra))
            }
            _ => self.clone(),
        }
    }
}
