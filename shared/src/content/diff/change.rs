use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// What differs between two bodies, field by field; empty when they are equal.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldDiff {
    /// The differences: fields by name, members of a list in its new order and then those removed.
    pub changes: Vec<FieldChange>,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldChange {
    /// Where it is; empty for the whole body. [`label`](super::label()) puts it in words.
    pub path: Vec<Step>,
    /// What it is.
    pub kind: ChangeKind,
}

/// One step on the way from a body to a value in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Step {
    /// Into the field of this name.
    Field(String),
    /// To a member of a list.
    Member(Member),
}

/// A member of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// What a person calls it; `None` when it has no name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its place in the old list, from zero; `None` when it was added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<usize>,
    /// Its place in the new list, from zero; `None` when it was removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<usize>,
}

/// How a value differs. Connections stand in the values as text: `Slack connection SOC`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    tag = "what"
)]
pub enum ChangeKind {
    /// Only the new body has it.
    Added {
        /// The new value.
        value: Json,
    },
    /// Only the old body has it.
    Removed {
        /// The old value.
        value: Json,
    },
    /// The value is another one.
    Changed {
        /// The old value.
        from: Json,
        /// The new value.
        to: Json,
    },
    /// A text of several words is another one.
    Text {
        /// What differs, with the lines around it.
        hunks: Vec<Hunk>,
        /// How many unchanged lines are left out after the last hunk.
        skipped: usize,
    },
    /// A text is another one, and too long to be compared.
    LongText {
        /// The old text's length in bytes.
        from: usize,
        /// The new text's length in bytes.
        to: usize,
    },
    /// Members that both lists have come in another order.
    Order {
        /// What a person calls these members, in the old order.
        from: Vec<String>,
        /// The same in the new order.
        to: Vec<String>,
    },
    /// JSON that is kept in a string is written differently and means the same.
    Respelled,
}

/// Lines that changed, and some around them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hunk {
    /// How many unchanged lines are left out before it.
    pub skipped: usize,
    /// The lines; where some changed, the old ones stand before the new ones.
    pub lines: Vec<Line>,
}

/// A line of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// Which text it is in.
    pub mark: Mark,
    /// Its text in pieces, without the line's end; none for an empty line.
    pub segments: Vec<Segment>,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Segment {
    /// Which text it is in; never the one that its line isn't in.
    pub mark: Mark,
    /// The piece.
    pub text: String,
}

/// Which of two texts something is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Mark {
    /// In both.
    Equal,
    /// In the old one only.
    Removed,
    /// In the new one only.
    Added,
}
