//! `ContentSyncDefinition`: what an import takes and an export gives.

use super::dashboard::{CLASSIC_DASHBOARD, DASHBOARD, QUERY};
use super::search::SAVED_SEARCH;
use super::time_range::TIME_RANGE;
use super::{Field, Kind, Variant, list, optional, required};

/// One item, or a folder with everything in it.
pub(crate) static DEFINITION: Kind = Kind::Variant(&CONTENT);

static CONTENT: Variant = Variant {
    tag: "type",
    common: &[
        required("type", Kind::Text),
        required("name", Kind::TextOf(1, usize::MAX)),
    ],
    cases: &[
        ("FolderSyncDefinition", &FOLDER),
        ("SavedSearchWithScheduleSyncDefinition", SAVED_SEARCH),
        ("DashboardV2SyncDefinition", DASHBOARD),
        ("MewboardSyncDefinition", DASHBOARD),
        ("DashboardSyncDefinition", CLASSIC_DASHBOARD),
        ("MetricsSavedSearchSyncDefinition", METRICS_SAVED_SEARCH),
        ("MetricsSearchSyncDefinition", METRICS_SEARCH),
        ("LookupTableSyncDefinition", LOOKUP_TABLE),
    ],
};

// A static, because a constant could not hold itself.
static FOLDER: [Field; 2] = [
    optional("description", Kind::Text),
    required("children", list(&DEFINITION)),
];

const METRICS_SAVED_SEARCH: &[Field] = &[
    optional("description", Kind::TextOf(0, 8192)),
    required("timeRange", TIME_RANGE),
    optional("logQuery", Kind::TextOf(0, 10_240)),
    required("metricsQueries", list(&METRICS_ROW)),
    required("desiredQuantizationInSecs", Kind::Int(0, i32::MAX as i64)),
    optional("properties", Kind::Text),
];

static METRICS_ROW: Kind =
    Kind::Record(&[required("rowId", Kind::Text), required("query", Kind::Text)]);

const METRICS_SEARCH: &[Field] = &[
    required("timeRange", TIME_RANGE),
    optional("description", Kind::Text),
    required("queries", list(&QUERY)),
    optional("visualSettings", Kind::Text),
];

const LOOKUP_TABLE: &[Field] = &[
    required("description", Kind::TextOf(0, 1000)),
    required("fields", Kind::List(&LOOKUP_FIELD, 1, usize::MAX)),
    required("primaryKeys", Kind::List(&Kind::Text, 1, usize::MAX)),
    optional("ttl", Kind::Int(0, 525_600)),
    optional(
        "sizeLimitAction",
        Kind::OneOf(&["StopIncomingMessages", "DeleteOldData"]),
    ),
];

static LOOKUP_FIELD: Kind = Kind::Record(&[
    required("fieldName", Kind::Text),
    required(
        "fieldType",
        Kind::OneOf(&["boolean", "int", "long", "double", "string"]),
    ),
]);

#[cfg(test)]
mod tests {
    use super::super::problems;
    use super::*;
    use serde_json::json;

    #[test]
    fn an_unknown_type_is_refused_wherever_it_stands() {
        let body = json!({ "type": "FolderSyncDefinition", "name": "a", "children": [
            { "type": "NoSuchSyncDefinition", "name": "b" },
        ] });
        assert_eq!(
            problems(&DEFINITION, &body),
            ["/children/0/type has no such value: 'NoSuchSyncDefinition'"]
        );
    }

    #[test]
    fn a_lookup_needs_fields_and_keys() {
        let body = json!({ "type": "LookupTableSyncDefinition", "name": "a", "description": "",
            "fields": [{ "fieldName": "id", "fieldType": "text" }], "primaryKeys": [] });
        assert_eq!(
            problems(&DEFINITION, &body),
            [
                "/fields/0/fieldType must be one of boolean, int, long, double, string",
                &format!(
                    "/primaryKeys must have at least 1 and at most {} members",
                    usize::MAX
                ),
            ]
        );
    }
}
