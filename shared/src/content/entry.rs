use std::sync::Arc;

use super::{ConnectionKey, ItemKind, Reference};
use crate::id::{Digest, ItemName};
use crate::select::{Include, Options};

/// One child of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: ItemName,
    /// What it is.
    pub kind: ItemKind,
    /// A folder's node, or the portable body of anything else.
    pub digest: Digest,
    /// `None` for most: what is left out costs nothing in the trees of a thousand orgs.
    extra: Option<Arc<Extra>>,
}

/// What only some items have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extra {
    /// See [`super::Portable::stripped`].
    pub stripped: Option<Digest>,
    /// See [`super::Portable::references`].
    pub references: Vec<Reference>,
    /// See [`super::Portable::schema`].
    pub schema: Option<Digest>,
    /// See [`super::Portable::title`].
    pub title: Option<ItemName>,
}

impl Entry {
    /// The entry of a folder.
    pub fn folder(name: ItemName, digest: Digest) -> Self {
        Self {
            name,
            kind: ItemKind::Folder,
            digest,
            extra: None,
        }
    }

    /// The entry of anything that isn't a folder.
    pub fn leaf(name: ItemName, kind: ItemKind, digest: Digest, extra: Extra) -> Self {
        Self {
            name,
            kind,
            digest,
            extra: (extra != Extra::default()).then(|| Arc::new(extra)),
        }
    }

    /// See [`super::Portable::stripped`].
    pub fn stripped(&self) -> Option<&Digest> {
        self.extra.as_ref()?.stripped.as_ref()
    }

    /// See [`super::Portable::references`].
    pub fn references(&self) -> &[Reference] {
        match &self.extra {
            None => &[],
            Some(extra) => &extra.references,
        }
    }

    /// See [`super::Portable::schema`].
    pub fn schema(&self) -> Option<&Digest> {
        self.extra.as_ref()?.schema.as_ref()
    }

    /// A dashboard's title where it isn't its name; see [`super::Portable::title`].
    pub fn title(&self) -> Option<&ItemName> {
        self.extra.as_ref()?.title.as_ref()
    }

    /// Whether there is nothing to know about the entry but its name, kind and digest.
    pub fn is_plain(&self) -> bool {
        self.extra.is_none()
    }

    /// What counts as the item's content under these options: the stripped digest of a search whose
    /// connections, or a dashboard whose reports, are ignored.
    pub fn content(&self, options: Options) -> Digest {
        let ignored = match self.kind {
            ItemKind::Search => options.connections,
            ItemKind::Dashboard => options.reports,
            _ => Include::Include,
        };
        match (ignored, self.stripped()) {
            (Include::Ignore, Some(stripped)) => *stripped,
            _ => self.digest,
        }
    }

    /// The references that travel with the item under these options.
    pub fn travelling(&self, options: Options) -> impl Iterator<Item = &Reference> {
        let references = self.references().iter();
        references.filter(move |reference| reference.travels(options))
    }

    /// The connections among the references that travel.
    pub fn connections(&self, options: Options) -> impl Iterator<Item = &ConnectionKey> {
        self.travelling(options)
            .filter_map(|reference| match reference {
                Reference::Connection(key) => Some(key),
                _ => None,
            })
    }
}
