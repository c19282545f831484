//! The plan file as text.

use serde::{Deserialize, Serialize};

use super::records::RecordId;
use super::{FileOrg, PlanFile};
use crate::id::{Digest, ItemName, OrgId};
use crate::plan::{Cell, ConnectionNeed, PlanReport};
use crate::select::Choices;

/// Where a plan's items come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FileSource {
    /// The org.
    pub org: OrgId,
    /// The root of its tree when the plan was made.
    pub root: Digest,
}

/// What every version of the format has.
#[derive(Debug, Deserialize)]
pub(super) struct StoredHead {
    #[serde(default)]
    pub(super) format: String,
    #[serde(default)]
    pub(super) version: u32,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StoredFile {
    pub(super) planner: u32,
    pub(super) digest: Digest,
    pub(super) seal: Digest,
    pub(super) choices: Choices,
    pub(super) source: FileSource,
    pub(super) report: PlanReport,
    pub(super) outcomes: Vec<StoredRecord>,
    pub(super) orgs: Vec<StoredOrg>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoredRecord {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<ItemName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) cell: Option<Cell>,
    #[serde(default, rename = "in", skip_serializing_if = "Option::is_none")]
    pub(super) below: Option<Vec<RecordId>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct StoredOrg {
    pub(super) org: OrgId,
    pub(super) outcome: RecordId,
    pub(super) digest: Digest,
    pub(super) root: Digest,
    pub(super) base: Option<Digest>,
    pub(super) connections: Vec<ConnectionNeed>,
}

impl PlanFile {
    /// The file's text: the same for the same plan, wherever and however often it was made.
    pub fn to_json(&self) -> String {
        let mut text = String::from("{\n");
        let fields = [
            ("format", line(&Self::FORMAT)),
            ("version", line(&Self::VERSION)),
            ("planner", line(&self.planner)),
            ("digest", line(&self.digest)),
            ("seal", line(&self.seal())),
            ("choices", line(&self.choices)),
            ("source", line(&self.source)),
            ("report", line(&self.report)),
        ];
        for (name, value) in fields {
            text.extend(["\"", name, "\": ", &value, ",\n"]);
        }
        let outcomes = self.records.iter().map(|record| {
            line(&StoredRecord {
                name: record.name.clone(),
                cell: record.cell.clone(),
                below: record.below.as_ref().map(|below| below.to_vec()),
            })
        });
        push_list(&mut text, "outcomes", outcomes);
        text.push_str(",\n");
        let orgs = self.orgs.iter().map(|(id, org)| line(&org.stored(id)));
        push_list(&mut text, "orgs", orgs);
        text.push_str("\n}\n");
        text
    }
}

impl FileOrg {
    fn stored(&self, id: &OrgId) -> StoredOrg {
        StoredOrg {
            org: id.clone(),
            outcome: self.outcome,
            digest: self.digest,
            root: self.root,
            base: self.base,
            connections: self.connections.clone(),
        }
    }
}

/// Adds a list with one line for each of its parts.
fn push_list(text: &mut String, name: &str, lines: impl Iterator<Item = String>) {
    text.extend(["\"", name, "\": ["]);
    for (number, line) in lines.enumerate() {
        text.push_str(if number == 0 { "\n" } else { ",\n" });
        text.push_str(&line);
    }
    text.push_str("\n]");
}

/// A value on one line.
pub(super) fn line(value: &impl Serialize) -> String {
    // Only texts, numbers and sorted lists of them are written, which can't fail.
    serde_json::to_string(value).unwrap_or_default()
}
