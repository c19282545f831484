//! Plan files of real reads: what leaves Orgcast in them.

use std::collections::BTreeSet;

use orgcast_sandbox::WorldConfig;
use orgcast_shared::plan::file::PlanFile;
use orgcast_shared::select::{Options, Selection};
use orgcast_tests::simulation::Simulation;
use serde_json::Value;

/// The texts in a JSON value that are long enough to be told from names and kinds.
fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if text.len() >= 24 => found.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
        Value::Object(fields) => fields.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

#[test]
fn a_plan_file_holds_neither_bodies_nor_definitions_of_connections() {
    let mut simulation = Simulation::new(WorldConfig {
        orgs: 8,
        ..WorldConfig::default()
    });
    let choices = simulation.choices(Selection::everything(), Options::default());
    let (file, source) = simulation.plan_file(&choices);
    let text = file.to_json();
    assert_eq!(PlanFile::open(&text).unwrap(), file);
    let mut secrets = Vec::new();
    for connection in &source.connections {
        texts(&connection.definition, &mut secrets);
    }
    assert!(
        secrets.iter().any(|secret| secret.contains("https://")),
        "{secrets:?}"
    );
    for body in simulation.store.bodies.values() {
        texts(&serde_json::from_slice(body).unwrap(), &mut secrets);
    }
    assert!(secrets.len() > 50);
    let mut names = BTreeSet::new();
    for (org, part) in file.orgs() {
        for (path, _) in file.cells(org) {
            names.extend(path.name().map(ToString::to_string));
        }
        names.extend(part.connections.iter().map(|need| need.key.name.clone()));
    }
    for secret in secrets.iter().filter(|secret| !names.contains(*secret)) {
        assert!(!text.contains(secret), "{secret}");
    }
}
