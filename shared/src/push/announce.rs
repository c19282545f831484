//! Writes are announced in the journal before they are made, and settled after.

use super::JournalEntry;
use super::sabotage::{self, Sabotage};
use super::units::Unit;
use super::write::Writer;

impl Writer<'_> {
    pub(super) async fn intend(&self, unit: &Unit<'_>) -> u32 {
        let write = self.next_write();
        let paths = unit.paths();
        self.announced.borrow_mut().extend(paths.iter().cloned());
        if !sabotage::is(Sabotage::SkipIntent) {
            let intent = JournalEntry::Intent { write, paths };
            self.calls.port.journal(intent).await;
        }
        write
    }

    pub(super) fn next_write(&self) -> u32 {
        let write = self.next_write.get();
        self.next_write.set(write + 1);
        write
    }

    pub(super) async fn settled(&self, write: u32) {
        self.calls
            .port
            .journal(JournalEntry::Settled { write })
            .await;
    }
}
