use serde::{Deserialize, Serialize};

/// What an item of the library is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ItemKind {
    /// A folder.
    Folder,
    /// A saved log search, scheduled or not.
    Search,
    /// A dashboard.
    Dashboard,
    /// A dashboard of the older kind (*Report* in the API).
    ClassicDashboard,
    /// A metrics search, in either of its two formats.
    MetricsSearch,
    /// A lookup table's schema; its rows never travel.
    Lookup,
    /// A kind this version doesn't know. It is shown and never pushed.
    Unrecognised,
}

impl ItemKind {
    /// The kind of a definition whose `type` is `name`.
    /// Source: `ContentSyncDefinition` in the vendor's OpenAPI document.
    pub fn of_definition(name: &str) -> Self {
        match name {
            "FolderSyncDefinition" => Self::Folder,
            "SavedSearchWithScheduleSyncDefinition" => Self::Search,
            // The vendor calls Mewboard a deprecated spelling of the same thing.
            "DashboardV2SyncDefinition" | "MewboardSyncDefinition" => Self::Dashboard,
            "DashboardSyncDefinition" => Self::ClassicDashboard,
            "MetricsSavedSearchSyncDefinition" | "MetricsSearchSyncDefinition" => {
                Self::MetricsSearch
            }
            "LookupTableSyncDefinition" => Self::Lookup,
            _ => Self::Unrecognised,
        }
    }

    /// The kind in one or two words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Folder => "folder",
            Self::Search => "search",
            Self::Dashboard => "dashboard",
            Self::ClassicDashboard => "classic dashboard",
            Self::MetricsSearch => "metrics search",
            Self::Lookup => "lookup table",
            Self::Unrecognised => "unrecognised item",
        }
    }

    /// The number that stands for the kind in digests. Never reuse one.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Folder => 1,
            Self::Search => 2,
            Self::Dashboard => 3,
            Self::ClassicDashboard => 4,
            Self::MetricsSearch => 5,
            Self::Lookup => 6,
            Self::Unrecognised => 7,
        }
    }
}
