use orgcast_shared::content::ItemKind;
use orgcast_shared::id::{Digest, ItemPath};
use orgcast_shared::push::OrgOutcome;

use super::super::promise::Promise;
use super::super::state::{History, Run};

impl History {
    /// Holds what a push leaves behind for its rollback against what it did: it says what was there
    /// before anything was written, and all of that is stored.
    pub(crate) fn check_left_behind(&mut self, org: usize, run: &Run, outcome: &OrgOutcome) {
        let Some(push) = run.push else { return };
        let ledger = &self.ledgers[org];
        let ours = |by| ledger.is_by(push, by);
        let changed = ledger.changes.iter().filter(|change| ours(change.by));
        let changed: Vec<ItemPath> = changed.map(|change| change.path.clone()).collect();
        let wrong = match outcome.before {
            None => changed.first().map(|path| format!("{path} was written")),
            Some(before) => changed
                .iter()
                .find(|path| !self.is_recorded(org, push, &before.root, path))
                .map(|path| format!("{path} was written, and what was there isn't")),
        };
        if let Some(how) = wrong {
            let how = format!("{org}: push {push}: {how} recorded");
            self.breaks(Promise::Stored, how);
        }
    }

    /// Whether the tree of what was there before has at a place what the order wanted there, and that
    /// is stored.
    fn is_recorded(&self, org: usize, push: usize, before: &Digest, path: &ItemPath) -> bool {
        let nodes = &self.store.nodes;
        let Some(cell) = self.pushes[push].orders[&org].cell(path) else {
            // A customer moved the folder that it was written into.
            return true;
        };
        // Somebody may have made it so after the push had begun, and before it wrote that.
        let since = self.pushes[push].stored.started_at;
        if self.ledgers[org].was_met(&[push], since..=self.now, Some(path)) {
            return true;
        }
        match nodes.find(before, path).expect("stored trees") {
            [] => cell.target.is_none(),
            [entry] if entry.kind == ItemKind::Folder => {
                let folder = nodes.get(&entry.digest).expect("a stored tree");
                cell.target == Some(folder.own_digest())
            }
            [entry] => {
                let is_stored = self.store.bodies.contains_key(&entry.digest);
                cell.target == Some(entry.digest) && is_stored
            }
            _ => false,
        }
    }
}
