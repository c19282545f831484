use std::cell::RefCell;
use std::collections::BTreeMap;

use super::calls::Calls;
use super::looks;
use super::read::read_top;
use crate::id::{ContentId, ItemPath, Millis};
use crate::sumo::CallError;
use crate::sumo::library::{self, Child, Listing};

/// The ids of an org's folders, asked for when they are needed.
pub(super) struct Folders<'a> {
    calls: &'a Calls,
    listed: RefCell<BTreeMap<ItemPath, Listed>>,
    /// Folders that were just made, and whose id is known although nobody listed the folder above.
    made: RefCell<BTreeMap<ItemPath, ContentId>>,
}

struct Listed {
    at: Millis,
    listing: Listing,
}

impl<'a> Folders<'a> {
    pub(super) fn new(calls: &'a Calls) -> Self {
        Self {
            calls,
            listed: RefCell::default(),
            made: RefCell::default(),
        }
    }

    /// Takes over a listing that was read elsewhere, at this time.
    pub(super) fn add(&self, path: &ItemPath, at: Millis, listing: Listing) {
        let listed = Listed { at, listing };
        self.listed.borrow_mut().insert(path.clone(), listed);
    }

    /// The folder at `path` was just made.
    pub(super) fn made(&self, path: &ItemPath, id: ContentId) {
        self.made.borrow_mut().insert(path.clone(), id);
    }

    /// The id of the folder at `path`; `None` where there is no folder.
    pub(super) async fn id(&self, path: &ItemPath) -> Result<Option<ContentId>, CallError> {
        if let Some(id) = self.known(path) {
            return Ok(Some(id));
        }
        if path.is_root() {
            self.list(path).await?;
            return Ok(self.known(path));
        }
        let child = Box::pin(self.child(path)).await?;
        Ok(child.filter(Child::is_folder).map(|child| child.id))
    }

    fn known(&self, path: &ItemPath) -> Option<ContentId> {
        let listed = self.listed.borrow();
        let listed = listed.get(path).map(|listed| listed.listing.id.clone());
        listed.or_else(|| self.made.borrow().get(path).cloned())
    }

    /// What is at `path`.
    pub(super) async fn child(&self, path: &ItemPath) -> Result<Option<Child>, CallError> {
        let Some(parent) = path.parent() else {
            return Ok(None);
        };
        if !self.listed.borrow().contains_key(&parent) {
            self.list(&parent).await?;
        }
        let listed = self.listed.borrow();
        let listed = listed.get(&parent);
        Ok(listed.and_then(|listed| child_of(&listed.listing, path)))
    }

    /// Whether the folder around `path` was listed, and what is there isn't right.
    pub(super) fn lists_otherwise(
        &self,
        path: &ItemPath,
        is_right: impl FnOnce(&Child) -> bool,
    ) -> bool {
        let listed = self.listed.borrow();
        let around = path.parent().and_then(|parent| listed.get(&parent));
        let child = around.map(|around| child_of(&around.listing, path));
        child.is_some_and(|child| !child.as_ref().is_some_and(is_right))
    }

    /// What is at `path` by a listing that still holds, and when that was made.
    pub(super) async fn child_now(
        &self,
        path: &ItemPath,
    ) -> Result<(Millis, Option<Child>), CallError> {
        let parent = path.parent().unwrap_or_default();
        let now = self.calls.port.now();
        let listed_at = |parent| self.listed.borrow().get(parent).map(|listed| listed.at);
        if let Some(at) = listed_at(&parent).filter(|at| looks::holds(*at, now)) {
            return Ok((at, self.child(path).await?));
        }
        match self.list(&parent).await {
            Err(error) if error.is_not_found() => return Ok((now, None)),
            listed => listed?,
        }
        Ok((now, self.child(path).await?))
    }

    /// What is known of the folder around `path`, and of everything at and below it, may be out of
    /// date.
    pub(super) fn forget(&self, path: &ItemPath) {
        let parent = path.parent().unwrap_or_default();
        let is_apart = |known: &ItemPath| *known != parent && !path.holds(known);
        self.listed.borrow_mut().retain(|known, _| is_apart(known));
        self.made.borrow_mut().retain(|known, _| !path.holds(known));
    }

    /// What was at `path` is gone.
    pub(super) fn removed(&self, path: &ItemPath) {
        let parent = path.parent().unwrap_or_default();
        let mut listed = self.listed.borrow_mut();
        if let (Some(Listed { listing, .. }), Some(name)) = (listed.get_mut(&parent), path.name()) {
            listing.children.retain(|child| child.name != *name);
        }
        listed.retain(|known, _| !path.holds(known));
        self.made.borrow_mut().retain(|known, _| !path.holds(known));
    }

    /// Lists the folder at `path`, if it is there.
    async fn list(&self, path: &ItemPath) -> Result<(), CallError> {
        let at = self.calls.port.now();
        let listing = if path.is_root() {
            read_top(self.calls).await?
        } else {
            let Some(id) = Box::pin(self.id(path)).await? else {
                return Ok(());
            };
            list(self.calls, &id).await?
        };
        self.add(path, at, listing);
        Ok(())
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

/// What is in the folder of this id.
pub(super) async fn list(calls: &Calls, folder: &ContentId) -> Result<Listing, CallError> {
    calls.repeat(library::get_folder(folder)).await?.json()
}

fn child_of(listing: &Listing, path: &ItemPath) -> Option<Child> {
    let name = path.name()?;
    let mut children = listing.children.iter();
    children.find(|child| child.name == *name).cloned()
}
