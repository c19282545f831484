use futures_util::future::LocalBoxFuture;
use thiserror::Error;

/// A database that speaks SQLite's SQL.
pub trait Database {
    /// Runs statements in order, all or none of them, and gives the rows of each. The future is
    /// boxed: there are dozens of callers, and each would carry a copy of it.
    fn batch(&self, statements: Vec<Statement>) -> Batch<'_>;
}

/// The rows of each statement, when they have come.
pub type Batch<'a> = LocalBoxFuture<'a, Result<Vec<Vec<Row>>, StoreError>>;

/// A row: JSON, made by the statement itself in a column named `row`. One way to read rows, the one
/// that requests are read by, keeps the Worker small, and whole numbers stay whole on their way.
pub type Row = String;

/// A statement and its parameters.
#[derive(Debug, Clone)]
pub struct Statement {
    pub(super) sql: &'static str,
    pub(super) values: Vec<Value>,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number; at most 2⁵³, since it crosses JavaScript.
    Number(u64),
    /// Text.
    Text(String),
}

/// Why storage failed. The text names statements and columns, never values.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct StoreError(String);

impl Statement {
    /// A statement whose parameters are still to be bound.
    pub fn new(sql: &'static str) -> Self {
        Self {
            sql,
            values: Vec::new(),
        }
    }

    /// How many bytes its texts take.
    pub fn bytes(&self) -> usize {
        let length = |value: &Value| match value {
            Value::Text(text) => text.len(),
            Value::Null | Value::Number(_) => 0,
        };
        self.values.iter().map(length).sum()
    }

    /// Binds the next parameter.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }
}

impl StoreError {
    /// A failure with what is known of it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Whether it failed because a value has to be unique.
    pub fn is_conflict(&self) -> bool {
        self.0.contains("UNIQUE constraint failed")
    }

    /// Whether it failed because a row that it names isn't there.
    pub fn is_unknown(&self) -> bool {
        self.0.contains("FOREIGN KEY constraint failed")
    }
}

impl From<worker::Error> for StoreError {
    fn from(error: worker::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Number(yes.into())
    }
}

impl From<orgcast_shared::id::Millis> for Value {
    fn from(time: orgcast_shared::id::Millis) -> Self {
        Self::Number(time.0)
    }
}

impl From<&orgcast_shared::id::Digest> for Value {
    fn from(digest: &orgcast_shared::id::Digest) -> Self {
        Self::Text(digest.to_string())
    }
}

impl From<&orgcast_shared::id::OrgId> for Value {
    fn from(org: &orgcast_shared::id::OrgId) -> Self {
        Self::Text(org.as_str().to_owned())
    }
}

impl From<&orgcast_shared::id::PushId> for Value {
    fn from(push: &orgcast_shared::id::PushId) -> Self {
        Self::Text(push.as_str().to_owned())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
