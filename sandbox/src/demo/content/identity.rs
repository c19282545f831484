//! Identities and their rights, with lookups that a search keeps up to date.

use serde_json::Value;

use crate::demo::dashboards::dashboard;
use crate::demo::items::{DAILY, HOURLY, Tell, folder as folder_of, lookup, scheduled, search};

pub(super) fn folder() -> Value {
    folder_of(
        "Identity",
        "Privileged users and service accounts",
        &[
            folder_of(
                "Lookups",
                "Kept up to date by the searches beside this folder",
                &[
                    lookup(
                        "privileged_users",
                        "Everybody who has an administrative role",
                        &[
                            ("user", "string"),
                            ("role", "string"),
                            ("last_seen", "long"),
                            ("reviewed", "boolean"),
                        ],
                    ),
                    lookup(
                        "service_accounts",
                        "Accounts that no person uses",
                        &[
                            ("account", "string"),
                            ("owner", "string"),
                            ("system", "string"),
                        ],
                    ),
                ],
            ),
            scheduled(
                search(
                    "Refresh privileged users",
                    "Fills the lookup",
                    "_sourceCategory=*/directory/audit \"role member\"\n| json \"user\", \"role\" nodrop\n| max(_messagetime) as last_seen by user, role\n| fields user, role, last_seen",
                ),
                DAILY,
                "-24h",
                0,
                &Tell::Lookup("/Library/Admin Recommended/Identity/Lookups/privileged_users"),
            ),
            scheduled(
                search(
                    "Service account signs in interactively",
                    "",
                    "_sourceCategory=*/signin* success interactive\n| json \"user\" nodrop\n| lookup owner from path://\"/Library/Admin Recommended/Identity/Lookups/service_accounts\" on account = user\n| where !isNull(owner)\n| count by user, owner",
                ),
                HOURLY,
                "-1h",
                0,
                &Tell::Webhook("SOC Slack"),
            ),
            scheduled(
                search(
                    "Group nesting changed",
                    "",
                    "_sourceCategory=*/windows/security (EventCode=4728 OR EventCode=4756)\n| parse \"Group Name:\\t\\t*\\r\" as group nodrop\n| count by group, _sourceHost",
                ),
                DAILY,
                "-24h",
                5,
                &Tell::ServiceNow("Service desk (ServiceNow)", 3),
            ),
            search(
                "Dormant administrators",
                "No sign-in for 60 days",
                "cat path://\"/Library/Admin Recommended/Identity/Lookups/privileged_users\"\n| where last_seen < now() - 60d\n| fields user, role",
            ),
            search(
                "Password never expires",
                "",
                "_sourceCategory=*/directory/inventory \"passwordNeverExpires\\\":true\"\n| json \"user\" nodrop | count by user",
            ),
            dashboard(
                "Privileged access",
                "",
                &[
                    (
                        "Privileged users",
                        "svp",
                        "cat path://\"/Library/Admin Recommended/Identity/Lookups/privileged_users\" | count",
                    ),
                    (
                        "By role",
                        "bar",
                        "cat path://\"/Library/Admin Recommended/Identity/Lookups/privileged_users\" | count by role",
                    ),
                    (
                        "Elevations",
                        "line",
                        "_sourceCategory=*/pam* elevation | timeslice 1h | count by _timeslice",
                    ),
                ],
            ),
        ],
    )
}
