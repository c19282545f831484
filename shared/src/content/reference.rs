use serde::{Deserialize, Serialize};

use crate::id::{ContentId, ItemName, ItemPath};
use crate::select::{Include, Options};
use crate::sorted::sorted;

/// A connection as it can be recognised in any org: what it connects to, and its name. Ids differ
/// from org to org and there is no look-up by name in the vendor's API.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionKey {
    /// `webhookType` of a webhook (`Slack`, `PagerDuty`, …), or `ServiceNowConnection` for a
    /// connection of the ServiceNow kind.
    pub kind: String,
    /// The connection's name.
    pub name: String,
}

/// What an item needs from the org it is in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Reference {
    /// A connection that exists in the org the item was read from.
    Connection(ConnectionKey),
    /// A connection id that the org the item was read from doesn't know (any more).
    LostConnection {
        /// The id in that org.
        id: String,
    },
    /// A script action on one of the org's collectors; it can't be found by name elsewhere.
    ScriptAction {
        /// The source's id in the org the item was read from.
        id: String,
    },
    /// A scheduled view that results are saved to.
    ScheduledView {
        /// The view's name.
        name: String,
    },
    /// A lookup table that results are saved to.
    Lookup {
        /// The table's path in the library.
        path: String,
    },
    /// A lookup table that a query seems to read or save to, or that a search's parameter suggests
    /// values from; queries aren't understood, only searched.
    QueryLookup {
        /// The table's path as the query has it.
        path: String,
    },
    /// A partition or scheduled view that a search or a query seems to read and that not every org
    /// has.
    QueryView {
        /// Its name as the query has it, perhaps with wildcards.
        name: String,
    },
    /// A dashboard that a panel links to; links don't survive in another org.
    LinkedDashboard {
        /// Its id in the org the item was read from.
        id: String,
    },
    /// Somebody whom a scheduled search mails.
    Recipient {
        /// The address.
        address: String,
    },
    /// Somebody whom a dashboard's scheduled report is mailed to.
    ReportRecipient {
        /// The address.
        address: String,
    },
}

/// What the paths of everything under Admin Recommended start with.
/// Source: the vendor's page on the content path APIs.
const ADMIN_RECOMMENDED: &str = "/Library/Admin Recommended/";

impl Reference {
    /// The place under Admin Recommended that a lookup table's path names; `None` where it lies
    /// elsewhere.
    pub fn place_of_lookup(path: &str) -> Option<ItemPath> {
        let inside = path.strip_prefix(ADMIN_RECOMMENDED)?;
        inside
            .split('/')
            .map(|name| ItemName::new(name).ok())
            .collect()
    }

    /// Whether the reference travels under these options: what a schedule needs stays behind with
    /// the schedule.
    pub fn travels(&self, options: Options) -> bool {
        match self {
            Self::QueryLookup { .. } | Self::QueryView { .. } | Self::LinkedDashboard { .. } => {
                true
            }
            Self::ReportRecipient { .. } => options.reports == Include::Include,
            Self::Connection(_)
            | Self::LostConnection { .. }
            | Self::ScriptAction { .. }
            | Self::ScheduledView { .. }
            | Self::Lookup { .. }
            | Self::Recipient { .. } => options.connections == Include::Include,
        }
    }
}

/// The connections of one org, by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Connections(Vec<(ContentId, ConnectionKey)>);

impl Connections {
    /// What the connection with this id is.
    pub fn key_of(&self, id: &str) -> Option<&ConnectionKey> {
        self.0
            .iter()
            .find(|(known, _)| known.as_str() == id)
            .map(|(_, key)| key)
    }

    /// The ids of the connections that match: none, the one, or several of the same name.
    pub fn ids_of(&self, key: &ConnectionKey) -> Vec<&ContentId> {
        self.0
            .iter()
            .filter(|(_, known)| known == key)
            .map(|(id, _)| id)
            .collect()
    }

    /// What connections there are, sorted; two of one name are there twice.
    pub fn keys(&self) -> Vec<ConnectionKey> {
        let keys = self.0.iter().map(|(_, key)| key.clone()).collect();
        sorted(keys, Ord::cmp)
    }
}

impl FromIterator<(ContentId, ConnectionKey)> for Connections {
    fn from_iter<I: IntoIterator<Item = (ContentId, ConnectionKey)>>(connections: I) -> Self {
        Self(connections.into_iter().collect())
    }
}

impl Extend<(ContentId, ConnectionKey)> for Connections {
    fn extend<I: IntoIterator<Item = (ContentId, ConnectionKey)>>(&mut self, more: I) {
        self.0.extend(more);
    }
}
