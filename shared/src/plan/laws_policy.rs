//! What a policy can rely on, tried on generated worlds.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::laws::cases;
use super::worlds::arb_world;
use super::{Action, Class, Reason, RulingBy};
use crate::select::{Policy, Ruling};

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(300), ..ProptestConfig::default() })]

    #[test]
    fn an_org_that_is_kept_is_never_written(world in arb_world()) {
        let mut world = world;
        let orgs = world.targets.iter().map(|view| (view.org.clone(), Ruling::Keep));
        world.choices.policy.orgs = orgs.collect();
        world.choices.policy.cells.clear();
        let plan = world.plan();
        prop_assert_eq!(plan.counts().writes(), 0);
        for view in &world.targets {
            prop_assert_eq!(plan.connections(&view.org), vec![]);
        }
    }

    #[test]
    fn a_class_that_is_kept_is_never_written(
        world in arb_world(),
        class in prop::sample::select(&Class::WRITTEN[..]),
        ruling in prop_oneof![Just(Ruling::Keep), Just(Ruling::Block)],
    ) {
        let mut world = world;
        world.choices.policy.classes = [(class, ruling)].into();
        world.choices.policy.orgs.clear();
        world.choices.policy.cells.clear();
        let plan = world.plan();
        for view in &world.targets {
            for (path, cell) in plan.cells(&view.org) {
                prop_assert!(cell.class != class || !cell.action.writes(), "{}", path);
            }
        }
    }

    #[test]
    fn a_place_that_is_kept_is_never_written(world in arb_world()) {
        let mut world = world;
        let before = world.plan();
        let policy = &mut world.choices.policy;
        for (org, _) in before.orgs() {
            let all = before.cells(org).map(|(path, _)| (path, Ruling::Keep));
            policy.cells.insert(org.clone(), all.collect());
        }
        prop_assert_eq!(world.plan().counts().writes(), 0);
    }

    #[test]
    fn a_protected_org_is_never_written(world in arb_world(), by_view in any::<bool>()) {
        let mut world = world;
        if by_view {
            world.targets.iter_mut().for_each(|view| view.protected = true);
        } else {
            let orgs: BTreeSet<_> = world.targets.iter().map(|view| view.org.clone()).collect();
            world.choices.policy.protected = orgs;
        }
        let plan = world.plan();
        prop_assert_eq!(plan.counts().writes(), 0);
        prop_assert_eq!(plan.counts().keep, 0);
        for view in &world.targets {
            for (path, cell) in plan.cells(&view.org) {
                let by = match cell.reason {
                    Reason::RuledOut { by, .. } => by,
                    _ => RulingBy::Protection,
                };
                prop_assert_eq!(by, RulingBy::Protection, "{}", path);
            }
        }
    }

    #[test]
    fn a_policy_forbids_and_never_allows(world in arb_world()) {
        let mut free = world.clone();
        free.choices.policy = Policy {
            dependencies: world.choices.policy.dependencies,
            ..Policy::default()
        };
        free.targets.iter_mut().for_each(|view| view.protected = false);
        let (ruled, free) = (world.plan(), free.plan());
        for view in &world.targets {
            let pairs = ruled.cells(&view.org).zip(free.cells(&view.org));
            for ((path, ruled), (other, free)) in pairs {
                prop_assert_eq!(&path, &other);
                // Where the policy keeps back a lookup table, what saves to it goes without its schedule.
                let is_less = ruled.stripped && free.action.writes();
                prop_assert!(!ruled.action.writes() || ruled == free || is_less, "{}", path);
                let could = free.action.writes() || ruled.reason == Reason::FolderKept;
                prop_assert!(ruled.action != Action::Keep || could, "{}", path);
            }
        }
    }
}
