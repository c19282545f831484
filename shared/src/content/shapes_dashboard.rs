//! The shapes of dashboards, both kinds, and of the report schedules they carry.

use super::field::Plain::{Bool, EmptyList, EmptyObject, EmptyText, Number, Text};
use super::field::{Field, Rule, Shape, Value, default, needed, optional, required, volatile};
use super::shapes::TIME_RANGE;
use super::shapes_search::PARAMETER;

/// `DashboardV2SyncDefinition`, and `MewboardSyncDefinition`, which is the same without schedules.
pub(super) static DASHBOARD: Shape = Shape {
    fields: &[
        optional("description"),
        needed("title"),
        // The vendor's own Terraform provider lower-cases it before comparing.
        Field {
            name: "theme",
            rule: Rule::CaseFolded("light"),
            value: Value::Leaf,
        },
        optional("topologyLabelMap").one(&TOPOLOGY),
        // Zero means that the dashboard isn't refreshed, as does leaving it out.
        default("refreshInterval", Number(0)),
        optional("timeRange").one(&TIME_RANGE),
        optional("layout").one(&LAYOUT),
        optional("panels").many(&PANEL),
        optional("variables").many(&VARIABLE),
        optional("coloringRules").many(&COLORING_RULE),
        optional("schedules").many(&REPORT_SCHEDULE),
    ],
};

static TOPOLOGY: Shape = Shape {
    fields: &[required("data", EmptyObject)],
};

static LAYOUT: Shape = Shape {
    fields: &[required("layoutStructures", EmptyList)],
};

/// Every kind of panel: `panelType` keeps them apart.
static PANEL: Shape = Shape {
    fields: &[
        volatile("id"),
        optional("title"),
        optional("visualSettings"),
        default("keepVisualSettingsConsistentWithParent", Bool(true)),
        optional("queries").many(&QUERY),
        optional("description"),
        optional("timeRange").one(&TIME_RANGE),
        optional("coloringRules").many(&COLORING_RULE),
        optional("linkedDashboards").many(&LINKED_DASHBOARD),
        default("collapsed", Bool(false)),
        optional("collapsiblePanelChildKeys"),
        optional("application"),
        optional("service"),
        default("showRemoteServices", Bool(false)),
        optional("environment"),
    ],
};

/// `Query` of a panel or of a metrics search.
pub(super) static QUERY: Shape = Shape {
    fields: &[
        required("queryString", EmptyText),
        optional("metricsQueryMode"),
        optional("metricsQueryData").one(&METRICS_QUERY),
        optional("tracesQueryData"),
        optional("spansQueryData"),
        default("parseMode", Text("Auto")),
        default("timeSource", Text("Message")),
        default("transient", Bool(false)),
        default("outputCardinalityLimit", Number(1_000)),
    ],
};

static METRICS_QUERY: Shape = Shape {
    fields: &[
        optional("aggregationType"),
        optional("groupBy"),
        required("filters", EmptyList),
        optional("operators"),
    ],
};

static LINKED_DASHBOARD: Shape = Shape {
    fields: &[
        optional("relativePath"),
        default("includeTimeRange", Bool(true)),
        default("includeVariables", Bool(true)),
    ],
};

static VARIABLE: Shape = Shape {
    fields: &[
        volatile("id"),
        optional("displayName"),
        optional("defaultValue"),
        default("allowMultiSelect", Bool(false)),
        default("includeAllOption", Bool(true)),
        default("hideFromUI", Bool(false)),
        default("valueType", Text("Any")),
    ],
};

static COLORING_RULE: Shape = Shape {
    fields: &[required("colorThresholds", EmptyList).many(&COLORING_THRESHOLD)],
};

static COLORING_THRESHOLD: Shape = Shape {
    fields: &[optional("min"), optional("max")],
};

/// `ReportScheduleSyncDefinition`.
static REPORT_SCHEDULE: Shape = Shape {
    fields: &[
        optional("timeRange").one(&TIME_RANGE),
        optional("variableValues").one(&VARIABLE_VALUES),
        optional("cronExpression"),
        needed("emailNotification").one(&EMAIL),
        default("isActive", Bool(true)),
    ],
};

static VARIABLE_VALUES: Shape = Shape {
    fields: &[
        required("data", EmptyObject),
        optional("richData").map(&RICH_VARIABLE_VALUE),
    ],
};

static RICH_VARIABLE_VALUE: Shape = Shape {
    fields: &[
        volatile("status"),
        volatile("errors"),
        default("valueType", Text("Any")),
        default("allowMultiSelect", Bool(false)),
    ],
};

static EMAIL: Shape = Shape {
    fields: &[optional("messageBody"), optional("timeZone")],
};

/// `DashboardSyncDefinition`.
pub(super) static CLASSIC_DASHBOARD: Shape = Shape {
    fields: &[
        required("description", EmptyText),
        needed("detailLevel"),
        required("properties", EmptyText),
        required("panels", EmptyList).many(&CLASSIC_PANEL),
        required("filters", EmptyList).many(&CLASSIC_FILTER),
    ],
};

static CLASSIC_PANEL: Shape = Shape {
    fields: &[
        required("queryString", EmptyText),
        required("metricsQueries", EmptyList),
        needed("timeRange").one(&TIME_RANGE),
        required("properties", EmptyText),
        optional("desiredQuantizationInSecs"),
        required("queryParameters", EmptyList).many(&PARAMETER),
        optional("autoParsingInfo").one(&AUTO_PARSING),
    ],
};

static AUTO_PARSING: Shape = Shape {
    fields: &[default("mode", Text("performance"))],
};

static CLASSIC_FILTER: Shape = Shape {
    fields: &[
        optional("defaultValue"),
        required("properties", EmptyText),
        required("panelIds", EmptyList),
    ],
};
