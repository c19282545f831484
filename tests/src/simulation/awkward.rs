use std::collections::BTreeMap;

use orgcast_shared::select::{Choices, Destinations, Options, Policy, Selection};
use serde_json::json;

use super::Simulation;

const NETWORK: &str = "/Library/Admin Recommended/Network";

impl Simulation {
    /// Gives a dashboard of the source a title that isn't its name.
    pub fn give_dashboard_another_title(&mut self) {
        let source = self.orgs[0].clone();
        let titled = json!({ "title": "What the firewalls see" });
        self.edit(
            &source,
            &json!({ "op": "set", "path": format!("{NETWORK}/Perimeter"), "fields": titled }),
        );
    }

    /// Gives the source a search that comes before the lookup that it writes to.
    pub fn add_search_before_its_lookup(&mut self) {
        let source = self.orgs[0].clone();
        let last_hour = json!({
            "type": "BeginBoundedTimeRange",
            "from": { "type": "RelativeTimeRangeBoundary", "relativeTime": "-1h" }
        });
        let schedule = json!({
            "cronExpression": "0 0 * * * ? *",
            "parseableTimeRange": last_hour,
            "timeZone": "Etc/UTC",
            "scheduleType": "1Hour",
            "notification": {
                "taskType": "SaveToLookupNotificationSyncDefinition",
                "lookupFilePath": format!("{NETWORK}/known_networks"),
                "isLookupMergeOperation": true
            }
        });
        let search = json!({
            "type": "SavedSearchWithScheduleSyncDefinition",
            "name": "Add new networks",
            "description": "",
            "search": {
                "queryText": "_sourceCategory=*/ipam* new | json \"cidr\", \"owner\" nodrop",
                "defaultTimeRange": "-1h",
                "byReceiptTime": false,
                "queryParameters": []
            },
            "searchSchedule": schedule
        });
        self.edit(
            &source,
            &json!({ "op": "create", "folder": NETWORK, "definition": search }),
        );
    }

    /// A push from the source to all others.
    pub fn choices(&self, selection: Selection, options: Options) -> Choices {
        Choices {
            source: self.orgs[0].id.clone(),
            selection,
            destinations: Destinations::default(),
            options,
            policy: Policy::default(),
            only: BTreeMap::new(),
        }
    }
}
