//! What holds for every plan, tried on generated worlds.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::brute::brute;
use super::edits::arb_edit;
use super::flat::{differs_in_case_only, title};
use super::model::{Item, Library};
use super::rulings::arb_choices;
use super::worlds::arb_world;
use super::{Action, Cell, Class, ConnectionNeed, Counts, Plan, Planner, Reason, check};
use crate::content::ItemKind;
use crate::id::{ItemPath, OrgId};
use crate::select::{DependencyRulings, Pick};

/// Everything that a plan says about an org.
pub(super) type Said = (
    Vec<(ItemPath, Cell)>,
    Vec<ConnectionNeed>,
    Vec<(ItemPath, ItemKind)>,
    Counts,
);

pub(super) fn said(plan: &Plan) -> BTreeMap<OrgId, Said> {
    let one = |org: &OrgId| {
        let cells = plan.cells(org).collect();
        let counts = plan.org(org).unwrap().counts;
        (cells, plan.connections(org), plan.orphans(org), counts)
    };
    plan.orgs()
        .map(|(org, _)| (org.clone(), one(org)))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(800), ..ProptestConfig::default() })]

    #[test]
    fn the_planner_says_what_the_words_say(world in arb_world()) {
        let plan = world.plan();
        for (number, view) in world.targets.iter().enumerate() {
            let expected = brute(&world, number);
            let cells: BTreeMap<_, _> = plan.cells(&view.org).collect();
            prop_assert_eq!(cells, expected.cells, "{}", view.org);
            prop_assert_eq!(plan.orphans(&view.org), expected.orphans, "{}", view.org);
            let needs = plan.connections(&view.org).into_iter();
            let needs: BTreeMap<_, _> = needs.map(|need| (need.key, need.create)).collect();
            prop_assert_eq!(needs, expected.connections, "{}", view.org);
        }
    }

    #[test]
    fn every_plan_passes_the_check(world in arb_world()) {
        prop_assert_eq!(check(&world.input(), &world.plan()), vec![]);
    }

    #[test]
    fn what_a_planner_remembers_never_changes_an_answer(
        world in arb_world(),
        steps in prop::collection::vec(
            (prop::option::of(arb_choices()), prop::option::of((0_usize..4, arb_edit()))), 1..5),
    ) {
        let (mut world, mut planner) = (world, Planner::default());
        for (choices, edit) in steps {
            if let Some(choices) = choices {
                world.choices = choices;
            }
            if let Some((number, edit)) = edit {
                world = world.edited(number, &edit);
            }
            let remembered = planner.plan(&world.input()).unwrap();
            let fresh = Planner::default().plan(&world.input()).unwrap();
            prop_assert_eq!(said(&remembered.plan), said(&fresh.plan));
            prop_assert_eq!(remembered.plan.digest(), fresh.plan.digest());
            prop_assert_eq!(remembered.plan.counts(), fresh.plan.counts());
            prop_assert_eq!(remembered.report, fresh.report);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(400), ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_inputs_does_not_matter(world in arb_world()) {
        let mut turned = world.clone();
        turned.targets.reverse();
        for view in turned.targets.iter_mut().chain([&mut turned.source]) {
            let by = view.facts.connections.len().min(1);
            view.facts.connections.rotate_left(by);
        }
        prop_assert_eq!(said(&world.plan()), said(&turned.plan()));
        prop_assert_eq!(world.plan().digest(), turned.plan().digest());
    }

    #[test]
    fn a_plan_that_was_carried_out_leaves_nothing_to_do(world in arb_world()) {
        let plan = world.plan();
        let after = world.after(&plan);
        let again = after.plan();
        for view in &after.targets {
            for (path, cell) in plan.cells(&view.org).filter(|(_, cell)| cell.action.writes()) {
                let now = again.cell(&view.org, &path);
                // A folder that was only needed isn't decided on once it is there.
                let is_settled = cell.reason == Reason::FolderNeeded && now.is_none();
                let is_same = now.as_ref().is_some_and(|now| now.class == Class::Same);
                prop_assert!(is_same || is_settled, "{} {:?} {:?}", path, cell, now);
            }
            for (path, cell) in again.cells(&view.org) {
                let before = plan.cell(&view.org, &path);
                prop_assert!(before.is_some(), "{} {:?}", path, cell);
                let before = before.unwrap();
                let is_title = |cell: &Cell| matches!(cell.reason, Reason::TitleTaken { .. });
                // A dashboard may have held the title until the push gave it another.
                prop_assert!(!cell.action.writes() || is_title(&before), "{} {:?}", path, cell);
                // What the policy kept may have the title of a dashboard that the push wrote.
                let is_new_block = cell.class == Class::Blocked && before.class != Class::Blocked;
                prop_assert!(!is_new_block || is_title(&cell), "{} {:?}", path, cell);
            }
        }
    }

    #[test]
    fn what_waits_for_a_title_is_written_by_later_pushes_and_nothing_twice(world in arb_world()) {
        let first = world.plan();
        let waiting = |plan: &Plan| -> BTreeSet<_> {
            let cells = plan.orgs().flat_map(|(org, _)| {
                plan.cells(org).map(move |(path, cell)| ((org.clone(), path), cell))
            });
            let waits = cells.filter(|(_, cell)| matches!(cell.reason, Reason::TitleTaken { .. }));
            waits.map(|(place, _)| place).collect()
        };
        let mut open = waiting(&first);
        let mut after = world.after(&first);
        // One may wait for another that waits itself, so a push need not free more than one.
        for _ in 0..open.len() {
            let again = after.plan();
            for (org, _) in again.orgs() {
                for (path, _) in again.cells(org).filter(|(_, cell)| cell.action.writes()) {
                    prop_assert!(open.remove(&(org.clone(), path.clone())), "{} {}", org, path);
                }
            }
            after = after.after(&again);
        }
        prop_assert_eq!(after.plan().counts().writes(), 0);
    }

    #[test]
    fn a_dashboard_that_was_written_has_its_title_to_itself(world in arb_world()) {
        let plan = world.plan();
        let after = world.after(&plan);
        for view in &after.targets {
            let library = &after.libraries[&view.org];
            for (path, _) in plan.cells(&view.org).filter(|(_, cell)| cell.action.writes()) {
                let name = path.name().unwrap();
                let Some(own) = title(&library.items(&path)[0], name) else { continue };
                let others = library.children(&path.parent().unwrap()).into_iter();
                let mut others = others.filter(|(other, _)| other != name);
                let taken = others.find(|(name, item)| title(item, name).as_ref() == Some(&own));
                prop_assert!(taken.is_none(), "{} {:?}", path, taken);
            }
        }
    }

    #[test]
    fn nothing_is_created_beside_what_differs_in_case_only(world in arb_world()) {
        let plan = world.plan();
        let after = world.after(&plan);
        for view in &after.targets {
            let library = &after.libraries[&view.org];
            for (path, _) in plan.cells(&view.org).filter(|(_, cell)| cell.action == Action::Create) {
                let name = path.name().unwrap();
                let mut others = library.children(&path.parent().unwrap()).into_iter();
                let other = others.find(|(other, _)| other != name && differs_in_case_only(other, name));
                prop_assert!(other.is_none(), "{} {:?}", path, other);
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
                let is_needed = matches!(cell.class, Class::New | Class::Blocked);
                match selection.pick(&path) {
                    Pick::Whole | Pick::Itself => {}
                    Pick::Part => {
                        prop_assert!(is_needed && cell.action != Action::Replace);
                    }
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
                if let Some(above) = path.parent().filter(|_| cell.action.writes()) {
                    let is_there = world.libraries[&view.org].is_folder(&above);
                    let is_made = plan.cell(&view.org, &above)
                        .is_some_and(|above| above.action == Action::Create);
                    prop_assert!(is_there || is_made, "{}", path);
                }
                prop_assert_eq!(plan.cell(&view.org, &path), Some(cell));
                seen.insert(path);
            }
            let everywhere = world.libraries.values().flat_map(|library| library.0.keys());
            for path in everywhere.filter(|path| !seen.contains(path)) {
                prop_assert_eq!(plan.cell(&view.org, path), None);
            }
        }
    }

    #[test]
    fn counts_are_those_of_the_cells(world in arb_world()) {
        let plan = world.plan();
        let mut all = Counts::default();
        for (org, part) in plan.orgs() {
            let mut counts = Counts::default();
            plan.cells(org).for_each(|(_, cell)| counts.add(&cell));
            prop_assert_eq!(part.counts, counts);
            all += counts;
        }
        prop_assert_eq!(plan.counts(), all);
    }

    #[test]
    fn an_item_is_the_same_exactly_when_its_bodies_are(world in arb_world()) {
        // Stripping by policy compares other bodies.
        let mut world = world;
        world.choices.policy.dependencies = DependencyRulings::default();
        let (plan, options) = (world.plan(), world.choices.options);
        let source = &world.libraries[&world.source.org];
        for view in &world.targets {
            for (path, cell) in plan.cells(&view.org) {
                let items = (source.at(&path), world.libraries[&view.org].at(&path));
                let same = match items {
                    ([Item::Folder(a)], [Item::Folder(b)]) => a == b,
                    ([Item::Leaf(a)], [Item::Leaf(b)]) => {
                        a.kind == b.kind && a.content(options) == b.content(options)
                    }
                    _ => false,
                };
                prop_assert_eq!(cell.class == Class::Same, same, "{} {:?}", path, cell);
                prop_assert!(!same || cell.target == Some(cell.source));
            }
        }
    }

    #[test]
    fn orgs_are_in_one_group_exactly_when_the_same_is_chosen_and_happens_there(
        world in arb_world(),
    ) {
        let plan = world.doubled().plan();
        let happens = |org: &OrgId| {
            let cells = plan.cells(org).map(|(path, cell)| (path, Cell { target: None, ..cell }));
            (cells.collect::<Vec<_>>(), plan.connections(org), plan.orphans(org))
        };
        let (mut count, mut met) = (0, Vec::new());
        for group in plan.groups() {
            let first = happens(group.orgs[0]);
            for org in &group.orgs {
                prop_assert_eq!(&first, &happens(org), "{}", org);
                count += 1;
            }
            prop_assert_eq!(&first.1[..], &group.connections[..]);
            // Where less is chosen for one org, the same can happen for other reasons.
            let once = (world.choices.selection_for(group.orgs[0]), first);
            prop_assert!(!met.contains(&once), "{:?}", group.orgs);
            met.push(once);
        }
        prop_assert_eq!(count, plan.orgs().count());
    }
}

/// So many cases, or more where `PROPTEST_CASES` asks for a multiple of its default of 256.
pub(super) fn cases(usual: u32) -> u32 {
    let asked = ProptestConfig::default().cases;
    (usual * asked).div_ceil(256)
}

impl Library {
    /// What is at a place, unless a name above it is there twice.
    fn at(&self, path: &ItemPath) -> &[Item] {
        let is_clear = |above: &[_]| {
            matches!(self.0.get(&above.iter().cloned().collect()),
            Some(items) if items.len() == 1)
        };
        let names = path.names();
        let reached = (1..names.len()).all(|depth| is_clear(&names[..depth]));
        let found = self.0.get(path).filter(|_| reached);
        found.map_or(&[], Vec::as_slice)
    }
}
