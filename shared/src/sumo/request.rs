use std::sync::Arc;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value as Json;

use crate::content::json_text;

/// The HTTP methods in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, or starts a job.
    Post,
    /// Replaces.
    Put,
    /// Removes.
    Delete,
}

/// A request to one org's API. Who sends it adds the endpoint's URL and the credentials.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiRequest {
    /// The method.
    pub method: Method,
    /// Path and query below the endpoint's URL, starting with a slash and encoded.
    pub path: String,
    /// A JSON body; shared, since a call may be tried several times.
    pub body: Option<Arc<Vec<u8>>>,
    /// Whether to act as a Content Administrator (header `isAdminMode: true`); everything under
    /// Admin Recommended needs it.
    pub admin_mode: bool,
}

impl Method {
    /// The method's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

impl ApiRequest {
    pub(crate) fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            body: None,
            admin_mode: false,
        }
    }

    pub(crate) fn in_admin_mode(mut self) -> Self {
        self.admin_mode = true;
        self
    }

    pub(crate) fn with_json(self, body: &Json) -> Self {
        self.with_text(json_text(body).into_bytes())
    }

    /// The body is this JSON text.
    pub(crate) fn with_text(mut self, body: Vec<u8>) -> Self {
        self.body = Some(Arc::new(body));
        self
    }
}

/// Encodes one value of a query.
pub(crate) fn encode(value: &str) -> String {
    utf8_percent_encode(value, NON_ALPHANUMERIC).to_string()
}
