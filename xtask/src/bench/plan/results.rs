use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// What the halves of the contest measured: by set, then by contender.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Results(BTreeMap<String, BTreeMap<String, Run>>);

/// What one contender did with one set.
#[derive(Debug, Deserialize)]
struct Run {
    /// Milliseconds of each round.
    times: Vec<f64>,
    /// Per org: how many cells are `New`, `Same`, `Behind`, `Edited`, `Diverged`, `Unknown`, `Blocked`.
    counts: Option<Vec<[u64; 7]>>,
    /// Per org: how many paths git finds changed.
    changed: Option<Vec<u64>>,
    /// Bytes of the WASM's memory.
    memory: Option<f64>,
}

impl Results {
    pub(super) fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file);
        let text = text.with_context(|| format!("{} can't be read", file.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is damaged", file.display()))
    }

    /// Takes over other contenders' runs.
    pub(super) fn extend(&mut self, other: Self) {
        for (set, runs) in other.0 {
            self.0.entry(set).or_default().extend(runs);
        }
    }

    /// The median of a contender's times, in milliseconds.
    pub(super) fn median(&self, set: &str, contender: &str) -> Result<f64> {
        let mut times = self.run(set, contender)?.times.clone();
        times.sort_by(f64::total_cmp);
        let upper = times.get(times.len() / 2);
        let lower = times.get(times.len().saturating_sub(1) / 2);
        let both = upper.zip(lower);
        let both = both.with_context(|| format!("{contender} has no times for {set}"))?;
        Ok(f64::midpoint(*both.0, *both.1))
    }

    /// How many rounds there were.
    pub(super) fn rounds(&self, set: &str, contender: &str) -> Result<usize> {
        Ok(self.run(set, contender)?.times.len())
    }

    /// Bytes of the WASM's memory after it planned a set.
    pub(super) fn memory(&self, set: &str) -> Result<f64> {
        let memory = self.run(set, "wasm")?.memory;
        memory.context("the page gave no size of its memory")
    }

    /// Checks that every contender counts the same cells of every class in every org. Git knows no
    /// classes: it has to find as many paths changed as there are cells that aren't `Same`.
    pub(super) fn check_counts(&self) -> Result<()> {
        for (set, runs) in &self.0 {
            let native = self.counts(set, "native")?;
            for contender in ["wasm", "javascript"] {
                let other = self.counts(set, contender)?;
                let same = other == native;
                ensure!(
                    same,
                    "{contender} and native count differently in set {set}"
                );
            }
            let changed = |row: &[u64; 7]| row.iter().sum::<u64>() - row[1];
            let changed: Vec<u64> = native.iter().map(changed).collect();
            let git = runs.get("git").and_then(|run| run.changed.as_ref());
            let same = git == Some(&changed);
            ensure!(
                same,
                "git finds other paths changed in set {set} than the planner"
            );
        }
        Ok(())
    }

    fn counts(&self, set: &str, contender: &str) -> Result<&Vec<[u64; 7]>> {
        let counts = self.run(set, contender)?.counts.as_ref();
        let counts = counts.filter(|orgs| !orgs.is_empty());
        counts.with_context(|| format!("{contender} counted nothing in set {set}"))
    }

    fn run(&self, set: &str, contender: &str) -> Result<&Run> {
        let run = self.0.get(set).and_then(|runs| runs.get(contender));
        run.with_context(|| format!("{contender} did not run with set {set}"))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::{Value as Json, json};

    use super::*;

    /// One org in every set; all agree.
    pub(in super::super) fn agreeing() -> Json {
        let counts = json!([[1, 50, 2, 2, 2, 0, 0]]);
        let set = |factor: f64| {
            let times = |ms: f64| json!([ms * factor * 2.0, ms * factor, 0.0]);
            json!({
                "native": { "times": times(9.0), "counts": counts },
                "native tick": { "times": times(1.0) },
                "git": { "times": times(40.0), "changed": [7] },
                "wasm": { "times": times(20.0), "counts": counts, "memory": 33_554_432 },
                "wasm tick": { "times": times(4.0) },
                "javascript": { "times": times(200.0), "counts": counts },
            })
        };
        json!({ "A": set(1.0), "B": set(0.05), "C": set(2.0), "D": set(30.0) })
    }

    pub(in super::super) fn results(json: Json) -> Results {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn the_median_is_in_the_middle() {
        let median = |times: &[f64]| {
            let found = results(json!({ "A": { "git": { "times": times } } }));
            found.median("A", "git").map(|time| time.to_string()).ok()
        };
        assert_eq!(median(&[80.0, 0.5, 40.0]).as_deref(), Some("40"));
        assert_eq!(median(&[4.0, 1.0, 2.0, 100.0]).as_deref(), Some("3"));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn contenders_that_count_differently_are_caught() {
        results(agreeing()).check_counts().unwrap();
        let cases = [
            (
                "wasm",
                "counts",
                json!([[1, 50, 3, 1, 2, 0, 0]]),
                "wasm and native",
            ),
            (
                "javascript",
                "counts",
                json!([]),
                "javascript counted nothing",
            ),
            ("git", "changed", json!([8]), "git finds other paths"),
        ];
        for (contender, member, value, said) in cases {
            let mut json = agreeing();
            json["B"][contender][member] = value;
            let error = results(json).check_counts().unwrap_err().to_string();
            assert!(error.contains(said) && error.contains("set B"), "{error}");
        }
    }

    #[test]
    fn the_halves_come_together() {
        let mut all = results(json!({ "A": { "git": { "times": [1.0] } } }));
        assert!(all.check_counts().is_err());
        all.extend(results(agreeing()));
        all.check_counts().unwrap();
    }
}
