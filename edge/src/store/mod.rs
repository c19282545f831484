//! What is kept: statements and the types of their rows, one file per table or two.
//!
//! Everything runs over [`Database`], which D1, a Durable Object's own SQLite and, in tests, an
//! in-memory SQLite with the same migrations implement. A statement takes lists as one JSON
//! parameter (`json_each`), since D1 binds at most 100.

pub mod bodies;
mod cached;
mod chunks;
mod d1;
mod database;
#[cfg(test)]
pub(crate) mod memory;
pub mod nodes;
mod object_sql;
pub mod orgs;
pub mod people;
#[cfg(test)]
mod push_tests;
pub mod pushes;
mod r2;
pub mod reads;
mod remembered;
pub mod results;
pub mod rollbacks;
mod rows;
pub mod snapshots;

pub use cached::{Cached, Recent};
pub use chunks::{json_chunks, portions};
pub use d1::D1;
pub use database::{Batch, Database, Row, Statement, StoreError, Value};
pub use object_sql::ObjectSql;
pub use r2::R2;
pub use remembered::Remembered;
pub use rows::{all, first, run};
