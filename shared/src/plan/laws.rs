//! What holds for every plan, tried on generated worlds.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::worlds::{arb_library, arb_world};
use super::{Cell, Class, Plan, Reason, check};
use crate::select::Pick;

proptest! {
    #[test]
    fn the_order_of_inputs_does_not_matter(world in arb_world()) {
        let mut turned = world.clone();
        turned.targets.reverse();
        for view in turned.targets.iter_mut().chain([&mut turned.source]) {
            let by = view.facts.connections.len().min(1);
            view.facts.connections.rotate_left(by);
        }
        prop_assert_eq!(world.plan().digest(), turned.plan().digest());
    }

    #[test]
    fn every_plan_passes_the_check(world in arb_world()) {
        prop_assert_eq!(check(&world.input(), &world.plan()), vec![]);
    }

    #[test]
    fn a_plan_that_was_carried_out_leaves_nothing_to_do(world in arb_world()) {
        let after = world.after(&world.plan());
        let again = after.plan();
        for view in &after.targets {
            for (path, cell) in again.cells(&view.org) {
                prop_assert!(
                    matches!(cell.class, Class::Same | Class::Blocked),
                    "{} {:?}", path, cell
                );
            }
        }
    }

    #[test]
    fn no_cell_lies_outside_the_choices(world in arb_world()) {
        let plan = world.plan();
        for view in &world.targets {
            let chosen = world.choices.destinations.holds(&view.org, &world.choices.source);
            prop_assert_eq!(plan.org(&view.org).is_some(), chosen);
            let selection = world.choices.selection_for(&view.org);
            for (path, cell) in plan.cells(&view.org) {
                match selection.pick(&path) {
                    Pick::Whole => {}
                    Pick::Part => prop_assert!(
                        cell.reason == Reason::FolderNeeded || cell.class == Class::Blocked
                    ),
                    Pick::None => prop_assert!(false, "{}", path),
                }
            }
        }
    }

    #[test]
    fn parents_come_before_children_and_cells_are_found_by_path(world in arb_world()) {
        let plan = world.plan();
        for view in &world.targets {
            let mut seen = BTreeSet::new();
            for (path, cell) in plan.cells(&view.org) {
                prop_assert!(!seen.iter().any(|earlier| path.holds(earlier)));
                prop_assert_eq!(plan.cell(&view.org, &path), Some(cell));
                seen.insert(path);
            }
        }
    }

    #[test]
    fn one_org_does_not_touch_another(world in arb_world(), library in arb_library()) {
        prop_assume!(!world.targets.is_empty());
        let (before, mut changed) = (world.plan(), world.clone());
        changed.targets[0].root = library.store(&mut changed.nodes);
        let after = changed.plan();
        for (id, _) in before.orgs().filter(|(id, _)| **id != world.targets[0].org) {
            prop_assert_eq!(before.org_digest(id), after.org_digest(id));
        }
        let same = before.digest() == after.digest();
        let first = &world.targets[0].org;
        let cells = |plan: &Plan| plan.cells(first).collect::<Vec<_>>();
        prop_assert_eq!(same, cells(&before) == cells(&after)
            && before.connections(first) == after.connections(first));
    }

    #[test]
    fn orgs_in_one_group_have_equal_cells(world in arb_world()) {
        let plan = world.plan();
        let mut count = 0;
        let happens = |org| plan.cells(org).map(|(path, cell)| {
            (path, Cell { target: None, ..cell })
        });
        for group in plan.groups() {
            let first = group.orgs[0];
            for other in &group.orgs {
                prop_assert!(happens(first).eq(happens(other)));
                count += 1;
            }
        }
        prop_assert_eq!(count, plan.orgs().count());
    }
}
