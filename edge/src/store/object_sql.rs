use serde::Deserialize;
use worker::{SqlStorage, SqlStorageValue};

use super::{Batch, Database, Row, Statement, StoreError, Value};

/// The SQLite database of a Durable Object. It answers at once, and what is written without waiting
/// in between is written together.
#[derive(Debug, Clone)]
pub struct ObjectSql(SqlStorage);

impl ObjectSql {
    /// The database of this storage.
    pub fn new(sql: SqlStorage) -> Self {
        Self(sql)
    }
}

impl Database for ObjectSql {
    fn batch(&self, statements: Vec<Statement>) -> Batch<'_> {
        Box::pin(async move {
            let run = |statement: Statement| {
                let values: Vec<_> = statement
                    .values
                    .into_iter()
                    .map(sql_value)
                    .collect::<Result<_, _>>()?;
                Ok(texts(
                    self.0
                        .exec(statement.sql, values)?
                        .to_array::<RowObject>()?,
                ))
            };
            statements.into_iter().map(run).collect()
        })
    }
}

/// A row as the runtime gives it. A statement that gives no rows gives no columns either.
#[derive(Deserialize)]
pub(super) struct RowObject {
    row: String,
}

pub(super) fn texts(rows: Vec<RowObject>) -> Vec<Row> {
    rows.into_iter().map(|object| object.row).collect()
}

fn sql_value(value: Value) -> Result<SqlStorageValue, StoreError> {
    Ok(match value {
        Value::Null => SqlStorageValue::Null,
        Value::Number(number) => {
            let number = i64::try_from(number).map_err(|_| StoreError::new("number too large"))?;
            SqlStorageValue::try_from_i64(number)?
        }
        Value::Text(text) => SqlStorageValue::String(text),
    })
}
