//! A model of an org for the tests: a flat map from paths to items, without trees or digests of
//! folders. Applying a plan to it says what the plan means.

use std::collections::BTreeMap;

use super::{Action, Plan};
use crate::content::{Entry, Extra, FolderNode, Nodes};
use crate::id::{Digest, ItemPath, OrgId};
use crate::select::Options;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    Folder(String),
    Leaf(Entry),
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Library(pub(super) BTreeMap<ItemPath, Item>);

impl Library {
    /// The tree of this library.
    pub(super) fn store(&self, nodes: &mut Nodes) -> Digest {
        let digest = self.folder(&ItemPath::root(), "", nodes);
        assert!(nodes.missing(&[digest]).is_empty());
        digest
    }

    fn folder(&self, path: &ItemPath, description: &str, nodes: &mut Nodes) -> Digest {
        let children = self
            .0
            .iter()
            .filter(|(at, _)| at.parent().as_ref() == Some(path));
        let entries = children
            .map(|(at, item)| match item {
                Item::Leaf(entry) => entry.clone(),
                Item::Folder(description) => Entry::folder(
                    at.name().unwrap().clone(),
                    self.folder(at, description, nodes),
                ),
            })
            .collect();
        nodes.insert(FolderNode::new(description, entries))
    }

    /// Does to this library what `plan` says for `org`, taking items from `source`.
    pub(super) fn apply(&mut self, plan: &Plan, org: &OrgId, source: &Self) {
        for (path, cell) in plan.cells(org) {
            if cell.action.writes() {
                let item = source.0[&path].pushed(plan.choices().options);
                assert!(path.parent().is_none_or(|parent| {
                    parent.is_root() || matches!(self.0.get(&parent), Some(Item::Folder(_)))
                }));
                let before = self.0.insert(path, item);
                assert_eq!(before.is_some(), cell.action == Action::Replace);
            }
        }
    }
}

impl Item {
    fn pushed(&self, options: Options) -> Self {
        match self {
            Self::Leaf(entry) if entry.content(options) != entry.digest => {
                let (name, content) = (entry.name.clone(), entry.content(options));
                Self::Leaf(Entry::leaf(name, entry.kind, content, Extra::default()))
            }
            _ => self.clone(),
        }
    }
}
