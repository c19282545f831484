//! Firewalls, DNS and VPN.

use serde_json::Value;

use crate::demo::dashboards::dashboard;
use crate::demo::items::{
    HOURLY, QUARTERLY, Tell, folder as folder_of, lookup, metrics, metrics_search, scheduled,
    search,
};

pub(super) fn folder() -> Value {
    folder_of(
        "Network",
        "Firewalls, name service, remote access",
        &[
            scheduled(
                search(
                    "Beaconing",
                    "Regular connections to one address",
                    "_sourceCategory=*/firewall* allow\n| json \"src_ip\", \"dest_ip\" nodrop\n| timeslice 1m | count by _timeslice, src_ip, dest_ip\n| stddev(_count) as spread, avg(_count) as rate by src_ip, dest_ip\n| where spread < 0.5 and rate > 1",
                ),
                HOURLY,
                "-3h",
                0,
                &Tell::Webhook("SOC Slack"),
            ),
            scheduled(
                search(
                    "Large upload",
                    "More than 2 GB to one destination",
                    "_sourceCategory=*/firewall* allow\n| json \"src_ip\", \"dest_ip\", \"bytes_out\" nodrop\n| sum(bytes_out) as bytes by src_ip, dest_ip\n| where bytes > 2147483648",
                ),
                HOURLY,
                "-1h",
                0,
                &Tell::Email("soc@example.com"),
            ),
            scheduled(
                search(
                    "Port scan from inside",
                    "",
                    "_sourceCategory=*/firewall* deny\n| json \"src_ip\", \"dest_port\" nodrop\n| where isPrivateIP(src_ip)\n| count_distinct(dest_port) as ports by src_ip\n| where ports > 100",
                ),
                QUARTERLY,
                "-15m",
                0,
                &Tell::Webhook("SOC Slack"),
            ),
            search(
                "DNS tunnels",
                "Long names, many of them",
                "_sourceCategory=*/dns* query\n| json \"query\", \"src_ip\" nodrop\n| length(query) as size | where size > 60\n| count by src_ip | where _count > 200",
            ),
            search(
                "Denied by policy",
                "",
                "_sourceCategory=*/firewall* deny\n| json \"rule\" nodrop | count by rule | top 25 rule by _count",
            ),
            search(
                "VPN sessions at night",
                "",
                "_sourceCategory=*/vpn* \"session started\"\n| json \"user\" nodrop\n| formatDate(_messagetime, \"HH\") as hour | where num(hour) < 5\n| count by user, hour",
            ),
            metrics(
                "Firewall load",
                "Processor and sessions",
                &[
                    "metric=fw_cpu_percent | avg by device",
                    "metric=fw_sessions | sum by device",
                ],
            ),
            metrics_search(
                "Tunnel latency",
                "Between the sites, and what is lost on the way",
                &[
                    "metric=tunnel_rtt_ms | pct(95) by tunnel",
                    "metric=tunnel_loss_percent | max by tunnel",
                ],
            ),
            lookup(
                "known_networks",
                "Addresses of branches and partners",
                &[
                    ("cidr", "string"),
                    ("owner", "string"),
                    ("trusted", "boolean"),
                ],
            ),
            perimeter(),
        ],
    )
}

fn perimeter() -> Value {
    dashboard(
        "Perimeter",
        "What the firewalls see",
        &[
            (
                "Denied over time",
                "line",
                "_sourceCategory=*/firewall* deny | timeslice 15m | count by _timeslice",
            ),
            (
                "Top blocked sources",
                "table",
                "_sourceCategory=*/firewall* deny | json \"src_ip\" nodrop | count by src_ip | top 20 src_ip by _count",
            ),
            (
                "Blocked countries",
                "map",
                "_sourceCategory=*/firewall* deny | json \"src_ip\" nodrop | geoip src_ip | count by latitude, longitude, country_name",
            ),
            (
                "Traffic by application",
                "bar",
                "_sourceCategory=*/firewall* allow | json \"application\", \"bytes_out\" nodrop | sum(bytes_out) as bytes by application | top 10 application by bytes",
            ),
            ("Sessions", "line", "metric=fw_sessions | sum by device"),
        ],
    )
}
