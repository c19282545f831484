//! How a world is set up.

use serde_json::Value;

use crate::clock::Millis;
use crate::guesses::Guesses;

/// Everything that decides what a world is at its start. The same configuration gives the same world.
#[derive(Debug, Clone)]
pub struct WorldConfig {
    /// All orgs together: the source org and its targets. At least 1.
    pub orgs: usize,
    /// Decides names, ids, keys and how the targets differ.
    pub seed: u64,
    /// When the orgs were made, in milliseconds since 1970.
    pub created_at: Millis,
    /// How long a job takes, in milliseconds, besides its objects.
    pub job_ms: u64,
    /// How much longer a job takes for each object it handles, in milliseconds; 1 % of `job_ms` without
    /// it.
    pub object_ms: Option<u64>,
    /// Whether 4 requests a second and 10 under way are the limit.
    pub rate_limit: bool,
    /// The content of the source org; without it, demo content.
    pub library: Option<Vec<LibraryFile>>,
    /// Whether every target is a new customer, to whom nothing was pushed yet. Otherwise they have
    /// different histories.
    pub empty_targets: bool,
    /// Whether targets with an earlier release have lookups of other columns. Lookups have rows, so those
    /// are refused when something replaces them.
    pub lookup_clashes: bool,
    /// What is not known of Sumo Logic.
    pub guesses: Guesses,
}

impl Default for WorldConfig {
    fn default() -> Self {
        Self {
            orgs: 12,
            seed: 1,
            created_at: 1_767_607_200_000,
            job_ms: 300,
            object_ms: None,
            rate_limit: true,
            library: None,
            empty_targets: false,
            lookup_clashes: false,
            guesses: Guesses::default(),
        }
    }
}

/// One export that becomes an item under Admin Recommended.
#[derive(Debug, Clone)]
pub struct LibraryFile {
    /// What to call the file in messages.
    pub name: String,
    /// The export.
    pub definition: Value,
}
