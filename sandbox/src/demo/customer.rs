//! What customers made and changed themselves.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::demo::dashboards::dashboard;
use crate::demo::items::{folder, search};
use crate::ids::{HexId, Rng};
use crate::org::Org;
use crate::tree::node::{ItemKind, Stamp, body_of};

/// Adds items of the customer's own: beside the baseline, and inside its folders.
pub(super) fn add_items(org: &mut Org, stamp: Stamp, rng: &mut Rng) {
    let folders: Vec<HexId> = org
        .tree
        .nodes()
        .filter(|node| node.is_folder() && node.parent.is_some())
        .map(|node| node.id)
        .filter(|_| rng.chance(0.5))
        .collect();
    for (index, parent) in folders.into_iter().enumerate() {
        let own = match index % 3 {
            0 => search(
                "Our VPN users abroad",
                "Made by the local team",
                "_sourceCategory=vpn/gateway \"session started\"\n| json \"user\", \"country\" as user, country\n\
                 | where country != \"home\"\n| count by user, country",
            ),
            1 => dashboard(
                "Local office overview",
                "Made by the local team",
                &[(
                    "Logins today",
                    "svp",
                    "_sourceCategory=office/ad \"logon\" | count",
                )],
            ),
            _ => search(
                "Printer noise",
                "",
                "_sourceCategory=office/printers error | count by _sourceHost",
            ),
        };
        place(org, parent, &own, stamp);
    }
    let root = org.tree.admin_recommended;
    let own = folder(
        "Local team",
        "Items of our own, please leave alone",
        &[
            search(
                "Badge readers offline",
                "",
                "_sourceCategory=badges \"link down\" | count by _sourceHost",
            ),
            search(
                "Shop floor logins",
                "",
                "_sourceCategory=mes/audit login | count by user",
            ),
        ],
    );
    place(org, root, &own, stamp);
}

/// Changes about every fifth item as people do: another filter, another threshold, another title.
pub(super) fn edit_items(org: &mut Org, stamp: Stamp, rng: &mut Rng) {
    let chosen: Vec<HexId> = org
        .tree
        .nodes()
        .filter(|node| !node.is_folder() && node.kind != ItemKind::Lookups)
        .map(|node| node.id)
        .filter(|_| rng.chance(0.2))
        .collect();
    for id in chosen {
        if let Some(node) = org.tree.get_mut(id) {
            edit(Arc::make_mut(&mut node.body));
            node.modified = stamp;
        }
    }
}

/// Every customer has something in a personal folder, where no push ever goes.
pub(super) fn add_private_items(org: &mut Org, stamp: Stamp) {
    if let Some(personal) = org.tree.personal_root(org.analyst.id) {
        let note = search(
            "scratch",
            "",
            "_sourceCategory=* error | count by _sourceCategory",
        );
        place(org, personal, &note, stamp);
    }
}

fn edit(body: &mut Map<String, Value>) {
    if let Some(Value::Object(search)) = body.get_mut("search") {
        let query = search
            .get("queryText")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let narrower = format!("{query}\n| where !(user matches \"svc-*\")");
        search.insert("queryText".to_owned(), Value::from(narrower));
    }
    if let Some(threshold @ Value::Object(_)) = body
        .get_mut("searchSchedule")
        .and_then(|s| s.get_mut("threshold"))
    {
        threshold["count"] = json!(50);
    }
    if let Some(panel) = body.get_mut("panels").and_then(|panels| panels.get_mut(0)) {
        let field = if panel.get("title").is_some() {
            "title"
        } else {
            "name"
        };
        let title = format!("{} (our view)", panel[field].as_str().unwrap_or_default());
        panel[field] = Value::from(title);
    }
    for (rows, field) in [("metricsQueries", "query"), ("queries", "queryString")] {
        if let Some(row) = body.get_mut(rows).and_then(|rows| rows.get_mut(0)) {
            let query = format!("{} | avg", row[field].as_str().unwrap_or_default());
            row[field] = Value::from(query);
        }
    }
}

fn place(org: &mut Org, parent: HexId, definition: &Value, stamp: Stamp) {
    let name = definition["name"].as_str().unwrap_or_default();
    let Some(fields) = definition.as_object() else {
        return;
    };
    if org.tree.child(parent, name).is_some() {
        return;
    }
    let id = org.ids.next();
    org.tree
        .insert(id, parent, name, Arc::new(body_of(fields)), stamp);
    for child in definition["children"].as_array().into_iter().flatten() {
        place(org, id, child, stamp);
    }
}
