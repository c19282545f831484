//! Reading an org from what Sumo Logic's API answers, without the edge.

use super::error::PlannerError;
use crate::content::{Bodies, ConnectionFact, Connections, Facts, FolderNode, Nodes, TreeBuilder};
use crate::id::{Millis, OrgId};
use crate::plan::OrgView;
use crate::push::ConnectionDefinition;
use crate::sorted::sorted;
use crate::sumo::{ApiAnswer, connections};

/// An org that was read, with everything its tree consists of.
#[derive(Debug)]
pub(super) struct Library {
    pub(super) view: OrgView,
    pub(super) nodes: Nodes,
    pub(super) bodies: Bodies,
}

/// Reads an org. Exports are taken one after the other, so that only one text at a time is needed;
/// `None` stands for something that is no text.
pub(super) fn library(
    org: OrgId,
    exports: impl IntoIterator<Item = Option<String>>,
    pages: impl IntoIterator<Item = Option<String>>,
) -> Result<Library, PlannerError> {
    let (known, facts) = connections(pages)?;
    let mut builder = TreeBuilder::new(&known);
    let mut entries = Vec::new();
    for (place, text) in (1..).zip(exports) {
        let text = text.ok_or(PlannerError::ExportNotText { place })?;
        let export = serde_json::from_str(&text)
            .map_err(|error| PlannerError::ExportNotJson { place, error })?;
        let entry = builder.add(export);
        entries.push(entry.map_err(|error| PlannerError::Export { place, error })?);
    }
    let root = builder.nodes.insert(FolderNode::new("", entries));
    Ok(Library {
        view: OrgView {
            org,
            root,
            base: None,
            facts,
            protected: false,
            taken_at: Millis::default(),
        },
        nodes: builder.nodes,
        bodies: builder.bodies,
    })
}

fn connections(
    pages: impl IntoIterator<Item = Option<String>>,
) -> Result<(Connections, Facts), PlannerError> {
    let (mut known, mut facts) = (Connections::default(), Vec::new());
    let mut more = false;
    for (place, text) in (1..).zip(pages) {
        let text = text.ok_or(PlannerError::ConnectionsNotText { place })?;
        let page = connections::read_page(&answer(text))
            .map_err(|error| PlannerError::Connections { place, error })?;
        for connection in page.connections {
            let needs_secret = connection.needs_secret();
            let definition = ConnectionDefinition {
                key: connection.key.clone(),
                definition: connection.definition(),
            };
            facts.push(ConnectionFact {
                definition: definition.digest(),
                key: definition.key,
                needs_secret,
            });
            known.extend([(connection.id, connection.key)]);
        }
        more = page.next.is_some();
    }
    if more {
        return Err(PlannerError::MorePages);
    }
    let connections = sorted(facts, Ord::cmp);
    Ok((known, Facts { connections }))
}

fn answer(text: String) -> ApiAnswer {
    ApiAnswer {
        status: 200,
        content_type: "application/json".to_owned(),
        location: None,
        retry_after: None,
        body: text.into_bytes(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::error::ErrorCode;
    use super::*;

    const PAGE: &str = r#"{"data": [{"id": "0A", "name": "SOC", "type": "WebhookConnection",
        "webhookType": "Slack"}]}"#;

    fn read(exports: &[&str], pages: &[&str]) -> Result<Library, PlannerError> {
        let texts = |all: &[&str]| all.iter().map(|text| Some((*text).to_owned())).collect();
        let (exports, pages): (Vec<_>, Vec<_>) = (texts(exports), texts(pages));
        library(OrgId::new("gold").unwrap(), exports, pages)
    }

    #[test]
    fn an_org_is_read_with_its_items_and_connections() {
        let folder = r#"{"type": "FolderSyncDefinition", "name": "A", "children": [
            {"type": "DashboardV2SyncDefinition", "name": "B"}]}"#;
        let library = read(&[folder], &[PAGE]).unwrap();
        assert!(library.nodes.missing(&[library.view.root]).is_empty());
        assert_eq!(library.bodies.len(), 1);
        assert_eq!(library.view.facts.connections[0].key.name, "SOC");
    }

    #[test]
    fn half_a_list_of_connections_is_refused() {
        let first = PAGE.replace("]}", r#"], "next": "token"}"#);
        assert_eq!(
            read(&[], &[&first, PAGE])
                .unwrap()
                .view
                .facts
                .connections
                .len(),
            2
        );
        let error = read(&[], &[PAGE, &first]).unwrap_err();
        assert_eq!(error.code(), ErrorCode::BadConnections);
    }

    #[test]
    fn an_export_that_cannot_be_used_is_named() {
        let good = r#"{"type": "LookupTableSyncDefinition", "name": "A"}"#;
        for bad in [
            "[]",
            "{",
            r#"{"type": "LookupTableSyncDefinition", "name": ""}"#,
        ] {
            let error = read(&[good, bad], &[]).unwrap_err();
            assert_eq!(error.code(), ErrorCode::BadExport);
            assert!(
                error.to_string().starts_with("export 2 can't be used: "),
                "{error}"
            );
        }
    }
}
