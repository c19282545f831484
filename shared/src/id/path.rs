use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{ItemName, NameError};

/// The place of an item below Admin Recommended: the names of its folders, then its own.
///
/// Names may hold slashes, so the text form is a JSON Pointer (RFC 6901): `/Baseline/A~1B` is the
/// item `A/B` in the folder `Baseline`. The empty path is Admin Recommended itself.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ItemPath(Vec<ItemName>);

/// Why a text can't be a path.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PathError {
    /// A path that isn't empty starts with a slash.
    #[error("a path starts with a slash")]
    NoLeadingSlash,
    /// One of the names can't be a name.
    #[error("the path holds a name that can't be one")]
    Name(#[from] NameError),
}

impl ItemPath {
    /// Admin Recommended itself.
    pub fn root() -> Self {
        Self::default()
    }

    /// The path one level further down.
    #[must_use]
    pub fn child(&self, name: &ItemName) -> Self {
        let mut names = self.0.clone();
        names.push(name.clone());
        Self(names)
    }

    /// The folder that holds this item; `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        let (_, above) = self.0.split_last()?;
        Some(Self(above.to_vec()))
    }

    /// The item's own name; `None` for the root.
    pub fn name(&self) -> Option<&ItemName> {
        self.0.last()
    }

    /// The names from the top down.
    pub fn names(&self) -> &[ItemName] {
        &self.0
    }

    /// Whether this is Admin Recommended itself.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `other` is this place or lies below it.
    pub fn holds(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }
}

impl FromIterator<ItemName> for ItemPath {
    fn from_iter<I: IntoIterator<Item = ItemName>>(names: I) -> Self {
        Self(names.into_iter().collect())
    }
}

impl fmt::Display for ItemPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|name| {
            let escaped = name.as_str().replace('~', "~0").replace('/', "~1");
            write!(f, "/{escaped}")
        })
    }
}

impl fmt::Debug for ItemPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

impl std::str::FromStr for ItemPath {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        if text.is_empty() {
            return Ok(Self::root());
        }
        let names = text.strip_prefix('/').ok_or(PathError::NoLeadingSlash)?;
        names
            .split('/')
            .map(|name| Ok(ItemName::new(name.replace("~1", "/").replace("~0", "~"))?))
            .collect()
    }
}

impl TryFrom<String> for ItemPath {
    type Error = PathError;

    fn try_from(text: String) -> Result<Self, PathError> {
        text.parse()
    }
}

impl From<ItemPath> for String {
    fn from(path: ItemPath) -> Self {
        path.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_parent_holds_its_children_only() {
        let path: ItemPath = "/Base/A".parse().unwrap();
        assert!(path.parent().unwrap().holds(&path));
        assert!(!path.holds(&"/Base/AB".parse().unwrap()));
        assert_eq!("Base".parse::<ItemPath>(), Err(PathError::NoLeadingSlash));
        assert!("//".parse::<ItemPath>().is_err());
    }

    proptest! {
        #[test]
        fn any_names_survive_the_text_form(names in prop::collection::vec("[~/01a\u{1F600}]{1,6}", 0..4)) {
            let path: ItemPath = names.iter().map(|n| ItemName::new(n).unwrap()).collect();
            prop_assert_eq!(path.to_string().parse::<ItemPath>().unwrap(), path);
        }
    }
}
