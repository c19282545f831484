use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Text that is not an id of the kind wanted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{kind} has 1 to 64 letters, digits, hyphens or underscores")]
pub struct TokenError {
    kind: &'static str,
}

fn check(kind: &'static str, text: &str) -> Result<(), TokenError> {
    let valid = (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    valid.then_some(()).ok_or(TokenError { kind })
}

macro_rules! token {
    ($(#[$doc:meta])* $name:ident, $kind:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// Checks `text`: 1 to 64 letters, digits, hyphens or underscores.
            pub fn new(text: impl Into<String>) -> Result<Self, TokenError> {
                let text = text.into();
                check($kind, &text)?;
                Ok(Self(text.into()))
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl TryFrom<String> for $name {
            type Error = TokenError;

            fn try_from(text: String) -> Result<Self, TokenError> {
                Self::new(text)
            }
        }

        impl std::str::FromStr for $name {
            type Err = TokenError;

            fn from_str(text: &str) -> Result<Self, TokenError> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.as_str().to_owned()
            }
        }
    };
}

token!(
    /// Orgcast's own id of an organization. The vendor's id is a fact about the org, not its key:
    /// an org connected by access key alone does not reveal one.
    OrgId,
    "an organization's id"
);
token!(
    /// The id of one push.
    PushId,
    "a push's id"
);
token!(
    /// The access id of a Sumo Logic access key: the half that isn't secret.
    AccessId,
    "an access id"
);
token!(
    /// The id of a library item or a connection in one org: 16 hexadecimal digits at Sumo Logic.
    ContentId,
    "a content id"
);
token!(
    /// The id of one of Sumo Logic's asynchronous jobs.
    JobId,
    "a job's id"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_keep_separators_out() {
        assert!(OrgId::new("us2-00000000000A11CE").is_ok());
        for bad in ["", "a/b", "a b", "a?b", "é", &"x".repeat(65)] {
            assert!(OrgId::new(bad).is_err(), "{bad}");
        }
    }
}
