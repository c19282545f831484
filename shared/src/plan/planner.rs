use std::borrow::Cow;
use std::sync::Arc;

use super::context::{CellRulings, Context, Lacks, Rulings};
use super::decide::Settings;
use super::lacks::{Needed, not_created};
use super::memory::Memory;
use super::outcome::Outcomes;
use super::result::{OrgPlan, Plan, Sources};
use super::spots::{SpotId, Spots};
use super::walk::Walk;
use super::{OrgView, PlanInput, PlanReport};
use crate::content::TreeError;
use crate::id::OrgId;
use crate::select::Selection;

/// The version of the planner's decisions and of their digests. A plan of another version is
/// another plan.
pub const PLANNER_VERSION: u32 = 3;

/// A plan and what it leaves out.
#[must_use]
#[derive(Debug, Clone)]
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// What the planner left out, assumed or could not know.
    pub report: PlanReport,
}

/// Decides what happens to every selected item in every destination, and remembers every subtree
/// that it met: after a change of the choices or of an org, only what the change touches is decided
/// again. What it remembers never changes what it decides.
#[derive(Debug, Default)]
pub struct Planner {
    spots: Arc<Spots>,
    outcomes: Arc<Outcomes>,
    memory: Memory,
    /// How much there was to remember after the last start from nothing.
    fresh: usize,
}

/// Decides what happens to every selected item in every destination, once; see [`Planner::plan`].
///
/// # Errors
///
/// When a node of one of the trees is missing: a plan is never made from half a read.
pub fn plan(input: &PlanInput<'_>) -> Result<Planned, TreeError> {
    Planner::default().plan(input)
}

impl Planner {
    /// Makes a plan. The same inputs, in any order and after whatever other plans, give the same
    /// plan and the same digest.
    ///
    /// A plan that was made earlier and still exists has to be copied first; drop it before.
    ///
    /// # Errors
    ///
    /// When a node of one of the trees is missing: a plan is never made from half a read.
    pub fn plan(&mut self, input: &PlanInput<'_>) -> Result<Planned, TreeError> {
        let plan = self.decide(input)?;
        let report = PlanReport::of(input, &plan)?;
        Ok(Planned { plan, report })
    }

    /// Makes a plan without a report; see [`Self::plan`]. It is for the edge, which plans again what
    /// somebody approved with the report in view, and refuses any plan with another hash: a report
    /// decides nothing, so no hash covers it, and there it would only make the Worker larger.
    ///
    /// # Errors
    ///
    /// When a node of one of the trees is missing: a plan is never made from half a read.
    pub fn decide(&mut self, input: &PlanInput<'_>) -> Result<Plan, TreeError> {
        let choices = input.choices;
        let needed = Needed::of(input.nodes, &input.source.root)?;
        let starts_anew = self.settle(input, &needed);
        let orgs = self.orgs(input, &needed)?;
        if starts_anew {
            self.fresh = self.outcomes.len();
        }
        let sources = Sources {
            nodes: input.nodes.clone(),
            spots: Arc::clone(&self.spots),
            outcomes: Arc::clone(&self.outcomes),
            facts: input.source.facts.clone(),
        };
        Ok(Plan::new(choices.clone(), sources, orgs))
    }

    /// Forgets everything where it doesn't hold any more, or where most of it is of no use any more.
    /// Says whether it did.
    fn settle(&mut self, input: &PlanInput<'_>, needed: &Needed) -> bool {
        const ROOM: usize = 10_000;
        let settings = Settings {
            options: input.choices.options,
            dependencies: input.choices.policy.dependencies,
            ambiguous_in_source: needed.ambiguous(&input.source.facts),
        };
        let is_full = self.outcomes.len() > 2 * self.fresh + ROOM;
        let holds =
            self.memory.settings == settings && self.memory.lineage == *input.nodes.lineage();
        let anew = !holds || is_full || self.outcomes.len() == 0;
        if anew {
            *self = Self {
                memory: Memory::new(settings, input.nodes.lineage().clone()),
                ..Self::default()
            };
        }
        anew
    }

    /// How many subtrees were decided, and how many outcomes there are.
    #[cfg(test)]
    pub(super) fn remembered(&self) -> (usize, usize) {
        (self.memory.subtrees.len(), self.outcomes.len())
    }

    fn orgs(
        &mut self,
        input: &PlanInput<'_>,
        needed: &Needed,
    ) -> Result<Vec<(OrgId, OrgPlan)>, TreeError> {
        let (choices, nodes) = (input.choices, input.nodes);
        let chosen = Chosen::all(input, Arc::make_mut(&mut self.spots))?;
        let outcomes = Arc::make_mut(&mut self.outcomes);
        let mut walk = Walk::new(nodes, &self.spots, outcomes, &mut self.memory);
        walk.memory.expect(nodes.folders());
        let common = Arc::new(Rulings::common(&choices.policy));
        let nothing = Arc::new(Lacks::default());
        // What most orgs have in common is looked up once.
        let usual = Context {
            rulings: Arc::clone(&common),
            lacks: Arc::clone(&nothing),
            cells: None,
        };
        let usual = walk.memory.add_context(usual, walk.outcomes);
        let mut orgs = Vec::with_capacity(chosen.len());
        for Chosen {
            view,
            selection,
            root,
        } in chosen
        {
            let rulings = Rulings::own(&choices.policy, &view.org, view.protected);
            let cells = CellRulings::new(&choices.policy, &view.org);
            let is_usual = rulings.is_none() && cells.is_none() && needed.is_empty();
            let rulings = rulings.map_or_else(|| Arc::clone(&common), Arc::new);
            let decide = |walk: &mut Walk<'_>, lacks: &Arc<Lacks>| {
                let context = if is_usual {
                    usual
                } else {
                    let context = Context {
                        rulings: Arc::clone(&rulings),
                        lacks: Arc::clone(lacks),
                        cells: cells.clone(),
                    };
                    walk.memory.add_context(context, walk.outcomes)
                };
                walk.root(root, &view.root, view.base.as_ref(), context)
            };
            let (mut lacks, mut awaited) = (Arc::clone(&nothing), Vec::new());
            if !needed.is_empty() {
                let found = needed.lacked_by(view, &selection, nodes)?;
                (lacks, awaited) = (Arc::new(found.lacks), found.awaited);
            }
            let mut root = decide(&mut walk, &lacks)?;
            let lacked = not_created(&awaited, root, walk.outcomes, &self.spots);
            if !lacked.is_empty() {
                // What becomes of tables and folders never depends on what the org lacks, so once
                // more is enough.
                Arc::make_mut(&mut lacks).lookups.extend(lacked);
                root = decide(&mut walk, &lacks)?;
            }
            let counts = walk.outcomes[root].counts;
            let plan = OrgPlan::new(root, view.root, lacks, counts);
            orgs.push((view.org.clone(), plan));
        }
        Ok(orgs)
    }
}

/// A destination and what is selected for it.
struct Chosen<'a> {
    view: &'a OrgView,
    selection: Cow<'a, Selection>,
    root: SpotId,
}

impl<'a> Chosen<'a> {
    fn all(input: &PlanInput<'a>, spots: &mut Spots) -> Result<Vec<Self>, TreeError> {
        let choices = input.choices;
        let mut select =
            |selection: &Selection| spots.select(input.nodes, &input.source.root, selection);
        let everywhere = select(&choices.selection)?;
        let mut chosen = Vec::with_capacity(input.targets.len());
        for view in input.targets {
            if !choices.destinations.holds(&view.org, &choices.source) {
                continue;
            }
            chosen.push(if choices.only.contains_key(&view.org) {
                let selection = choices.selection_for(&view.org);
                Self {
                    view,
                    root: select(&selection)?,
                    selection: Cow::Owned(selection),
                }
            } else {
                Self {
                    view,
                    root: everywhere,
                    selection: Cow::Borrowed(&choices.selection),
                }
            });
        }
        Ok(chosen)
    }
}
