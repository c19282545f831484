//! Generated choices for the tests.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::seeds::{arb_path, org};
use crate::id::{ItemPath, OrgId};
use crate::select::{
    Budgets, Choices, Class, DependencyRuling, DependencyRulings, Destinations, LinkRuling,
    Options, Policy, Ruling, Selection,
};

fn arb_org() -> impl Strategy<Value = OrgId> {
    (0_u8..4).prop_map(|number| org(&format!("t{number}")))
}

fn arb_orgs(most: usize) -> impl Strategy<Value = BTreeSet<OrgId>> {
    prop::collection::btree_set(arb_org(), 0..most)
}

fn arb_selection() -> impl Strategy<Value = Selection> {
    let ticks = prop::collection::vec((arb_path(0), prop::bool::weighted(0.3)), 0..4);
    let some = ticks.prop_map(|ticks| {
        let (alone, whole): (Vec<_>, Vec<_>) = ticks.into_iter().partition(|(_, alone)| *alone);
        let mut selection = Selection::exactly(alone.into_iter().map(|(path, _)| path));
        for (path, _) in whole {
            selection.tick(path);
        }
        selection
    });
    prop_oneof![Just(Selection::everything()), some]
}

fn arb_ruling() -> impl Strategy<Value = Ruling> {
    prop_oneof![
        Just(Ruling::Replace),
        Just(Ruling::Keep),
        Just(Ruling::Block)
    ]
}

fn arb_dependency_ruling() -> impl Strategy<Value = DependencyRuling> {
    prop_oneof![
        Just(DependencyRuling::Proceed),
        Just(DependencyRuling::Strip),
        Just(DependencyRuling::Block)
    ]
}

prop_compose! {
    pub(super) fn arb_dependency_rulings()(
        connections in arb_dependency_ruling(),
        lookups in arb_dependency_ruling(),
        scheduled_views in arb_dependency_ruling(),
        linked_dashboards in prop_oneof![Just(LinkRuling::Proceed), Just(LinkRuling::Block)],
        recipients in arb_dependency_ruling(),
    ) -> DependencyRulings {
        DependencyRulings { connections, lookups, scheduled_views, linked_dashboards, recipients }
    }
}

fn arb_cells() -> impl Strategy<Value = BTreeMap<OrgId, BTreeMap<ItemPath, Ruling>>> {
    let places = prop::collection::btree_map(arb_path(0), arb_ruling(), 0..4);
    prop::collection::btree_map(arb_org(), places, 0..3)
}

prop_compose! {
    fn arb_rulings()(
        classes in prop::collection::btree_map(
            prop::sample::select(&Class::ALL[..]), arb_ruling(), 0..3),
        orgs in prop::collection::btree_map(arb_org(), arb_ruling(), 0..2),
        cells in arb_cells(),
        protected in prop_oneof![3 => Just(BTreeSet::new()), 1 => arb_orgs(2)],
        dependencies in arb_dependency_rulings(),
        replaced in prop::option::of(0_u64..3),
    ) -> Policy {
        let budgets = Budgets { replaced, ..Budgets::default() };
        Policy { classes, orgs, cells, protected, dependencies, budgets }
    }
}

fn arb_policy() -> impl Strategy<Value = Policy> {
    let dependencies = arb_dependency_rulings().prop_map(|dependencies| Policy {
        dependencies,
        ..Policy::default()
    });
    prop_oneof![1 => Just(Policy::default()), 1 => dependencies, 2 => arb_rulings()]
}

prop_compose! {
    pub(super) fn arb_choices()(
        selection in arb_selection(),
        destinations in prop_oneof![
            4 => arb_orgs(2).prop_map(|except| Destinations::All { except }),
            1 => arb_orgs(4).prop_map(|orgs| Destinations::These { orgs }),
        ],
        options in prop::sample::select(Options::all().to_vec()),
        policy in arb_policy(),
        only in prop_oneof![
            3 => Just(BTreeMap::new()),
            1 => prop::collection::btree_map(arb_org(), arb_selection(), 0..3),
        ],
    ) -> Choices {
        Choices { source: org("source"), selection, destinations, options, policy, only }
    }
}
