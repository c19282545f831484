//! Benches: each gives figures, a table for people and a JSON file for programs.

pub mod instructions;
pub mod plan;
pub mod push;
pub mod size;

mod compress;
mod first_load;
mod table;

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use serde::Serialize;

use crate::workspace::Workspace;

pub use table::Table;

/// One measured figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// What was measured, unlike any other name in the same file.
    pub name: String,
    /// How much.
    pub value: f64,
    /// Of what, for instance `B` or `ms`.
    pub unit: String,
    /// What it should be at most, where there is a goal.
    pub goal: Option<f64>,
    /// Whether the goal holds; true where there is none.
    pub holds: bool,
}

impl Figure {
    /// A figure without a goal.
    pub fn plain(name: impl Into<String>, value: f64, unit: &str) -> Self {
        Self {
            name: name.into(),
            value,
            unit: unit.to_owned(),
            goal: None,
            holds: true,
        }
    }

    /// A figure that should be `goal` at most.
    pub fn at_most(name: impl Into<String>, value: f64, unit: &str, goal: f64) -> Self {
        Self {
            goal: Some(goal),
            holds: value <= goal,
            ..Self::plain(name, value, unit)
        }
    }
}

/// What a bench gives.
#[derive(Debug)]
pub struct Report {
    /// For programs.
    pub figures: Vec<Figure>,
    /// For people.
    pub table: Table,
}

impl Report {
    /// Whether every goal holds.
    pub fn holds(&self) -> bool {
        self.figures.iter().all(|figure| figure.holds)
    }
}

/// Writes `target/bench/NAME.json`, a list of figures; gives its path.
pub fn write(workspace: &Workspace, name: &str, figures: &[Figure]) -> Result<PathBuf> {
    let folder = workspace.target().join("bench");
    fs::create_dir_all(&folder)?;
    let file = folder.join(format!("{name}.json"));
    fs::write(&file, serde_json::to_string_pretty(figures)? + "\n")?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_an_upper_bound_that_may_be_met_exactly() {
        assert!(Figure::at_most("x", 10.0, "B", 10.0).holds);
        assert!(!Figure::at_most("x", 10.5, "B", 10.0).holds);
        assert!(Figure::plain("x", 1e9, "B").holds);
    }

    #[test]
    fn a_figure_is_written_with_all_its_members() {
        let json = serde_json::to_value(Figure::plain("x", 1.0, "ms")).unwrap();
        let expected = serde_json::json!(
            {"name": "x", "value": 1.0, "unit": "ms", "goal": null, "holds": true}
        );
        assert_eq!(json, expected);
    }
}
