//! What holds for every plan file, tried on generated worlds.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::Index;

use super::examples::file;
use super::{CellChange, PlanFile, Stale};
use crate::id::{Digest, ItemPath, OrgId};
use crate::plan::edits::arb_library;
use crate::plan::model::Library;
use crate::plan::worlds::{World, arb_world};
use crate::plan::{Cell, Planner, plan};
use crate::select::Selection;

fn cells(file: &PlanFile, org: &OrgId) -> Vec<(ItemPath, Cell)> {
    let cells = file.cells(org);
    cells.map(|(path, cell)| (path, cell.clone())).collect()
}

/// The world with another library in its first target.
fn moved(world: &World, library: &Library) -> World {
    let mut moved = world.clone();
    if let Some(first) = moved.targets.first_mut() {
        first.root = library.store(&mut moved.nodes);
    }
    moved
}

proptest! {
    #[test]
    fn a_file_answers_as_its_plan_does(world in arb_world()) {
        let planned = plan(&world.input()).unwrap();
        let (plan, made) = (&planned.plan, PlanFile::new(&planned, &world.input()));
        let text = made.to_json();
        let file = PlanFile::open(&text).unwrap();
        prop_assert_eq!(&file, &made);
        prop_assert_eq!(file.to_json(), text);
        prop_assert_eq!(file.digest(), plan.digest());
        prop_assert_eq!(file.counts(), plan.counts());
        prop_assert_eq!(file.report(), &planned.report);
        prop_assert_eq!(file.choices(), plan.choices());
        prop_assert_eq!(file.orgs().count(), plan.orgs().count());
        for (id, part) in plan.orgs() {
            let of_file = file.org(id).unwrap();
            prop_assert_eq!(Some(of_file.digest), plan.org_digest(id));
            prop_assert_eq!(Some(of_file.cells), plan.cells_digest(id));
            prop_assert_eq!(file.org_counts(id), Some(part.counts));
            prop_assert_eq!(&of_file.connections, &plan.connections(id));
            let view = world.targets.iter().find(|view| view.org == *id).unwrap();
            prop_assert_eq!((of_file.root, of_file.base), (view.root, view.base));
            prop_assert_eq!(file.taken_at(id), Some(view.taken_at));
            prop_assert_eq!(cells(&file, id), plan.cells(id).collect::<Vec<_>>());
            for (path, cell) in plan.cells(id) {
                prop_assert_eq!(file.cell(id, &path), Some(&cell));
            }
        }
    }

    #[test]
    fn groups_are_the_orgs_in_which_the_same_happens(world in arb_world()) {
        let (plan, file) = (world.plan(), file(&world));
        let happens = |org: &OrgId| {
            let cells = plan.cells(org);
            let cells = cells.map(|(path, cell)| (path, Cell { target: None, ..cell }));
            (cells.collect::<Vec<_>>(), plan.connections(org))
        };
        let mut orgs = BTreeSet::new();
        let groups = file.groups();
        for (number, group) in groups.iter().enumerate() {
            for id in &group.orgs {
                prop_assert!(orgs.insert(*id));
                prop_assert_eq!(happens(id), happens(group.orgs[0]));
                prop_assert_eq!(file.org_counts(id), Some(group.counts));
            }
            for other in &groups[..number] {
                prop_assert!(happens(group.orgs[0]) != happens(other.orgs[0]));
                prop_assert!(group.orgs.len() <= other.orgs.len());
            }
        }
        prop_assert_eq!(orgs.len(), plan.orgs().count());
    }

    #[test]
    fn the_order_of_inputs_and_what_was_planned_before_do_not_show(
        world in arb_world(), library in arb_library()
    ) {
        let mut turned = world.clone();
        turned.targets.reverse();
        let mut planner = Planner::default();
        drop(planner.plan(&moved(&world, &library).input()).unwrap());
        let planned = planner.plan(&turned.input()).unwrap();
        let again = PlanFile::new(&planned, &turned.input());
        prop_assert_eq!(again.to_json(), file(&world).to_json());
    }

    #[test]
    fn a_changed_byte_is_refused_or_changes_nothing(
        world in arb_world(), place in any::<Index>(), byte in 0x20_u8..0x7f
    ) {
        let file = file(&world);
        let mut bytes = file.to_json().into_bytes();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        let Ok(text) = String::from_utf8(bytes) else { return Ok(()); };
        if let Ok(opened) = PlanFile::open(&text) {
            prop_assert_eq!(opened, file);
        }
    }

    #[test]
    fn a_comparison_finds_what_the_cells_say_and_mirrors(
        world in arb_world(), library in arb_library(), drops in any::<bool>()
    ) {
        let mut other = moved(&world, &library);
        if drops {
            other.targets.pop();
        }
        let (a, b) = (file(&world), file(&other));
        prop_assert!(a.compare(&a).is_empty());
        let (there, back) = (a.compare(&b), b.compare(&a));
        prop_assert_eq!(&there.added, &back.removed);
        prop_assert_eq!(&there.removed, &back.added);
        prop_assert_eq!(there.changed.len(), back.changed.len());
        prop_assert_eq!(there.is_empty(), a.digest() == b.digest());
        let orgs: BTreeSet<_> = a.orgs().chain(b.orgs()).map(|(org, _)| org).collect();
        for id in orgs {
            let (then, now): (BTreeMap<_, _>, BTreeMap<_, _>) =
                (a.cells(id).collect(), b.cells(id).collect());
            let mut found = (0, 0, 0);
            let paths: BTreeSet<_> = then.keys().chain(now.keys()).collect();
            let mut expected = Vec::new();
            for path in paths {
                let change = match (then.get(path).copied(), now.get(path).copied()) {
                    (None, Some(cell)) => { found.0 += 1; CellChange::Added(cell) }
                    (Some(cell), None) => { found.1 += 1; CellChange::Removed(cell) }
                    (Some(before), Some(after)) if before != after => {
                        found.2 += 1;
                        CellChange::Changed { before, after }
                    }
                    _ => continue,
                };
                expected.push((path.clone(), change));
            }
            prop_assert_eq!(there.cells(id).collect::<Vec<_>>(), expected);
            let in_both = a.org(id).is_some() && b.org(id).is_some();
            let listed = there.changed.iter().find(|changed| changed.org == id);
            let counted = listed.map_or((0, 0, 0), |org| (org.added, org.removed, org.changed));
            prop_assert_eq!(counted, if in_both { found } else { (0, 0, 0) });
        }
    }

    #[test]
    fn a_change_is_blamed_on_who_made_it(world in arb_world()) {
        let made = file(&world);
        let stale = |other: &World| made.staleness(&made.again(&other.input()).unwrap());
        let mut redefined = world.clone();
        for connection in &mut redefined.source.facts.connections {
            connection.definition = Digest::of(b"another");
        }
        let source = Stale::SourceConnections { org: world.source.org.clone() };
        prop_assert!(stale(&redefined).iter().all(|stale| *stale == source));
        let mut protected = world.clone();
        for target in &mut protected.targets {
            target.protected = !target.protected;
        }
        for stale in stale(&protected) {
            let is_protection = matches!(stale, Stale::Protection { .. });
            prop_assert!(is_protection, "{stale:?}");
        }
    }

    #[test]
    fn a_file_is_stale_exactly_when_the_plan_is_another(
        world in arb_world(), library in arb_library()
    ) {
        let made = file(&world);
        prop_assert_eq!(made.staleness(&made.again(&world.input()).unwrap()), vec![]);
        let mut other = moved(&world, &library);
        let now = made.again(&other.input()).unwrap();
        prop_assert_eq!(made.staleness(&now).is_empty(), made.digest() == now.digest());
        // Other choices of the input don't count.
        other.choices.selection = Selection::default();
        prop_assert_eq!(made.again(&other.input()).unwrap(), now);
    }
}
