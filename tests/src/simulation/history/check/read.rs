use orgcast_shared::push::Captured;

use super::super::promise::Promise;
use super::super::state::{History, Run};

impl History {
    /// Holds a read against what was there: where nothing changed meanwhile, it is all of it.
    pub(crate) fn check_read(&mut self, org: usize, run: &Run, captured: &Captured) {
        let roots = &self.ledgers[org].roots;
        let during = |(since, _): &&_| *since > run.reading_since;
        if roots.iter().any(|root| during(&root)) {
            return;
        }
        let root = roots.last().map(|(_, root)| *root);
        if root != Some(captured.root) {
            self.breaks(
                Promise::Complete,
                format!("{org}: a read isn't what is there"),
            );
        }
    }
}
