//! Reports for auditors.

use serde_json::Value;

use crate::demo::dashboards::{classic, dashboard, with_report};
use crate::demo::items::{DAILY, Tell, WEEKLY, folder as folder_of, scheduled, search};

pub(super) fn folder() -> Value {
    folder_of(
        "Compliance reports",
        "Evidence, sent by itself",
        &[
            cards(),
            management_system(),
            folder_of("Evidence", "For files of your own; it comes empty", &[]),
        ],
    )
}

fn cards() -> Value {
    folder_of(
        "Card data",
        "Systems that handle card data",
        &[
            with_report(
                dashboard(
                    "Access to card systems",
                    "Who signed in to systems that hold card data",
                    &[
                        (
                            "Sign-ins",
                            "line",
                            "_sourceCategory=cde/* success | timeslice 1h | count by _timeslice",
                        ),
                        (
                            "People",
                            "table",
                            "_sourceCategory=cde/* success | json \"user\" nodrop | count by user, _sourceHost",
                        ),
                        (
                            "Failures",
                            "table",
                            "_sourceCategory=cde/* failed | json \"user\" nodrop | count by user",
                        ),
                    ],
                ),
                DAILY,
                &["auditor@example.com"],
                "Access to card systems, daily",
            ),
            scheduled(
                search(
                    "Card numbers in logs",
                    "",
                    "_sourceCategory=cde/*\n| parse regex \"(?<pan>\\b(?:4\\d{3}|5[1-5]\\d{2})[ -]?\\d{4}[ -]?\\d{4}[ -]?\\d{4}\\b)\"\n| count by _sourceHost, _sourceName",
                ),
                DAILY,
                "-24h",
                0,
                &Tell::Email("compliance@example.com"),
            ),
            search(
                "Log sources that went silent",
                "",
                "_sourceCategory=cde/*\n| timeslice 1h | count by _timeslice, _sourceHost\n| where _count = 0",
            ),
            classic(
                "Time service (classic)",
                "Clocks of card systems",
                &[(
                    "Clock offset",
                    "_sourceCategory=cde/*/ntp | parse \"offset *\" as offset | max(offset) by _sourceHost",
                )],
            ),
        ],
    )
}

fn management_system() -> Value {
    folder_of(
        "Security management",
        "Controls of the management system",
        &[
            with_report(
                dashboard(
                    "Control effectiveness",
                    "Each control with its number of the week",
                    &[
                        (
                            "Joiners without second factor",
                            "svp",
                            "_sourceCategory=*/directory/audit \"user created\" | json \"mfa\" nodrop | where mfa = \"none\" | count",
                        ),
                        (
                            "Leavers still active",
                            "table",
                            "_sourceCategory=hr/leavers | json \"user\" nodrop | count by user",
                        ),
                        (
                            "Changes outside the window",
                            "table",
                            "_sourceCategory=*/change* | json \"change\", \"window\" nodrop | where window = \"outside\" | count by change",
                        ),
                        (
                            "Backups that failed",
                            "column",
                            "_sourceCategory=*/backup* failed | timeslice 1d | count by _timeslice",
                        ),
                    ],
                ),
                WEEKLY,
                &["ciso@example.com", "auditor@example.com"],
                "Controls of the week",
            ),
            search(
                "Changes by vendors",
                "",
                "_sourceCategory=*/pam* session\n| json \"user\", \"company\", \"target\" nodrop\n| where company != \"internal\"\n| count by company, user, target",
            ),
            search(
                "Backups that failed twice",
                "",
                "_sourceCategory=*/backup* failed\n| json \"job\" nodrop | count by job | where _count > 1",
            ),
        ],
    )
}
