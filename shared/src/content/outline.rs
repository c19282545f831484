use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value as Json, json};

use super::{BodyError, Definition, ItemKind};

/// What an export's text says of the folder at its top. What is in the folder isn't read, only told apart.
#[derive(Debug, Deserialize)]
pub(crate) struct Outline<'a> {
    #[serde(default, rename = "type")]
    kind: Json,
    #[serde(default)]
    name: Json,
    #[serde(default)]
    description: Json,
    /// The exports of what is in it.
    #[serde(default, borrow)]
    pub(crate) children: Option<Vec<&'a RawValue>>,
}

impl<'a> Outline<'a> {
    /// Reads the outline of a folder; nothing where the text isn't one.
    pub(super) fn of_folder(text: &'a str) -> Option<Self> {
        let outline: Self = serde_json::from_str(text).ok()?;
        outline.is_folder().then_some(outline)
    }

    /// Whether it is a folder.
    pub(crate) fn is_folder(&self) -> bool {
        let kind = self.kind.as_str().unwrap_or_default();
        ItemKind::of_definition(kind) == ItemKind::Folder
    }

    /// The folder without what is in it.
    pub(super) fn definition(&self) -> Result<Definition, BodyError> {
        let (kind, name, description) = (&self.kind, &self.name, &self.description);
        Definition::new(json!({ "type": kind, "name": name, "description": description }))
    }
}
