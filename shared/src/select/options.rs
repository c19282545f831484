use serde::{Deserialize, Serialize};

/// Whether something travels with the items.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Include {
    /// It is pushed too.
    #[default]
    Include,
    /// It is left out: what is the same without it is the same.
    Ignore,
}

/// The options of a library push, in the words of Sumo Logic's *Push Selected Content* box.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Options {
    /// *Scheduled Searches Connection*: with `Ignore`, scheduled searches become plain searches.
    #[serde(default)]
    pub connections: Include,
    /// *Scheduled Reports*: with `Ignore`, dashboards travel without their report schedules.
    #[serde(default)]
    pub reports: Include,
}

impl Options {
    /// These options for an item that is pushed without its schedule or report schedules; of the two
    /// an item has one kind at most.
    #[must_use]
    pub fn without_schedules(self) -> Self {
        Self {
            connections: Include::Ignore,
            reports: Include::Ignore,
        }
    }

    /// The four combinations.
    pub fn all() -> [Self; 4] {
        use Include::{Ignore, Include as With};
        [
            (With, With),
            (With, Ignore),
            (Ignore, With),
            (Ignore, Ignore),
        ]
        .map(|(connections, reports)| Self {
            connections,
            reports,
        })
    }
}
