//! How many tests passed and failed.

use std::ops::AddAssign;

use anyhow::{Context, Result};
use serde::Deserialize;

/// Passed and failed tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed.
    pub failed: u64,
}

impl Tally {
    /// Adds up the lines `test result: ok. 5 passed; 0 failed; …` that Rust's test harness and
    /// wasm-bindgen's runner print. A run that failed without a failed test (it did not compile,
    /// or it crashed) counts as one failure.
    pub fn of_rust(output: &str, success: bool) -> Self {
        let mut tally = Self::default();
        for line in output
            .lines()
            .filter(|line| line.trim_start().starts_with("test result:"))
        {
            tally.passed += number_before(line, " passed");
            tally.failed += number_before(line, " failed");
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
        } = report.stats;
        let outside = report.errors.len() as u64;
        Ok(Self {
            passed: expected,
            failed: unexpected + flaky + outside,
        })
    }

    /// Whether tests ran and none failed.
    pub fn is_good(self) -> bool {
        self.failed == 0 && self.passed > 0
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
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
                failed: 2
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
                failed: 1
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
                failed: 4
            }
        );
        assert!(Tally::of_playwright("{").is_err());
    }
}
