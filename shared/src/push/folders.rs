use super::calls::Calls;
use super::read::read_top;
use crate::id::{ContentId, ItemPath};
use crate::sumo::CallError;
use crate::sumo::library::{self, Child, Listing};

/// The ids of an org's folders, asked for when they are needed.
pub(super) struct Folders<'a> {
    calls: &'a Calls,
    listed: Vec<(ItemPath, Listing)>,
}

impl<'a> Folders<'a> {
    pub(super) fn new(calls: &'a Calls) -> Self {
        Self {
            calls,
            listed: Vec::new(),
        }
    }

    /// Takes over a listing that was read elsewhere, or that of a folder that was just made.
    pub(super) fn add(&mut self, path: &ItemPath, listing: Listing) {
        self.listed.push((path.clone(), listing));
    }

    /// The id of the folder at `path`; `None` where there is no folder.
    pub(super) async fn id(&mut self, path: &ItemPath) -> Result<Option<ContentId>, CallError> {
        if let Some(listing) = self.known(path) {
            return Ok(Some(listing.id.clone()));
        }
        if path.is_root() {
            return Ok(self.list(path).await?.map(|listing| listing.id.clone()));
        }
        let child = Box::pin(self.child(path)).await?;
        Ok(child.filter(Child::is_folder).map(|child| child.id))
    }

    /// What is at `path`.
    pub(super) async fn child(&mut self, path: &ItemPath) -> Result<Option<Child>, CallError> {
        let (Some(parent), Some(name)) = (path.parent(), path.name()) else {
            return Ok(None);
        };
        let listing = self.list(&parent).await?;
        let children = listing
            .map(|listing| listing.children.as_slice())
            .unwrap_or_default();
        Ok(children.iter().find(|child| child.name == *name).cloned())
    }

    /// What is known of the folder around `path`, and of everything at and below it, may be out of
    /// date.
    pub(super) fn forget(&mut self, path: &ItemPath) {
        let parent = path.parent().unwrap_or_default();
        self.listed
            .retain(|(known, _)| *known != parent && !path.holds(known));
    }

    fn known(&self, path: &ItemPath) -> Option<&Listing> {
        let of_path = self.listed.iter().find(|(known, _)| known == path);
        of_path.map(|(_, listing)| listing)
    }

    async fn list(&mut self, path: &ItemPath) -> Result<Option<&Listing>, CallError> {
        if self.known(path).is_none() {
            let listing = if path.is_root() {
                read_top(self.calls).await?
            } else {
                let Some(id) = Box::pin(self.id(path)).await? else {
                    return Ok(None);
                };
                self.calls.repeat(library::get_folder(&id)).await?.json()?
            };
            self.add(path, listing);
        }
        Ok(self.known(path))
    }
}
