use serde::{Deserialize, Serialize};

/// The edge is up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Health {
    /// Orgcast's version.
    pub version: String,
    /// The planner's version; a console with another one must be reloaded before it can push.
    pub planner: u32,
}
