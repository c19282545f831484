//! Whole histories from seeds, with everything that can go wrong. `cargo xtask sim --seed N` replays
//! one.

use orgcast_tests::simulation::history::{Fault, Figures, run, run_all};

#[test]
fn two_thousand_histories_keep_every_promise() {
    let summary = run_all(0..2_000, |_| {});
    if let Some((seed, broken)) = summary.failure {
        panic!("seed {seed}: {broken}\nreplay it: cargo xtask sim --seed {seed} --verbose");
    }
    let Figures {
        retries,
        rollbacks,
        together,
        in_waves,
        rests,
        returned,
        ..
    } = summary.figures;
    assert!(retries > 400 && rollbacks > 500, "{retries} {rollbacks}");
    assert!(
        together > 300 && in_waves > 300 && rests > 300,
        "{together} {in_waves} {rests}"
    );
    assert!(returned > 10_000, "only {returned} items had to come back");
    let struck = |fault: &Fault| summary.figures.faults.get(fault).copied();
    for fault in Fault::ALL {
        assert!(struck(&fault) > Some(100), "{fault:?} strikes too seldom");
    }
}

#[test]
fn a_seed_gives_the_same_history_each_time() {
    for seed in [3, 1_000_003] {
        assert_eq!(run(seed, false), run(seed, false));
    }
}
