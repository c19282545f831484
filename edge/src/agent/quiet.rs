//! Since when an org has had peace: an object that is new must not call it within a second of the calls of
//! the object that was before it.

use orgcast_shared::id::Millis;

use crate::store::{Database, Statement, StoreError, first, run};

pub(super) const TABLE: &str = "CREATE TABLE IF NOT EXISTS quiet (since INTEGER NOT NULL)";

/// All calls had ended at this time.
pub(super) async fn begin(db: &impl Database, now: Millis) -> Result<(), StoreError> {
    let insert = Statement::new("INSERT INTO quiet (since) VALUES (?)");
    db.batch(vec![forget(), insert.bind(now)]).await.map(drop)
}

/// Calls may be made from now on. Gives since when there have been none; nothing where that isn't known,
/// as a job or a trial may have been lost with its object.
pub(super) async fn end(db: &impl Database) -> Result<Option<Millis>, StoreError> {
    let select = Statement::new("SELECT CAST(since AS TEXT) AS row FROM quiet");
    let since = first(db, select).await?;
    run(db, forget()).await?;
    Ok(since)
}

fn forget() -> Statement {
    Statement::new("DELETE FROM quiet")
}
