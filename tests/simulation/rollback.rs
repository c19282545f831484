//! A push that is rolled back: everything it wrote is as before, unless somebody changed it since.

use orgcast_sandbox::{Guesses, WorldConfig};
use orgcast_shared::content::{ItemKind, rebase};
use orgcast_shared::history::{CellRecord, OrgState, Outcome};
use orgcast_shared::id::{Digest, ItemPath};
use orgcast_shared::plan::Action;
use orgcast_shared::plan::rollback::{OrgRollback, RollbackReason};
use orgcast_shared::push::{Hints, Journal, target_run};
use orgcast_shared::select::Edited;
use orgcast_tests::simulation::{Crash, Simulation, library_path};
use serde_json::json;

use crate::pushed::{NEVER, Pushed, planned, world};

#[test]
fn where_nobody_changed_anything_an_org_is_as_before_and_forth_again() {
    for guesses in [Guesses::default()]
        .into_iter()
        .chain(Guesses::flipped().map(|(_, g)| g))
    {
        let mut simulation = world(guesses, |_| true);
        let (plan, source) = planned(&mut simulation);
        for org in simulation.orgs.clone().into_iter().skip(1) {
            let name = org.name.clone();
            let mut pushed = Pushed::from_plan(simulation.clone(), &plan, &source, org);
            let (before, after) = (pushed.before(), pushed.after());
            let back = pushed.plan(Edited::Keep);
            assert_eq!(back.counts.keep + back.counts.blocked, 0, "{name}");
            let wrote = |cell: &CellRecord| cell.outcome != Outcome::Same;
            assert_eq!(
                back.counts.writes() > 0,
                pushed.outcome.cells.iter().any(wrote)
            );
            if back.counts.writes() == 0 {
                continue;
            }
            let mut undone = pushed.roll_back(&back);
            assert_eq!(undone.outcome.state, OrgState::Done, "{:?}", undone.outcome);
            assert_eq!((undone.now(), undone.after()), (before, before), "{name}");
            let forth = undone.plan(Edited::Keep);
            let mut redone = undone.roll_back(&forth);
            assert_eq!(redone.outcome.state, OrgState::Done, "{:?}", redone.outcome);
            assert_eq!((redone.now(), redone.before()), (after, before), "{name}");
        }
    }
}

#[test]
fn what_somebody_changed_since_stays_and_the_rest_is_as_before() {
    let mut pushed = Pushed::new("older");
    let any = |_: &ItemPath| true;
    let replaced = pushed.find(Outcome::Replaced, any);
    let deleted = pushed.find(Outcome::Replaced, |path| *path != replaced);
    let created = pushed.find(Outcome::Created, any);
    pushed.describe(&replaced);
    pushed.delete(&deleted);
    pushed.describe(&created);
    let (before, edited) = (pushed.before(), pushed.now());

    let kept = pushed.plan(Edited::Keep);
    let why = |rollback: &OrgRollback, path: &ItemPath| {
        let cell = rollback
            .cells
            .iter()
            .find(|cell| cell.path == *path)
            .unwrap();
        (cell.action, cell.reason.clone())
    };
    let edited_since = RollbackReason::EditedSince;
    assert_eq!(why(&kept, &replaced), (Action::Keep, edited_since.clone()));
    assert_eq!(
        why(&kept, &deleted),
        (Action::Keep, RollbackReason::DeletedSince)
    );
    assert_eq!(why(&kept, &created), (Action::Keep, edited_since.clone()));
    let mut undone = pushed.clone().roll_back(&kept);
    let now = undone.now();
    for cell in &undone.outcome.cells {
        let stays = [&replaced, &deleted, &created].contains(&&cell.path)
            || cell.outcome == Outcome::Kept && cell.kind == ItemKind::Folder;
        let expected = if stays { &edited } else { &before };
        if cell.kind != ItemKind::Folder {
            let content = |root| undone.content(root, &cell.path);
            assert_eq!(content(&now), content(expected), "{}", cell.path);
        }
    }

    let all = pushed.plan(Edited::Restore);
    assert_eq!(
        why(&all, &replaced),
        (Action::Replace, edited_since.clone())
    );
    assert_eq!(
        why(&all, &deleted),
        (Action::Create, RollbackReason::DeletedSince)
    );
    assert_eq!(why(&all, &created), (Action::Keep, edited_since));
    let mut undone = pushed.roll_back(&all);
    let now = undone.now();
    for path in [&replaced, &deleted] {
        assert_eq!(undone.content(&now, path), undone.content(&before, path));
    }
    assert_eq!(
        undone.content(&now, &created),
        undone.content(&edited, &created)
    );
}

#[test]
fn what_somebody_put_into_a_created_folder_keeps_the_folder() {
    let mut pushed = Pushed::new("empty");
    let folder: ItemPath = "/Network".parse().unwrap();
    let definition = json!({ "type": "FolderSyncDefinition", "name": "Ours",
                             "description": "", "children": [] });
    let create =
        json!({ "op": "create", "folder": library_path(&folder), "definition": definition });
    // Before the preview of the rollback, or after it.
    for is_early in [true, false] {
        let mut pushed = pushed.clone();
        if is_early {
            pushed.edit(&create);
        }
        let rollback = pushed.plan(Edited::Keep);
        if !is_early {
            pushed.edit(&create);
        }
        let mut undone = pushed.roll_back(&rollback);
        let now = undone.now();
        let nodes = &undone.simulation.store.nodes;
        let names = |path: &ItemPath| -> Vec<String> {
            let found = nodes.find(&now, path).unwrap();
            let digest = found.first().map_or(&now, |entry| &entry.digest);
            let entries = nodes.get(digest).unwrap().entries.iter();
            entries.map(|entry| entry.name.to_string()).collect()
        };
        assert_eq!(
            (names(&ItemPath::root()), names(&folder)),
            (vec!["Network".to_owned()], vec!["Ours".to_owned()])
        );
        let record = undone.outcome.cells.iter().find(|cell| cell.path == folder);
        let expected = if is_early {
            Outcome::Kept
        } else {
            Outcome::ChangedSincePreview
        };
        assert_eq!(record.unwrap().outcome, expected);
    }
    // All of it goes with few calls where nobody did anything.
    let rollback = pushed.plan(Edited::Keep);
    let calls = pushed.simulation.writes(&pushed.org);
    let mut undone = pushed.roll_back(&rollback);
    let tops = undone
        .outcome
        .cells
        .iter()
        .filter(|cell| cell.path.names().len() == 1);
    assert_eq!(
        undone.simulation.writes(&undone.org) - calls,
        tops.count() as u64
    );
}

#[test]
fn the_base_is_what_was_restored_and_nothing_where_items_were_removed() {
    let mut pushed = Pushed::new("older");
    let removed = pushed.find(Outcome::Created, |_| true);
    let restored = pushed.find(Outcome::Replaced, |_| true);
    let after = pushed.after();
    let verified = &pushed.outcome.captured.as_ref().unwrap().verified;
    let nodes = &pushed.simulation.store.nodes;
    let base = rebase(nodes, None, &after, verified).unwrap();
    pushed.simulation.store.nodes.extend(base.nodes);
    let rollback = pushed.plan(Edited::Keep);
    let mut undone = pushed.roll_back(&rollback);
    let captured = undone.outcome.captured.as_ref().unwrap();
    let nodes = &undone.simulation.store.nodes;
    let again = rebase(
        nodes,
        base.root.as_ref(),
        &captured.root,
        &captured.verified,
    )
    .unwrap();
    undone.simulation.store.nodes.extend(again.nodes);
    let (base, before) = (again.root.unwrap(), undone.before());
    assert_eq!(undone.content(&base, &removed), None);
    let former = undone.content(&undone.after(), &restored);
    assert!(former.is_some() && undone.content(&base, &restored) == former);
    assert_ne!(undone.content(&before, &restored), former);
}

#[test]
fn a_rollback_that_is_lost_anywhere_goes_on_to_the_same_end() {
    for variant in ["empty", "older"] {
        let mut pushed = Pushed::new(variant);
        let (before, after) = (pushed.before(), pushed.after());
        let rollback = pushed.plan(Edited::Keep);
        pushed.begin(&rollback);
        let expected = pushed.clone().go_on(NEVER).unwrap();
        for after_effect in [false, true] {
            let mut at = 1;
            loop {
                let mut lost = pushed.clone();
                if lost.go_on(Crash { at, after_effect }).is_some() {
                    break;
                }
                let outcome = lost.go_on(NEVER).unwrap();
                assert_eq!(
                    (outcome.state, &outcome.cells),
                    (OrgState::Done, &expected.cells),
                    "{at}"
                );
                let was = outcome.before.map(|before| before.root);
                assert_eq!((was, lost.now()), (Some(after), before), "{at}");
                at += 1;
            }
            assert!(at > 20, "the rollback has more than {at} events");
        }
    }
}

#[test]
fn the_base_of_before_is_that_of_the_first_write_though_the_run_was_lost() {
    let mut pushed = Pushed::new("empty");
    let rollback = pushed.plan(Edited::Keep);
    pushed.begin(&rollback);
    let (early, late) = (Digest::of(b"early"), Digest::of(b"late"));
    let run = |pushed: &mut Pushed, base, at| {
        let journal: Journal = pushed.simulation.store.journal.iter().cloned().collect();
        let has_written = !journal.is_empty();
        let machine = target_run(
            pushed.order.clone(),
            Some(base),
            Vec::new(),
            journal,
            Hints::default(),
            11,
        );
        let crash = Crash {
            at,
            after_effect: false,
        };
        let outcome = pushed.simulation.run_until(&pushed.org, machine, crash);
        (outcome, has_written)
    };
    for at in 1.. {
        let mut lost = pushed.clone();
        if run(&mut lost, early, at).0.is_some() {
            break;
        }
        let (outcome, had_written) = run(&mut lost, late, usize::MAX);
        let base = outcome.unwrap().before.unwrap().base;
        let expected = if had_written { early } else { late };
        assert_eq!(base, Some(expected), "lost at {at}");
    }
}

/// One of the orgs has a search that saves to a lookup table which it doesn't have, until the push.
#[test]
fn a_search_that_saved_to_no_table_before_does_so_again() {
    let mut simulation = Simulation::new(WorldConfig {
        orgs: 43,
        ..WorldConfig::default()
    });
    let mut older = simulation.orgs.iter().filter(|org| org.variant == "older");
    let chosen = older.nth(5).expect("a sixth one").id.clone();
    simulation
        .orgs
        .retain(|org| org.is_source || org.id == chosen);
    let (plan, source) = planned(&mut simulation);
    let org = simulation.orgs[1].clone();
    let mut pushed = Pushed::from_plan(simulation, &plan, &source, org);
    let (before, rollback) = (pushed.before(), pushed.plan(Edited::Keep));
    assert_eq!(rollback.counts.blocked, 0);
    let mut undone = pushed.roll_back(&rollback);
    assert_eq!(undone.outcome.state, OrgState::Done, "{:?}", undone.outcome);
    assert_eq!(undone.now(), before);
}
