//! The check against plans that don't fit their world.

use proptest::prelude::*;

use super::edits::arb_edit;
use super::laws::{cases, said};
use super::rulings::arb_choices;
use super::worlds::{World, arb_world, arb_world_of};
use super::{Action, Class, Finding, Plan, Reason, check};
use crate::select::Choices;

/// What the check has to tell apart: everything but which of several true reasons blocks a cell.
fn judged(plan: &Plan) -> impl PartialEq + std::fmt::Debug {
    let blocked = |(_, cell): &mut (_, super::Cell)| {
        let is_ruling = matches!(cell.reason, Reason::RuledOut { .. });
        if cell.class == Class::Blocked && !is_ruling {
            cell.reason = Reason::FolderBlocked;
        }
    };
    let mut all = said(plan);
    for (cells, _, orphans, _) in all.values_mut() {
        cells.iter_mut().for_each(blocked);
        // Nothing happens to orphans, so the check doesn't look at them.
        orphans.clear();
    }
    all
}

/// Holds a plan of one world against another, and expects findings where the other's plan differs.
fn hold(plan: &Plan, against: &World) -> Result<(), TestCaseError> {
    let right = against.plan();
    let findings = check(&against.input(), plan);
    let fits = judged(plan) == judged(&right);
    prop_assert!(
        fits || !findings.is_empty(),
        "{:#?}\n{:#?}",
        said(plan),
        said(&right)
    );
    if said(plan) == said(&right) {
        prop_assert_eq!(findings, vec![]);
    }
    Ok(())
}

/// A plan under other choices that claims to be one under these.
fn forged(world: &World, choices: Choices) -> Plan {
    let mut other = world.clone();
    other.choices = choices;
    let mut plan = other.plan();
    plan.choices = world.choices.clone();
    plan
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(600), ..ProptestConfig::default() })]

    #[test]
    fn a_plan_of_another_target_is_found(world in arb_world_of(1), edit in arb_edit()) {
        let plan = world.plan();
        hold(&plan, &world.edited(0, &edit))?;
    }

    #[test]
    fn a_plan_of_another_source_or_base_is_found(world in arb_world(), edit in arb_edit()) {
        hold(&world.plan(), &world.resourced(&edit))?;
        hold(&world.plan(), &world.rebased(&edit))?;
    }

    #[test]
    fn a_plan_of_other_connections_is_found(
        world in arb_world_of(1),
        number in 0_u8..3,
        at_source in any::<bool>(),
    ) {
        let mut other = world.clone();
        let facts = if at_source { &mut other.source.facts } else { &mut other.targets[0].facts };
        let known = super::seeds::facts([number]).connections;
        let before = facts.connections.len();
        if !at_source {
            facts.connections.retain(|fact| !known.contains(fact));
        }
        if facts.connections.len() == before {
            facts.connections.extend(known);
        }
        hold(&world.plan(), &other)?;
    }

    #[test]
    fn a_plan_of_another_protection_is_found(world in arb_world_of(1)) {
        let mut other = world.clone();
        other.targets[0].protected ^= true;
        hold(&world.plan(), &other)?;
    }

    #[test]
    fn a_plan_of_another_policy_is_found(world in arb_world(), choices in arb_choices()) {
        let mut other = world.choices.clone();
        other.policy = choices.policy;
        hold(&forged(&world, other), &world)?;
    }

    #[test]
    fn a_plan_of_other_choices_is_found(world in arb_world(), choices in arb_choices()) {
        let mut plan = forged(&world, choices.clone());
        if choices.options == world.choices.options {
            hold(&plan, &world)?;
        }
        let differs = choices != world.choices;
        plan.choices = choices;
        let found = check(&world.input(), &plan).contains(&Finding::OtherChoices);
        prop_assert_eq!(found, differs);
    }

    #[test]
    fn orgs_that_changed_places_are_found(world in arb_world_of(2)) {
        let mut plan = world.plan();
        if let [(_, a), (_, b), ..] = &mut plan.orgs[..] {
            std::mem::swap(a, b);
            hold(&plan, &world)?;
        }
    }

    #[test]
    fn counts_that_do_not_add_up_are_found(world in arb_world()) {
        let mut plan = world.plan();
        let Some((org, part)) = plan.orgs.iter_mut().next() else { return Ok(()); };
        let org = org.clone();
        part.counts.create += 1;
        let findings = check(&world.input(), &plan);
        prop_assert_eq!(findings, [Finding::WrongTotal, Finding::WrongCounts(org.clone())]);
        plan.orgs.remove(0);
        prop_assert!(check(&world.input(), &plan).contains(&Finding::OrgMissing(org)));
    }

    #[test]
    fn nothing_blocked_passes_unless_it_is(world in arb_world()) {
        // A whole org that is blocked, as a planner that gave up would have it.
        let mut protected = world.clone();
        protected.targets.iter_mut().for_each(|view| view.protected = true);
        let plan = protected.plan();
        let could_write = world.plan().counts().writes() > 0;
        prop_assert_eq!(plan.counts().replace + plan.counts().create, 0);
        prop_assert!(!could_write || !check(&world.input(), &plan).is_empty());
        let mut cells = plan.orgs().flat_map(|(org, _)| plan.cells(org));
        prop_assert!(cells.all(|(_, cell)| cell.action == Action::Nothing));
    }
}
