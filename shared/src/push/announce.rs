//! Writes are announced in the journal before they are made, and settled after.

use super::JournalEntry;
use super::sabotage::{self, Sabotage};
use super::units::Unit;
use super::write::Writer;
use crate::id::ItemPath;

impl Writer<'_> {
    pub(super) async fn intend(&self, unit: &Unit<'_>) -> u32 {
        let write = self.next_write();
        let paths = unit.paths();
        self.announced.borrow_mut().extend(paths.iter().cloned());
        if !sabotage::is(Sabotage::SkipIntent) {
            for paths in lines(paths) {
                let intent = JournalEntry::Intent { write, paths };
                self.calls.port.journal(intent).await;
            }
        }
        write
    }

    /// Whether a write was begun since the next one had this number.
    pub(super) fn has_written_since(&self, write: u32) -> bool {
        self.next_write.get() > write
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

/// How many bytes of paths a line of the journal may hold; storage refuses values of more than 2 MB.
const MAX_BYTES_PER_LINE: usize = 500_000;

/// Divides what one write covers into lines of the journal.
fn lines(paths: Vec<ItemPath>) -> Vec<Vec<ItemPath>> {
    let (mut lines, mut line, mut held) = (Vec::new(), Vec::new(), 0);
    for path in paths {
        let names = path.names().iter();
        let bytes: usize = names.map(|name| name.as_str().len() + 1).sum();
        if held + bytes > MAX_BYTES_PER_LINE && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            held = 0;
        }
        held += bytes;
        line.push(path);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::ItemName;
    use crate::push::Journal;

    #[test]
    fn a_write_of_long_paths_takes_several_lines_and_is_one_write() {
        let folder: ItemPath = (0..20)
            .map(|level| ItemName::new(format!("{level}{}", "ß".repeat(250))).unwrap())
            .collect();
        let paths: Vec<ItemPath> = (0..100)
            .map(|number| folder.child(&ItemName::new(number.to_string()).unwrap()))
            .collect();
        let lines = lines(paths.clone());
        assert_eq!(lines.len(), 3);
        assert_eq!(lines.concat(), paths);
        let intents = lines
            .into_iter()
            .map(|paths| JournalEntry::Intent { write: 0, paths });
        let journal: Journal = intents.collect();
        let [open] = journal.open() else {
            panic!("{} open writes", journal.open().len());
        };
        assert_eq!(open.paths, paths);
        assert!(!journal.is_empty() && journal.next() == 1);
    }

    #[test]
    fn a_write_that_covers_no_item_is_announced_too() {
        assert_eq!(lines(Vec::new()), [Vec::new()]);
    }
}
