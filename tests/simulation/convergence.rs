//! A push does what its plan says, and nothing else.

use std::collections::BTreeMap;

use orgcast_sandbox::{Guesses, WorldConfig};
use orgcast_shared::content::{ItemKind, Nodes};
use orgcast_shared::history::{CellRecord, OrgState, Outcome};
use orgcast_shared::id::{Digest, ItemPath};
use orgcast_shared::plan::Cell;
use orgcast_shared::select::{DependencyRuling, Options, Selection};
use orgcast_tests::simulation::Simulation;

/// Every item of a tree by path, with what counts as its content.
fn items(nodes: &Nodes, root: &Digest, options: Options) -> BTreeMap<ItemPath, Digest> {
    let mut items = BTreeMap::new();
    let mut open = vec![(ItemPath::root(), *root)];
    while let Some((path, digest)) = open.pop() {
        for entry in &nodes.get(&digest).unwrap().entries {
            let path = path.child(&entry.name);
            if entry.kind == ItemKind::Folder {
                open.push((path.clone(), entry.digest));
                items.insert(path, nodes.get(&entry.digest).unwrap().own_digest());
            } else {
                items.insert(path, entry.content(options));
            }
        }
    }
    items
}

/// Pushes everything to seven targets, one of each history. Each then holds the source and what it
/// had besides; a second push finds everything the same and writes nothing.
fn converges(mut simulation: Simulation, options: Options, world: &str) {
    let choices = simulation.choices(Selection::everything(), options);
    let (plan, source) = simulation.plan(&choices);
    let wanted = items(&simulation.store.nodes, &source.root, options);
    let orgs = simulation.orgs.clone();
    for org in orgs.iter().skip(1) {
        let place = format!("{} with {world}", org.name);
        let before = simulation.capture(org).root;
        let before = items(&simulation.store.nodes, &before, options);
        let outcome = simulation.push(&plan, &source, org);
        let good = |c: &&CellRecord| {
            matches!(
                c.outcome,
                Outcome::Created | Outcome::Replaced | Outcome::Same
            )
        };
        let bad: Vec<_> = outcome.cells.iter().filter(|c| !good(c)).collect();
        assert_eq!((outcome.state, bad), (OrgState::Done, vec![]), "{place}");
        // A schedule that the options leave out is none of ours, so an item that has one isn't either.
        let captured = outcome.captured.expect("what was read back");
        let exact = items(&simulation.store.nodes, &captured.root, Options::default());
        let ours = |path: &&ItemPath| exact.get(*path) == wanted.get(*path);
        let paths = outcome.cells.iter().map(|cell| &cell.path).filter(ours);
        assert!(captured.verified.iter().eq(paths), "{place}");
        let after = simulation.capture(org).root;
        let after = items(&simulation.store.nodes, &after, options);
        for (path, content) in &wanted {
            assert_eq!(after.get(path), Some(content), "{path} in {place}");
        }
        for (path, content) in before.iter().filter(|(path, _)| !wanted.contains_key(path)) {
            assert_eq!(after.get(path), Some(content), "own {path} in {place}");
        }
        assert!(
            after
                .keys()
                .all(|path| before.contains_key(path) || wanted.contains_key(path)),
            "{place}"
        );
    }
    let (again, source) = simulation.plan(&choices);
    assert_eq!(again.counts().same, again.counts().cells(), "{world}");
    for org in orgs.iter().skip(1) {
        let before = simulation.writes(org);
        let outcome = simulation.push(&again, &source, org);
        let is_same = |cell: &CellRecord| cell.outcome == Outcome::Same;
        assert!(outcome.cells.iter().all(is_same), "{world}");
        assert_eq!(simulation.writes(org), before, "{world}");
    }
}

fn all_histories() -> WorldConfig {
    WorldConfig {
        orgs: 8,
        ..WorldConfig::default()
    }
}

#[test]
fn every_org_holds_the_source_and_what_it_had_besides_under_all_options() {
    for options in Options::all() {
        let simulation = Simulation::new(all_histories());
        converges(simulation, options, &format!("{options:?}"));
    }
}

/// Under a policy without mail, both what searches and what reports would send stays behind, and a
/// second push finds everything the same.
#[test]
fn what_would_mail_is_written_without_its_schedule_where_the_policy_says_so() {
    let mut simulation = Simulation::new(all_histories());
    let mut choices = simulation.choices(Selection::everything(), Options::default());
    choices.policy.dependencies.recipients = DependencyRuling::Strip;
    let (plan, source) = simulation.plan(&choices);
    let mut stripped = BTreeMap::new();
    for org in simulation.orgs.clone().iter().skip(1) {
        let outcome = simulation.push(&plan, &source, org);
        assert_eq!(outcome.state, OrgState::Done, "{}", org.name);
        let after = simulation.capture(org).root;
        let written = |cell: &Cell| cell.stripped && cell.action.writes();
        for (path, cell) in plan.cells(&org.id).filter(|(_, cell)| written(cell)) {
            let [entry] = simulation.store.nodes.find(&after, &path).unwrap() else {
                panic!("{path} in {}", org.name)
            };
            assert_eq!(entry.digest, cell.source, "{path} in {}", org.name);
            *stripped.entry(cell.kind).or_insert(0) += 1;
        }
    }
    let kinds: Vec<_> = stripped.into_keys().collect();
    assert_eq!(kinds, [ItemKind::Search, ItemKind::Dashboard]);
    let (again, _) = simulation.plan(&choices);
    assert_eq!(again.counts().same, again.counts().cells());
}

/// Searches and lookups of one folder are written one by one where the folder is there already.
#[test]
fn a_search_converges_that_comes_before_the_lookup_it_writes_to() {
    let mut simulation = Simulation::new(all_histories());
    simulation.add_search_before_its_lookup();
    converges(simulation, Options::default(), "a search before its lookup");
}

#[test]
fn a_dashboard_converges_whose_title_is_not_its_name() {
    let mut simulation = Simulation::new(all_histories());
    simulation.give_dashboard_another_title();
    converges(simulation, Options::default(), "another title");
}

#[test]
fn every_other_reading_of_sumo_logic_converges() {
    for (name, guesses) in Guesses::flipped() {
        let simulation = Simulation::new(WorldConfig {
            guesses,
            ..all_histories()
        });
        converges(simulation, Options::default(), name);
    }
}
