//! What holds for every rollback.

use proptest::prelude::*;

use super::digest::digest_org;
use super::worlds::{World, arb_world, store};
use super::{
    OrgRollback, RollbackFinding, RollbackReason, RollbackView, check_rollback, roll_back,
    rollback_digest,
};
use crate::content::Nodes;
use crate::id::{Digest, OrgId, PushId};
use crate::plan::Action;
use crate::select::{Edited, RollbackChoices, Selection};

fn choices(edited: Edited) -> RollbackChoices {
    RollbackChoices {
        edited,
        ..RollbackChoices::everything(PushId::new("p").unwrap())
    }
}

fn arb_choices() -> impl Strategy<Value = RollbackChoices> {
    let edited = prop::sample::select(&[Edited::Keep, Edited::Restore][..]);
    let places = prop::sample::subsequence(vec!["/a", "/b", "/c", "/a/a", "/b/b"], 0..=5);
    (edited, prop::option::of(places)).prop_map(|(edited, places)| {
        let mut choices = choices(edited);
        if let Some(places) = places {
            choices.selection = places.iter().map(|place| place.parse().unwrap()).collect();
        }
        choices
    })
}

fn planned(world: &World, choices: &RollbackChoices) -> (RollbackView, Nodes, OrgRollback) {
    let mut nodes = Nodes::default();
    let view = world.view(&mut nodes);
    let rollback = roll_back(&view, choices, &nodes).unwrap();
    assert_eq!(check_rollback(&view, choices, &nodes, &rollback), []);
    (view, nodes, rollback)
}

proptest! {
    #[test]
    fn where_nobody_did_anything_since_all_is_as_before(world in arb_world(0, false)) {
        let (_, _, rollback) = planned(&world, &choices(Edited::Keep));
        prop_assert_eq!(world.rolled_back(&rollback), world.before);
        prop_assert_eq!(rollback.counts.keep + rollback.counts.blocked, 0);
    }

    #[test]
    fn only_what_the_push_wrote_changes_and_only_where_nobody_changed_it(
        world in arb_world(4, true), choices in arb_choices(),
    ) {
        let (view, _, rollback) = planned(&world, &choices);
        let result = world.rolled_back(&rollback);
        let mut places: Vec<_> = result.keys().chain(world.now.keys()).collect();
        places.sort();
        places.dedup();
        for path in places {
            let (now, then) = (world.now.get(path), result.get(path));
            let cell = rollback.cells.iter().find(|cell| cell.path == *path);
            let Some(cell) = cell.filter(|_| now != then) else {
                prop_assert_eq!(now, then, "{}", path);
                continue;
            };
            prop_assert_eq!(then, world.before.get(path), "{}", path);
            prop_assert!(world.after.get(path) != then, "{}", path);
            let left = view.written.iter().find(|written| written.path == *path).unwrap().left;
            let as_left = now.map(|item| item.content()) == left;
            let as_read = now == world.after.get(path);
            prop_assert!(
                as_left || choices.edited == Edited::Restore && (then.is_some() || as_read),
                "{:?}", cell,
            );
        }
        // What was to be undone and isn't has its reason.
        for cell in &rollback.cells {
            if result.get(&cell.path) != world.before.get(&cell.path) {
                prop_assert!(cell.reason != RollbackReason::AsBefore && cell.reason != RollbackReason::AsPushed);
            }
        }
    }

    #[test]
    fn whatever_can_be_as_before_is_where_the_choices_say_so(world in arb_world(4, true)) {
        let (_, _, rollback) = planned(&world, &choices(Edited::Restore));
        let result = world.rolled_back(&rollback);
        for cell in &rollback.cells {
            let is_back = result.get(&cell.path) == world.before.get(&cell.path);
            let before = world.before.get(&cell.path);
            let no_trace = world.after.get(&cell.path) == before;
            prop_assert!(is_back || before.is_none() || no_trace || cell.is_blocked(), "{:?}", cell);
        }
    }

    #[test]
    fn a_rollback_that_was_carried_out_leaves_nothing_to_do(
        world in arb_world(4, true), choices in arb_choices(),
    ) {
        let (mut view, mut nodes, rollback) = planned(&world, &choices);
        view.now = store(&world.rolled_back(&rollback), &mut nodes);
        let again = roll_back(&view, &choices, &nodes).unwrap();
        prop_assert_eq!(again.counts.writes(), 0, "{:?}", again.cells);
    }

    #[test]
    fn the_digest_covers_what_is_done_and_no_order(
        world in arb_world(4, true), swap in any::<prop::sample::Index>(),
    ) {
        let kept = choices(Edited::Keep);
        let (mut view, nodes, rollback) = planned(&world, &kept);
        if !view.written.is_empty() {
            let at = swap.index(view.written.len());
            view.written.rotate_left(at);
        }
        let again = roll_back(&view, &kept, &nodes).unwrap();
        prop_assert_eq!(&again, &rollback);
        let other = roll_back(&view, &choices(Edited::Restore), &nodes).unwrap();
        prop_assert_eq!(other.cells == again.cells, other.digest == again.digest);
    }

    #[test]
    fn the_check_finds_what_must_not_be_removed_or_written_over(world in arb_world(4, true)) {
        let kept = choices(Edited::Keep);
        let (view, nodes, rollback) = planned(&world, &kept);
        for (number, cell) in rollback.cells.iter().enumerate() {
            let mut other = rollback.clone();
            other.cells[number].action = match cell.action {
                Action::Remove => Action::Replace,
                Action::Keep if cell.before.is_some() => Action::Replace,
                _ => Action::Remove,
            };
            other.counts = other.cells.iter().collect();
            other.digest = digest_org(&other.org, &other.cells, &other.connections);
            let found = check_rollback(&view, &kept, &nodes, &other);
            let is_found = found.iter().any(|finding| matches!(finding,
                RollbackFinding::MustStay(..) | RollbackFinding::Changed(..)
                | RollbackFinding::WrongAction(..)));
            prop_assert!(is_found, "{:?} {:?}", other.cells[number], found);
        }
    }
}

#[test]
fn a_rollback_of_nothing_is_empty() {
    let world = World {
        before: [].into(),
        after: [].into(),
        now: [].into(),
        written: Vec::new(),
    };
    let (_, _, rollback) = planned(&world, &choices(Edited::Restore));
    assert_eq!((rollback.cells.len(), rollback.counts.cells()), (0, 0));
}

#[test]
fn the_hash_of_the_whole_goes_by_orgs_and_choices_and_by_no_order() {
    let org = |id: &str| (OrgId::new(id).unwrap(), Digest::of(id.as_bytes()));
    let kept = choices(Edited::Keep);
    let digest = rollback_digest(&kept, &[org("a"), org("b")]);
    assert_eq!(rollback_digest(&kept, &[org("b"), org("a")]), digest);
    assert_ne!(rollback_digest(&kept, &[org("a")]), digest);
    let part = RollbackChoices {
        selection: Selection::from_iter(["/a".parse().unwrap()]),
        ..kept
    };
    assert_ne!(rollback_digest(&part, &[org("a"), org("b")]), digest);
}
