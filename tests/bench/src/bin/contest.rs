//! The native half of `cargo xtask bench plan`: the planner and git, turn by turn on the same data.
//!
//! contest OUTPUT.json SET…

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use orgcast_bench::{Counted, Planning, Repository, Set, World};
use serde_json::{Map, Value as Json, json};

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let output = args.next().context("no file to write to")?;
    let mut results = Map::new();
    for name in args {
        println!("set {name}");
        let set = Set::named(&name).context("no such set")?;
        results.insert(name, measure(set)?);
    }
    std::fs::write(output, Json::Object(results).to_string())?;
    Ok(())
}

fn measure(set: Set) -> Result<Json> {
    let mut planning = Planning::new(World::new(set));
    let repository = Repository::write(planning.world())?;
    let counted = planning.plan();
    let (mut native, mut git) = (Vec::new(), Vec::new());
    for _ in 0..set.rounds() {
        planning.forget();
        let begun = Instant::now();
        let again = planning.plan();
        native.push(millis(begun));
        ensure!(
            again == counted,
            "the planner counts differently every time"
        );
        git.push(repository.time()?.as_secs_f64() * 1e3);
    }
    Ok(json!({
        "native": { "times": native, "counts": rows(&counted) },
        "native tick": { "times": ticks(&mut planning, &counted)? },
        "git": { "times": git, "changed": repository.changed()? },
    }))
}

/// Times one plan after each of several single unticks.
fn ticks(planning: &mut Planning, before: &Counted) -> Result<Vec<f64>> {
    let set = planning.world().set;
    let mut times = Vec::new();
    for item in set.unticked() {
        planning.plan();
        let begun = Instant::now();
        let counted = planning.untick(item);
        times.push(millis(begun));
        // The folders above it are no longer ticked as a whole, so nothing is decided about them.
        let gone = planning.world().path(item).names().len() * set.orgs();
        let fewer = before.all.cells() - counted.all.cells();
        ensure!(fewer as usize == gone, "{fewer} cells fewer");
    }
    Ok(times)
}

fn rows(counted: &Counted) -> Vec<[u32; 7]> {
    counted.orgs.iter().map(|counts| counts.0).collect()
}

fn millis(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1e3
}
