//! The in-memory twin of D1: the same migrations and the same statements in SQLite itself.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use orgcast_shared::id::Digest;
use rusqlite::limits::Limit;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql};

use super::bodies::{Bucket, Got};
use super::{Batch, Database, Row, Statement, StoreError, Value};
use crate::testing::others_first;

const MIGRATIONS: [&str; 9] = [
    include_str!("../../../migrations/0001_init.sql"),
    include_str!("../../../migrations/0002_choices_in_r2.sql"),
    include_str!("../../../migrations/0003_three_trees.sql"),
    include_str!("../../../migrations/0004_views_in_queries.sql"),
    include_str!("../../../migrations/0005_waves.sql"),
    include_str!("../../../migrations/0006_rollback.sql"),
    include_str!("../../../migrations/0007_base_before_a_push.sql"),
    include_str!("../../../migrations/0008_progress.sql"),
    include_str!("../../../migrations/0009_long_nodes_in_r2.sql"),
];

/// The longest value and the longest row that D1 and a Durable Object take.
/// Source: the vendor's pages on the limits of D1 and of Durable Objects with SQLite.
const MAX_BYTES: i32 = 2_000_000;

/// A database that is gone when it is dropped.
#[derive(Debug)]
pub(crate) struct Memory {
    connection: RefCell<Connection>,
    statements: Cell<usize>,
    late: Cell<bool>,
}

impl Memory {
    /// A database as D1 is after the migrations.
    pub(crate) fn migrated() -> Self {
        let memory = Self::empty();
        for migration in MIGRATIONS {
            memory.connection.borrow().execute_batch(migration).unwrap();
        }
        memory
    }

    /// A database without tables, as a Durable Object has it first.
    pub(crate) fn empty() -> Self {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch("PRAGMA foreign_keys = ON")
            .unwrap();
        let length = Limit::SQLITE_LIMIT_LENGTH;
        connection.set_limit(length, MAX_BYTES).unwrap();
        Self {
            connection: RefCell::new(connection),
            statements: Cell::new(0),
            late: Cell::new(false),
        }
    }
}

impl Memory {
    /// How many statements were run so far.
    pub(crate) fn statements(&self) -> usize {
        self.statements.get()
    }

    /// Whether others get a turn between what statements do and their answer.
    pub(crate) fn answer_late(&self, late: bool) {
        self.late.set(late);
    }

    /// How SQLite would carry a statement out: a line per step.
    pub(crate) fn plan(&self, sql: &str) -> String {
        let connection = self.connection.borrow();
        let mut explain = connection
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .unwrap();
        let values = vec![Value::Null; explain.parameter_count()];
        let values = rusqlite::params_from_iter(values);
        let steps = explain.query_map(values, |row| row.get::<_, String>("detail"));
        let steps: Vec<_> = steps.unwrap().map(Result::unwrap).collect();
        steps.join("\n")
    }
}

impl Database for Memory {
    fn batch(&self, statements: Vec<Statement>) -> Batch<'_> {
        Box::pin(async move {
            self.statements
                .set(self.statements.get() + statements.len());
            let result = self.transact(&statements);
            others_first(self.late.get()).await;
            result
        })
    }
}

impl Memory {
    fn transact(&self, statements: &[Statement]) -> Result<Vec<Vec<Row>>, StoreError> {
        let mut connection = self.connection.borrow_mut();
        let transaction = connection.transaction().map_err(|e| failed(&e))?;
        let results = statements
            .iter()
            .map(|s| rows_of(&transaction, s))
            .collect::<rusqlite::Result<_>>();
        let results = results.map_err(|e| failed(&e))?;
        transaction.commit().map_err(|e| failed(&e))?;
        Ok(results)
    }
}

fn rows_of(connection: &Connection, statement: &Statement) -> rusqlite::Result<Vec<Row>> {
    let mut prepared = connection.prepare(statement.sql)?;
    let mut rows = prepared.query(rusqlite::params_from_iter(statement.values.iter()))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(row.get("row")?);
    }
    Ok(found)
}

fn failed(error: &rusqlite::Error) -> StoreError {
    StoreError::new(error.to_string())
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Null => Ok(ToSqlOutput::Borrowed(ValueRef::Null)),
            Self::Number(number) => Ok(i64::try_from(*number).unwrap().into()),
            Self::Text(text) => Ok(text.as_str().into()),
        }
    }
}

/// The in-memory twin of R2.
#[derive(Debug, Default)]
pub(crate) struct MemoryBucket {
    bodies: RefCell<BTreeMap<Digest, Vec<u8>>>,
    puts: Cell<usize>,
    gets: Cell<usize>,
    room: Cell<Option<usize>>,
}

impl MemoryBucket {
    /// How many bodies were put so far.
    pub(crate) fn puts(&self) -> usize {
        self.puts.get()
    }

    /// How often a body was asked for so far.
    pub(crate) fn gets(&self) -> usize {
        self.gets.get()
    }

    /// Refuses every body that comes after the next `room`; `None` takes them all again.
    pub(crate) fn limit(&self, room: Option<usize>) {
        self.room.set(room);
    }
}

impl Bucket for MemoryBucket {
    async fn put(&self, digest: &Digest, body: Vec<u8>) -> Result<(), StoreError> {
        // Whatever else goes on may overtake, as with R2.
        others_first(true).await;
        match self.room.get() {
            Some(0) => return Err(StoreError::new("the bucket is full")),
            Some(room) => self.room.set(Some(room - 1)),
            None => {}
        }
        self.puts.set(self.puts.get() + 1);
        self.bodies.borrow_mut().insert(*digest, body);
        Ok(())
    }

    async fn get(&self, digest: &Digest, room: usize) -> Result<Got, StoreError> {
        self.gets.set(self.gets.get() + 1);
        Ok(match self.bodies.borrow().get(digest) {
            None => Got::Nothing,
            Some(body) if body.len() > room => Got::TooMuch,
            Some(body) => Got::Body(body.clone()),
        })
    }
}

#[cfg(test)]
mod tests {
    use futures_executor::block_on;

    use super::*;

    #[test]
    fn values_and_rows_that_d1_refuses_are_refused() {
        let db = Memory::empty();
        let run = |statement| block_on(db.batch(vec![statement]));
        run(Statement::new("CREATE TABLE pairs (a TEXT, b TEXT)")).unwrap();
        let pair = |a: usize, b: usize| {
            let insert = Statement::new("INSERT INTO pairs VALUES (?, ?)");
            run(insert.bind("x".repeat(a)).bind("x".repeat(b)))
        };
        pair(1_000_000, 900_000).unwrap();
        pair(1_000_000, 1_000_001).unwrap_err();
        pair(2_000_001, 0).unwrap_err();
        let made = "SELECT a || a AS row FROM pairs";
        assert!(run(Statement::new(made)).is_ok());
        run(Statement::new("SELECT a || a || a AS row FROM pairs")).unwrap_err();
    }
}
