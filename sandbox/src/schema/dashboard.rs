//! Dashboards, new and classic, and their report schedules.

use super::search::{QUERY_PARAMETER, SCHEDULE_TYPES};
use super::time_range::TIME_RANGE;
use super::{Field, Kind, Variant, list, optional, required};

/// `DashboardV2SyncDefinition`, and its older spelling `MewboardSyncDefinition`, which has no schedules. A
/// dashboard has at most 20 of them, each with at most 20
/// addresses, by the documentation of scheduled reports.
pub(super) const DASHBOARD: &[Field] = &[
    optional("schedules", Kind::List(&REPORT_SCHEDULE, 0, 20)),
    required("title", Kind::TextOf(1, 255)),
    optional("description", Kind::TextOf(0, 65_546)),
    optional("theme", Kind::OneOf(&["light", "dark", "Light", "Dark"])),
    optional(
        "topologyLabelMap",
        Kind::Record(&[required("data", Kind::Object)]),
    ),
    optional("refreshInterval", Kind::Int(0, i32::MAX as i64)),
    optional("timeRange", TIME_RANGE),
    optional("layout", Kind::Record(LAYOUT)),
    optional("panels", list(&PANEL)),
    optional("variables", list(&VARIABLE)),
    optional("coloringRules", list(&COLORING_RULE)),
];

const LAYOUT: &[Field] = &[
    required("layoutType", Kind::Text),
    required(
        "layoutStructures",
        list(&Kind::Record(&[
            required("key", Kind::Text),
            required("structure", Kind::Text),
        ])),
    ),
];

static PANEL: Kind = Kind::Variant(&Variant {
    tag: "panelType",
    common: &[
        required("key", Kind::Text),
        required("panelType", Kind::Text),
        optional("title", Kind::Text),
        optional("visualSettings", Kind::Text),
        optional("keepVisualSettingsConsistentWithParent", Kind::Bool),
    ],
    cases: &[
        (
            "SumoSearchPanel",
            &[
                required("queries", list(&QUERY)),
                optional("description", Kind::Text),
                optional("timeRange", TIME_RANGE),
                optional("coloringRules", list(&COLORING_RULE)),
                optional("linkedDashboards", list(&Kind::Object)),
            ],
        ),
        ("TextPanel", &[required("text", Kind::Text)]),
        ("CollapsiblePanel", &[optional("collapsed", Kind::Bool)]),
        ("EventsOfInterestScatterPanel", &[]),
        ("TracesListPanel", &[]),
        ("ServiceMapPanel", &[]),
    ],
});

/// `Query`, of a panel or of a metrics search page.
pub(super) static QUERY: Kind = Kind::Record(&[
    required("queryString", Kind::Text),
    required(
        "queryType",
        Kind::OneOf(&["Logs", "Metrics", "Traces", "Spans"]),
    ),
    required("queryKey", Kind::Text),
    optional(
        "parseMode",
        Kind::OneOf(&["Auto", "Manual", "Intelliparse"]),
    ),
    optional(
        "timeSource",
        Kind::OneOf(&["Message", "Receipt", "Searchable"]),
    ),
    optional("transient", Kind::Bool),
    optional("outputCardinalityLimit", Kind::Int(1, 3000)),
]);

static VARIABLE: Kind = Kind::Record(&[
    required("name", Kind::TextOf(0, 256)),
    optional("displayName", Kind::TextOf(0, 256)),
    optional("defaultValue", Kind::Text),
    required("sourceDefinition", Kind::Variant(&VARIABLE_SOURCE)),
    optional("allowMultiSelect", Kind::Bool),
    optional("includeAllOption", Kind::Bool),
    optional("hideFromUI", Kind::Bool),
]);

static VARIABLE_SOURCE: Variant = Variant {
    tag: "variableSourceType",
    common: &[required("variableSourceType", Kind::Text)],
    cases: &[
        (
            "MetadataVariableSourceDefinition",
            &[required("filter", Kind::Text), required("key", Kind::Text)],
        ),
        (
            "CsvVariableSourceDefinition",
            &[required("values", Kind::Text)],
        ),
        (
            "LogQueryVariableSourceDefinition",
            &[required("query", Kind::Text), required("field", Kind::Text)],
        ),
    ],
};

static COLORING_RULE: Kind = Kind::Record(&[
    required("scope", Kind::Text),
    required("singleSeriesAggregateFunction", Kind::Text),
    required("multipleSeriesAggregateFunction", Kind::Text),
    required(
        "colorThresholds",
        list(&Kind::Record(&[
            required("color", Kind::Text),
            optional("min", Kind::Number),
            optional("max", Kind::Number),
        ])),
    ),
]);

/// A report schedule as it stands in an export; a request adds the dashboard it belongs to.
pub(crate) static REPORT_SCHEDULE: Kind = Kind::Record(&[
    optional("timeRange", TIME_RANGE),
    optional(
        "variableValues",
        Kind::Record(&[required("data", Kind::Object)]),
    ),
    required("reportFormat", Kind::OneOf(&["Pdf", "Png"])),
    required("scheduleType", Kind::OneOf(SCHEDULE_TYPES)),
    optional("cronExpression", Kind::Text),
    required("timeZone", Kind::TextOf(1, 1024)),
    required("emailNotification", EMAIL),
    optional("isActive", Kind::Bool),
]);

const EMAIL: Kind = Kind::Record(&[
    required("connectionType", Kind::Text),
    required("recipients", Kind::List(&Kind::Text, 0, 20)),
    required("subject", Kind::Text),
    optional("messageBody", Kind::Text),
    optional("timeZone", Kind::Text),
]);

/// `DashboardSyncDefinition`, the classic dashboard.
pub(super) const CLASSIC_DASHBOARD: &[Field] = &[
    required("description", Kind::Text),
    required("detailLevel", Kind::Int(0, 3)),
    required("properties", Kind::Text),
    required("panels", list(&CLASSIC_PANEL)),
    required("filters", list(&CLASSIC_FILTER)),
];

static CLASSIC_PANEL: Kind = Kind::Record(&[
    required("name", Kind::Text),
    required("viewerType", Kind::Text),
    required("detailLevel", Kind::Int(0, 3)),
    required("queryString", Kind::Text),
    required("metricsQueries", list(&Kind::Object)),
    required("timeRange", TIME_RANGE),
    required("x", Kind::Int(0, 24)),
    required("y", Kind::Int(0, i32::MAX as i64)),
    required("width", Kind::Int(0, i32::MAX as i64)),
    required("height", Kind::Int(0, i32::MAX as i64)),
    required("properties", Kind::Text),
    required("id", Kind::Text),
    required("queryParameters", list(&QUERY_PARAMETER)),
]);

static CLASSIC_FILTER: Kind = Kind::Record(&[
    required("fieldName", Kind::Text),
    required("label", Kind::Text),
    optional("defaultValue", Kind::Text),
    required("filterType", Kind::Text),
    required("properties", Kind::Text),
    required("panelIds", list(&Kind::Text)),
]);
