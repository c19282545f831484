//! How many instructions the planner and the content model take, against committed budgets.
//!
//! Instructions are counted by Valgrind on a processor that it emulates, so they are nearly the same
//! on every machine, unlike times.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::table::grouped;
use super::{Figure, Report, Table};
use crate::build;
use crate::process::{Program, Task};
use crate::progress::Step;
use crate::workspace::Workspace;

/// What is counted: programs of `tests/bench`.
pub const COUNTED: [&str; 2] = ["plan-a", "normalise-hash"];

/// The command that writes new budgets.
const ACCEPT: &str = "cargo xtask bench instructions --accept";

/// Parts of its budget that a count may have before it fails, and before the budget is too large.
const MOST: f64 = 1.1;
const LEAST: f64 = 0.9;

/// How many instructions a program took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// Which program.
    pub name: String,
    /// How many it took.
    pub instructions: u64,
    /// How many it should take.
    pub budget: u64,
}

impl Count {
    /// Whether it is at most 10 % over its budget.
    pub fn holds(&self) -> bool {
        self.part() <= MOST
    }

    /// What a person should know, if there is anything.
    pub fn advice(&self) -> Option<String> {
        let Self { name, .. } = self;
        let (found, budget) = (grouped(self.instructions), grouped(self.budget));
        if !self.holds() {
            Some(format!(
                "{name} takes {found} instructions, more than 10 % over its budget of {budget}: find \
                 out why, or accept it with `{ACCEPT}` and say why in the commit"
            ))
        } else if self.part() < LEAST {
            Some(format!(
                "{name} takes only {found} of the {budget} instructions in its budget: keep what was \
                 won with `{ACCEPT}`"
            ))
        } else {
            None
        }
    }

    /// Counts stay far below 2^52, so that nothing is lost.
    #[expect(clippy::cast_precision_loss)]
    fn part(&self) -> f64 {
        self.instructions as f64 / self.budget as f64
    }
}

/// Counts all of [`COUNTED`]. One that has no budget yet is within it.
pub fn count(workspace: &Workspace, step: &Step) -> Result<Vec<Count>> {
    let folder = build::counted(workspace, &COUNTED, step)?;
    let budgets = budgets(workspace)?;
    let one = |name: &str| {
        let instructions = callgrind(workspace, &folder.join(name), name, step)?;
        let budget = budgets.get(name).copied();
        Ok(Count {
            name: name.to_owned(),
            instructions,
            budget: budget.unwrap_or(instructions),
        })
    };
    COUNTED.into_iter().map(one).collect()
}

/// Makes the counts the budgets.
pub fn accept(workspace: &Workspace, counts: &mut [Count]) -> Result<()> {
    let mut budgets = BTreeMap::new();
    for count in counts {
        count.budget = count.instructions;
        budgets.insert(count.name.clone(), count.budget);
    }
    let text = serde_json::to_string_pretty(&budgets)? + "\n";
    Ok(fs::write(budget_file(workspace), text)?)
}

/// The counts as figures and a table.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
pub fn report(counts: &[Count]) -> Report {
    let mut table = Table::new(&["instructions", "counted", "budget", "of budget", ""]);
    let mut figures = Vec::new();
    for count in counts {
        table.row([
            count.name.clone(),
            grouped(count.instructions),
            grouped(count.budget),
            format!("{:.1} %", count.part() * 100.0),
            if count.holds() { "holds" } else { "MISSED" }.to_owned(),
        ]);
        let goal = (count.budget as f64 * MOST).floor();
        let value = count.instructions as f64;
        figures.push(Figure::at_most(&*count.name, value, "instructions", goal));
    }
    Report { figures, table }
}

fn callgrind(workspace: &Workspace, program: &Path, name: &str, step: &Step) -> Result<u64> {
    let file = workspace
        .target()
        .join(format!("bench/callgrind.{name}.out"));
    fs::create_dir_all(workspace.target().join("bench"))?;
    let program = Program::new("valgrind")
        // Only what happens in `counted` counts, not the making of its data.
        .args(["--tool=callgrind", "--toggle-collect=*counted*"])
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(program);
    Task::new(workspace, &format!("callgrind-{name}"), program).run(step)?;
    let text =
        fs::read_to_string(&file).with_context(|| format!("{} can't be read", file.display()))?;
    total(&text).with_context(|| format!("{} has no total, or one of 0", file.display()))
}

/// The line `totals: N` of callgrind's output.
fn total(output: &str) -> Option<u64> {
    let line = output.lines().find_map(|line| line.strip_prefix("totals:"));
    line?.trim().parse().ok().filter(|total| *total > 0)
}

fn budgets(workspace: &Workspace) -> Result<BTreeMap<String, u64>> {
    let file = budget_file(workspace);
    let text = fs::read_to_string(&file);
    let text = text.with_context(|| format!("{} can't be read", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is damaged", file.display()))
}

fn budget_file(workspace: &Workspace) -> PathBuf {
    workspace.path("tests/bench/budgets.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(instructions: u64) -> Count {
        Count {
            name: "plan-a".into(),
            instructions,
            budget: 1_000,
        }
    }

    #[test]
    fn ten_percent_over_is_the_most() {
        assert!(count(1_100).holds() && count(1_100).advice().is_none());
        assert!(!count(1_101).holds());
        let advice = count(1_101).advice().unwrap();
        assert!(
            advice.contains("1,101") && advice.contains(ACCEPT),
            "{advice}"
        );
        let report = report(&[count(1_100), count(1_101)]);
        assert_eq!(
            report.figures.iter().filter(|figure| figure.holds).count(),
            1
        );
    }

    #[test]
    fn a_budget_that_is_much_too_large_is_told() {
        assert!(count(900).advice().is_none());
        assert!(count(899).holds());
        assert!(
            count(899)
                .advice()
                .unwrap()
                .contains("only 899 of the 1,000")
        );
    }

    #[test]
    fn callgrind_s_total_is_found() {
        let output = "events: Ir\nfn=(1) counted\n12 34\n\ntotals: 1332469295\n";
        assert_eq!(total(output), Some(1_332_469_295));
        // The function was not found: everything was left out.
        assert_eq!(total("events: Ir\ntotals: 0\n"), None);
        assert_eq!(total("events: Ir\n"), None);
    }

    #[test]
    fn every_program_has_a_budget() {
        let budgets = budgets(&Workspace::find().unwrap()).unwrap();
        assert!(COUNTED.iter().all(|name| budgets.contains_key(*name)));
        assert_eq!(budgets.len(), COUNTED.len());
    }
}
