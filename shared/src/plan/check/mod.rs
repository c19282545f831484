//! The plan check: goes over a finished plan by other means than the planner's, org by org and place
//! by place, without memory of what was decided elsewhere, and holds every cell to the world.

mod finding;
mod obstacles;
mod org;
mod place;
mod places;
mod references;
mod relation;

pub use finding::Finding;

use org::OrgCheck;
use places::Places;

use super::{Counts, OrgView, Plan, PlanInput};
use crate::content::TreeError;

/// Checks a finished plan against what it was made from. An empty list says that the plan may be
/// carried out. At most one thing is found per org: a plan with findings is of no use anyway.
pub fn check(input: &PlanInput<'_>, plan: &Plan) -> Vec<Finding> {
    let checker = Checker::new(input, plan);
    let mut findings = checker.whole();
    findings.extend(
        input
            .targets
            .iter()
            .filter_map(|target| checker.org(target)),
    );
    findings
}

/// Checks one org after the other, where somebody wants to do other things in between.
#[derive(Debug)]
pub struct Checker<'a> {
    input: &'a PlanInput<'a>,
    plan: &'a Plan,
    /// What is selected for every org that `only` doesn't name.
    places: Result<Places<'a>, TreeError>,
}

impl<'a> Checker<'a> {
    /// A checker of `plan`, which was made from `input`.
    pub fn new(input: &'a PlanInput<'a>, plan: &'a Plan) -> Self {
        Self {
            input,
            plan,
            places: Places::of(input, &input.choices.selection),
        }
    }

    /// What is wrong with the plan as a whole, whatever is in its orgs.
    pub fn whole(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let choices = self.input.choices;
        if self.plan.choices() != choices {
            findings.push(Finding::OtherChoices);
        }
        let mut counts = Counts::default();
        for (org, part) in self.plan.orgs() {
            counts += part.counts;
            if !choices.destinations.holds(org, &choices.source) {
                findings.push(Finding::NotADestination(org.clone()));
            }
        }
        if counts != self.plan.counts() {
            findings.push(Finding::WrongTotal);
        }
        findings
    }

    /// What is wrong in one org; orgs that are no destination are passed over.
    pub fn org(&self, target: &OrgView) -> Option<Finding> {
        let choices = self.input.choices;
        if !choices.destinations.holds(&target.org, &choices.source) {
            return None;
        }
        let Some(part) = self.plan.org(&target.org) else {
            return Some(Finding::OrgMissing(target.org.clone()));
        };
        let run =
            |places: &Places<'_>| OrgCheck::new(self.input, self.plan, target, places).run(part);
        let result = if choices.only.contains_key(&target.org) {
            let selection = choices.selection_for(&target.org);
            Places::of(self.input, &selection)
                .map_err(Finding::from)
                .and_then(|places| run(&places))
        } else {
            match &self.places {
                Ok(places) => run(places),
                Err(error) => Err(error.clone().into()),
            }
        };
        result.err()
    }
}
