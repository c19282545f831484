use super::super::{Cell, ConnectionNeed, Counts, OrgPlan, OrgView, Plan, PlanInput};
use super::Finding;
use super::place::{Fault, Here, Reach, State};
use super::places::{Place, Places};
use crate::content::{ConnectionKey, Entry, ItemKind, TreeError};
use crate::id::ItemPath;
use crate::sorted::sorted;

/// The check of one org.
#[derive(Debug)]
pub(super) struct OrgCheck<'a> {
    pub(super) input: &'a PlanInput<'a>,
    pub(super) plan: &'a Plan,
    pub(super) target: &'a OrgView,
    pub(super) places: &'a Places<'a>,
}

impl<'a> OrgCheck<'a> {
    pub(super) fn new(
        input: &'a PlanInput<'a>,
        plan: &'a Plan,
        target: &'a OrgView,
        places: &'a Places<'a>,
    ) -> Self {
        Self {
            input,
            plan,
            target,
            places,
        }
    }

    /// Follows the places and the plan's cells side by side, both in the order of paths.
    pub(super) fn run(&self, part: &OrgPlan) -> Result<(), Finding> {
        let (plan, org) = (self.plan, || self.target.org.clone());
        let mut cells = plan.cells(&self.target.org);
        let mut states = Vec::with_capacity(self.places.all.len() + 1);
        states.push(self.top()?);
        let mut counts = Counts::default();
        let mut needed = Vec::new();
        for place in &self.places.all {
            let Some(above) = states.get(place.above) else {
                return Err(Finding::NoParent(org(), place.path.clone()));
            };
            let here = self.here(place, above);
            let mut cell = None;
            if !here.is_passed_through() {
                let found = self.expect(cells.next(), &place.path)?;
                here.verify(&found)
                    .map_err(|fault| self.finding(fault, &place.path))?;
                counts.add(&found);
                needed.extend(here.connections(&found));
                cell = Some(found);
            }
            let state = here.below(cell.as_ref())?;
            states.push(state);
        }
        if let Some((path, _)) = cells.next() {
            return Err(Finding::NotSelected(org(), path));
        }
        if counts != part.counts {
            return Err(Finding::WrongCounts(org()));
        }
        if self.has_needs(needed, &plan.connections(&self.target.org)) {
            Ok(())
        } else {
            Err(Finding::WrongConnections(org()))
        }
    }

    fn top(&self) -> Result<State<'a>, TreeError> {
        let nodes = self.input.nodes;
        let base = self.target.base.as_ref();
        let base = base.map(|base| nodes.get(base)).transpose()?;
        let target = nodes.get(&self.target.root)?;
        Ok(State::new(Reach::There(target), base.map(|base| &**base)))
    }

    fn here<'b>(&'b self, place: &'b Place<'a>, above: &'b State<'a>) -> Here<'a, 'b> {
        let name = &place.entry.name;
        let target: &[Entry] = match above.reach {
            Reach::There(folder) => folder.named(name),
            _ => &[],
        };
        let base = match above.base.map(|base| base.named(name)) {
            Some([one]) => Some(one),
            _ => None,
        };
        Here {
            org: self,
            place,
            above,
            target,
            base,
        }
    }

    fn expect(&self, next: Option<(ItemPath, Cell)>, path: &ItemPath) -> Result<Cell, Finding> {
        let org = self.target.org.clone();
        match next {
            Some((found, cell)) if found == *path => Ok(cell),
            Some((found, _)) if found < *path => Err(Finding::NotSelected(org, found)),
            _ => Err(Finding::CellMissing(org, path.clone())),
        }
    }

    fn has_needs(&self, needed: Vec<&ConnectionKey>, planned: &[ConnectionNeed]) -> bool {
        let holds = |need: &ConnectionNeed| {
            let is_there = self.target.facts.matching(&need.key).next().is_some();
            let mut sources = self.input.source.facts.matching(&need.key);
            match need.create {
                None => is_there,
                Some(created) => !is_there && sources.any(|fact| fact.definition == created),
            }
        };
        let mut needed = sorted(needed, Ord::cmp);
        needed.dedup();
        needed.into_iter().eq(planned.iter().map(|need| &need.key)) && planned.iter().all(holds)
    }

    fn finding(&self, fault: Fault, path: &ItemPath) -> Finding {
        let (org, path) = (self.target.org.clone(), path.clone());
        match fault {
            Fault::Content => Finding::WrongContent(org, path),
            Fault::Class => Finding::WrongClass(org, path),
            Fault::Action => Finding::WrongAction(org, path),
            Fault::Reason => Finding::WrongReason(org, path),
            Fault::Stripping => Finding::WrongStripping(org, path),
            Fault::Parent => Finding::NoParent(org, path),
            Fault::Tree(error) => Finding::Tree(error),
        }
    }

    /// Whether the target has a lookup table at `path`.
    pub(super) fn target_has_lookup(&self, path: &ItemPath) -> Result<bool, TreeError> {
        let there = self.input.nodes.find(&self.target.root, path)?;
        Ok(there.iter().any(|entry| entry.kind == ItemKind::Lookup))
    }
}
