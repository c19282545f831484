//! Endpoints.

use serde_json::Value;

use crate::demo::dashboards::dashboard;
use crate::demo::items::{HOURLY, QUARTERLY, Tell, folder as folder_of, lookup, scheduled, search};

pub(super) fn folder() -> Value {
    folder_of(
        "Endpoint",
        "Workstations and servers",
        &[
            scheduled(
                search(
                    "Malware not cleaned",
                    "Detections that the agent could not remove",
                    "_sourceCategory=*/edr* \"detection\"\n| json \"hostname\", \"threat_name\", \"action\" nodrop\n| where action in (\"failed\", \"none\")\n| count by hostname, threat_name",
                ),
                QUARTERLY,
                "-30m",
                0,
                &Tell::ServiceNow("Service desk (ServiceNow)", 2),
            ),
            scheduled(
                search(
                    "Agent silent",
                    "Hosts that reported yesterday and not today",
                    "_sourceCategory=*/edr* heartbeat\n| json \"hostname\" nodrop\n| timeslice 1d | count by hostname, _timeslice\n| max(_timeslice) as last by hostname\n| where last < now() - 24h",
                ),
                HOURLY,
                "-2d",
                10,
                &Tell::Webhook("Case intake"),
            ),
            scheduled(
                search(
                    "Encoded PowerShell",
                    "",
                    "_sourceCategory=*/windows/powershell EventCode=4104\n| parse regex \"(?i)-e(?:nc|ncodedcommand)?\\s+(?<payload>[A-Za-z0-9+/=]{40,})\"\n| base64Decode(payload) as script\n| count by _sourceHost, script",
                ),
                QUARTERLY,
                "-15m",
                0,
                &Tell::Webhook("SOC Slack"),
            ),
            search(
                "New local administrators",
                "",
                "_sourceCategory=*/windows/security EventCode=4732 Administrators\n| parse \"Member:\\r\\n\\tSecurity ID:\\t\\t*\\r\" as member nodrop\n| count by _sourceHost, member",
            ),
            search(
                "Shadow copies deleted",
                "A step of most ransomware",
                "_sourceCategory=*/windows/* (\"vssadmin\" OR \"wmic shadowcopy\") delete\n| parse \"CommandLine: *\\n\" as command nodrop\n| count by _sourceHost, command",
            ),
            search(
                "USB storage",
                "",
                "_sourceCategory=*/windows/security EventCode=6416 \"DiskDrive\"\n| parse \"Device Name:\\t*\\r\" as device nodrop\n| count by _sourceHost, device",
            ),
            lookup(
                "approved_software",
                "Programs that may run on servers",
                &[
                    ("sha256", "string"),
                    ("product", "string"),
                    ("vendor", "string"),
                    ("approved_until", "string"),
                ],
            ),
            dashboard(
                "Endpoint health",
                "Coverage and detections",
                &[
                    (
                        "Hosts reporting",
                        "svp",
                        "_sourceCategory=*/edr* heartbeat | json \"hostname\" nodrop | count_distinct(hostname)",
                    ),
                    (
                        "Detections",
                        "column",
                        "_sourceCategory=*/edr* detection | timeslice 1h | json \"severity\" nodrop | count by _timeslice, severity | transpose row _timeslice column severity",
                    ),
                    (
                        "Agent versions",
                        "pie",
                        "_sourceCategory=*/edr* heartbeat | json \"agent_version\" as version nodrop | count_distinct(_sourceHost) by version",
                    ),
                    (
                        "Processor load",
                        "line",
                        "metric=CPU_Total | avg by _sourceHost | topk(10, max)",
                    ),
                ],
            ),
        ],
    )
}
