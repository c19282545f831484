use std::cell::RefCell;
use std::rc::Rc;

use serde::Deserialize;
use worker::js_sys::{Function, Reflect};
use worker::wasm_bindgen::closure::Closure;
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::{SqlStorage, SqlStorageValue, Storage};

use super::{Batch, Database, Row, Statement, StoreError, Value};

/// The SQLite database of a Durable Object. It answers at once.
#[derive(Debug)]
pub struct ObjectSql(Storage);

impl ObjectSql {
    /// The database of this storage.
    pub fn new(storage: Storage) -> Self {
        Self(storage)
    }

    /// Runs `work` in a transaction, which is rolled back when it throws. The `worker` crate knows
    /// only the transactions that wait.
    fn transact(
        &self,
        work: impl FnOnce() -> Result<(), JsValue> + 'static,
    ) -> Result<(), JsValue> {
        let storage: &JsValue = self.0.as_raw();
        let begin: Function = Reflect::get(storage, &"transactionSync".into())?.dyn_into()?;
        begin.call1(storage, &Closure::once_into_js(work)).map(drop)
    }
}

impl Database for ObjectSql {
    fn batch(&self, statements: Vec<Statement>) -> Batch<'_> {
        Box::pin(async move {
            let sql = self.0.sql();
            let results = Rc::new(RefCell::new(Ok(Vec::new())));
            let taken = Rc::clone(&results);
            let transacted = self.transact(move || {
                let run = |statement| run(&sql, statement);
                let ran: Result<Vec<_>, _> = statements.into_iter().map(run).collect();
                let failed = ran.is_err();
                *taken.borrow_mut() = ran;
                if failed { Err(JsValue::NULL) } else { Ok(()) }
            });
            // What a statement failed by says more than that the transaction did.
            let ran = results.replace(Ok(Vec::new()))?;
            transacted.map_err(worker::Error::from)?;
            Ok(ran)
        })
    }
}

fn run(sql: &SqlStorage, statement: Statement) -> Result<Vec<Row>, StoreError> {
    let values = statement.values.into_iter().map(sql_value);
    let values = values.collect::<Result<Vec<_>, _>>()?;
    Ok(texts(
        sql.exec(statement.sql, values)?.to_array::<RowObject>()?,
    ))
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
