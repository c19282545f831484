use serde_json::{Value, json};

/// A schedule as a customer may add one to a search: every hour, with a mail to somebody there.
pub fn mailing_schedule() -> Value {
    json!({
        "cronExpression": "0 0 * * * ? *",
        "parseableTimeRange": {
            "type": "BeginBoundedTimeRange",
            "from": { "type": "RelativeTimeRangeBoundary", "relativeTime": "-1h" }
        },
        "timeZone": "Etc/UTC",
        "scheduleType": "1Hour",
        "notification": {
            "taskType": "EmailSearchNotificationSyncDefinition",
            "toList": ["night-shift@customer.test"]
        }
    })
}
