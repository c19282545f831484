use serde::{Deserialize, Serialize};

use super::warn;
use crate::content::{ConnectionKey, Entry, ItemKind, Nodes, TreeError};
use crate::id::{Digest, ItemName, ItemPath, OrgId};
use crate::plan::{Action, Class, ConnectionNeed, Dependency, Plan};
use crate::select::Options;

/// One org's part of a plan, complete enough to carry it out: it is stored and sent, so it has a
/// version of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrgOrder {
    pub(super) version: u8,
    /// What travels with the items.
    pub options: Options,
    /// Every cell, each folder before what is in it.
    pub cells: Vec<OrderCell>,
    /// The connections that the written items need.
    pub connections: Vec<ConnectionNeed>,
    /// Set where it takes a push back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takes_back: Option<TakesBack>,
}

/// What an order that takes a push back has to know. What it restores isn't what Orgcast wrote there,
/// unless it was so before that push.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TakesBack {
    /// The root of the org's base before that push; `None` where it had none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Digest>,
}

/// One cell of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderCell {
    /// Which item.
    pub path: ItemPath,
    /// What it is.
    pub kind: ItemKind,
    /// What to do.
    pub action: Action,
    /// What the target must hold afterwards; see [`crate::plan::Cell::source`]. `None` where nothing
    /// is to be left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Digest>,
    /// What the target must hold before: all of it where something is written; see
    /// [`crate::plan::Cell::target`].
    pub target: Option<Digest>,
    /// The title of a dashboard where it isn't its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<ItemName>,
    /// Whether its schedule, or a dashboard's report schedules, are left out; see
    /// [`crate::plan::Cell::stripped`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stripped: bool,
    /// The body to write; `None` for a folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Digest>,
    /// The connections that the body refers to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub connections: Vec<ConnectionKey>,
    /// A folder's description.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Why a blocked item can't be pushed; empty for any other.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub blocked: String,
    /// What a person should know once it is written; see [`CellRecord::warnings`].
    ///
    /// [`CellRecord::warnings`]: crate::history::CellRecord::warnings
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// See [`CellRecord::for_items`].
    ///
    /// [`CellRecord::for_items`]: crate::history::CellRecord::for_items
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub for_items: bool,
}

impl OrderCell {
    /// Takes over what is to be written here: an item with its title and the connections that it
    /// needs, or a folder's description.
    pub(super) fn take_over(
        &mut self,
        entry: &Entry,
        nodes: &Nodes,
        options: Options,
    ) -> Result<(), TreeError> {
        if entry.kind == ItemKind::Folder {
            let folder = nodes.get(&entry.digest)?;
            self.description.clone_from(&folder.description);
            return Ok(());
        }
        self.body = Some(entry.digest);
        self.title = entry.title().cloned();
        if !self.stripped {
            self.connections.extend(entry.connections(options).cloned());
        }
        Ok(())
    }

    /// What travels with this item.
    pub(super) fn options(&self, options: Options) -> Options {
        if self.stripped {
            options.without_schedules()
        } else {
            options
        }
    }
}

impl OrgOrder {
    pub(super) const VERSION: u8 = 5;

    /// What a plan says for one org. `nodes` and `source_root` are those it was made from.
    pub fn new(
        plan: &Plan,
        org: &OrgId,
        nodes: &Nodes,
        source_root: &Digest,
    ) -> Result<Self, TreeError> {
        let open = plan.dependencies(org).into_iter();
        let open: Vec<Dependency> = open.filter(Dependency::is_open).collect();
        let selection = plan.choices().selection_for(org);
        let mut cells = Vec::new();
        for (path, cell) in plan.cells(org) {
            let mut order = OrderCell {
                kind: cell.kind,
                action: cell.action,
                source: Some(cell.source),
                target: cell.target,
                title: None,
                stripped: cell.stripped,
                body: None,
                connections: Vec::new(),
                description: String::new(),
                blocked: String::new(),
                warnings: Vec::new(),
                for_items: !selection.selects(&path),
                path,
            };
            if cell.class == Class::Blocked {
                order.blocked = cell.reason.sentence();
            } else if let [entry] = nodes.find(source_root, &order.path)? {
                order.take_over(entry, nodes, plan.choices().options)?;
                let options = order.options(plan.choices().options);
                order.warnings = warn::of_cell(&cell, entry, options, &open);
            }
            cells.push(order);
        }
        Ok(Self {
            version: Self::VERSION,
            options: plan.choices().options,
            cells,
            connections: plan.connections(org),
            takes_back: None,
        })
    }

    /// The cells that something is written to.
    pub fn writes(&self) -> impl Iterator<Item = &OrderCell> {
        self.cells.iter().filter(|cell| cell.action.writes())
    }

    /// Where the cell of this path is among the cells: folders come before what is in them, which is
    /// the order of paths.
    pub(super) fn place(&self, path: &ItemPath) -> Option<usize> {
        self.cells.binary_search_by(|cell| cell.path.cmp(path)).ok()
    }

    /// Whether there is a cell at `path` or below it.
    pub(super) fn reaches(&self, path: &ItemPath) -> bool {
        self.below(path).next().is_some()
    }

    /// The cells at `path` and below it.
    pub(super) fn below(&self, path: &ItemPath) -> impl Iterator<Item = &OrderCell> {
        let first = self.cells.partition_point(|cell| cell.path < *path);
        let cells = self.cells.get(first..).unwrap_or_default().iter();
        cells.take_while(move |cell| path.holds(&cell.path))
    }

    /// The connections that the plan says are to be created.
    pub fn created_connections(&self) -> impl Iterator<Item = &ConnectionKey> {
        let created = self.connections.iter().filter(|need| need.create.is_some());
        created.map(|need| &need.key)
    }

    /// Whether this version of Orgcast can carry the order out.
    pub fn is_current(&self) -> bool {
        self.version == Self::VERSION
    }
}
