use serde::de::DeserializeOwned;

use super::{Database, Row, Statement, StoreError};

/// Runs one statement and gives its rows.
pub async fn all<T: DeserializeOwned>(
    db: &impl Database,
    statement: Statement,
) -> Result<Vec<T>, StoreError> {
    let mut found = Vec::new();
    for row in rows(db, statement).await? {
        found.push(read(&row)?);
    }
    Ok(found)
}

/// Runs one statement and gives its first row.
pub async fn first<T: DeserializeOwned>(
    db: &impl Database,
    statement: Statement,
) -> Result<Option<T>, StoreError> {
    rows(db, statement)
        .await?
        .first()
        .map(|row| read(row))
        .transpose()
}

/// Runs one statement for its effect.
pub async fn run(db: &impl Database, statement: Statement) -> Result<(), StoreError> {
    rows(db, statement).await.map(drop)
}

/// What doesn't depend on the type of the rows, so that the Worker has it once.
async fn rows(db: &impl Database, statement: Statement) -> Result<Vec<Row>, StoreError> {
    Ok(db
        .batch(vec![statement])
        .await?
        .into_iter()
        .next()
        .unwrap_or_default())
}

fn read<T: DeserializeOwned>(row: &str) -> Result<T, StoreError> {
    // The text of a serde error can hold the value, so only its kind goes on.
    orgcast_shared::json::from_slice(row.as_bytes()).map_err(|error| {
        StoreError::new(format!("a row is not as expected ({:?})", error.classify()))
    })
}
