//! The content model: what the vendor's OpenAPI document says of every definition that an export
//! can hold. A field that no table names is kept as it is.

use super::field::Plain::{EmptyList, EmptyText, Number, Text};
use super::field::{Field, Rule, Shape, Value, default, needed, optional, required};
use super::shapes_dashboard::{CLASSIC_DASHBOARD, DASHBOARD, QUERY};
use super::shapes_search::SEARCH;

/// The shape of a definition whose `type` is `name`; `None` for one this version doesn't know.
pub(super) fn definition_shape(name: &str) -> Option<&'static Shape> {
    Some(match name {
        "FolderSyncDefinition" => &FOLDER,
        "SavedSearchWithScheduleSyncDefinition" => &SEARCH,
        "DashboardV2SyncDefinition" | "MewboardSyncDefinition" => &DASHBOARD,
        "DashboardSyncDefinition" => &CLASSIC_DASHBOARD,
        "MetricsSavedSearchSyncDefinition" => &METRICS_SAVED_SEARCH,
        "MetricsSearchSyncDefinition" => &METRICS_SEARCH,
        "LookupTableSyncDefinition" => &LOOKUP,
        _ => return None,
    })
}

/// `ResolvableTimeRange`, its two subtypes together: the `type` keeps them apart.
pub(super) static TIME_RANGE: Shape = Shape {
    fields: &[
        optional("from").one(&BOUNDARY),
        optional("to").one(&BOUNDARY),
    ],
};

static BOUNDARY: Shape = Shape {
    fields: &[needed("type")],
};

static FOLDER: Shape = Shape {
    fields: &[
        optional("description"),
        Field {
            name: "children",
            rule: Rule::Required(EmptyList),
            value: Value::Definitions,
        },
    ],
};

static METRICS_SAVED_SEARCH: Shape = Shape {
    fields: &[
        optional("description"),
        needed("timeRange").one(&TIME_RANGE),
        optional("logQuery"),
        required("metricsQueries", EmptyList),
        needed("desiredQuantizationInSecs"),
        optional("properties"),
    ],
};

static METRICS_SEARCH: Shape = Shape {
    fields: &[
        needed("timeRange").one(&TIME_RANGE),
        optional("description"),
        required("queries", EmptyList).many(&QUERY),
        optional("visualSettings"),
    ],
};

static LOOKUP: Shape = Shape {
    fields: &[
        required("description", EmptyText),
        required("fields", EmptyList),
        required("primaryKeys", EmptyList),
        default("ttl", Number(0)),
        default("sizeLimitAction", Text("StopIncomingMessages")),
    ],
};
