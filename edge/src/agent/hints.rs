//! What earlier work in the org found out and later work is quicker by.

use orgcast_shared::push::Hints;

use crate::store::{Database, Statement, StoreError, first};

pub(super) const TABLE: &str = "CREATE TABLE IF NOT EXISTS hints (hints_json TEXT NOT NULL)";

/// Keeps them in place of older ones.
pub(super) async fn keep(db: &impl Database, hints: &Hints) -> Result<(), StoreError> {
    let text = serde_json::to_string(hints)
        .map_err(|_| StoreError::new("hints can't be written as JSON"))?;
    let insert = Statement::new("INSERT INTO hints (hints_json) VALUES (?)");
    let statements = vec![Statement::new("DELETE FROM hints"), insert.bind(text)];
    db.batch(statements).await.map(drop)
}

/// Those that were kept.
pub(super) async fn kept(db: &impl Database) -> Result<Hints, StoreError> {
    let select = Statement::new("SELECT hints_json AS row FROM hints");
    Ok(first(db, select).await?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use futures_executor::block_on;

    use super::*;
    use crate::agent::Queue;
    use crate::store::memory::Memory;

    #[test]
    fn the_newest_hints_are_kept() {
        let db = Memory::empty();
        block_on(Queue::open(&db)).unwrap();
        assert_eq!(block_on(kept(&db)).unwrap(), Hints::default());
        let texts = [r#"{"top":{"id":"00000000000000AB","items":3}}"#, "{}"];
        for hints in texts.map(|text| serde_json::from_str(text).unwrap()) {
            block_on(keep(&db, &hints)).unwrap();
            assert_eq!(block_on(kept(&db)).unwrap(), hints);
        }
    }
}
