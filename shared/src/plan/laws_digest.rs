//! What a plan's digests say, tried on generated worlds.

use proptest::prelude::*;

use super::edits::{Edit, arb_edit};
use super::laws::{cases, said};
use super::rulings::arb_choices;
use super::seeds::{arb_seed, facts};
use super::worlds::{World, arb_world, arb_world_of};
use super::{Plan, Planned, plan};
use crate::id::{Digest, ItemPath, Millis, OrgId};
use crate::select::{Pick, Selection};

/// What the digests of an org cover.
fn covered(plan: &Plan, org: &OrgId) -> impl PartialEq + std::fmt::Debug {
    (plan.cells(org).collect::<Vec<_>>(), plan.connections(org))
}

/// A change of one org, in anything that a plan knows of it.
#[derive(Debug, Clone)]
enum Change {
    Library(Edit),
    Base(Edit),
    Connections(Vec<u8>),
    Protection,
}

impl Change {
    fn of(&self, world: &World, number: usize) -> World {
        let mut target = world.target(number);
        match self {
            Self::Library(edit) => edit.apply(&mut target.library),
            Self::Base(edit) => edit.apply(target.base.get_or_insert_default()),
            Self::Connections(numbers) => target.facts = facts(numbers.iter().copied()),
            Self::Protection => target.protected = !target.protected,
        }
        world.with(None, &[(number, target)])
    }
}

fn arb_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => arb_edit().prop_map(Change::Library),
        2 => arb_edit().prop_map(Change::Base),
        3 => prop::collection::vec(0_u8..4, 0..5).prop_map(Change::Connections),
        1 => Just(Change::Protection),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(400), ..ProptestConfig::default() })]

    #[test]
    fn one_org_does_not_touch_another(world in arb_world_of(1), change in arb_change()) {
        let before = world.plan();
        let after = change.of(&world, 0).plan();
        let first = &world.targets[0].org;
        for (org, _) in before.orgs().filter(|(org, _)| *org != first) {
            prop_assert_eq!(before.org_digest(org), after.org_digest(org));
            prop_assert_eq!(before.cells_digest(org), after.cells_digest(org));
        }
        let same = before.org_digest(first) == after.org_digest(first);
        prop_assert_eq!(same, covered(&before, first) == covered(&after, first));
        prop_assert_eq!(same, before.digest() == after.digest());
    }

    #[test]
    fn protection_and_connections_show_where_something_depends_on_them(world in arb_world_of(1)) {
        let before = world.plan();
        for (number, view) in world.targets.iter().enumerate() {
            let digest = before.org_digest(&view.org);
            let open = |plan: &Plan| {
                let org = plan.org(&view.org);
                org.is_some_and(|org| org.counts.writes() + org.counts.keep > 0)
            };
            let turned = Change::Protection.of(&world, number).plan();
            let matters = open(&before) || open(&turned);
            prop_assert!(!matters || digest != turned.org_digest(&view.org), "{}", view.org);
            let bare = Change::Connections(Vec::new()).of(&world, number).plan();
            let mut needs = before.connections(&view.org).into_iter();
            let needs_one_there = needs.any(|need| need.create.is_none());
            prop_assert!(!needs_one_there || digest != bare.org_digest(&view.org), "{}", view.org);
        }
    }

    #[test]
    fn a_change_of_the_source_or_the_bases_shows_exactly_where_it_matters(
        world in arb_world(),
        change in arb_change(),
        definition in 0_u8..3,
    ) {
        let before = world.plan();
        let changed = match &change {
            Change::Library(edit) => world.resourced(edit),
            Change::Base(edit) => world.rebased(edit),
            Change::Connections(numbers) => {
                let mut changed = world.clone();
                changed.source.facts = facts(numbers.iter().copied());
                changed
            }
            // Nothing is pushed to the source, so its protection says nothing. One of its connections
            // is changed instead.
            Change::Protection => {
                let mut changed = world.clone();
                let mut connections = changed.source.facts.connections.iter_mut();
                if let Some(fact) = connections.nth(definition.into()) {
                    fact.definition = Digest::of(b"changed");
                }
                changed
            }
        };
        let after = changed.plan();
        let mut same = true;
        for (org, _) in before.orgs() {
            let equal = covered(&before, org) == covered(&after, org);
            prop_assert_eq!(before.org_digest(org) == after.org_digest(org), equal);
            same &= equal;
        }
        prop_assert_eq!(before.digest() == after.digest(), same);
    }

    #[test]
    fn other_choices_are_another_plan(world in arb_world(), choices in arb_choices()) {
        let mut other = world.clone();
        other.choices = choices;
        let same = world.choices == other.choices;
        prop_assert_eq!(world.plan().digest() == other.plan().digest(), same);
    }

    #[test]
    fn what_is_not_selected_does_not_matter(world in arb_world(), seed in arb_seed()) {
        let mut world = world;
        if world.choices.selection.pick(&ItemPath::root()) == Pick::Whole {
            world.choices.selection = Selection::default();
        }
        let elsewhere: ItemPath = "/nobody/selects/this".parse().unwrap();
        let put = Edit::Put(elsewhere, seed);
        let mut changed = world.resourced(&put).rebased(&put);
        for number in 0..changed.targets.len() {
            changed = changed.edited(number, &put);
        }
        for view in changed.targets.iter_mut().chain([&mut changed.source]) {
            view.facts.connections.extend(facts([77]).connections);
            view.taken_at = Millis(7);
        }
        let after = changed.plan();
        prop_assert_eq!(world.plan().digest(), after.digest());
        prop_assert_eq!(said(&world.plan()), said(&after));
    }

    #[test]
    fn digests_of_cells_are_equal_exactly_when_the_cells_are(world in arb_world()) {
        // Two orgs that hold the same are the interesting case, so each comes twice.
        let plan = world.doubled().plan();
        for (one, _) in plan.orgs() {
            for (other, _) in plan.orgs() {
                let equal = covered(&plan, one) == covered(&plan, other);
                prop_assert_eq!(plan.cells_digest(one) == plan.cells_digest(other), equal);
                prop_assert_eq!(plan.org_digest(one) == plan.org_digest(other), one == other);
            }
        }
    }

    #[test]
    fn the_report_says_when_the_orgs_were_read_and_which_have_no_base(world in arb_world()) {
        let Planned { plan, report } = plan(&world.input()).unwrap();
        for (org, _) in plan.orgs() {
            prop_assert!(report.reads.contains_key(org));
            let has_base = world.bases.contains_key(org);
            prop_assert_eq!(report.without_base.contains(org), !has_base);
        }
    }
}
