use serde::de::DeserializeOwned;

use super::{Database, Row, Statement, StoreError};

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
    rows.into_iter().map(read).collect()
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

/// Columns named `*_json` hold JSON, which is parsed here, so that a row's type can say what is in
/// it; the suffix goes.
fn read<T: DeserializeOwned>(row: Row) -> Result<T, StoreError> {
    let mut object = Row::new();
    for (column, value) in row {
        match (column.strip_suffix("_json"), value) {
            (Some(name), serde_json::Value::String(text)) => {
                let parsed = serde_json::from_str(&text)
                    .map_err(|_| StoreError::new(format!("{column} holds no JSON")))?;
                object.insert(name.to_owned(), parsed);
            }
            (Some(name), value) => {
                object.insert(name.to_owned(), value);
            }
            (None, value) => {
                object.insert(column, value);
            }
        }
    }
    // The text of a serde error can hold the value, so only its place goes on.
    serde_json::from_value(serde_json::Value::Object(object)).map_err(|error| {
        StoreError::new(format!("a row is not as expected ({:?})", error.classify()))
    })
}
