use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

/// What one push took.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Round {
    pub(super) title: String,
    /// From the request to the end.
    pub(super) milliseconds: f64,
    /// The processor time, in seconds, of the one thread that the local runtime has for all orgs; known
    /// on Linux.
    pub(super) busy: Option<f64>,
    /// How many cells the plan had, folders left out.
    pub(super) items: f64,
    /// How many of them were to be written.
    pub(super) written: f64,
    pub(super) orgs: Vec<OrgCalls>,
}

/// What one target was asked.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OrgCalls {
    pub(super) made: f64,
    /// How many the planner says that there are at least.
    pub(super) planned: f64,
    /// How long the planner says that these take under the rate limit at least, in seconds.
    pub(super) seconds: f64,
    /// Calls that change something.
    pub(super) writes: f64,
    /// Answers with 429.
    pub(super) throttled: f64,
    /// The most calls that arrived within a second.
    pub(super) max_per_second: f64,
    pub(super) max_in_flight: f64,
}

impl Round {
    pub(super) fn read(file: &Path) -> Result<Vec<Self>> {
        let text = fs::read_to_string(file);
        let text = text.with_context(|| format!("{} can't be read", file.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is damaged", file.display()))
    }

    pub(super) fn seconds(&self) -> f64 {
        self.milliseconds / 1e3
    }

    pub(super) fn sum(&self, of: impl Fn(&OrgCalls) -> f64) -> f64 {
        self.orgs.iter().map(of).sum()
    }

    pub(super) fn max(&self, of: impl Fn(&OrgCalls) -> f64) -> f64 {
        self.orgs.iter().map(of).fold(0.0, f64::max)
    }

    pub(super) fn mean(&self, of: impl Fn(&OrgCalls) -> f64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "orgs are far fewer than 2^52")]
        let orgs = self.orgs.len() as f64;
        self.sum(of) / orgs
    }
}
