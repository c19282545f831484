//! The shapes of saved searches, their schedules and their notifications.

use super::field::Plain::{Bool, EmptyList, EmptyText, Text};
use super::field::{Shape, default, needed, optional, required, volatile};
use super::shapes::TIME_RANGE;

/// `SavedSearchWithScheduleSyncDefinition`.
pub(super) static SEARCH: Shape = Shape {
    fields: &[
        needed("search").one(&QUERY),
        optional("searchSchedule").one(&SCHEDULE),
        required("description", EmptyText),
    ],
};

static QUERY: Shape = Shape {
    fields: &[
        needed("queryText"),
        needed("defaultTimeRange"),
        required("byReceiptTime", Bool(false)),
        optional("viewName"),
        optional("viewStartTime"),
        required("queryParameters", EmptyList).many(&PARAMETER),
        default("parsingMode", Text("Manual")),
        default("intervalTimeType", Text("messageTime")),
    ],
};

/// `QueryParameterSyncDefinition`.
pub(super) static PARAMETER: Shape = Shape {
    fields: &[
        required("label", EmptyText),
        required("description", EmptyText),
        required("value", EmptyText),
        needed("autoComplete").one(&AUTO_COMPLETE),
    ],
};

static AUTO_COMPLETE: Shape = Shape {
    fields: &[
        optional("autoCompleteKey"),
        optional("autoCompleteValues"),
        optional("lookupFileName"),
        optional("lookupLabelColumn"),
        optional("lookupValueColumn"),
    ],
};

static SCHEDULE: Shape = Shape {
    fields: &[
        // A cron expression counts only for some schedule types; the server fills in the rest.
        optional("cronExpression"),
        // "This value can not be set via API": derived from `parseableTimeRange`.
        volatile("displayableTimeRange"),
        needed("parseableTimeRange").one(&TIME_RANGE),
        optional("threshold").one(&THRESHOLD),
        needed("notification").one(&NOTIFICATION),
        default("muteErrorEmails", Bool(false)),
        optional("parameters"),
    ],
};

static THRESHOLD: Shape = Shape {
    fields: &[
        // Deprecated: the vendor fills it in from the kind of query.
        volatile("thresholdType"),
        needed("operator"),
        needed("count"),
    ],
};

/// Every `…SearchNotificationSyncDefinition`: `taskType` keeps them apart, and no two of them use
/// one name for different things.
static NOTIFICATION: Shape = Shape {
    fields: &[
        needed("toList"),
        optional("subjectTemplate"),
        default("includeQuery", Bool(true)),
        default("includeResultSet", Bool(true)),
        default("includeHistogram", Bool(true)),
        default("includeCsvAttachment", Bool(false)),
        optional("payload"),
        default("itemizeAlerts", Bool(false)),
        optional("maxItemizedAlerts"),
        optional("fields").one(&SERVICE_NOW_FIELDS),
    ],
};

static SERVICE_NOW_FIELDS: Shape = Shape {
    fields: &[
        optional("eventType"),
        optional("severity"),
        optional("resource"),
        optional("node"),
    ],
};
