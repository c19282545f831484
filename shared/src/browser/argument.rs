//! What JavaScript hands over, as JSON.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::error::PlannerError;
use crate::api::NodeRecord;
use crate::content::{Facts, FolderNode};
use crate::id::{Digest, Millis, OrgId};
use crate::plan::OrgView;

/// An org as it is handed over. A snapshot of the edge's API is one.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct OrgArgument {
    org: OrgId,
    root: Digest,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base: Option<Digest>,
    facts: Facts,
    #[serde(default)]
    protected: bool,
    #[serde(default)]
    taken_at: Millis,
}

impl From<OrgView> for OrgArgument {
    fn from(view: OrgView) -> Self {
        Self {
            org: view.org,
            root: view.root,
            base: view.base,
            facts: view.facts,
            protected: view.protected,
            taken_at: view.taken_at,
        }
    }
}

impl From<OrgArgument> for OrgView {
    fn from(argument: OrgArgument) -> Self {
        Self {
            org: argument.org,
            root: argument.root,
            base: argument.base,
            facts: argument.facts,
            protected: argument.protected,
            taken_at: argument.taken_at,
        }
    }
}

/// Reads an argument; `what` names it in the error.
pub(super) fn read<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, PlannerError> {
    serde_json::from_str(text).map_err(|error| PlannerError::Argument { what, error })
}

/// Tree nodes, each checked against its digest.
pub(super) fn nodes(text: &str) -> Result<Vec<FolderNode>, PlannerError> {
    let records: Vec<NodeRecord> = read("the nodes", text)?;
    let open = |NodeRecord { digest, node }| Ok(node.open(&digest)?);
    records.into_iter().map(open).collect()
}

/// Orgs, none twice, by id.
pub(super) fn orgs(text: &str) -> Result<Vec<OrgView>, PlannerError> {
    let read: Vec<OrgArgument> = read("the orgs", text)?;
    let mut views: Vec<OrgView> = Vec::with_capacity(read.len());
    for view in read.into_iter().map(OrgView::from) {
        match views.binary_search_by(|known| known.org.cmp(&view.org)) {
            Ok(_) => return Err(PlannerError::OrgTwice(view.org)),
            Err(place) => views.insert(place, view),
        }
    }
    Ok(views)
}

#[cfg(test)]
mod tests {
    use super::super::error::ErrorCode;
    use super::*;
    use crate::content::StoredNode;

    const ORG: &str = r#"{"org": "a", "root": "DIGEST", "facts": {"connections": []}}"#;

    fn org() -> String {
        ORG.replace("DIGEST", &Digest::of(b"").to_string())
    }

    #[test]
    fn orgs_are_sorted_and_none_is_there_twice() {
        let other = org().replace("\"a\"", "\"b\"");
        let read = orgs(&format!("[{other}, {}]", org())).unwrap();
        let ids: Vec<_> = read.iter().map(|view| view.org.as_str()).collect();
        assert_eq!(ids, ["a", "b"]);
        let twice = orgs(&format!("[{}, {}]", org(), org())).unwrap_err();
        assert_eq!(twice.code(), ErrorCode::OrgTwice);
    }

    #[test]
    fn a_misspelt_field_is_refused() {
        let error = orgs(&format!("[{}]", org().replace("facts", "fatcs"))).unwrap_err();
        assert_eq!(error.code(), ErrorCode::BadArgument);
        assert!(
            error
                .to_string()
                .contains("the orgs can't be used: unknown field `fatcs`")
        );
    }

    #[test]
    fn a_node_is_taken_under_its_own_digest_only() {
        let node = FolderNode::new("about", Vec::new());
        let record = |digest| {
            let node = StoredNode::from(&node);
            serde_json::to_string(&[NodeRecord { digest, node }]).unwrap()
        };
        assert_eq!(
            nodes(&record(node.digest())).unwrap(),
            std::slice::from_ref(&node)
        );
        let error = nodes(&record(Digest::of(b""))).unwrap_err();
        assert_eq!(error.code(), ErrorCode::BadNode);
    }
}
