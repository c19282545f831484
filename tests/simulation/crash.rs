//! A run that is lost at any point goes on where it was, and doubles nothing.

use orgcast_sandbox::{Guesses, WorldConfig};
use orgcast_shared::history::{CellRecord, OrgState, Outcome};
use orgcast_shared::id::ItemPath;
use orgcast_shared::plan::Plan;
use orgcast_shared::push::{Captured, JournalEntry, OrgOutcome};
use orgcast_shared::select::{Choices, Options, Selection};
use orgcast_tests::simulation::{Crash, SimOrg, Simulation, library_path};
use serde_json::json;

const NEVER: Crash = Crash {
    at: usize::MAX,
    after_effect: false,
};

/// A push that was planned and not begun.
struct Start {
    simulation: Simulation,
    choices: Choices,
    plan: Plan,
    source: Captured,
    target: SimOrg,
}

/// What is left of a run, whether it crashed in between or not.
#[derive(Debug, PartialEq)]
struct Left {
    cells: Vec<CellRecord>,
    /// The names of the org's connections, sorted.
    connections: Vec<String>,
}

#[test]
fn a_run_that_is_lost_anywhere_goes_on_and_doubles_nothing() {
    for variant in ["empty", "no-connections"] {
        survives(&Start::new(Guesses::default(), variant), &[false, true]);
    }
}

/// No connection is there yet, so one is created, and everything is written one by one.
#[test]
fn nor_under_any_other_reading_of_sumo_logic() {
    for (name, guesses) in Guesses::flipped() {
        println!("{name}");
        survives(&Start::new(guesses, "no-connections"), &[true]);
    }
}

/// A run that was lost when everything had been written, and what may happen before it goes on.
fn interrupted(happens: impl FnOnce(&mut Simulation, &SimOrg)) -> OrgOutcome {
    let start = Start::new(Guesses::default(), "empty");
    let mut simulation = start.simulation.clone();
    let (plan, source, target) = (&start.plan, &start.source, &start.target);
    let is_written = |entry: &JournalEntry| matches!(entry, JournalEntry::Settled { .. });
    for at in 1.. {
        simulation = start.simulation.clone();
        let crash = Crash {
            at,
            after_effect: true,
        };
        assert!(simulation.go_on(plan, source, target, crash).is_none());
        let written = simulation.store.journal.iter().filter(|e| is_written(e));
        if written.count() == 1 {
            break;
        }
    }
    happens(&mut simulation, target);
    let outcome = simulation.go_on(plan, source, target, NEVER);
    outcome.expect("nothing crashes here")
}

#[test]
fn what_may_have_been_written_is_not_called_failed_when_the_org_cannot_be_read() {
    let outcome = interrupted(|simulation, target| {
        let path = format!("/orgs/{}/faults", target.id);
        simulation.control("POST", &path, Some(&json!({ "revokeKey": true })));
    });
    assert!(outcome.message.contains("the access key was refused"));
    let all = outcome.cells.iter().map(|cell| cell.outcome);
    assert!(
        all.into_iter()
            .all(|outcome| outcome == Outcome::Unverified)
    );
}

#[test]
fn nor_is_it_called_moved_when_it_reads_back_different() {
    let path: ItemPath = "/Network".parse().unwrap();
    let outcome = interrupted(|simulation, target| {
        let fields = json!({ "description": "edited" });
        let edit = json!({ "op": "set", "path": library_path(&path), "fields": fields });
        simulation.edit(target, &edit);
    });
    let cell = outcome.cells.iter().find(|cell| cell.path == path).unwrap();
    assert_eq!(cell.outcome, Outcome::Unverified);
    assert!(
        cell.detail.contains("may have been written"),
        "{}",
        cell.detail
    );
}

fn survives(start: &Start, after_effects: &[bool]) {
    let expected = start.run(NEVER).expect("nothing crashes here");
    let changes = |cell: &CellRecord| cell.outcome != Outcome::Same;
    assert!(expected.cells.iter().any(changes), "{expected:?}");
    assert_eq!(expected.connections, ["SOC Slack"]);
    for &after_effect in after_effects {
        let mut at = 1;
        while let Some(left) = start.run(Crash { at, after_effect }) {
            assert_eq!(left, expected, "{at} {after_effect}");
            at += 1;
        }
        assert!(at > 20, "the run has more than {at} events");
    }
}

impl Start {
    fn new(guesses: Guesses, variant: &str) -> Self {
        let mut simulation = Simulation::new(WorldConfig {
            orgs: 8,
            guesses,
            ..WorldConfig::default()
        });
        let chosen = |org: &SimOrg| org.is_source || org.variant == variant;
        simulation.orgs.retain(chosen);
        let selection = Selection::from_iter(["/Network".parse().unwrap()]);
        let choices = simulation.choices(selection, Options::default());
        let (plan, source) = simulation.plan(&choices);
        let target = simulation.orgs[1].clone();
        Self {
            simulation,
            choices,
            plan,
            source,
            target,
        }
    }

    /// Runs until the crash, goes on, and gives what is left; `None` if the run had ended before the
    /// crash.
    fn run(&self, crash: Crash) -> Option<Left> {
        let mut simulation = self.simulation.clone();
        let mut go_on = |crash| simulation.go_on(&self.plan, &self.source, &self.target, crash);
        let ended = go_on(crash);
        if ended.is_some() && crash.at != NEVER.at {
            return None;
        }
        let outcome = ended.or_else(|| go_on(NEVER)).unwrap();
        assert_eq!(
            outcome.state,
            OrgState::Done,
            "{crash:?} {:?}",
            outcome.cells
        );
        let (again, _) = simulation.plan(&self.choices);
        let counts = again.org(&self.target.id).unwrap().counts;
        assert_eq!(counts.writes(), 0, "{crash:?}");
        for (_, node) in simulation.store.nodes.iter() {
            let differ = |pair: &[_]| pair[0] != pair[1];
            let names: Vec<_> = node.entries.iter().map(|entry| &entry.name).collect();
            assert!(names.windows(2).all(differ), "{crash:?}");
        }
        Some(Left {
            cells: outcome.cells,
            connections: simulation.connections(&self.target),
        })
    }
}
