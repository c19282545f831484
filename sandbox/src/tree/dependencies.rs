//! What a scheduled search needs around it before it can be created.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::ids::HexId;
use crate::tree::Tree;

/// The things of an org that definitions refer to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Surroundings {
    pub(crate) webhooks: BTreeSet<HexId>,
    pub(crate) service_now: BTreeSet<HexId>,
    /// Names of scheduled views.
    pub(crate) views: BTreeSet<String>,
    /// Ids of script-action sources on collectors.
    pub(crate) sources: BTreeSet<String>,
    /// Whether Cloud SIEM is provisioned.
    pub(crate) cloud_siem: bool,
    /// Paths of lookups that exist before the tree knows them.
    pub(crate) lookups_to_come: BTreeSet<String>,
    /// The path of the caller's personal folder, which `/personal/…` stands for.
    pub(crate) personal: String,
}

impl Surroundings {
    /// Whether everything that the schedule of this item refers to exists.
    pub(crate) fn satisfy(&self, tree: &Tree, body: &Map<String, Value>) -> bool {
        let Some(notification) = body
            .get("searchSchedule")
            .map(|schedule| &schedule["notification"])
        else {
            return true;
        };
        let text = |field: &str| notification[field].as_str().unwrap_or_default();
        let known =
            |ids: &BTreeSet<HexId>, field| text(field).parse().is_ok_and(|id| ids.contains(&id));
        match text("taskType") {
            "WebhookSearchNotificationSyncDefinition" => known(&self.webhooks, "webhookId"),
            "ServiceNowSearchNotificationSyncDefinition" => known(&self.service_now, "externalId"),
            "AlertSearchNotificationSyncDefinition" => self.sources.contains(text("sourceId")),
            "SaveToViewNotificationSyncDefinition" => self.views.contains(text("viewName")),
            "SaveToLookupNotificationSyncDefinition" => {
                self.has_lookup(tree, text("lookupFilePath"))
            }
            "CseSignalNotificationSyncDefinition" => self.cloud_siem,
            _ => true,
        }
    }

    fn has_lookup(&self, tree: &Tree, path: &str) -> bool {
        let path = path.trim_start_matches("path://").trim_matches('"');
        let path = match path.strip_prefix("/personal/") {
            Some(rest) => format!("{}/{rest}", self.personal),
            None => path.to_owned(),
        };
        self.lookups_to_come.contains(&path)
            || tree
                .at_path(&path)
                .is_some_and(|node| node.kind == super::node::ItemKind::Lookups)
    }
}
