use orgcast_shared::content::diff::{ChangeKind, FieldChange, Hunk, label};
use orgcast_shared::plan;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// What differs in one cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct CellDiff {
    /// What a push changes, on the way from the target to the source; `None` where the two can't be
    /// compared.
    pub(crate) push: Option<Vec<FieldLine>>,
    /// What was changed in the org since Orgcast wrote the item there; `None` where it never did.
    pub(crate) edits: Option<Vec<FieldLine>>,
}

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct FieldLine {
    /// Which field, in words.
    pub(crate) label: String,
    pub(crate) change: Shown,
}

/// How a field differs, with values as text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Shown {
    Added(String),
    Removed(String),
    Changed(String, String),
    /// Parts of a text, and how many unchanged lines come after them.
    Text(Vec<Hunk>, usize),
    /// Texts too long to be compared, with their lengths in bytes.
    LongText(usize, usize),
    Order(Vec<String>, Vec<String>),
    /// Written differently with the same meaning.
    Respelled,
}

impl From<plan::CellDiff> for CellDiff {
    fn from(diff: plan::CellDiff) -> Self {
        let lines = |changes: Vec<FieldChange>| changes.into_iter().map(line).collect();
        Self {
            push: diff.push.map(lines),
            edits: diff.edits.map(lines),
        }
    }
}

fn line(change: FieldChange) -> FieldLine {
    let shown = match change.kind {
        ChangeKind::Added { value } => Shown::Added(text(&value)),
        ChangeKind::Removed { value } => Shown::Removed(text(&value)),
        ChangeKind::Changed { from, to } => Shown::Changed(text(&from), text(&to)),
        ChangeKind::Text { hunks, skipped } => Shown::Text(hunks, skipped),
        ChangeKind::LongText { from, to } => Shown::LongText(from, to),
        ChangeKind::Order { from, to } => Shown::Order(from, to),
        ChangeKind::Respelled => Shown::Respelled,
    };
    FieldLine {
        label: label(&change.path),
        change: shown,
    }
}

/// A value for a person.
fn text(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        // Writing JSON to memory can't fail.
        other => serde_json::to_string_pretty(other).unwrap_or_default(),
    }
}
