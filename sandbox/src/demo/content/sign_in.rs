//! Sign-in anomalies.

use serde_json::Value;

use crate::demo::dashboards::{dashboard, with_variable};
use crate::demo::items::{DAILY, HOURLY, QUARTERLY, Tell, folder as folder_of, scheduled, search};

#[expect(clippy::too_many_lines, reason = "a list of items")]
pub(super) fn folder() -> Value {
    folder_of(
        "Sign-in anomalies",
        "Password guessing, impossible travel and odd sign-ins",
        &[
            scheduled(
                search(
                    "Failed admin sign-ins",
                    "Administrators with many failed sign-ins in an hour",
                    "_sourceCategory=*/signin* (failed OR failure)\n| json \"user\", \"src_ip\", \"role\" nodrop\n| where role matches \"*admin*\"\n| count as failures by user, src_ip\n| where failures > 5\n| sort by failures",
                ),
                QUARTERLY,
                "-1h",
                0,
                &Tell::Webhook("SOC PagerDuty"),
            ),
            scheduled(
                search(
                    "Password spray",
                    "One address that fails for many users",
                    "_sourceCategory=*/signin* failed\n| json \"user\", \"src_ip\" nodrop\n| count_distinct(user) as users by src_ip\n| where users > 20\n| geoip src_ip",
                ),
                QUARTERLY,
                "-30m",
                0,
                &Tell::Webhook("SOC Slack"),
            ),
            scheduled(
                search(
                    "Impossible travel",
                    "Two sign-ins of one user too far apart to travel",
                    "_sourceCategory=*/signin* success\n| json \"user\", \"src_ip\" nodrop\n| geoip src_ip\n| sort by user asc, _messagetime asc\n| backshift latitude, 1 by user | backshift longitude, 1 by user\n| haversine(latitude, longitude, backshift_latitude, backshift_longitude) as km\n| where km > 900\n| count by user, src_ip, country_name",
                ),
                HOURLY,
                "-2h",
                0,
                &Tell::Webhook("SOC Slack"),
            ),
            scheduled(
                search(
                    "First sign-in from a new country",
                    "Countries not seen in the last month",
                    "_sourceCategory=*/signin* success\n| json \"user\", \"src_ip\" nodrop\n| lookup country_name from geo://location on ip = src_ip\n| count as today by user, country_name\n| compare with timeshift 1d 30 avg\n| where isNull(today_30d_avg)",
                ),
                DAILY,
                "-24h",
                0,
                &Tell::Email("soc@example.com"),
            ),
            scheduled(
                search(
                    "Multi-factor fatigue",
                    "Many pushes denied and then one accepted",
                    "_sourceCategory=*/mfa*\n| json \"user\", \"result\" nodrop\n| if(result = \"denied\", 1, 0) as denied | if(result = \"approved\", 1, 0) as approved\n| sum(denied) as denied, sum(approved) as approved by user\n| where denied > 4 and approved > 0",
                ),
                QUARTERLY,
                "-1h",
                0,
                &Tell::Webhook("SOC PagerDuty"),
            ),
            search(
                "Sign-ins with legacy protocols",
                "IMAP, POP and basic authentication",
                "_sourceCategory=*/signin* (imap OR pop3 OR \"basic auth\")\n| json \"user\", \"client_app\" nodrop\n| count by client_app, user\n| top 50 user by _count",
            ),
            search(
                "Locked accounts",
                "",
                "_sourceCategory=*/windows/security EventCode=4740\n| parse \"Account Name:\\t\\t*\\r\" as user nodrop\n| timeslice 1h | count by _timeslice, user | transpose row _timeslice column user",
            ),
            with_variable(
                dashboard(
                    "Sign-in overview",
                    "Who signs in, from where, and how often it fails",
                    &[
                        (
                            "Sign-ins",
                            "svp",
                            "_sourceCategory=*/signin* success | count",
                        ),
                        (
                            "Failures",
                            "svp",
                            "_sourceCategory=*/signin* failed | count",
                        ),
                        (
                            "Failures over time",
                            "line",
                            "_sourceCategory=*/signin* failed\n| timeslice 15m | count by _timeslice",
                        ),
                        (
                            "Users with most failures",
                            "table",
                            "_sourceCategory=*/signin* failed\n| json \"user\" nodrop | count by user | top 20 user by _count",
                        ),
                        (
                            "Where from",
                            "map",
                            "_sourceCategory=*/signin* success\n| json \"src_ip\" nodrop | geoip src_ip | count by latitude, longitude, country_name",
                        ),
                        (
                            "How to read this",
                            "text",
                            "Failures above the usual level of the hour deserve a look at **Password spray**.",
                        ),
                    ],
                ),
                "environment",
                "prod, test, lab",
            ),
        ],
    )
}
