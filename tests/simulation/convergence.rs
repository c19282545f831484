//! A push does what its plan says, and nothing else.

use std::collections::BTreeMap;

use orgcast_sandbox::WorldConfig;
use orgcast_shared::content::{ItemKind, Nodes};
use orgcast_shared::history::{OrgState, Outcome};
use orgcast_shared::id::{Digest, ItemPath};
use orgcast_shared::select::{Choices, Destinations, Options, Selection};
use orgcast_tests::simulation::Simulation;

fn everything(simulation: &Simulation, options: Options) -> Choices {
    Choices {
        source: simulation.orgs[0].id.clone(),
        selection: Selection::everything(),
        destinations: Destinations::default(),
        options,
        only: BTreeMap::new(),
    }
}

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

#[test]
fn after_a_push_every_org_holds_the_source_and_what_it_had_besides() {
    for options in Options::all() {
        let mut simulation = Simulation::new(WorldConfig {
            orgs: 6,
            ..WorldConfig::default()
        });
        let choices = everything(&simulation, options);
        let (plan, source) = simulation.plan(&choices);
        simulation.empty_lookups(&plan);
        let wanted = items(&simulation.store.nodes, &source.root, options);
        for org in simulation.orgs.clone().iter().skip(1) {
            let before = simulation.capture(org).root;
            let before = items(&simulation.store.nodes, &before, options);
            let outcome = simulation.push(&plan, &source, org);
            let bad: Vec<_> = outcome
                .cells
                .iter()
                .filter(|c| {
                    !matches!(
                        c.outcome,
                        Outcome::Created | Outcome::Replaced | Outcome::Same
                    )
                })
                .collect();
            assert_eq!(
                (outcome.state, bad),
                (OrgState::Done, vec![]),
                "{}",
                org.name
            );
            let after = simulation.capture(org).root;
            let after = items(&simulation.store.nodes, &after, options);
            for (path, content) in &wanted {
                assert_eq!(after.get(path), Some(content), "{path} in {}", org.name);
            }
            for (path, content) in before.iter().filter(|(path, _)| !wanted.contains_key(path)) {
                assert_eq!(after.get(path), Some(content), "own {path} in {}", org.name);
            }
            assert!(
                after
                    .keys()
                    .all(|path| before.contains_key(path) || wanted.contains_key(path))
            );
        }
    }
}

#[test]
fn a_second_push_finds_everything_the_same_and_writes_nothing() {
    let mut simulation = Simulation::new(WorldConfig {
        orgs: 5,
        ..WorldConfig::default()
    });
    let choices = everything(&simulation, Options::default());
    let (plan, source) = simulation.plan(&choices);
    simulation.empty_lookups(&plan);
    let orgs = simulation.orgs.clone();
    for org in orgs.iter().skip(1) {
        simulation.push(&plan, &source, org);
    }
    let (again, source) = simulation.plan(&choices);
    assert_eq!(again.counts().writes(), 0);
    assert_eq!(again.counts().same, again.counts().cells());
    for org in orgs.iter().skip(1) {
        let before = simulation.writes(org);
        let outcome = simulation.push(&again, &source, org);
        assert!(
            outcome
                .cells
                .iter()
                .all(|cell| cell.outcome == Outcome::Same)
        );
        assert_eq!(simulation.writes(org), before);
    }
}
