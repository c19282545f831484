//! How many tests passed, failed and were left out.

use std::ops::AddAssign;

use anyhow::{Context, Result};
use serde::Deserialize;

/// What became of tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed.
    pub failed: u64,
    /// Tests that are there and were not run.
    pub skipped: u64,
}

impl Tally {
    /// Adds up the lines `test result: ok. 5 passed; 0 failed; …` that Rust's test harness prints.
    /// A run that failed without a failed test (it did not compile,
    /// or it crashed) counts as one failure.
    pub fn of_rust(output: &str, success: bool) -> Self {
        let mut tally = Self::default();
        for line in output
            .lines()
            .filter(|line| line.trim_start().starts_with("test result:"))
        {
            tally.passed += number_before(line, " passed");
            tally.failed += number_before(line, " failed");
            tally.skipped += number_before(line, " ignored");
        }
        if !success && tally.failed == 0 {
            tally.failed = 1;
        }
        tally
    }

    /// Reads Playwright's JSON report. A flaky test counts as failed.
    pub fn of_playwright(report: &str) -> Result<Self> {
        let report: Report = serde_json::from_str(report).context("not Playwright's report")?;
        let Stats {
            expected,
            unexpected,
            flaky,
            skipped,
        } = report.stats;
        let outside = report.errors.len() as u64;
        Ok(Self {
            passed: expected,
            failed: unexpected + flaky + outside,
            skipped,
        })
    }

    /// Whether there are tests and none failed. Some can't be run on every kind of machine.
    pub fn is_good(self) -> bool {
        self.failed == 0 && self.passed + self.skipped > 0
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        match self.skipped {
            0 => Ok(()),
            skipped => write!(f, ", {skipped} skipped"),
        }
    }
}

#[derive(Deserialize)]
struct Report {
    stats: Stats,
    #[serde(default)]
    errors: Vec<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Stats {
    expected: u64,
    unexpected: u64,
    flaky: u64,
    skipped: u64,
}

fn number_before(line: &str, word: &str) -> u64 {
    line.split_once(word)
        .and_then(|(before, _)| before.rsplit(|c: char| !c.is_ascii_digit()).next())
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "running 3 tests\ntest a ... ok\n\n\
        test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
        test result: FAILED. 40 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out\n";

    #[test]
    fn results_of_every_test_program_are_added_up() {
        assert_eq!(
            Tally::of_rust(OUTPUT, false),
            Tally {
                passed: 43,
                failed: 2,
                skipped: 1
            }
        );
    }

    #[test]
    fn a_run_that_does_not_compile_is_a_failure() {
        let tally = Tally::of_rust("error[E0425]: cannot find value", false);
        assert_eq!(
            tally,
            Tally {
                passed: 0,
                failed: 1,
                skipped: 0
            }
        );
    }

    #[test]
    fn no_tests_at_all_are_not_good() {
        assert!(!Tally::of_rust("", true).is_good());
        assert!(Tally::of_rust("test result: ok. 1 passed; 0 failed;", true).is_good());
    }

    #[test]
    fn playwright_s_flaky_and_broken_tests_count_as_failed() {
        let report = r#"{"config": {}, "errors": [{"message": "x"}],
            "stats": {"expected": 4, "skipped": 1, "unexpected": 2, "flaky": 1}}"#;
        assert_eq!(
            Tally::of_playwright(report).unwrap(),
            Tally {
                passed: 4,
                failed: 4,
                skipped: 1
            }
        );
        assert!(Tally::of_playwright("{").is_err());
    }

    #[test]
    fn tests_that_were_left_out_are_told() {
        let mut tally = Tally {
            passed: 2,
            ..Tally::default()
        };
        assert_eq!(tally.to_string(), "2 passed, 0 failed");
        tally += Tally {
            skipped: 3,
            ..Tally::default()
        };
        assert_eq!(tally.to_string(), "2 passed, 0 failed, 3 skipped");
    }
}
