use orgcast_shared::id::ItemPath;

use super::super::census::Census;
use super::super::ledger::{By, What};
use super::super::promise::Promise;
use super::super::state::History;

impl History {
    /// Holds what an org holds now against what it held before: nothing is there twice, and nothing
    /// changed where no push goes.
    pub(crate) fn check_world(&mut self, org: usize, before: &Census, by: Option<By>) {
        let census = &self.ledgers[org].census;
        let is_new = |path: &ItemPath| before.items.get(path).is_none_or(|items| items.len() < 2);
        let twice = census
            .items
            .iter()
            .find(|(path, items)| items.len() > 1 && is_new(path));
        if let Some((path, _)) = twice.filter(|_| by != Some(By::Customer)) {
            let how = format!("{org}: {path} is there twice");
            return self.breaks(Promise::Once, how);
        }
        let mut keys: Vec<_> = census.connections.iter().map(|(_, key)| key).collect();
        keys.sort();
        let twice = keys.iter().zip(keys.iter().skip(1)).find(|(a, b)| a == b);
        if let Some((key, _)) = twice {
            let how = format!("{org}: connection {key:?} is there twice");
            return self.breaks(Promise::Once, how);
        }
        let known = |key: &_| {
            let mut writes = self.ledgers[org].writes.iter();
            let mut before = before.connections.iter();
            before.any(|(_, known)| known == key)
                || writes.any(|w| matches!(&w.what, What::Connection(made, _) if made == key))
        };
        let gone = before
            .connections
            .iter()
            .any(|known| !census.connections.contains(known));
        let came = keys.iter().any(|key| !known(key));
        let moved = before.elsewhere != census.elsewhere;
        if by != Some(By::Customer) && (gone || came || moved) {
            let how = format!("{org}: something changed where no push goes");
            self.breaks(Promise::Outside, how);
        }
    }
}
