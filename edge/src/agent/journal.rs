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

#[cfg(test)]
mod tests {
    use futures_executor::block_on;

    use super::*;
    use crate::agent::Queue;
    use crate::store::memory::Memory;

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
