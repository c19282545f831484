use thiserror::Error;

use super::digest::digest_org;
use super::{OrgRollback, RollbackCell, RollbackCounts, RollbackView};
use crate::content::{ItemKind, Nodes, TreeError};
use crate::id::{Digest, ItemPath, OrgId};
use crate::plan::Action;
use crate::select::{Edited, RollbackChoices};
use crate::sorted::sorted;

/// Something that is wrong with a rollback. One with findings must not be carried out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RollbackFinding {
    /// It is about another org.
    #[error("{0} is another org")]
    OtherOrg(OrgId),
    /// The cells aren't just the chosen ones that the push may have written, by path.
    #[error("the cells of {0} are not what was chosen")]
    WrongCells(OrgId),
    /// A cell doesn't say what was there before or is there now.
    #[error("{1} is not what the rollback says it is in {0}")]
    WrongContent(OrgId, ItemPath),
    /// Something would be removed that was there before the push or isn't as the push left it.
    #[error("{1} must not be removed from {0}")]
    MustStay(OrgId, ItemPath),
    /// Something would be written over that somebody changed, although the choices keep it.
    #[error("{1} was changed in {0} since the push")]
    Changed(OrgId, ItemPath),
    /// Something would be created where something is, or replaced where nothing is.
    #[error("the action for {1} in {0} doesn't fit")]
    WrongAction(OrgId, ItemPath),
    /// Something would be written where no folder is.
    #[error("{1} would have no folder in {0}")]
    NoParent(OrgId, ItemPath),
    /// Something would be written to a protected org.
    #[error("{0} is protected")]
    Protected(OrgId),
    /// The counts aren't those of the cells.
    #[error("the counts of {0} don't add up")]
    WrongCounts(OrgId),
    /// The digest isn't that of the cells.
    #[error("the digest of {0} doesn't fit")]
    WrongDigest(OrgId),
    /// A tree can't be read.
    #[error("a tree can't be read")]
    Tree(#[from] TreeError),
}

/// Everything under a root, by path: kind and content of each item, a folder's being its own.
type Flat = Vec<Held>;

struct Held {
    path: ItemPath,
    kind: ItemKind,
    content: Digest,
}

/// Goes over an org's rollback again, item by item and without the trees: nothing is removed but what
/// the push created and nobody changed since, nothing is written but what was there before, and all of it was
/// chosen.
pub fn check_rollback(
    view: &RollbackView,
    choices: &RollbackChoices,
    nodes: &Nodes,
    rollback: &OrgRollback,
) -> Vec<RollbackFinding> {
    let org = || rollback.org.clone();
    let (mut before, mut after, mut now) = (Flat::new(), Flat::new(), Flat::new());
    let trees = [
        (&mut before, Some(&view.before)),
        (&mut now, Some(&view.now)),
    ];
    let trees = trees.into_iter().chain([(&mut after, view.after.as_ref())]);
    for (flat, root) in trees {
        let Some(root) = root else { continue };
        if let Err(error) = flatten(nodes, root, &ItemPath::root(), flat) {
            return vec![error.into()];
        }
    }
    let by_path = |a: &Held, b: &Held| a.path.cmp(&b.path);
    let (before, now) = (sorted(before, by_path), sorted(now, by_path));
    let after = view.after.map(|_| sorted(after, by_path));
    let mut found = Vec::new();
    if rollback.org != view.org {
        found.push(RollbackFinding::OtherOrg(org()));
    }
    if !has_right_cells(view, choices, &rollback.cells) {
        found.push(RollbackFinding::WrongCells(org()));
    }
    if view.protected && rollback.cells.iter().any(|cell| cell.action.writes()) {
        found.push(RollbackFinding::Protected(org()));
    }
    let checker = Checker {
        view,
        edited: choices.edited,
        cells: &rollback.cells,
        before,
        after,
        now,
    };
    for cell in &rollback.cells {
        checker.check(cell, &mut found);
    }
    let counts: RollbackCounts = rollback.cells.iter().collect();
    if counts != rollback.counts || counts.cells() != rollback.cells.len() as u64 {
        found.push(RollbackFinding::WrongCounts(org()));
    }
    if digest_org(&view.org, &rollback.cells, &rollback.connections) != rollback.digest {
        found.push(RollbackFinding::WrongDigest(org()));
    }
    found
}

fn flatten(
    nodes: &Nodes,
    folder: &Digest,
    path: &ItemPath,
    flat: &mut Flat,
) -> Result<(), TreeError> {
    for entry in &nodes.get(folder)?.entries {
        let at = path.child(&entry.name);
        let mut content = entry.digest;
        if entry.kind == ItemKind::Folder {
            content = nodes.get(&entry.digest)?.own_digest();
            flatten(nodes, &entry.digest, &at, flat)?;
        }
        flat.push(Held {
            path: at,
            kind: entry.kind,
            content,
        });
    }
    Ok(())
}

fn has_right_cells(view: &RollbackView, choices: &RollbackChoices, cells: &[RollbackCell]) -> bool {
    let selection = choices.selection_for(&view.org);
    let chosen = view.written.iter();
    let chosen = chosen.filter(|written| selection.pick(&written.path).is_selected());
    let chosen = chosen
        .map(|written| (&written.path, written.kind))
        .collect();
    let listed = cells.iter().map(|cell| (&cell.path, cell.kind));
    sorted(chosen, Ord::cmp).into_iter().eq(listed)
}

struct Checker<'a> {
    view: &'a RollbackView,
    edited: Edited,
    /// By path.
    cells: &'a [RollbackCell],
    before: Flat,
    /// `None` where nothing was read.
    after: Option<Flat>,
    now: Flat,
}

impl Checker<'_> {
    fn check(&self, cell: &RollbackCell, found: &mut Vec<RollbackFinding>) {
        let mut find = |finding: fn(OrgId, ItemPath) -> RollbackFinding| {
            found.push(finding(self.view.org.clone(), cell.path.clone()));
        };
        let (before, now) = (at(&self.before, &cell.path), at(&self.now, &cell.path));
        let item = |found: &[Held]| match found {
            [held] if held.kind == cell.kind => Some(held.content),
            _ => None,
        };
        if item(before) != cell.before || item(now) != cell.now {
            find(RollbackFinding::WrongContent);
        }
        let mut written = self.view.written.iter();
        let written = written.find(|written| written.path == cell.path);
        let left = written.and_then(|written| written.left);
        let holds_left = |flat: &Flat| match left {
            None => at(flat, &cell.path).is_empty(),
            Some(_) => item(at(flat, &cell.path)) == left,
        };
        let is_as_pushed = holds_left(&self.now)
            && self.after.as_ref().is_none_or(holds_left)
            && written.is_some_and(|written| !written.failed);
        let is_as_read = written.is_some_and(|written| !written.failed)
            && item(now).is_some()
            && self.after.as_ref().map(|after| item(at(after, &cell.path))) == Some(item(now));
        let left_no_trace = match &self.after {
            None => written.is_some_and(|written| written.failed),
            Some(after) => {
                let after = at(after, &cell.path);
                after.len() == before.len() && item(after) == item(before)
            }
        };
        match cell.action {
            Action::Keep | Action::Nothing => return,
            Action::Remove => {
                let may_go = is_as_pushed || self.edited == Edited::Restore && is_as_read;
                let stays = !before.is_empty() || !may_go || left.is_none();
                if stays || !self.is_emptied(cell) {
                    find(RollbackFinding::MustStay);
                }
                return;
            }
            Action::Create if !now.is_empty() => find(RollbackFinding::WrongAction),
            Action::Replace if item(now).is_none() => find(RollbackFinding::WrongAction),
            Action::Create | Action::Replace => {}
        }
        if item(before).is_none() {
            find(RollbackFinding::WrongAction);
        }
        if !is_as_pushed && (self.edited == Edited::Keep || left_no_trace) {
            find(RollbackFinding::Changed);
        }
        if !self.has_folder(&cell.path) {
            find(RollbackFinding::NoParent);
        }
    }

    /// Whether everything directly in a folder is removed; what is further down is checked there.
    fn is_emptied(&self, folder: &RollbackCell) -> bool {
        let is_child = |held: &&Held| held.path.parent().as_ref() == Some(&folder.path);
        let start = self.now.partition_point(|held| held.path < folder.path);
        let below = self.now.iter().skip(start);
        let below = below.take_while(|held| folder.path.holds(&held.path));
        below.filter(is_child).all(|held| {
            let cell = self.cell(&held.path);
            cell.is_some_and(|cell| cell.action == Action::Remove)
        })
    }

    fn cell(&self, path: &ItemPath) -> Option<&RollbackCell> {
        let found = self.cells.binary_search_by(|cell| cell.path.cmp(path));
        found.ok().and_then(|place| self.cells.get(place))
    }

    fn has_folder(&self, path: &ItemPath) -> bool {
        let above = path.parent().unwrap_or_default();
        let cell = self.cell(&above);
        match at(&self.now, &above) {
            _ if above.is_root() => true,
            [held] if held.kind == ItemKind::Folder => {
                cell.is_none_or(|cell| cell.action != Action::Remove)
            }
            _ => cell
                .is_some_and(|cell| cell.kind == ItemKind::Folder && cell.action == Action::Create),
        }
    }
}

fn at<'a>(flat: &'a [Held], path: &ItemPath) -> &'a [Held] {
    let start = flat.partition_point(|held| held.path < *path);
    let end = flat.partition_point(|held| held.path <= *path);
    flat.get(start..end).unwrap_or_default()
}
