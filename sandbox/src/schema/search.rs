//! Saved searches, their schedules and notifications.

use super::time_range::TIME_RANGE;
use super::{Field, Kind, Variant, list, optional, required};

/// `SavedSearchWithScheduleSyncDefinition`.
pub(super) const SAVED_SEARCH: &[Field] = &[
    required("description", Kind::Text),
    required("search", Kind::Record(SEARCH)),
    optional("searchSchedule", Kind::Record(SCHEDULE)),
];

const SEARCH: &[Field] = &[
    required("queryText", Kind::Text),
    required("defaultTimeRange", Kind::Text),
    required("byReceiptTime", Kind::Bool),
    optional("viewName", Kind::Text),
    optional("viewStartTime", Kind::Text),
    required("queryParameters", list(&QUERY_PARAMETER)),
    optional("parsingMode", Kind::OneOf(&["AutoParse", "Manual"])),
    optional(
        "intervalTimeType",
        Kind::OneOf(&["messageTime", "receiptTime", "searchableTime"]),
    ),
];

/// `QueryParameterSyncDefinition`; classic dashboards use it too.
pub(super) static QUERY_PARAMETER: Kind = Kind::Record(&[
    required("name", Kind::Text),
    required("label", Kind::Text),
    required("description", Kind::Text),
    required(
        "dataType",
        Kind::OneOf(&[
            "NUMBER",
            "STRING",
            "QUERY_FRAGMENT",
            "SEARCH_KEYWORD",
            "ANY",
        ]),
    ),
    required("value", Kind::Text),
    required(
        "autoComplete",
        Kind::Record(&[required("autoCompleteType", Kind::Text)]),
    ),
]);

const SCHEDULE: &[Field] = &[
    optional("cronExpression", Kind::Text),
    optional("displayableTimeRange", Kind::Text),
    required("parseableTimeRange", TIME_RANGE),
    required("timeZone", Kind::Text),
    optional("threshold", Kind::Record(THRESHOLD)),
    required("notification", Kind::Variant(&NOTIFICATION)),
    required("scheduleType", Kind::OneOf(SCHEDULE_TYPES)),
    optional("muteErrorEmails", Kind::Bool),
    optional("parameters", Kind::List(&PARAMETER, 0, 50)),
];

/// How often a scheduled search or report runs.
pub(super) const SCHEDULE_TYPES: &[&str] = &[
    "RealTime",
    "15Minutes",
    "1Hour",
    "2Hours",
    "4Hours",
    "6Hours",
    "8Hours",
    "12Hours",
    "1Day",
    "1Week",
    "Custom",
];

const THRESHOLD: &[Field] = &[
    optional("thresholdType", Kind::Text),
    required("operator", Kind::OneOf(&["eq", "gt", "ge", "lt", "le"])),
    required("count", Kind::Int(i64::MIN, i64::MAX)),
];

static PARAMETER: Kind = Kind::Record(&[
    required("name", Kind::TextOf(0, 60)),
    required("value", Kind::TextOf(0, 300)),
]);

static NOTIFICATION: Variant = Variant {
    tag: "taskType",
    common: &[required("taskType", Kind::Text)],
    cases: &[
        (
            "EmailSearchNotificationSyncDefinition",
            &[
                required("toList", list(&Kind::Text)),
                optional("subjectTemplate", Kind::Text),
                optional("includeQuery", Kind::Bool),
                optional("includeResultSet", Kind::Bool),
                optional("includeHistogram", Kind::Bool),
                optional("includeCsvAttachment", Kind::Bool),
            ],
        ),
        (
            "WebhookSearchNotificationSyncDefinition",
            &[
                required("webhookId", Kind::Text),
                optional("payload", Kind::Text),
                optional("itemizeAlerts", Kind::Bool),
                optional("maxItemizedAlerts", Kind::Int(0, 100)),
            ],
        ),
        (
            "ServiceNowSearchNotificationSyncDefinition",
            &[
                required("externalId", Kind::Text),
                optional("fields", Kind::Record(SERVICE_NOW_FIELDS)),
            ],
        ),
        (
            "AlertSearchNotificationSyncDefinition",
            &[required("sourceId", Kind::Text)],
        ),
        (
            "SaveToViewNotificationSyncDefinition",
            &[required("viewName", Kind::Text)],
        ),
        (
            "SaveToLookupNotificationSyncDefinition",
            &[
                required("lookupFilePath", Kind::Text),
                required("isLookupMergeOperation", Kind::Bool),
            ],
        ),
        (
            "CseSignalNotificationSyncDefinition",
            &[required("recordType", Kind::Text)],
        ),
    ],
};

const SERVICE_NOW_FIELDS: &[Field] = &[
    optional("eventType", Kind::Text),
    optional("severity", Kind::Int(0, 4)),
    optional("resource", Kind::Text),
    optional("node", Kind::Text),
];
