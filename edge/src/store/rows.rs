use serde::de::DeserializeOwned;

use super::{Database, Statement, StoreError};

/// Runs one statement and gives its rows.
pub async fn all<T: DeserializeOwned>(
    db: &impl Database,
    statement: Statement,
) -> Result<Vec<T>, StoreError> {
    let rows = db
        .batch(vec![statement])
        .await?
        .into_iter()
        .next()
        .unwrap_or_default();
    rows.iter().map(|row| read(row)).collect()
}

/// Runs one statement and gives its first row.
pub async fn first<T: DeserializeOwned>(
    db: &impl Database,
    statement: Statement,
) -> Result<Option<T>, StoreError> {
    Ok(all(db, statement).await?.into_iter().next())
}

/// Runs one statement for its effect.
pub async fn run(db: &impl Database, statement: Statement) -> Result<(), StoreError> {
    db.batch(vec![statement]).await.map(drop)
}

fn read<T: DeserializeOwned>(row: &str) -> Result<T, StoreError> {
    // The text of a serde error can hold the value, so only its kind goes on.
    serde_json::from_slice(row.as_bytes()).map_err(|error| {
        StoreError::new(format!("a row is not as expected ({:?})", error.classify()))
    })
}
