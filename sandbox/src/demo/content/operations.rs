//! The platform itself.

use serde_json::Value;

use crate::demo::dashboards::{dashboard, mewboard};
use crate::demo::items::{DAILY, HOURLY, Tell, folder as folder_of, metrics, scheduled, search};

pub(super) fn folder() -> Value {
    folder_of(
        "Platform health",
        "Is everything that should arrive arriving?",
        &[
            scheduled(
                search(
                    "Collector offline",
                    "",
                    "_index=sumologic_system_events \"Collector-Offline\"\n| json \"resourceIdentity.name\" as collector nodrop\n| count by collector",
                ),
                HOURLY,
                "-1h",
                0,
                &Tell::Webhook("SOC Microsoft Teams"),
            ),
            scheduled(
                search(
                    "Ingest dropped by half",
                    "Against the same hour last week",
                    "_index=sumologic_volume _sourceCategory=sourcecategory_volume\n| parse regex \"\\\"(?<category>[^\\\"]+)\\\"\\:\\{\\\"sizeInBytes\\\"\\:(?<bytes>\\d+)\" multi\n| sum(bytes) as bytes by category\n| compare with timeshift 7d\n| where bytes < bytes_7d / 2",
                ),
                HOURLY,
                "-1h",
                0,
                &Tell::Webhook("SOC Slack"),
            ),
            scheduled(
                search(
                    "Scheduled searches that fail",
                    "",
                    "_index=sumologic_audit \"scheduled search\" (failed OR suspended)\n| parse \"search '*'\" as name nodrop\n| count by name",
                ),
                DAILY,
                "-24h",
                0,
                &Tell::Email("platform@example.com"),
            ),
            search(
                "Expensive queries",
                "Scanned bytes by user",
                "_view=sumologic_search_usage_per_query\n| sum(data_scanned_bytes) as bytes by user_name, query\n| sort by bytes | limit 50",
            ),
            metrics(
                "Data points",
                "Metrics ingest",
                &["metric=sumologic.ingest.dpm | sum by collector"],
            ),
            mewboard(dashboard(
                "Collectors",
                "From the first release; kept for its links",
                &[
                    (
                        "Offline now",
                        "svp",
                        "_index=sumologic_system_events \"Collector-Offline\" | json \"resourceIdentity.name\" as collector nodrop | count_distinct(collector)",
                    ),
                    (
                        "Restarts",
                        "column",
                        "_index=sumologic_system_events \"Collector-Online\" | timeslice 1d | count by _timeslice",
                    ),
                ],
            )),
            dashboard(
                "Ingest",
                "",
                &[
                    (
                        "Bytes by day",
                        "column",
                        "_index=sumologic_volume | parse regex \"\\\"sizeInBytes\\\"\\:(?<bytes>\\d+)\" multi | timeslice 1d | sum(bytes) by _timeslice",
                    ),
                    (
                        "Silent categories",
                        "table",
                        "_index=sumologic_volume | parse regex \"\\\"(?<category>[^\\\"]+)\\\"\\:\\{\" multi | max(_messagetime) as last by category | where last < now() - 6h",
                    ),
                ],
            ),
        ],
    )
}

/// One item that stands directly under Admin Recommended.
pub(super) fn start_here() -> Value {
    dashboard(
        "Start here",
        "What is in the baseline and whom to ask",
        &[
            (
                "Welcome",
                "text",
                "This baseline is maintained for you. Keep your own items in folders of your own.",
            ),
            (
                "Alerts this week",
                "svp",
                "_index=sumologic_audit \"scheduled search\" triggered | count",
            ),
        ],
    )
}
