use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::context::{CellRulings, Context, Rulings};
use super::decide::Settings;
use super::lacks::Needed;
use super::memory::Memory;
use super::outcome::Outcomes;
use super::result::{OrgPlan, Plan, Sources};
use super::spots::{SpotId, Spots, not_in_source};
use super::walk::Walk;
use super::{OrgView, PlanInput, PlanReport};
use crate::content::TreeError;
use crate::id::OrgId;
use crate::select::{Destinations, Selection};

/// The version of the planner's decisions and of their digests. A plan of another version is
/// another plan.
pub const PLANNER_VERSION: u32 = 2;

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
        let choices = input.choices;
        let needed = Needed::of(input.nodes, &input.source.root)?;
        let starts_anew = self.settle(input, &needed);
        let orgs = self.orgs(input, &needed)?;
        if starts_anew {
            self.fresh = self.outcomes.len();
        }
        let mut report = PlanReport {
            not_in_source: not_in_source(input.nodes, &input.source.root, &choices.selection)?,
            ..PlanReport::default()
        };
        if let Destinations::These { orgs: wanted } = &choices.destinations {
            let unread = |org: &&_| **org != choices.source && !orgs.contains_key(*org);
            report.unread = wanted.iter().filter(unread).cloned().collect();
        }
        for view in input
            .targets
            .iter()
            .filter(|view| orgs.contains_key(&view.org))
        {
            report.reads.insert(view.org.clone(), view.taken_at);
            if view.base.is_none() {
                report.without_base.insert(view.org.clone());
            }
        }
        report
            .reads
            .insert(input.source.org.clone(), input.source.taken_at);
        let sources = Sources {
            nodes: input.nodes.clone(),
            spots: Arc::clone(&self.spots),
            outcomes: Arc::clone(&self.outcomes),
            definitions: Sources::definitions(&input.source.facts),
        };
        Ok(Planned {
            plan: Plan::new(choices.clone(), sources, orgs),
            report,
        })
    }

    /// Forgets everything where it doesn't hold any more, or where most of it is of no use any more.
    /// Says whether it did.
    fn settle(&mut self, input: &PlanInput<'_>, needed: &Needed) -> bool {
        const ROOM: usize = 10_000;
        let settings = Settings {
            options: input.choices.options,
            missing: input.choices.policy.missing,
            ambiguous_in_source: needed.ambiguous(&input.source.facts),
        };
        let is_full = self.outcomes.len() > 2 * self.fresh + ROOM;
        let anew = self.memory.settings != settings || is_full || self.outcomes.len() == 0;
        if anew {
            *self = Self {
                memory: Memory::new(settings),
                ..Self::default()
            };
        }
        anew
    }

    fn orgs(
        &mut self,
        input: &PlanInput<'_>,
        needed: &Needed,
    ) -> Result<BTreeMap<OrgId, OrgPlan>, TreeError> {
        let (choices, nodes) = (input.choices, input.nodes);
        let chosen = Chosen::all(input, Arc::make_mut(&mut self.spots))?;
        let mut walk = Walk {
            nodes,
            spots: &self.spots,
            outcomes: Arc::make_mut(&mut self.outcomes),
            memory: &mut self.memory,
        };
        let mut orgs = BTreeMap::new();
        for Chosen {
            view,
            selection,
            root,
        } in chosen
        {
            let lacks = Arc::new(needed.lacked_by(view, &selection, nodes)?);
            let context = Context {
                rulings: Arc::new(Rulings::new(&choices.policy, &view.org, view.protected)),
                lacks: Arc::clone(&lacks),
                cells: CellRulings::new(&choices.policy, &view.org),
            };
            let context = walk.memory.add_context(context, walk.outcomes);
            let root = walk.root(root, &view.root, view.base.as_ref(), context)?;
            let counts = walk.outcomes[root].counts;
            let plan = OrgPlan::new(root, view.root, lacks, counts);
            orgs.insert(view.org.clone(), plan);
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
