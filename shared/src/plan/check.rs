use thiserror::Error;

use super::{Action, Cell, Class, Counts, OrgPlan, OrgView, Plan, PlanInput, Reason};
use crate::content::{Entry, ItemKind, TreeError};
use crate::id::{Digest, ItemPath, OrgId};
use crate::select::{Pick, Selection};

/// Something that is wrong with a plan. A plan with findings must not be carried out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Finding {
    /// An org of the plan is no destination.
    #[error("{0} is not a destination")]
    NotADestination(OrgId),
    /// A destination that was read is missing.
    #[error("{0} is a destination and not in the plan")]
    OrgMissing(OrgId),
    /// A cell lies outside the selection.
    #[error("{1} is not selected for {0}")]
    NotSelected(OrgId, ItemPath),
    /// A selected item has no cell.
    #[error("{1} has no cell in {0}")]
    CellMissing(OrgId, ItemPath),
    /// A cell doesn't say what the source or the target holds.
    #[error("{1} is not what the plan says it is in {0}")]
    WrongContent(OrgId, ItemPath),
    /// A cell's action doesn't fit its class or what is there.
    #[error("the action for {1} in {0} doesn't fit")]
    WrongAction(OrgId, ItemPath),
    /// An item would be written where no folder is.
    #[error("{1} would have no folder in {0}")]
    NoParent(OrgId, ItemPath),
    /// The counts don't add up.
    #[error("the counts of {0} don't add up")]
    WrongCounts(OrgId),
    /// A tree can't be read.
    #[error("a tree can't be read")]
    Tree(#[from] TreeError),
}

/// Goes over a finished plan by other means than the planner's: org by org and path by path, without
/// memory of what was decided elsewhere. An empty list says that the plan may be carried out.
pub fn check(input: &PlanInput<'_>, plan: &Plan) -> Vec<Finding> {
    let choices = input.choices;
    let mut findings = Vec::new();
    for (org, _) in plan.orgs() {
        if !choices.destinations.holds(org, &choices.source) {
            findings.push(Finding::NotADestination(org.clone()));
        }
    }
    for target in input.targets {
        if !choices.destinations.holds(&target.org, &choices.source) {
            continue;
        }
        match plan.org(&target.org) {
            None => findings.push(Finding::OrgMissing(target.org.clone())),
            Some(org_plan) => {
                let checker = OrgCheck {
                    input,
                    plan,
                    target,
                };
                if let Err(finding) = checker.run(org_plan) {
                    findings.push(finding);
                }
            }
        }
    }
    findings
}

struct OrgCheck<'a> {
    input: &'a PlanInput<'a>,
    plan: &'a Plan,
    target: &'a OrgView,
}

impl OrgCheck<'_> {
    fn run(&self, org_plan: &OrgPlan) -> Result<(), Finding> {
        let org = &self.target.org;
        let selection = self.input.choices.selection_for(org);
        let mut counts = Counts::default();
        for (path, cell) in self.plan.cells(org) {
            counts.add(&cell);
            self.cell(&path, &cell, &selection)?;
        }
        if counts != org_plan.counts {
            return Err(Finding::WrongCounts(org.clone()));
        }
        self.complete(&ItemPath::root(), &self.input.source.root, &selection)
    }

    fn cell(&self, path: &ItemPath, cell: &Cell, selection: &Selection) -> Result<(), Finding> {
        let org = || self.target.org.clone();
        let needed = cell.reason == Reason::FolderNeeded || cell.class == Class::Blocked;
        match selection.pick(path) {
            Pick::Whole => {}
            Pick::Part if needed => {}
            Pick::Part | Pick::None => return Err(Finding::NotSelected(org(), path.clone())),
        }
        let source = self.input.nodes.find(&self.input.source.root, path)?;
        let there = self.input.nodes.find(&self.target.root, path)?;
        if cell.class != Class::Blocked {
            let held = |entries: &[Entry]| self.held(entries);
            if held(source)? != Some(cell.source) || held(there)? != cell.target {
                return Err(Finding::WrongContent(org(), path.clone()));
            }
        }
        let fits = match (cell.class, cell.action) {
            (Class::New, Action::Create) => there.is_empty(),
            (Class::Same, Action::Nothing) => cell.target == Some(cell.source),
            (Class::Unknown, Action::Replace) => {
                cell.target.is_some_and(|target| target != cell.source)
                    && matches!(there, [one] if one.kind == cell.kind)
            }
            (Class::Blocked, Action::Nothing) => true,
            _ => false,
        };
        if !fits {
            return Err(Finding::WrongAction(org(), path.clone()));
        }
        if cell.action != Action::Nothing && !self.has_parent(path)? {
            return Err(Finding::NoParent(org(), path.clone()));
        }
        Ok(())
    }

    /// What a place holds, if it is unambiguous.
    fn held(&self, entries: &[Entry]) -> Result<Option<Digest>, TreeError> {
        Ok(match entries {
            [entry] if entry.kind == ItemKind::Folder => {
                Some(self.input.nodes.get(&entry.digest)?.own_digest())
            }
            [entry] => Some(entry.content(self.input.choices.options)),
            _ => None,
        })
    }

    fn has_parent(&self, path: &ItemPath) -> Result<bool, TreeError> {
        let Some(parent) = path.parent().filter(|parent| !parent.is_root()) else {
            return Ok(true);
        };
        let there = self.input.nodes.find(&self.target.root, &parent)?;
        let is_there = matches!(there, [one] if one.kind == ItemKind::Folder);
        let is_made = self
            .plan
            .cell(&self.target.org, &parent)
            .is_some_and(|cell| cell.kind == ItemKind::Folder && cell.action == Action::Create);
        Ok(is_there || is_made)
    }

    /// Every selected item of the source has a cell.
    fn complete(
        &self,
        path: &ItemPath,
        folder: &Digest,
        selection: &Selection,
    ) -> Result<(), Finding> {
        let node = self.input.nodes.get(folder)?.clone();
        for entry in &node.entries {
            let path = path.child(&entry.name);
            let pick = selection.pick(&path);
            if pick == Pick::Whole && self.plan.cell(&self.target.org, &path).is_none() {
                return Err(Finding::CellMissing(self.target.org.clone(), path));
            }
            let unique = node.named(&entry.name).len() == 1;
            if pick != Pick::None && entry.kind == ItemKind::Folder && unique {
                self.complete(&path, &entry.digest, selection)?;
            }
        }
        Ok(())
    }
}
