//! One item of the library.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::clock::Millis;
use crate::ids::HexId;
use crate::tree::access::Grant;

/// The fields of a definition except its name and its children. Shared, because many orgs hold the same.
pub(crate) type Body = Arc<Map<String, Value>>;

/// A folder or a leaf.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) id: HexId,
    pub(crate) parent: Option<HexId>,
    pub(crate) name: String,
    pub(crate) kind: ItemKind,
    pub(crate) body: Body,
    pub(crate) created: Stamp,
    pub(crate) modified: Stamp,
    /// Ids of the children in the order they came; empty unless this is a folder.
    pub(crate) children: Vec<HexId>,
    pub(crate) grants: Vec<Grant>,
    /// Rows in a lookup table. No call reads them, but they decide whether its schema may change.
    pub(crate) rows: u64,
    /// Ids of the report schedules in the body, in their order; given out when they are first asked for.
    pub(crate) report_ids: Vec<HexId>,
}

/// Who did something, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stamp {
    pub(crate) at: Millis,
    pub(crate) by: HexId,
}

/// What `itemType` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ItemKind {
    Folder,
    Search,
    /// A classic dashboard.
    Report,
    Dashboard,
    Lookups,
}

impl ItemKind {
    /// The kind that a definition of that type becomes.
    pub(crate) fn of_definition(definition_type: &str) -> Option<Self> {
        Some(match definition_type {
            "FolderSyncDefinition" => Self::Folder,
            "SavedSearchWithScheduleSyncDefinition"
            | "MetricsSavedSearchSyncDefinition"
            | "MetricsSearchSyncDefinition" => Self::Search,
            "DashboardSyncDefinition" => Self::Report,
            "DashboardV2SyncDefinition" | "MewboardSyncDefinition" => Self::Dashboard,
            "LookupTableSyncDefinition" => Self::Lookups,
            _ => return None,
        })
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Folder => "Folder",
            Self::Search => "Search",
            Self::Report => "Report",
            Self::Dashboard => "Dashboard",
            Self::Lookups => "Lookups",
        }
    }
}

impl Node {
    pub(crate) fn is_folder(&self) -> bool {
        self.kind == ItemKind::Folder
    }

    pub(crate) fn description(&self) -> &str {
        self.body
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// The report schedules of a dashboard.
    pub(crate) fn report_schedules(&self) -> &[Value] {
        self.body
            .get("schedules")
            .and_then(Value::as_array)
            .map_or(&[], Vec::as_slice)
    }

    /// Whether this is a scheduled search.
    pub(crate) fn is_scheduled(&self) -> bool {
        self.body
            .get("searchSchedule")
            .is_some_and(Value::is_object)
    }
}

/// The part of a definition that a node keeps as its body: names, children and identifiers are the tree's.
pub(crate) fn body_of(definition: &Map<String, Value>) -> Map<String, Value> {
    const OF_THE_TREE: &[&str] = &[
        "name",
        "children",
        "id",
        "parentId",
        "permissions",
        "createdAt",
        "createdBy",
        "modifiedAt",
        "modifiedBy",
    ];
    definition
        .iter()
        .filter(|(field, _)| !OF_THE_TREE.contains(&field.as_str()))
        .map(|(field, value)| (field.clone(), value.clone()))
        .collect()
}
