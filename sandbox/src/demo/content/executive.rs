//! For those who pay for it.

use serde_json::Value;

use crate::demo::dashboards::{dashboard, with_report};
use crate::demo::items::{WEEKLY, folder as folder_of, search};

pub(super) fn folder() -> Value {
    folder_of(
        "Executive",
        "A page a month",
        &[
            with_report(
                with_report(
                    dashboard(
                        "Security at a glance",
                        "The week in five numbers",
                        &[
                            (
                                "Events looked at",
                                "svp",
                                "_index=sumologic_volume \"sourcecategory_and_tier_volume\" | parse regex \"\\\"count\\\"\\:(?<events>\\d+)\" multi | sum(events)",
                            ),
                            (
                                "Incidents opened",
                                "svp",
                                "_sourceCategory=soc/cases opened | count",
                            ),
                            (
                                "Incidents closed",
                                "svp",
                                "_sourceCategory=soc/cases closed | count",
                            ),
                            (
                                "Hours to close",
                                "line",
                                "_sourceCategory=soc/cases closed | json \"hours\" nodrop | timeslice 1d | avg(hours) by _timeslice",
                            ),
                            (
                                "By kind",
                                "pie",
                                "_sourceCategory=soc/cases opened | json \"kind\" nodrop | count by kind",
                            ),
                            (
                                "What this means",
                                "text",
                                "Numbers compare with the **average of the last quarter**.",
                            ),
                        ],
                    ),
                    WEEKLY,
                    &["board@example.com"],
                    "Security at a glance",
                ),
                WEEKLY,
                &["service-manager@example.com"],
                "Security at a glance (internal)",
            ),
            with_report(
                dashboard(
                    "Service levels",
                    "How fast the operations centre answers",
                    &[
                        (
                            "Minutes to first answer",
                            "line",
                            "_sourceCategory=soc/cases answered | json \"minutes\" nodrop | timeslice 1d | pct(minutes, 90) by _timeslice",
                        ),
                        (
                            "Missed",
                            "table",
                            "_sourceCategory=soc/cases answered | json \"case\", \"minutes\" nodrop | where minutes > 30 | count by case, minutes",
                        ),
                    ],
                ),
                WEEKLY,
                &["service-manager@example.com"],
                "Service levels of the week",
            ),
            search(
                "Cases by month",
                "",
                "_sourceCategory=soc/cases opened\n| timeslice 30d | json \"kind\" nodrop | count by _timeslice, kind\n| transpose row _timeslice column kind",
            ),
        ],
    )
}
