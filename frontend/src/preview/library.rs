use std::cell::{Ref, RefCell};
use std::collections::BTreeSet;

use futures_util::future::try_join_all;
use orgcast_shared::api::{GetNodes, NodeRecord};
use orgcast_shared::content::{FolderNode, Nodes};
use orgcast_shared::id::Digest;

use super::Trouble;
use super::cache::NodeCache;
use crate::api;

/// The folder nodes of all orgs, fetched when they are needed: from memory, from the browser's
/// database, from the edge.
pub(super) struct Library {
    nodes: RefCell<Nodes>,
    cache: NodeCache,
    /// Lets go of whatever shares the nodes.
    make_room: Box<dyn Fn()>,
}

impl Library {
    /// `make_room` is called before nodes are added, and lets go of whatever shares them: as long as
    /// something does, adding one copies them all, and the planner begins anew with the copy.
    pub(super) async fn open(make_room: Box<dyn Fn()>) -> Self {
        Self {
            nodes: RefCell::default(),
            cache: NodeCache::open().await,
            make_room,
        }
    }

    /// Every node below these roots is here afterwards.
    pub(super) async fn provide(&self, roots: &[Digest]) -> Result<(), Trouble> {
        loop {
            let missing = self.nodes.borrow().missing(roots);
            if missing.is_empty() {
                return Ok(());
            }
            let known = self.cache.get(&missing).await;
            if known.is_empty() {
                self.fetch(missing).await?;
            } else {
                self.keep(known);
            }
        }
    }

    /// The nodes that are here.
    pub(super) fn nodes(&self) -> Ref<'_, Nodes> {
        self.nodes.borrow()
    }

    async fn fetch(&self, digests: Vec<Digest>) -> Result<(), Trouble> {
        let batches = digests
            .chunks(GetNodes::MAX)
            .map(|batch| api::nodes(batch.to_vec()));
        let answers = try_join_all(batches).await?;
        let mut fetched = Vec::with_capacity(digests.len());
        for record in answers.into_iter().flatten() {
            let NodeRecord { digest, node } = record;
            fetched.push((digest, node.open(&digest).map_err(|_| Trouble::Incomplete)?));
        }
        // The edge leaves out what it doesn't know; asking again would not bring it.
        let mut known = BTreeSet::new();
        known.extend(fetched.iter().map(|(digest, _)| *digest));
        if !digests.iter().all(|digest| known.contains(digest)) {
            return Err(Trouble::Incomplete);
        }
        self.cache.put(&fetched).await;
        self.keep(fetched);
        Ok(())
    }

    fn keep(&self, nodes: Vec<(Digest, FolderNode)>) {
        add(&self.nodes, nodes, &self.make_room);
    }
}

fn add(held: &RefCell<Nodes>, nodes: Vec<(Digest, FolderNode)>, make_room: &dyn Fn()) {
    make_room();
    let mut held = held.borrow_mut();
    for (_, node) in nodes {
        held.insert(node);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn whoever_shares_the_nodes_lets_go_before_any_is_added() {
        let node = FolderNode::default();
        let digest = node.digest();
        let held = RefCell::new(Nodes::default());
        let shared = RefCell::new(Some(held.borrow().clone()));
        let was_asked_first = Cell::new(false);
        add(&held, vec![(digest, node)], &|| {
            was_asked_first.set(!held.borrow().contains(&digest));
            shared.replace(None);
        });
        assert!(was_asked_first.get() && shared.borrow().is_none());
        assert!(held.borrow().contains(&digest));
    }
}
