//! Everything an org holds, as one JSON document.

use serde_json::{Value, json};

use crate::clock::rfc3339;
use crate::jobs::{Job, Outcome};
use crate::org::Org;
use crate::tree::node::Node;

pub(super) fn dump(org: &Org) -> Value {
    let mut state = content(org);
    state["orgId"] = json!(org.profile.org_id());
    state["name"] = json!(org.profile.name);
    state["scheduledViews"] = json!(org.views);
    state["jobs"] = org.jobs.iter().map(job).collect();
    state["audit"] = json!(org.audit.events());
    state["faults"] = json!(org.faults);
    state
}

/// The library and the connections alone.
pub(super) fn content(org: &Org) -> Value {
    let connections: Vec<Value> = org
        .connections
        .iter()
        .map(crate::org::connections::Connection::shown)
        .collect();
    let roots: Vec<Value> = org.tree.roots().map(|root| item(org, root)).collect();
    json!({ "library": roots, "connections": connections })
}

/// An item with its definition; the children of a folder are items again.
fn item(org: &Org, node: &Node) -> Value {
    let mut out = json!({
        "id": node.id,
        "name": node.name,
        "itemType": node.kind.as_str(),
        "path": org.tree.path_of(node),
        "isScheduled": node.is_scheduled(),
        "createdAt": rfc3339(node.created.at),
        "createdBy": node.created.by,
        "modifiedAt": rfc3339(node.modified.at),
        "modifiedBy": node.modified.by,
        "permissions": node.grants,
    });
    if node.is_folder() {
        out["description"] = Value::from(node.description());
        out["children"] = org
            .tree
            .children(node)
            .map(|child| item(org, child))
            .collect();
    } else {
        out["definition"] = org.tree.snapshot(node).definition();
    }
    if node.rows > 0 {
        out["rows"] = Value::from(node.rows);
    }
    out
}

fn job(job: &Job) -> Value {
    let (status, error) = match job.outcome() {
        None => ("InProgress", Value::Null),
        Some(Outcome::Done { .. }) => ("Success", Value::Null),
        Some(Outcome::Failed { error, .. }) => ("Failed", error.description()),
    };
    json!({
        "id": job.id,
        "kind": job.task.family(),
        "itemId": job.task.subject(),
        "startedAt": rfc3339(job.started),
        "status": status,
        "error": error,
    })
}
