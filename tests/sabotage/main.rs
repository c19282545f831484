//! The simulation can fail: each deliberate fault of the engine is found, and by the promise that it
//! breaks.

use orgcast_shared::push::sabotage::{Sabotage, commit};
use orgcast_tests::simulation::history::{Promise, run_all_prepared};

/// So many histories may pass before a fault is found.
const SEEDS: u64 = 500;

/// A fault may break other promises first: then another history tells.
fn is_found(sabotage: Sabotage, promise: Promise) {
    let found = (0..SEEDS).find_map(|seed| {
        let summary = run_all_prepared(seed..seed + 1, || commit(sabotage), |_| {});
        let (seed, broken) = summary.failure?;
        println!("{sabotage:?}: seed {seed}: {broken}");
        (broken.promise == promise).then_some(())
    });
    assert!(found.is_some(), "the fault to be found by {promise:?}");
}

#[test]
fn a_write_that_is_not_announced_is_found() {
    is_found(Sabotage::SkipIntent, Promise::Announced);
}

#[test]
fn a_creation_that_is_repeated_without_a_look_is_found() {
    is_found(Sabotage::RetryUnread, Promise::Look);
}

#[test]
fn a_body_that_is_replaced_and_was_not_stored_is_found() {
    is_found(Sabotage::ForgetBodies, Promise::Stored);
}

#[test]
fn a_question_that_the_budget_does_not_count_is_found() {
    is_found(Sabotage::FreePolls, Promise::Limits);
}

#[test]
fn calls_to_an_org_that_asked_to_be_left_alone_are_found() {
    is_found(Sabotage::RestAlone, Promise::Limits);
}

#[test]
fn an_import_over_a_folder_is_found() {
    is_found(Sabotage::ImportOver, Promise::Plan);
}

#[test]
fn a_lost_answer_that_is_taken_for_a_failure_is_found() {
    is_found(Sabotage::LostIsFailed, Promise::Apart);
}

#[test]
fn a_base_of_what_was_not_verified_is_found() {
    is_found(Sabotage::UnverifiedBase, Promise::Base);
}

#[test]
fn a_removal_without_another_look_is_found() {
    is_found(Sabotage::RemoveUnlooked, Promise::Moved);
}

#[test]
fn a_replacement_by_an_old_look_is_found() {
    is_found(Sabotage::ReplaceUnlooked, Promise::Moved);
}

#[test]
fn a_write_over_what_moved_is_found() {
    is_found(Sabotage::IgnoreMoved, Promise::Moved);
}
