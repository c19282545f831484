use orgcast_shared::api::Problem;
use serde::Serialize;

use crate::problem::EdgeError;

/// What goes back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Headers besides those that every answer has.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// The headers of every answer: nothing of the API may be kept by a cache or read as anything but
/// what it is.
pub const COMMON_HEADERS: [(&str, &str); 5] = [
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    (
        "content-security-policy",
        "default-src 'none'; frame-ancestors 'none'",
    ),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
];

impl Answer {
    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// A JSON answer.
    pub fn json(status: u16, value: &impl Serialize) -> Result<Self, EdgeError> {
        let body = serde_json::to_vec(value)
            .map_err(|_| EdgeError::Object("an answer can't be written as JSON".into()))?;
        Ok(Self::stored_json(status, body))
    }

    /// An answer of bytes that are JSON already.
    pub fn stored_json(status: u16, body: Vec<u8>) -> Self {
        Self {
            status,
            headers: vec![("content-type", "application/json".into())],
            body,
        }
    }

    /// A problem (RFC 9457).
    pub fn problem(problem: &Problem) -> Self {
        // A problem holds text and numbers only, which can always be written.
        let body = serde_json::to_vec(problem).unwrap_or_default();
        let kind = ("content-type", "application/problem+json".into());
        Self {
            status: problem.status,
            headers: vec![kind],
            body,
        }
    }

    /// Adds a header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}
