use worker::wasm_bindgen::JsValue;
use worker::{D1Database, D1PreparedStatement};

use super::object_sql::{RowObject, texts};
use super::{Batch, Database, Statement, StoreError, Value};

/// D1.
#[derive(Debug)]
pub struct D1(D1Database);

impl D1 {
    /// The database of this binding.
    pub fn new(database: D1Database) -> Self {
        Self(database)
    }

    fn prepare(&self, statement: &Statement) -> Result<D1PreparedStatement, StoreError> {
        let values: Vec<JsValue> = statement.values.iter().map(js_value).collect();
        Ok(self.0.prepare(statement.sql).bind(&values)?)
    }
}

impl Database for D1 {
    fn batch(&self, statements: Vec<Statement>) -> Batch<'_> {
        Box::pin(async move {
            // D1 refuses a batch of nothing.
            if statements.is_empty() {
                return Ok(Vec::new());
            }
            let prepared = statements
                .iter()
                .map(|s| self.prepare(s))
                .collect::<Result<_, _>>()?;
            let mut results = Vec::with_capacity(statements.len());
            for result in self.0.batch(prepared).await? {
                if let Some(error) = result.error() {
                    return Err(StoreError::new(error));
                }
                results.push(texts(result.results::<RowObject>()?));
            }
            Ok(results)
        })
    }
}

/// Numbers cross as doubles, which hold every whole number that we store.
#[expect(
    clippy::cast_precision_loss,
    reason = "times and counts are far below 2^53"
)]
fn js_value(value: &Value) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        Value::Number(number) => JsValue::from_f64(*number as f64),
        Value::Text(text) => JsValue::from_str(text),
    }
}
