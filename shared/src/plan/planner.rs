use std::collections::{BTreeMap, BTreeSet};

use super::decide::{Needs, There, decide};
use super::outcome::{OutcomeId, Outcomes};
use super::result::{ConnectionNeed, OrgPlan, Plan};
use super::source::{SelectedSource, Spot, SpotId, not_in_source};
use super::{Action, OrgView, PlanInput, PlanReport};
use crate::content::{ConnectionKey, Facts, FolderNode, ItemKind, Nodes, TreeError};
use crate::id::Digest;
use crate::select::{Destinations, Options, Selection};

/// The version of the planner's decisions and of their digests. A plan of another version is
/// another plan.
pub const PLANNER_VERSION: u32 = 1;

/// A plan and what it leaves out.
#[must_use]
#[derive(Debug, Clone)]
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// What the planner had to leave out.
    pub report: PlanReport,
}

/// Decides what happens to every selected item in every destination.
///
/// The same inputs, in any order, give the same plan and the same digest.
///
/// # Errors
///
/// When a node of one of the trees is missing: a plan is never made from half a read.
pub fn plan(input: &PlanInput<'_>) -> Result<Planned, TreeError> {
    let choices = input.choices;
    let mut walks = Walks {
        input,
        by_selection: Vec::new(),
        outcomes: Outcomes::default(),
    };
    let mut orgs = BTreeMap::new();
    for target in input.targets {
        if choices.destinations.holds(&target.org, &choices.source) {
            orgs.insert(target.org.clone(), walks.org(target)?);
        }
    }
    let mut report = PlanReport {
        unread: Vec::new(),
        not_in_source: not_in_source(input.nodes, &input.source.root, &choices.selection)?,
    };
    if let Destinations::These { orgs: wanted } = &choices.destinations {
        let unread = |org: &&_| **org != choices.source && !orgs.contains_key(*org);
        report.unread = wanted.iter().filter(unread).cloned().collect();
    }
    Ok(Planned {
        plan: Plan::new(choices.clone(), walks.outcomes, orgs),
        report,
    })
}

/// One walk per distinct selection; without per-org restrictions there is just one.
struct Walks<'a> {
    input: &'a PlanInput<'a>,
    by_selection: Vec<(Selection, Walk<'a>)>,
    outcomes: Outcomes,
}

impl Walks<'_> {
    fn org(&mut self, target: &OrgView) -> Result<OrgPlan, TreeError> {
        let selection = self.input.choices.selection_for(&target.org);
        let mut known = self.by_selection.iter_mut();
        let root = if let Some((_, walk)) = known.find(|(of, _)| *of == selection) {
            walk.root(target, &mut self.outcomes)?
        } else {
            let mut walk = Walk::new(self.input, &selection)?;
            let root = walk.root(target, &mut self.outcomes)?;
            self.by_selection.push((selection, walk));
            root
        };
        let used = self.outcomes.get(root).map(|root| root.connections.clone());
        let connections = used
            .unwrap_or_default()
            .into_iter()
            .map(|key| ConnectionNeed::new(key, &self.input.source.facts, &target.facts))
            .collect();
        Ok(OrgPlan::new(&target.org, root, connections, &self.outcomes))
    }
}

/// Decides a selection against one target after the other, and remembers every subtree.
struct Walk<'a> {
    nodes: &'a Nodes,
    options: Options,
    source: SelectedSource,
    top: Vec<SpotId>,
    /// The connections that some selected item refers to: the only facts that matter.
    referred: BTreeSet<ConnectionKey>,
    /// Those among them that the source has twice.
    ambiguous_in_source: Vec<ConnectionKey>,
    /// The distinct sets of those among them that some target has twice.
    facts: Vec<Vec<ConnectionKey>>,
    memo: BTreeMap<MemoKey, OutcomeId>,
}

/// The facts about one target that matter.
#[derive(Clone, Copy)]
struct Seen<'a> {
    id: FactsId,
    ambiguous: &'a [ConnectionKey],
}

/// What the decision on a subtree depends on.
type MemoKey = (SpotId, ThereKey, FactsId);

/// Numbers the distinct facts that matter; see [`Walk::facts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct FactsId(usize);

/// [`There`], by digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ThereKey {
    Unreachable,
    Nothing,
    One(ItemKind, Digest, Option<Digest>),
    Several,
}

impl<'a> Walk<'a> {
    fn new(input: &PlanInput<'a>, selection: &Selection) -> Result<Self, TreeError> {
        let (source, top) = SelectedSource::new(input.nodes, &input.source.root, selection)?;
        let mut walk = Self {
            nodes: input.nodes,
            options: input.choices.options,
            source,
            top,
            referred: BTreeSet::new(),
            ambiguous_in_source: Vec::new(),
            facts: Vec::new(),
            memo: BTreeMap::new(),
        };
        walk.referred = walk.connections_below(&walk.top);
        walk.ambiguous_in_source = ambiguous(&input.source.facts, &walk.referred);
        Ok(walk)
    }

    fn connections_below(&self, spots: &[SpotId]) -> BTreeSet<ConnectionKey> {
        let mut found = BTreeSet::new();
        for spot in spots.iter().filter_map(|id| self.source.get(*id)) {
            found.extend(spot.entry.connections(self.options).cloned());
            found.extend(self.connections_below(&spot.children));
        }
        found
    }

    fn root(&mut self, target: &OrgView, outcomes: &mut Outcomes) -> Result<OutcomeId, TreeError> {
        let ambiguous = ambiguous(&target.facts, &self.referred);
        let known = self.facts.iter().position(|facts| *facts == ambiguous);
        let id = FactsId(known.unwrap_or(self.facts.len()));
        if known.is_none() {
            self.facts.push(ambiguous.clone());
        }
        let seen = Seen {
            id,
            ambiguous: &ambiguous,
        };
        let folder = self.nodes.get(&target.root)?;
        let top = self.top.clone();
        let children = self.below(&top, Some(folder), There::Nothing, seen, outcomes)?;
        Ok(outcomes.insert(None, None, children, Vec::new()))
    }

    /// Decides the places below a folder: of `folder` where the target has it, else all of them as
    /// `otherwise` says.
    fn below(
        &mut self,
        spots: &[SpotId],
        folder: Option<&FolderNode>,
        otherwise: There<'_>,
        seen: Seen<'_>,
        outcomes: &mut Outcomes,
    ) -> Result<Vec<OutcomeId>, TreeError> {
        let nodes = self.nodes;
        let mut decided = Vec::with_capacity(spots.len());
        for id in spots {
            let Some(spot) = self.source.get(*id) else {
                continue;
            };
            let there = match folder.map(|folder| folder.named(&spot.entry.name)) {
                None => otherwise,
                Some([]) => There::Nothing,
                Some([entry]) if entry.kind == ItemKind::Folder => {
                    There::One(entry, Some(nodes.get(&entry.digest)?))
                }
                Some([entry]) => There::One(entry, None),
                Some(_) => There::Several,
            };
            decided.push(self.place(*id, there, seen, outcomes)?);
        }
        Ok(decided)
    }

    fn place(
        &mut self,
        id: SpotId,
        there: There<'_>,
        seen: Seen<'_>,
        outcomes: &mut Outcomes,
    ) -> Result<OutcomeId, TreeError> {
        let key = (id, ThereKey::of(there), seen.id);
        if let Some(known) = self.memo.get(&key) {
            return Ok(*known);
        }
        let Some(spot) = self.source.get(id) else {
            return Ok(outcomes.insert(None, None, Vec::new(), Vec::new()));
        };
        let cell = decide(
            spot,
            there,
            &Needs {
                ambiguous_in_source: &self.ambiguous_in_source,
                ambiguous_in_target: seen.ambiguous,
                options: self.options,
            },
        );
        let written = cell
            .as_ref()
            .is_some_and(|cell| cell.action != Action::Nothing);
        let needs = if written {
            spot.entry.connections(self.options).cloned().collect()
        } else {
            Vec::new()
        };
        let (name, spots) = (spot.entry.name.clone(), spot.children.clone());
        let (folder, otherwise) = inside(spot, there);
        let children = self.below(&spots, folder, otherwise, seen, outcomes)?;
        let outcome = outcomes.insert(Some(name), cell, children, needs);
        self.memo.insert(key, outcome);
        Ok(outcome)
    }
}

/// What the target has below a place: the folder that is there, or one answer for everything.
fn inside<'a>(spot: &Spot, there: There<'a>) -> (Option<&'a FolderNode>, There<'a>) {
    match there {
        _ if spot.ambiguous => (None, There::Unreachable),
        There::Nothing => (None, There::Nothing),
        There::One(_, Some(folder)) if spot.folder.is_some() => (Some(folder), There::Nothing),
        There::Unreachable | There::One(..) | There::Several => (None, There::Unreachable),
    }
}

impl ThereKey {
    fn of(there: There<'_>) -> Self {
        match there {
            There::Unreachable => Self::Unreachable,
            There::Nothing => Self::Nothing,
            There::One(entry, _) => Self::One(entry.kind, entry.digest, entry.stripped),
            There::Several => Self::Several,
        }
    }
}

/// The connections among `referred` that an org has several times.
fn ambiguous(facts: &Facts, referred: &BTreeSet<ConnectionKey>) -> Vec<ConnectionKey> {
    let several = referred
        .iter()
        .filter(|key| facts.matching(key).nth(1).is_some());
    several.cloned().collect()
}
