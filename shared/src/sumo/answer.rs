use serde::de::Deserialize;
use thiserror::Error;

use super::CallError;
use super::error::refusal;
use crate::id::Millis;

/// What came back over HTTP, whatever it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiAnswer {
    /// The status.
    pub status: u16,
    /// The header `Content-Type`, or empty.
    pub content_type: String,
    /// The header `Location`: where a wrong deployment points to.
    pub location: Option<String>,
    /// How long the header `Retry-After` asks to wait from now on.
    pub retry_after: Option<Millis>,
    /// The body.
    pub body: Vec<u8>,
}

/// No answer came back; whether the request had an effect is not known, unless it never set out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TransportFault {
    /// The connection failed; how, in a few words.
    #[error("{0}")]
    Broken(String),
    /// The answer is longer than a Worker can hold beside what it makes of it.
    #[error("the answer is too long to be read at once")]
    TooLong,
    /// The call wasn't made: in an answer to another one the org has asked to be left alone for so long
    /// from now on.
    #[error("it asked to be left alone")]
    LeftAlone(Millis),
}

impl ApiAnswer {
    /// Makes sure that the call succeeded.
    pub fn success(&self) -> Result<(), CallError> {
        if (200..300).contains(&self.status) {
            Ok(())
        } else {
            Err(refusal(self))
        }
    }

    /// The body of a call that succeeded. It is JSON or an error: Sumo Logic's gateways answer with
    /// HTML now and then, also with status 200.
    pub fn json<'a, T: Deserialize<'a>>(&'a self) -> Result<T, CallError> {
        self.success()?;
        if !self.is_json() {
            return Err(CallError::not_json(self));
        }
        serde_json::from_slice(&self.body).map_err(|error| CallError::Unexpected {
            what: error.to_string(),
        })
    }

    /// Whether a gateway answered in place of the API.
    pub(crate) fn is_web_page(&self) -> bool {
        self.content_type.to_ascii_lowercase().contains("html")
    }

    pub(super) fn is_json(&self) -> bool {
        self.content_type.to_ascii_lowercase().contains("json")
    }
}
