use std::collections::BTreeMap;

use orgcast_shared::api::Stage;
use orgcast_shared::id::ItemPath;
use orgcast_shared::push::{Journal, JournalEntry};

use crate::store::{Database, Statement, StoreError, all};

pub(super) const TABLE: &str = "CREATE TABLE IF NOT EXISTS journal (
   line INTEGER PRIMARY KEY AUTOINCREMENT, seq INTEGER NOT NULL, entry_json TEXT NOT NULL)";

/// Adds a line about the job at this place of the queue. A job whose writes come to their ends isn't
/// hopeless, however often the runtime ends meanwhile: its beginnings are counted anew.
pub async fn append(db: &impl Database, seq: u64, entry: &JournalEntry) -> Result<(), StoreError> {
    let text = serde_json::to_string(entry)
        .map_err(|_| StoreError::new("a journal entry can't be written as JSON"))?;
    let insert = Statement::new("INSERT INTO journal (seq, entry_json) VALUES (?, ?)");
    let mut statements = vec![insert.bind(seq).bind(text)];
    if matches!(entry, JournalEntry::Settled { .. }) {
        let gets_on = "UPDATE jobs SET begun = 0 WHERE seq = ?";
        statements.push(Statement::new(gets_on).bind(seq));
    }
    db.batch(statements).await.map(drop)
}

/// The journal of the job at this place of the queue.
pub async fn read_back(db: &impl Database, seq: u64) -> Result<Journal, StoreError> {
    let select =
        Statement::new("SELECT entry_json AS row FROM journal WHERE seq = ? ORDER BY line");
    let found: Vec<JournalEntry> = all(db, select.bind(seq)).await?;
    Ok(found.into_iter().collect())
}

/// What the journal of the job of this key says about the places that it has begun to write, by path.
pub(super) async fn stages(
    db: &impl Database,
    key: &str,
) -> Result<Vec<(ItemPath, Stage)>, StoreError> {
    let select = Statement::new(
        "SELECT entry_json AS row FROM journal
         WHERE seq = (SELECT seq FROM jobs WHERE key = ?) ORDER BY line",
    );
    let found: Vec<JournalEntry> = all(db, select.bind(key)).await?;
    let (mut stages, mut writes) = (BTreeMap::new(), BTreeMap::new());
    for entry in found {
        match entry {
            JournalEntry::Intent { write, paths } => {
                stages.extend(paths.iter().cloned().map(|path| (path, Stage::Writing)));
                writes.entry(write).or_insert_with(Vec::new).extend(paths);
            }
            JournalEntry::Settled { write } => {
                let paths = writes.remove(&write).unwrap_or_default();
                stages.extend(paths.into_iter().map(|path| (path, Stage::Checking)));
            }
            JournalEntry::Before { .. } | JournalEntry::Job { .. } => {}
        }
    }
    Ok(stages.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use futures_executor::block_on;
    use orgcast_shared::id::{Digest, Millis, OrgId, PushId};

    use super::*;
    use crate::agent::{Job, Queue};
    use crate::ask::PushOrder;
    use crate::store::memory::Memory;

    #[test]
    fn what_is_being_written_and_what_is_to_be_checked_is_told_apart() {
        let db = Memory::empty();
        let queue = block_on(Queue::open(&db)).unwrap();
        let (org, push) = (OrgId::new("o").unwrap(), PushId::new("p").unwrap());
        let order = PushOrder {
            push: push.clone(),
            source: org.clone(),
            order: Digest::of(b"order"),
        };
        block_on(queue.add(&org, &Job::Push(order))).unwrap();
        let job = block_on(queue.begin(Millis(1))).unwrap().unwrap();
        let none = Some(Vec::new());
        assert_eq!(block_on(queue.stages(&push)).unwrap(), none);
        let [a, b]: [ItemPath; 2] = ["/a", "/b"].map(|path| path.parse().unwrap());
        let intent = |write, paths: &[&ItemPath]| JournalEntry::Intent {
            write,
            paths: paths.iter().copied().cloned().collect(),
        };
        let stages = |entries: &[JournalEntry]| {
            for entry in entries {
                block_on(append(&db, job.seq, entry)).unwrap();
            }
            block_on(queue.stages(&push)).unwrap().unwrap()
        };
        let settled = |write| JournalEntry::Settled { write };
        let both = stages(&[intent(0, &[&b, &a])]);
        assert_eq!(
            both,
            [(a.clone(), Stage::Writing), (b.clone(), Stage::Writing)]
        );
        // The import of both failed, and one of them is written once more.
        let again = stages(&[settled(0), intent(1, &[&b])]);
        assert_eq!(again, [(a, Stage::Checking), (b, Stage::Writing)]);
        let other = PushId::new("other").unwrap();
        assert_eq!(block_on(queue.stages(&other)).unwrap(), none);
    }

    #[test]
    fn a_journal_comes_back_as_it_was_written() {
        let db = Memory::empty();
        block_on(Queue::open(&db)).unwrap();
        let paths = vec!["/A/B".parse().unwrap()];
        let entries = [
            JournalEntry::Intent { write: 0, paths },
            JournalEntry::Settled { write: 0 },
        ];
        for entry in &entries {
            block_on(append(&db, 3, entry)).unwrap();
        }
        block_on(append(&db, 4, &JournalEntry::Settled { write: 9 })).unwrap();
        assert_eq!(
            block_on(read_back(&db, 3)).unwrap(),
            entries.into_iter().collect()
        );
    }
}
