use std::collections::BTreeMap;

use orgcast_shared::content::{ItemKind, Nodes};
use orgcast_shared::id::{Digest, ItemPath};

use super::super::promise::Promise;
use super::super::state::{History, Run};

impl History {
    /// Holds a new base against the one before: what came in is what the push wanted there, and the org
    /// held it when it was read back.
    pub(crate) fn check_base(
        &mut self,
        org: usize,
        run: &Run,
        verified: &[ItemPath],
        before: Option<&Digest>,
        after: Option<&Digest>,
    ) {
        let Some(push) = run.push else { return };
        let nodes = &self.store.nodes;
        let before = before.map(|root| flat(nodes, root)).unwrap_or_default();
        let after = after.map(|root| flat(nodes, root)).unwrap_or_default();
        // What was in a folder goes with it where something else takes its place.
        let replaced = |path: &ItemPath| {
            let mut verified = verified.iter();
            verified.any(|new| new.holds(path) && new != path)
        };
        let mut gone = before.keys().filter(|path| !after.contains_key(*path));
        let gone = gone.find(|path| !replaced(path));
        let mut wrong = gone.map(|path| format!("{path} left the base"));
        let order = &self.pushes[push].orders[&org];
        for (path, digest) in &after {
            if before.get(path) == Some(digest) {
                continue;
            }
            let wanted = order
                .cell(path)
                .is_some_and(|cell| cell.source == Some(*digest));
            let held = self.ledgers[org].held(path, run.reading_since, self.now);
            let was_there = held.iter().flatten().any(|item| item.whole == *digest);
            if !wanted || !was_there {
                wrong = Some(format!(
                    "{path} is in the base, wanted {wanted}, there {was_there}"
                ));
            }
        }
        if let Some(how) = wrong {
            self.breaks(Promise::Base, format!("{org}: {how}"));
        }
    }
}

/// The items of a base tree, and the folders whose own description is part of it.
fn flat(nodes: &Nodes, root: &Digest) -> BTreeMap<ItemPath, Digest> {
    let mut items = BTreeMap::new();
    let mut open = vec![(ItemPath::root(), *root)];
    while let Some((path, digest)) = open.pop() {
        let folder = nodes.get(&digest).expect("a stored tree");
        if !path.is_root() && folder.is_described() {
            items.insert(path.clone(), folder.own_digest());
        }
        for entry in &folder.entries {
            let path = path.child(&entry.name);
            if entry.kind == ItemKind::Folder {
                open.push((path, entry.digest));
            } else {
                items.insert(path, entry.digest);
            }
        }
    }
    items
}
