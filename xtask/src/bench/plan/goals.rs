use anyhow::Result;

use super::SETS;
use super::results::Results;
use crate::bench::{Figure, Report, Table};

const CONTENDERS: [(&str, &str); 4] = [
    ("native", "native"),
    ("wasm", "WASM in Chromium"),
    ("javascript", "plain JavaScript in Chromium"),
    ("git", "git diff-tree -r --stdin, source and target only"),
];

/// One contender's time for a set as a part of another's: which, of which, and at most how much.
type Ratio = (
    (&'static str, &'static str),
    (&'static str, &'static str),
    f64,
);

const RATIOS: [Ratio; 6] = [
    (("A", "native"), ("A", "git"), 0.25),
    (("A", "wasm"), ("A", "git"), 0.6),
    (("A", "wasm"), ("A", "javascript"), 0.15),
    (("B", "native"), ("A", "native"), 0.1),
    (("B", "wasm"), ("A", "wasm"), 0.1),
    (("D", "wasm"), ("D", "javascript"), 0.35),
];

/// At most so many milliseconds to plan again after one tick in set A, in Chromium.
const TICK_GOAL: f64 = 8.0;
/// At most so many MiB of WASM memory with set C.
const MEMORY_GOAL: f64 = 64.0;
const MIB: f64 = 1_048_576.0;

/// The times of all contenders, then what has a goal.
pub(super) fn report(results: &Results) -> Result<Report> {
    let mut figures = Vec::new();
    let mut table = Table::new(&["milliseconds", "A", "B", "C", "D"]);
    for (contender, title) in CONTENDERS {
        let mut row = vec![title.to_owned()];
        for set in SETS {
            let time = results.median(set, contender)?;
            figures.push(Figure::plain(format!("{set} {contender}"), time, "ms"));
            row.push(format!("{time:.1}"));
        }
        table.row(row);
    }
    let mut rounds = vec!["each the median of so many rounds".to_owned()];
    for set in SETS {
        rounds.push(results.rounds(set, "native")?.to_string());
    }
    table.row(rounds);
    table.row([]);
    table.row(["goals", "is", "at most", ""].map(str::to_owned));
    for figure in goals(results)? {
        let places = if figure.unit == "ratio" { 3 } else { 1 };
        let goal = figure.goal.map(|goal| goal.to_string());
        table.row([
            figure.name.clone(),
            format!("{:.places$}", figure.value),
            goal.unwrap_or_default(),
            if figure.holds { "holds" } else { "MISSED" }.to_owned(),
        ]);
        figures.push(figure);
    }
    let tick = results.median("A", "native tick")?;
    figures.push(Figure::plain("A native, again after one tick", tick, "ms"));
    Ok(Report { figures, table })
}

fn goals(results: &Results) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for ((set, contender), (other_set, other), goal) in RATIOS {
        let ratio = results.median(set, contender)? / results.median(other_set, other)?;
        let name = format!("{set} {contender} / {other_set} {other}");
        figures.push(Figure::at_most(name, ratio, "ratio", goal));
    }
    let tick = results.median("A", "wasm tick")?;
    let name = "A wasm, again after one tick, ms";
    figures.push(Figure::at_most(name, tick, "ms", TICK_GOAL));
    let memory = results.memory("C")? / MIB;
    let name = "C wasm, memory, MiB";
    figures.push(Figure::at_most(name, memory, "MiB", MEMORY_GOAL));
    Ok(figures)
}

#[cfg(test)]
mod tests {
    use super::super::results::tests::{agreeing, results};
    use super::*;

    #[test]
    fn times_and_goals_are_shown() {
        let report = report(&results(agreeing())).unwrap();
        assert!(report.holds(), "{}", report.table);
        let text = report.table.to_string();
        let native = text.lines().nth(1).unwrap().split_whitespace();
        let expected = ["native", "9.0", "0.5", "18.0", "270.0"];
        assert_eq!(native.collect::<Vec<_>>(), expected, "{text}");
        assert!(text.contains("C wasm, memory, MiB"), "{text}");
        let names: std::collections::BTreeSet<_> = report.figures.iter().map(|f| &f.name).collect();
        assert_eq!(names.len(), report.figures.len());
    }

    #[test]
    fn every_goal_can_be_missed() {
        let cases = [
            ("A", "native", 11.0, "A native / A git"),
            ("A", "wasm", 25.0, "A wasm / A git"),
            ("A", "javascript", 100.0, "A wasm / A javascript"),
            ("B", "native", 1.0, "B native / A native"),
            ("B", "wasm", 3.0, "B wasm / A wasm"),
            ("D", "wasm", 3000.0, "D wasm / D javascript"),
            ("A", "wasm tick", 8.1, "A wasm, again after one tick, ms"),
        ];
        for (set, contender, time, missed) in cases {
            let mut json = agreeing();
            json[set][contender]["times"] = serde_json::json!([time]);
            let report = report(&results(json)).unwrap();
            let names: Vec<_> = report.figures.iter().filter(|f| !f.holds).collect();
            assert!(names.iter().any(|f| f.name == missed), "{names:?}");
            assert!(report.table.to_string().contains("MISSED"));
        }
        let mut json = agreeing();
        json["C"]["wasm"]["memory"] = serde_json::json!(64 * 1_048_576 + 1);
        assert!(!report(&results(json)).unwrap().holds());
    }
}
