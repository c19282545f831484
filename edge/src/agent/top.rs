//! The id of the org's Admin Recommended, as it was last read: who knows it needn't wait for it.

use orgcast_shared::id::ContentId;

use crate::store::{Database, Statement, StoreError, all};

pub(super) const TABLE: &str = "CREATE TABLE IF NOT EXISTS top (id TEXT NOT NULL)";

/// Keeps the id; nothing where there is nothing in Admin Recommended.
pub(super) async fn keep(db: &impl Database, top: Option<&ContentId>) -> Result<(), StoreError> {
    let mut statements = vec![Statement::new("DELETE FROM top")];
    if let Some(top) = top {
        let insert = Statement::new("INSERT INTO top (id) VALUES (?)");
        statements.push(insert.bind(top.as_str()));
    }
    db.batch(statements).await.map(drop)
}

/// The id that was kept.
pub(super) async fn kept(db: &impl Database) -> Result<Option<ContentId>, StoreError> {
    let select = Statement::new("SELECT json_quote(id) AS row FROM top");
    Ok(all(db, select).await?.pop())
}

#[cfg(test)]
mod tests {
    use futures_executor::block_on;

    use super::*;
    use crate::agent::Queue;
    use crate::store::memory::Memory;

    #[test]
    fn the_newest_id_is_kept_or_none() {
        let db = Memory::empty();
        block_on(Queue::open(&db)).unwrap();
        let ids = ["00000000000000AB", "00000000000000AC"].map(|id| ContentId::new(id).unwrap());
        for top in [None, Some(&ids[0]), Some(&ids[1]), None] {
            block_on(keep(&db, top)).unwrap();
            assert_eq!(block_on(kept(&db)).unwrap().as_ref(), top);
        }
    }
}
