//! E-mail.

use serde_json::Value;

use crate::demo::dashboards::dashboard;
use crate::demo::items::{DAILY, QUARTERLY, Tell, folder as folder_of, scheduled, search};

pub(super) fn folder() -> Value {
    folder_of(
        "E-mail security",
        "Phishing and mailbox rules",
        &[
            scheduled(
                search(
                    "Forwarding rule to the outside",
                    "A mailbox sends everything to another domain",
                    "_sourceCategory=*/o365/audit (\"New-InboxRule\" OR \"Set-Mailbox\")\n| json \"UserId\", \"Parameters\" as user, parameters nodrop\n| where parameters matches \"*Forward*\"\n| count by user, parameters",
                ),
                QUARTERLY,
                "-15m",
                0,
                &Tell::Webhook("SOC PagerDuty"),
            ),
            scheduled(
                search(
                    "Phishing reported by users",
                    "",
                    "_sourceCategory=*/mail/report phishing\n| json \"reporter\", \"subject\", \"sender\" nodrop\n| count by sender, subject\n| where _count > 3",
                ),
                QUARTERLY,
                "-1h",
                0,
                &Tell::Webhook("Case intake"),
            ),
            scheduled(
                search(
                    "Links clicked in blocked mail",
                    "",
                    "_sourceCategory=*/mail/gateway click\n| json \"user\", \"url\", \"verdict\" nodrop\n| where verdict = \"malicious\"\n| count by user, url",
                ),
                DAILY,
                "-24h",
                0,
                &Tell::Email("awareness@example.com"),
            ),
            search(
                "Senders that look like ours",
                "Domains one letter away",
                "_sourceCategory=*/mail/gateway inbound\n| json \"sender_domain\" nodrop\n| count by sender_domain\n| where sender_domain matches \"examp1e*\" or sender_domain matches \"exarnple*\"",
            ),
            dashboard(
                "Mail flow",
                "",
                &[
                    (
                        "Received",
                        "svp",
                        "_sourceCategory=*/mail/gateway inbound | count",
                    ),
                    (
                        "Blocked by reason",
                        "pie",
                        "_sourceCategory=*/mail/gateway blocked | json \"reason\" nodrop | count by reason",
                    ),
                    (
                        "Most attacked people",
                        "table",
                        "_sourceCategory=*/mail/gateway blocked | json \"recipient\" nodrop | count by recipient | top 20 recipient by _count",
                    ),
                ],
            ),
        ],
    )
}
