use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::spots::not_in_source;
use super::{Plan, PlanInput};
use crate::content::TreeError;
use crate::id::{ItemPath, Millis, OrgId};
use crate::select::Destinations;

/// What the planner left out, assumed or could not know, so that nobody takes a plan for more than
/// it is.
#[must_use]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanReport {
    /// Destinations whose content is not known; the plan doesn't touch them.
    pub unread: BTreeSet<OrgId>,
    /// Selected places that the source doesn't have.
    pub not_in_source: Vec<ItemPath>,
    /// When the source and every org of the plan were read. What happened since isn't known.
    pub reads: BTreeMap<OrgId, Millis>,
    /// Orgs of the plan that Orgcast has not written to yet, so that edits can't be told from
    /// differences of other origins.
    pub without_base: BTreeSet<OrgId>,
}

impl PlanReport {
    pub(super) fn of(input: &PlanInput<'_>, plan: &Plan) -> Result<Self, TreeError> {
        let (choices, source) = (input.choices, input.source);
        let named = match &choices.destinations {
            Destinations::These { orgs } => Some(orgs),
            Destinations::All { .. } => None,
        };
        let is_unread = |org: &&OrgId| {
            choices.destinations.holds(org, &choices.source) && plan.org(org).is_none()
        };
        let known = named.into_iter().flatten().chain(input.unread);
        let planned = || {
            let targets = input.targets.iter();
            targets.filter(|view| choices.destinations.holds(&view.org, &choices.source))
        };
        let reads = planned().chain([source]);
        let without_base = planned().filter(|view| view.base.is_none());
        Ok(Self {
            unread: known.filter(is_unread).cloned().collect(),
            not_in_source: not_in_source(input.nodes, &source.root, &choices.selection)?,
            reads: reads
                .map(|view| (view.org.clone(), view.taken_at))
                .collect(),
            without_base: without_base.map(|view| view.org.clone()).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::plan::model::Library;
    use crate::plan::plan;
    use crate::plan::seeds::{facts, org};
    use crate::plan::worlds::{World, arb_world};
    use crate::select::{Choices, Options, Policy, Selection};

    fn unread(world: &World) -> BTreeSet<OrgId> {
        plan(&world.input()).unwrap().report.unread
    }

    #[test]
    fn what_was_never_read_is_named_however_the_destinations_are_chosen() {
        let choices = Choices {
            source: org("source"),
            selection: Selection::everything(),
            destinations: Destinations::All {
                except: [org("left")].into(),
            },
            options: Options::default(),
            policy: Policy::default(),
            only: BTreeMap::new(),
        };
        let targets = vec![(Library::default(), facts([]))];
        let mut world = World::new(Library::default(), targets, choices);
        assert_eq!(unread(&world), BTreeSet::new());
        world.unread = ["new", "left", "source", "t0", "late", "new"]
            .map(org)
            .into();
        assert_eq!(unread(&world), ["late", "new"].map(org).into());
        world.choices.destinations = Destinations::These {
            orgs: ["t0", "new", "unknown"].map(org).into(),
        };
        assert_eq!(unread(&world), ["new", "unknown"].map(org).into());
    }

    proptest! {
        #[test]
        fn every_destination_is_planned_or_unread(world in arb_world()) {
            let Choices { destinations, source, .. } = &world.choices;
            let mut all: BTreeSet<_> = world.unread.iter().cloned().collect();
            all.extend(world.targets.iter().map(|view| view.org.clone()));
            if let Destinations::These { orgs } = destinations {
                all.extend(orgs.iter().cloned());
            }
            all.retain(|org| destinations.holds(org, source));
            let planned: BTreeSet<_> = world.plan().orgs().map(|(org, _)| org.clone()).collect();
            let unread = unread(&world);
            prop_assert!(planned.is_disjoint(&unread));
            prop_assert_eq!(&planned | &unread, all);
        }
    }
}
