use std::collections::BTreeMap;
use std::sync::Arc;

use orgcast_shared::content::{Bodies, FolderNode, Nodes};
use orgcast_shared::id::Digest;
use orgcast_shared::push::JournalEntry;

/// What outlives a machine: nodes, bodies and the journal.
#[derive(Debug, Clone, Default)]
pub struct Store {
    /// Folder nodes.
    pub nodes: Nodes,
    /// Portable bodies.
    pub bodies: BTreeMap<Digest, Vec<u8>>,
    /// The journal of the run under way.
    pub journal: Vec<JournalEntry>,
}

impl Store {
    /// Keeps nodes and bodies; every body must be what its digest says.
    ///
    /// # Panics
    ///
    /// When a body has another digest.
    pub fn keep(&mut self, nodes: Vec<(Digest, Arc<FolderNode>)>, bodies: Vec<(Digest, Vec<u8>)>) {
        for (digest, node) in nodes {
            assert_eq!(self.nodes.insert((*node).clone()), digest);
        }
        for (digest, body) in bodies {
            assert_eq!(Digest::of(&body), digest);
            self.bodies.insert(digest, body);
        }
    }

    /// Adds a line to the journal.
    ///
    /// # Panics
    ///
    /// When a Durable Object's database, which takes values of at most 2 MB, would refuse it.
    pub fn note(&mut self, entry: JournalEntry) {
        let line = serde_json::to_string(&entry).expect("JSON");
        assert!(line.len() <= 2_000_000, "a line of {} bytes", line.len());
        self.journal.push(entry);
    }

    /// The first of these bodies, as far as they take no more than `room` bytes; one in any case.
    pub fn load(&self, digests: Vec<Digest>, room: usize) -> Bodies {
        let (mut found, mut left) = (Bodies::default(), room);
        for digest in digests {
            let Some(body) = self.bodies.get(&digest) else {
                continue;
            };
            if body.len() > left && !found.is_empty() {
                break;
            }
            left = left.saturating_sub(body.len());
            found.insert(digest, body.clone());
        }
        found
    }
}
