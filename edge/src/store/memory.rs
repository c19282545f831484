//! The in-memory twin of D1: the same migrations and the same statements in SQLite itself.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use orgcast_shared::id::Digest;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql};

use super::bodies::Bucket;
use super::{Batch, Database, Row, Statement, StoreError, Value};

const MIGRATIONS: [&str; 1] = [include_str!("../../../migrations/0001_init.sql")];

/// A database that is gone when it is dropped.
#[derive(Debug)]
pub(crate) struct Memory(RefCell<Connection>);

impl Memory {
    /// A database as D1 is after the migrations.
    pub(crate) fn migrated() -> Self {
        let memory = Self::empty();
        for migration in MIGRATIONS {
            memory.0.borrow().execute_batch(migration).unwrap();
        }
        memory
    }

    /// A database without tables, as a Durable Object has it first.
    pub(crate) fn empty() -> Self {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch("PRAGMA foreign_keys = ON")
            .unwrap();
        Self(RefCell::new(connection))
    }
}

impl Database for Memory {
    fn batch(&self, statements: Vec<Statement>) -> Batch<'_> {
        Box::pin(async move {
            let mut connection = self.0.borrow_mut();
            let transaction = connection.transaction().map_err(|e| failed(&e))?;
            let results = statements
                .iter()
                .map(|s| rows_of(&transaction, s))
                .collect::<rusqlite::Result<_>>();
            let results = results.map_err(|e| failed(&e))?;
            transaction.commit().map_err(|e| failed(&e))?;
            Ok(results)
        })
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
}

impl MemoryBucket {
    /// How many bodies were put so far.
    pub(crate) fn puts(&self) -> usize {
        self.puts.get()
    }
}

impl Bucket for MemoryBucket {
    async fn put(&self, digest: &Digest, body: Vec<u8>) -> Result<(), StoreError> {
        self.puts.set(self.puts.get() + 1);
        self.bodies.borrow_mut().insert(*digest, body);
        Ok(())
    }

    async fn get(&self, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.bodies.borrow().get(digest).cloned())
    }
}
