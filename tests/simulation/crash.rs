//! A run that is lost at any point goes on where it was, and doubles nothing.

use std::collections::BTreeMap;

use orgcast_sandbox::WorldConfig;
use orgcast_shared::history::{CellRecord, OrgState, Outcome};
use orgcast_shared::select::{Choices, Destinations, Options, Selection};
use orgcast_tests::simulation::{Crash, Simulation};

fn start() -> (Simulation, Choices) {
    let config = WorldConfig {
        orgs: 3,
        ..WorldConfig::default()
    };
    let simulation = Simulation::new(config);
    let source = simulation.orgs[0].id.clone();
    let selection = ["/Network".parse().unwrap()];
    let choices = Choices {
        source,
        selection: Selection::from_iter(selection),
        destinations: Destinations::default(),
        options: Options::default(),
        only: BTreeMap::new(),
    };
    (simulation, choices)
}

#[test]
fn a_run_that_is_lost_anywhere_goes_on_and_doubles_nothing() {
    for target in 1..3 {
        let expected = run(target, NEVER).expect("nothing crashes here");
        let changes = |cell: &CellRecord| cell.outcome != Outcome::Same;
        assert!(expected.iter().any(changes), "{expected:?}");
        for after_effect in [false, true] {
            let mut at = 1;
            while let Some(cells) = run(target, Crash { at, after_effect }) {
                assert_eq!(cells, expected, "{at} {after_effect}");
                at += 1;
            }
            assert!(at > 20, "the run has more than {at} events");
        }
    }
}

const NEVER: Crash = Crash {
    at: usize::MAX,
    after_effect: false,
};

/// Runs until the crash, goes on, and gives what became of every cell; `None` if the run had ended
/// before the crash.
fn run(target: usize, crash: Crash) -> Option<Vec<CellRecord>> {
    let (mut simulation, choices) = start();
    let (plan, source) = simulation.plan(&choices);
    simulation.empty_lookups(&plan);
    let org = simulation.orgs[target].clone();
    let ended = simulation.go_on(&plan, &source, &org, crash);
    if ended.is_some() && crash.at != NEVER.at {
        return None;
    }
    let outcome = ended
        .or_else(|| simulation.go_on(&plan, &source, &org, NEVER))
        .unwrap();
    assert_eq!(
        outcome.state,
        OrgState::Done,
        "{crash:?} {:?}",
        outcome.cells
    );
    let (again, _) = simulation.plan(&choices);
    assert_eq!(again.org(&org.id).unwrap().counts.writes(), 0, "{crash:?}");
    for (_, node) in simulation.store.nodes.iter() {
        assert!(
            node.entries
                .windows(2)
                .all(|pair| pair[0].name != pair[1].name),
            "{crash:?}"
        );
    }
    Some(outcome.cells)
}
