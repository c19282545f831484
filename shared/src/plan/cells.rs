//! The cells of a plan, found in its outcomes and the trees.

use super::result::Sources;
use super::row::{OutcomeId, Row, VerdictId};
use super::spots::{Spot, SpotId};
use super::{Cell, Class, Plan};
use crate::content::{Entry, FolderNode, ItemKind};
use crate::id::{Digest, ItemPath, OrgId};
use crate::select::Options;

/// What a target has at a place, as far as it matters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) spot: SpotId,
    pub(super) row: Row,
    /// The one item of the name, below folders that are folders in both.
    pub(super) target: Option<&'a Entry>,
}

impl Plan {
    /// One cell; `None` where the plan decides nothing.
    pub fn cell(&self, org: &OrgId, path: &ItemPath) -> Option<Cell> {
        let org = self.org(org)?;
        let spots = &self.sources.spots;
        let mut place = None;
        let mut outcome = org.root;
        let mut folder = self.node(&org.target);
        for (depth, name) in path.names().iter().enumerate() {
            let outcomes = &self.sources.outcomes;
            let children = &spots[outcomes[outcome].spot].children;
            let found = children
                .binary_search_by(|id| spots[*id].entry.name.cmp(name))
                .ok()?;
            let here = Place {
                spot: *children.get(found)?,
                row: outcomes.rows(outcome).nth(found)?,
                target: folder.and_then(|folder| folder.only(name)),
            };
            place = Some(here);
            match here.row {
                Row::Folder(below) => outcome = below,
                Row::Leaf(_) if depth + 1 < path.names().len() => return None,
                Row::Leaf(_) => {}
            }
            folder = self.folder_at(here);
        }
        self.cell_at(place?)
    }

    /// The cells of an org with their paths, each folder before what is in it.
    pub fn cells(&self, org: &OrgId) -> Cells<'_> {
        let mut cells = Cells {
            plan: self,
            open: Vec::new(),
        };
        if let Some(org) = self.org(org) {
            let path = ItemPath::root();
            cells.open_folder(&path, org.root, self.node(&org.target));
        }
        cells
    }

    /// The options for an item with this verdict.
    pub(super) fn options_under(&self, verdict: VerdictId) -> Options {
        let options = self.choices.options;
        if self.sources.outcomes[verdict].stripped {
            options.without_schedules()
        } else {
            options
        }
    }

    pub(super) fn cell_at(&self, place: Place<'_>) -> Option<Cell> {
        let spot = &self.sources.spots[place.spot];
        let id = match place.row {
            Row::Leaf(verdict) => verdict,
            Row::Folder(outcome) => self.sources.outcomes[outcome].own?,
        };
        let verdict = &self.sources.outcomes[id];
        let options = self.options_under(id);
        // What is replaced is lost as a whole, so only what stays is compared without schedules.
        let compared = match verdict.class {
            Class::Same => options,
            _ => Options::default(),
        };
        Some(Cell {
            kind: spot.entry.kind,
            action: verdict.action,
            class: verdict.class,
            reason: verdict.reason.clone(),
            stripped: verdict.stripped,
            source: self.held(&spot.entry, options),
            target: place.target.map(|entry| self.held(entry, compared)),
        })
    }

    /// What an entry holds under the options.
    fn held(&self, entry: &Entry, options: Options) -> Digest {
        let folder = (entry.kind == ItemKind::Folder).then(|| self.node(&entry.digest));
        let own = folder.flatten().map(FolderNode::own_digest);
        own.unwrap_or_else(|| entry.content(options))
    }

    /// The target's folder at a place, if what is in it counts.
    pub(super) fn folder_at<'a>(&'a self, place: Place<'a>) -> Option<&'a FolderNode> {
        let spot: &Spot = &self.sources.spots[place.spot];
        let counts = spot.folder.is_some();
        let folder = place
            .target
            .filter(|entry| counts && entry.kind == ItemKind::Folder)?;
        self.node(&folder.digest)
    }

    pub(super) fn node(&self, digest: &Digest) -> Option<&FolderNode> {
        // Every node that a plan met was there.
        self.sources.nodes.get(digest).ok().map(|node| &**node)
    }

    /// The places below a folder.
    pub(super) fn below<'a>(
        &'a self,
        outcome: OutcomeId,
        folder: Option<&'a FolderNode>,
    ) -> impl DoubleEndedIterator<Item = Place<'a>> {
        let Sources {
            outcomes, spots, ..
        } = &self.sources;
        let children = &spots[outcomes[outcome].spot].children;
        let pairs = children.iter().zip(outcomes.rows(outcome));
        pairs.map(move |(spot, row)| Place {
            spot: *spot,
            row,
            target: folder.and_then(|folder| folder.only(&spots[*spot].entry.name)),
        })
    }
}

/// Walks the cells of one org; see [`Plan::cells`].
#[derive(Debug)]
pub struct Cells<'a> {
    plan: &'a Plan,
    open: Vec<(ItemPath, Place<'a>)>,
}

impl<'a> Cells<'a> {
    fn open_folder(&mut self, path: &ItemPath, outcome: OutcomeId, folder: Option<&'a FolderNode>) {
        let spots = &self.plan.sources.spots;
        for place in self.plan.below(outcome, folder).rev() {
            let path = path.child(&spots[place.spot].entry.name);
            self.open.push((path, place));
        }
    }
}

impl Iterator for Cells<'_> {
    type Item = (ItemPath, Cell);

    fn next(&mut self) -> Option<Self::Item> {
        while let Some((path, place)) = self.open.pop() {
            if let Row::Folder(outcome) = place.row {
                self.open_folder(&path, outcome, self.plan.folder_at(place));
            }
            if let Some(cell) = self.plan.cell_at(place) {
                return Some((path, cell));
            }
        }
        None
    }
}
