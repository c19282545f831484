use std::collections::BTreeMap;

use super::calls::Calls;
use super::read::read_top;
use crate::id::{ContentId, ItemPath};
use crate::sumo::CallError;
use crate::sumo::library::{self, Child, Listing};

/// The ids of an org's folders, asked for when they are needed.
pub(super) struct Folders<'a> {
    calls: &'a Calls,
    listed: BTreeMap<ItemPath, Listing>,
    /// Folders that were just made, and whose id is known although nobody listed the folder above.
    made: BTreeMap<ItemPath, ContentId>,
}

impl<'a> Folders<'a> {
    pub(super) fn new(calls: &'a Calls) -> Self {
        Self {
            calls,
            listed: BTreeMap::new(),
            made: BTreeMap::new(),
        }
    }

    /// Takes over a listing that was read elsewhere.
    pub(super) fn add(&mut self, path: &ItemPath, listing: Listing) {
        self.listed.insert(path.clone(), listing);
    }

    /// The folder at `path` was just made.
    pub(super) fn made(&mut self, path: &ItemPath, id: ContentId) {
        self.made.insert(path.clone(), id);
    }

    /// The id of the folder at `path`; `None` where there is no folder.
    pub(super) async fn id(&mut self, path: &ItemPath) -> Result<Option<ContentId>, CallError> {
        let listed = self.listed.get(path).map(|listing| &listing.id);
        if let Some(id) = listed.or_else(|| self.made.get(path)) {
            return Ok(Some(id.clone()));
        }
        if path.is_root() {
            return Ok(self.list(path).await?.map(|listing| listing.id.clone()));
        }
        let child = Box::pin(self.child(path)).await?;
        Ok(child.filter(Child::is_folder).map(|child| child.id))
    }

    /// What is at `path`.
    pub(super) async fn child(&mut self, path: &ItemPath) -> Result<Option<Child>, CallError> {
        let Some(parent) = path.parent() else {
            return Ok(None);
        };
        let listing = self.list(&parent).await?;
        Ok(listing.and_then(|listing| child_of(listing, path)))
    }

    /// What is known of the folder around `path`, and of everything at and below it, may be out of
    /// date.
    pub(super) fn forget(&mut self, path: &ItemPath) {
        let parent = path.parent().unwrap_or_default();
        self.listed
            .retain(|known, _| *known != parent && !path.holds(known));
        self.made.retain(|known, _| !path.holds(known));
    }

    /// What was at `path` is gone.
    pub(super) fn removed(&mut self, path: &ItemPath) {
        let parent = path.parent().unwrap_or_default();
        if let (Some(listing), Some(name)) = (self.listed.get_mut(&parent), path.name()) {
            listing.children.retain(|child| child.name != *name);
        }
        self.listed.retain(|known, _| !path.holds(known));
        self.made.retain(|known, _| !path.holds(known));
    }

    async fn list(&mut self, path: &ItemPath) -> Result<Option<&Listing>, CallError> {
        if !self.listed.contains_key(path) {
            let listing = if path.is_root() {
                read_top(self.calls).await?
            } else {
                let Some(id) = Box::pin(self.id(path)).await? else {
                    return Ok(None);
                };
                list(self.calls, &id).await?
            };
            self.add(path, listing);
        }
        Ok(self.listed.get(path))
    }
}

/// What is at `path` now, in the folder of this id.
pub(super) async fn look(
    calls: &Calls,
    folder: &ContentId,
    path: &ItemPath,
) -> Result<Option<Child>, CallError> {
    let is_top = path.parent().is_none_or(|parent| parent.is_root());
    let listing = if is_top {
        read_top(calls).await?
    } else {
        list(calls, folder).await?
    };
    Ok(child_of(&listing, path))
}

async fn list(calls: &Calls, folder: &ContentId) -> Result<Listing, CallError> {
    calls.repeat(library::get_folder(folder)).await?.json()
}

fn child_of(listing: &Listing, path: &ItemPath) -> Option<Child> {
    let name = path.name()?;
    let mut children = listing.children.iter();
    children.find(|child| child.name == *name).cloned()
}
