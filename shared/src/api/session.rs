use serde::{Deserialize, Serialize};

use crate::id::{Millis, Secret};
use crate::org::Capabilities;

/// Signs in with a one-time token.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignIn {
    /// The token, from the link's fragment.
    pub token: Secret,
}

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// The name that history shows.
    pub name: String,
    /// What the person may do.
    pub capabilities: Capabilities,
}

/// The session of the cookie that came with the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Who.
    pub person: Person,
    /// Until when.
    pub expires_at: Millis,
}
