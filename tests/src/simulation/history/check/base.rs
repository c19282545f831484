use std::collections::BTreeMap;

use orgcast_shared::content::{ItemKind, Nodes};
use orgcast_shared::id::{Digest, ItemPath};

use super::super::promise::Promise;
use super::super::state::{History, Run};

impl History {
    /// Holds a new base against the one before.
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
        let flat = |root: Option<&Digest>| root.map(|root| flat(nodes, root)).unwrap_or_default();
        let (before, after) = (flat(before), flat(after));
        let wrong = match &self.pushes[push].undoes {
            None => self.not_verified(org, run, push, verified, &before, &after),
            Some(undoes) => self.not_former(org, [undoes.of, push], verified, &before, &after),
        };
        let order = &self.pushes[push].orders[&org];
        let unread = verified.iter().find(|path| {
            let wanted = order.cell(path).and_then(|cell| cell.source);
            let held = self.ledgers[org].held(path, run.reading_since, self.now);
            let held = held.iter().map(|item| item.map(|item| item.whole));
            !held.into_iter().any(|held| held == wanted)
        });
        let unread = unread.map(|path| format!("{path} was never there as it is verified"));
        if let Some(how) = wrong.or(unread) {
            self.breaks(Promise::Base, format!("{org}: {how}"));
        }
    }

    /// What isn't in a base as it was before the push that was rolled back.
    fn not_former(
        &self,
        org: usize,
        pushes: [usize; 2],
        verified: &[ItemPath],
        before: &Flat,
        after: &Flat,
    ) -> Option<String> {
        let of = &self.pushes[pushes[0]];
        let former = of.bases.get(&org)?.as_ref();
        let former = former.map(|root| flat(&self.store.nodes, root));
        let former = former.unwrap_or_default();
        let mut changed = before.keys().chain(after.keys());
        let wrong = changed.find(|path| {
            let is_so = verified.iter().any(|new| new.holds(path));
            let during = of.stored.started_at..=self.now;
            let met = self.ledgers[org].was_met(&pushes, during, Some(path));
            let is_former = met || after.get(*path) == former.get(*path);
            before.get(*path) != after.get(*path) && !(is_so && is_former)
        })?;
        Some(format!(
            "{wrong} isn't as it was in the base before the push"
        ))
    }

    /// What came into a base without being what the push wanted there, or without being there when the
    /// org was read back; or what left it.
    fn not_verified(
        &self,
        org: usize,
        run: &Run,
        push: usize,
        verified: &[ItemPath],
        before: &Flat,
        after: &Flat,
    ) -> Option<String> {
        let order = &self.pushes[push].orders[&org];
        let held = |path: &ItemPath| self.ledgers[org].held(path, run.reading_since, self.now);
        // What was in a folder goes with it where something else takes its place.
        let goes = |path: &ItemPath| {
            let mut verified = verified.iter();
            verified.any(|new| new.holds(path) && new != path)
        };
        let mut gone = before.keys().filter(|path| !after.contains_key(*path));
        let gone = gone.find(|path| !goes(path));
        let mut wrong = gone.map(|path| format!("{path} left the base"));
        for (path, digest) in after {
            if before.get(path) == Some(digest) {
                continue;
            }
            let wanted = order
                .cell(path)
                .is_some_and(|cell| cell.source == Some(*digest));
            let was_there = held(path)
                .iter()
                .flatten()
                .any(|item| item.whole == *digest);
            if !wanted || !was_there {
                wrong = Some(format!(
                    "{path} is in the base, wanted {wanted}, there {was_there}"
                ));
            }
        }
        wrong
    }
}

type Flat = BTreeMap<ItemPath, Digest>;

/// The items of a base tree, and the folders whose own description is part of it.
fn flat(nodes: &Nodes, root: &Digest) -> Flat {
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
