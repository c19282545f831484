//! The audit events of an org, in memory.

use serde_json::{Value, json};

use crate::clock::{Millis, rfc3339};
use crate::ids::HexId;
use crate::tree::access::Viewer;
use crate::tree::import::{Change, ChangeKind};

/// Events in the order they happened, as the audit event index would hold them.
#[derive(Debug, Clone, Default)]
pub(crate) struct AuditLog {
    events: Vec<Value>,
}

impl AuditLog {
    pub(crate) fn events(&self) -> &[Value] {
        &self.events
    }

    /// Records an event about content; `extra` fields are added to it.
    pub(crate) fn content(
        &mut self,
        name: &str,
        viewer: &Viewer,
        now: Millis,
        item: Item<'_>,
        extra: &Value,
    ) {
        let mut event = json!({
            "accountId": viewer.account.to_string(),
            "eventId": format!("{:08}", self.events.len() + 1),
            "eventName": name,
            "eventTime": rfc3339(now),
            "eventFormatVersion": "1.0 beta",
            "subsystem": "content",
            "adminMode": viewer.admin_mode,
            "operator": { "id": viewer.user.to_string(), "interface": "API", "type": "UserContext" },
            "contentIdentity": {
                "type": item.kind.to_lowercase(),
                "contentId": item.id.to_string(),
                "name": item.name,
            },
        });
        if let (Some(event), Some(extra)) = (event.as_object_mut(), extra.as_object()) {
            event.extend(extra.clone());
        }
        self.events.push(event);
    }

    /// Records what an import, a deletion or a copy did to single items.
    pub(crate) fn changes(&mut self, viewer: &Viewer, now: Millis, changes: &[Change]) {
        for change in changes {
            let name = match change.what {
                ChangeKind::Created => "ContentCreated",
                ChangeKind::Updated => "ContentUpdated",
                ChangeKind::Deleted => "ContentDeleted",
            };
            let item = Item {
                id: change.id,
                kind: change.kind.as_str(),
                name: &change.name,
            };
            self.content(name, viewer, now, item, &Value::Null);
        }
    }
}

/// The item an event is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item<'a> {
    pub(crate) id: HexId,
    pub(crate) kind: &'a str,
    pub(crate) name: &'a str,
}

impl<'a> From<&'a crate::tree::node::Node> for Item<'a> {
    fn from(node: &'a crate::tree::node::Node) -> Self {
        Self {
            id: node.id,
            kind: node.kind.as_str(),
            name: &node.name,
        }
    }
}
