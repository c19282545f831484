use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The name of an item or a folder, as Sumo Logic gives it: not trimmed, not case-folded, with
/// slashes, quotes and emoji where the customer wrote them. 1 to 1,024 characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ItemName(Arc<str>);

/// Why a text can't be a name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NameError {
    /// The text is empty.
    #[error("a name can't be empty")]
    Empty,
    /// The text has more than [`ItemName::MAX_CHARS`] characters.
    #[error("a name has at most {max} characters, this one has {found}", max = ItemName::MAX_CHARS)]
    TooLong {
        /// How many characters it has.
        found: usize,
    },
}

impl ItemName {
    /// Longer than any name Sumo Logic documents (folder 128, dashboard and lookup 255), so that a
    /// read never fails over a limit we misjudged.
    pub const MAX_CHARS: usize = 1_024;

    /// Checks `text`.
    pub fn new(text: impl AsRef<str>) -> Result<Self, NameError> {
        let text = text.as_ref();
        let found = text.chars().count();
        match found {
            0 => Err(NameError::Empty),
            found if found > Self::MAX_CHARS => Err(NameError::TooLong { found }),
            _ => Ok(Self(text.into())),
        }
    }

    /// The name that stands for Admin Recommended itself.
    pub(crate) fn top() -> Self {
        Self("/".into())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name without the difference of upper and lower case letters.
    pub(crate) fn folded(&self) -> String {
        if self.0.is_ascii() {
            return self.0.to_ascii_lowercase();
        }
        // Letter by letter: what `str` does about a final sigma would cost the Worker 14 kB more.
        self.0.chars().flat_map(char::to_lowercase).collect()
    }
}

impl fmt::Display for ItemName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ItemName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl TryFrom<String> for ItemName {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        Self::new(text)
    }
}

impl From<ItemName> for String {
    fn from(name: ItemName) -> Self {
        name.as_str().to_owned()
    }
}
